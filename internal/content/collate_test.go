package content_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
)

func TestCollator(t *testing.T) {
	t.Parallel()
	t.Run("sorts_by_the_root_collation", func(t *testing.T) {
		t.Parallel()
		c := content.NewCollator()
		want := []string{
			"", " leading", "2025", "aa", "Ab", "Ea", "éa", "Éa", "Eb", "resume", "Resume", "résumé", "Zürich", "Ωmega", "Яндекс", "一", "香港",
		}
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortFunc(got, func(a, b string) int { return bytes.Compare(c.Key(a), c.Key(b)) })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("order (-want +got):\n%s", diff)
		}
	})
	t.Run("heeds_no_encoding", func(t *testing.T) {
		t.Parallel()
		c := content.NewCollator()
		if a, b := c.Key("Zu\u0308rich"), c.Key("Zürich"); !bytes.Equal(a, b) {
			t.Errorf("keys of decomposed and composed Zürich: %x and %x", a, b)
		}
	})
	t.Run("may_be_shared", func(t *testing.T) {
		t.Parallel()
		c := content.NewCollator()
		want := c.Key("香港科技大學 HKUST")
		var group sync.WaitGroup
		for i := range 8 {
			group.Go(func() {
				for range 200 {
					c.Key(strings.Repeat("other ", i))
					if got := c.Key("香港科技大學 HKUST"); !bytes.Equal(got, want) {
						t.Errorf("Key = %x, want %x", got, want)
						return
					}
				}
			})
		}
		group.Wait()
	})
	t.Run("works_from_its_zero_value", func(t *testing.T) {
		t.Parallel()
		var c content.Collator
		if got, want := c.Key("Éa"), content.NewCollator().Key("Éa"); !bytes.Equal(got, want) {
			t.Errorf("Key = %x, want %x", got, want)
		}
	})
}

func FuzzCollator(f *testing.F) {
	f.Add("Éa", "Eb")
	f.Add("\xff\u0300", "가")
	c := content.NewCollator()
	f.Fuzz(func(t *testing.T, a, b string) {
		first := c.Key(a)
		other := c.Key(b)
		if again := c.Key(a); !bytes.Equal(first, again) || a == b && !bytes.Equal(first, other) {
			t.Errorf("Key(%q) = %x, then %x", a, first, again)
		}
	})
}

func BenchmarkCollatorKey(b *testing.B) {
	// One name of 34 characters.
	c := content.NewCollator()
	b.ReportAllocs()
	for b.Loop() {
		c.Key("Guangzhou Municipal Government 廣州市")
	}
}
