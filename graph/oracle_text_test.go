package graph_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"pressgraph/ent/db"
)

// tongues are the languages of these newsrooms, and others to ask for, with the
// base and the likely script of each.
func tongues() map[string][2]string {
	return map[string][2]string{
		"en": {"en", "Latn"}, "en-GB": {"en", "Latn"}, "en-US": {"en", "Latn"},
		"zh": {"zh", "Hans"}, "zh-Hans": {"zh", "Hans"}, "zh-CN": {"zh", "Hans"}, "zh-SG": {"zh", "Hans"}, "zh-Hans-HK": {"zh", "Hans"},
		"zh-Hant": {"zh", "Hant"}, "zh-HK": {"zh", "Hant"}, "zh-TW": {"zh", "Hant"}, "zh-MO": {"zh", "Hant"}, "zh-Hant-CN": {"zh", "Hant"},
		"sr": {"sr", "Cyrl"}, "sr-Latn": {"sr", "Latn"}, "sr-ME": {"sr", "Latn"}, "de-1996": {"de", "Latn"}, "de": {"de", "Latn"},
	}
}

// written are the languages that the releases of these newsrooms are in.
func written() []string {
	return []string{"en", "zh-Hant", "zh-Hans", "en-GB", "zh-HK", "zh", "zh-Hant-CN", "zh-Hans-HK", "sr-ME", "de-1996"}
}

// prefer makes languages to ask for: none of them, some, or null for every release.
func prefer(r *rand.Rand) []string {
	if r.IntN(4) == 0 {
		return nil
	}
	known := []string{}
	for tag := range tongues() {
		known = append(known, tag)
	}
	slices.Sort(known)
	asked := []string{}
	for range r.IntN(4) {
		asked = append(asked, oneOf(r, known))
	}
	return asked
}

// preferring writes the argument.
func preferring(asked []string) string {
	if asked == nil {
		return "prefer: null"
	}
	return strings.ReplaceAll(fmt.Sprintf("prefer: %q", asked), `" "`, `", "`)
}

// textOf returns the first of the translations of a release.
func textOf(r *db.Release) int64 {
	if r.TranslationGroup == nil {
		return r.ID
	}
	return *r.TranslationGroup
}

// readBy tells how gladly somebody who asks for languages reads another: the
// less, the rather.
func readBy(asked []string, tag string) int {
	is := tongues()[tag]
	for i, wanted := range asked {
		want := tongues()[wanted]
		switch {
		case wanted == tag:
			return 3 * i
		case want == is:
			return 3*i + 1
		case want[0] == is[0] && wanted == want[0]:
			return 3*i + 2
		}
	}
	return 3 * len(asked)
}

// chosen keeps one row of each text, where somebody asks for languages.
func chosen(rows []row, asked []string) []row {
	if asked == nil {
		return rows
	}
	texts := map[int64][]*db.Release{}
	for _, r := range rows {
		x := r.(*db.Release)
		texts[textOf(x)] = append(texts[textOf(x)], x)
	}
	kept := []row{}
	for _, r := range rows {
		x := r.(*db.Release)
		best := slices.MinFunc(texts[textOf(x)], func(a, b *db.Release) int {
			return cmp.Or(cmp.Compare(readBy(asked, a.Language), readBy(asked, b.Language)),
				cmp.Compare(boolInt(a.ID != textOf(a)), boolInt(b.ID != textOf(b))), cmp.Compare(a.ID, b.ID))
		})
		if best.ID == x.ID {
			kept = append(kept, x)
		}
	}
	return kept
}
