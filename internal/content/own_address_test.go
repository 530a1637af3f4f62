package content_test

import (
	"testing"

	"pressgraph/internal/content"
)

func TestOwnAddress(t *testing.T) {
	t.Parallel()
	const here = "http://localhost:8080"
	t.Run("is answered at an origin", func(t *testing.T) {
		t.Parallel()
		for stored, want := range map[string]string{
			"https://pressgraph.invalid/pictures/a.webp":       here + "/pictures/a.webp",
			"https://pressgraph.invalid/":                      here + "/",
			"https://pressgraph.invalid":                       "https://pressgraph.invalid",
			"https://pressgraph.invalid.example.org/a":         "https://pressgraph.invalid.example.org/a",
			"https://pressgraph.invalid:8080/pictures/a":       "https://pressgraph.invalid:8080/pictures/a",
			"http://pressgraph.invalid/pictures/a.webp":        "http://pressgraph.invalid/pictures/a.webp",
			"https://example.org/?https://pressgraph.invalid/": "https://example.org/?https://pressgraph.invalid/",
		} {
			if got := content.AddressAt(here, stored); got != want {
				t.Errorf("AddressAt(%s, %s) = %s, want %s", here, stored, got, want)
			}
			if got := content.AddressAt("", stored); got != stored {
				t.Errorf("AddressAt of no origin makes %s of %s", got, stored)
			}
		}
	})
	t.Run("is stored where a picture of the program's own comes back", func(t *testing.T) {
		t.Parallel()
		for address, want := range map[string]string{
			here + "/pictures/a.webp":        content.OwnAddress + "/pictures/a.webp",
			here + "/explore":                here + "/explore",
			here + "0/pictures/a.webp":       here + "0/pictures/a.webp",
			"https://example.org/pictures/a": "https://example.org/pictures/a",
		} {
			if got := content.StoredAddress(here, address); got != want {
				t.Errorf("StoredAddress(%s, %s) = %s, want %s", here, address, got, want)
			}
			if got := content.StoredAddress("", address); got != address {
				t.Errorf("StoredAddress of no origin makes %s of %s", got, address)
			}
		}
	})
}
