package content_test

import (
	"encoding/base64"
	"math"
	"testing"

	"pressgraph/internal/content"
)

func TestGlobalID(t *testing.T) {
	t.Parallel()
	t.Run("survives_a_round_trip", func(t *testing.T) {
		t.Parallel()
		for kind := content.NodeRelease; kind <= content.NodeAPIKey; kind++ {
			for _, id := range []int64{1, 255, 1 << 40, math.MaxInt64} {
				s := content.GlobalID(kind, id)
				gotKind, gotID, err := content.ParseGlobalID(s)
				if err != nil || gotKind != kind || gotID != id || len(s) != 12 {
					t.Errorf("ParseGlobalID(%q) = %v, %d, %v, want %v, %d", s, gotKind, gotID, err, kind, id)
				}
			}
		}
	})
	t.Run("stays_what_clients_have_stored", func(t *testing.T) {
		t.Parallel()
		if got := content.GlobalID(content.NodePartner, 4711); got != "AgAAAAAAABJn" {
			t.Errorf("GlobalID(Partner, 4711) = %s, want AgAAAAAAABJn", got)
		}
	})
	t.Run("refuses_everything_else", func(t *testing.T) {
		t.Parallel()
		for _, s := range []string{
			"", "1", "release:1", "AgAAAAAAABJn=", "AgAAAAAAABJ", "AgAAAAAAABJ\n", "AgAAAAAAAB\n\nJn", "AgAAAAAAAB+n", "AgAAAAAAABJ微",
			content.GlobalID(0, 1), content.GlobalID(99, 1), content.GlobalID(content.NodeTopic, 0), content.GlobalID(content.NodeTopic, -1),
		} {
			if kind, id, err := content.ParseGlobalID(s); err == nil {
				t.Errorf("ParseGlobalID(%q) = %v, %d, want an error", s, kind, id)
			}
		}
	})
}

func FuzzParseGlobalID(f *testing.F) {
	f.Add(content.GlobalID(content.NodeRelease, 1))
	f.Add("AgAAAAAAABJn")
	f.Add(base64.StdEncoding.EncodeToString([]byte{1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}))
	f.Fuzz(func(t *testing.T, s string) {
		kind, id, err := content.ParseGlobalID(s)
		if err != nil {
			return
		}
		if again := content.GlobalID(kind, id); again != s || id <= 0 || kind.String() == "" {
			t.Errorf("ParseGlobalID(%q) = %v, %d, which is written %q", s, kind, id, again)
		}
	})
}
