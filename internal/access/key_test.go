package access_test

import (
	"crypto/rand"
	"strings"
	"testing"

	"pressgraph/internal/access"
)

func newKey(t *testing.T) access.Key {
	t.Helper()
	key, err := access.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestKey(t *testing.T) {
	t.Parallel()
	t.Run("is read as it was made", func(t *testing.T) {
		t.Parallel()
		key := newKey(t)
		read, ok := access.ReadKey(key.Secret)
		if !ok || !read.Matches(key.Hash) || read.Prefix != key.Prefix || !strings.HasPrefix(key.Secret, key.Prefix) {
			t.Errorf("made %+v, read %+v, %v", key, read, ok)
		}
		if len(key.Secret) != 51 || !strings.HasPrefix(key.Secret, "pg_") || len(key.Prefix) != 11 {
			t.Errorf("the secret %q has the prefix %q", key.Secret, key.Prefix)
		}
	})
	t.Run("is another one each time", func(t *testing.T) {
		t.Parallel()
		a, b := newKey(t), newKey(t)
		if a.Secret == b.Secret || a.Matches(b.Hash) {
			t.Errorf("two keys are %q and %q", a.Secret, b.Secret)
		}
	})
	t.Run("is refused where a character differs", func(t *testing.T) {
		t.Parallel()
		secret := newKey(t).Secret
		for i := range len(secret) {
			other := "a"
			if secret[i] == 'a' {
				other = "b"
			}
			if typo := secret[:i] + other + secret[i+1:]; read(typo) {
				t.Errorf("%q is taken for a key as %q is", typo, secret)
			}
		}
	})
	t.Run("is refused in any other form", func(t *testing.T) {
		t.Parallel()
		secret := newKey(t).Secret
		for _, s := range []string{"", "pg_", secret[3:], strings.ToUpper(secret), secret + " ", secret[:50], secret + "a", "pg_" + strings.Repeat("=", 48), "\x00"} {
			if read(s) {
				t.Errorf("%q is taken for a key", s)
			}
		}
	})
	t.Run("needs randomness", func(t *testing.T) {
		t.Parallel()
		if _, err := access.NewKey(strings.NewReader("short")); err == nil {
			t.Error("a key was made of five bytes")
		}
	})
}

func read(secret string) bool {
	_, ok := access.ReadKey(secret)
	return ok
}

func TestConceal(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	secret, bare, shown := key.Secret, strings.TrimPrefix(key.Secret, "pg_"), key.Prefix+"…"
	for text, want := range map[string]string{
		secret:                                   shown,
		"/a/" + secret + ".js?k=" + secret + "!": "/a/" + shown + ".js?k=" + shown + "!",
		strings.ToUpper(secret):                  strings.ToUpper(key.Prefix) + "…",
		secret[:20]:                              shown,
		"key=" + bare:                            "key=" + bare[:8] + "…",
		"%2570g_" + bare:                         "%2570g_" + bare[:8] + "…",
		key.Prefix:                               key.Prefix,
		"/explore/partner/the-hong-kong-university-of-science-and-technology": "/explore/partner/the-hong-kong-university-of-science-and-technology",
		"graph.(*executionContext).fieldContextPartnerConnectionReleases":     "graph.(*executionContext).fieldContextPartnerConnectionReleases",
		"sqlite:pg_news.db": "sqlite:pg_news.db",
		"":                  "",
	} {
		if got := access.Conceal(text); got != want {
			t.Errorf("Conceal(%q) = %q, want %q", text, got, want)
		}
	}
}

// TestConcealLosesNothing compares what is concealed of texts that are made of pieces
// of secrets with what the whole expression finds in them.
func TestConcealLosesNothing(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	bare := strings.TrimPrefix(key.Secret, "pg_")
	pieces := []string{
		"pg_", "PG_", "pG_", "_", "g_", "/", " ", "\u017f", "\u212a", "1", "é", bare[:3], bare[:8], bare[:11], bare[:12],
		bare[:31], bare[:32], strings.ToUpper(bare[:12]), bare, key.Secret,
	}
	for _, one := range pieces {
		for _, two := range pieces {
			for _, three := range pieces {
				text := one + two + three
				if got, want := access.Conceal(text), access.ConcealWhole(text); got != want {
					t.Fatalf("Conceal(%q) = %q, want %q", text, got, want)
				}
			}
		}
	}
}
