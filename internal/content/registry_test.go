package content_test

import (
	"testing"

	"pressgraph/internal/content"
)

func TestRegistryKey(t *testing.T) {
	t.Parallel()
	for scheme, entries := range map[content.IdentifierScheme][][]string{
		content.SchemeRor: {
			{"https://ror.org/00k642b80", "00k642b80", "http://ror.org/00K642B80/", "ror.org/00k642b80", "ROR:00k642b80", " https://www.ror.org/00k642b80?x=1#top", "０0k642b80"},
			{"https://ror.org/00wk2mp56"},
		},
		content.SchemeWikidata: {
			{"Q312", "q312", "https://www.wikidata.org/wiki/Q312", "http://www.wikidata.org/entity/q312", "wd:Q312", "https://www.wikidata.org/wiki/Q312#P31", "https://m.wikidata.org/wiki/Q312?uselang=de"},
			{"Q3120"}, {"Q31"},
		},
		content.SchemeGrid: {
			{"grid.24515.37", "GRID.24515.37", "https://www.grid.ac/institutes/grid.24515.37", "grid.ac/institutes/grid.24515.37/"},
			{"grid.24515.3"},
		},
		content.SchemeIsni: {
			{"0000 0001 2150 090X", "000000012150090x", "0000-0001-2150-090X", "https://isni.org/isni/000000012150090X", "ISNI 0000 0001 2150 090X", "isni:0000 0001 2150 090X"},
			{"0000 0001 2150 0901"},
		},
		content.SchemeLei: {
			{"5493001KJTIIGC8Y1R12", "5493001kjtiigc8y1r12", "5493 001K JTII GC8Y 1R12", "https://search.gleif.org/#/record/5493001KJTIIGC8Y1R12"},
			{"5493001KJTIIGC8Y1R13"},
		},
		content.SchemeOther: {
			{"CHE-123.456.789", "che-123.456.789", " CHE-123.456.789"}, {"123"}, {"12-3"},
			{"https://example.org/id/7", "http://www.example.org/id/7/"}, {"https://example.org/id/8"},
		},
	} {
		seen := map[string]string{}
		for _, spellings := range entries {
			want := content.RegistryKey(scheme, spellings[0])
			if other, taken := seen[want]; taken || want == "" {
				t.Errorf("%s: %q has the key %q of %q", scheme, spellings[0], want, other)
			}
			seen[want] = spellings[0]
			for _, spelling := range spellings {
				if got := content.RegistryKey(scheme, spelling); got != want {
					t.Errorf("RegistryKey(%s, %q) = %q, want %q as of %q", scheme, spelling, got, want, spellings[0])
				}
			}
		}
	}
}
