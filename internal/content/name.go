package content

import "strings"

// Name is a name as it is stored.
type Name struct {
	Text   string
	Locale *string
	Kind   NameKind
}

// BestName returns the name where no locale is asked for: in English, the most
// official first, else as first known; empty if there are none.
func BestName(names []Name) string {
	best, rank := "", len(NameKind("").Values())
	for _, n := range names {
		if r := nameRank(n.Kind); isEnglish(n.Locale) && r < rank {
			best, rank = n.Text, r
		}
	}
	if best == "" && len(names) > 0 {
		return names[0].Text
	}
	return best
}

func nameRank(kind NameKind) int {
	switch kind {
	case NameKindOfficial:
		return 0
	case NameKindShort:
		return 1
	case NameKindAlias:
		return 2
	case NameKindAbbreviation:
		return 3
	case NameKindFormer:
		return 4
	}
	return len(NameKind("").Values()) - 1
}

func isEnglish(locale *string) bool {
	return locale != nil && (*locale == "en" || strings.HasPrefix(*locale, "en-"))
}

// SlugOfNames returns what a slug is made from: the best name that has Latin
// letters, a name in their script first; empty if there is none.
func SlugOfNames(names []Name) string {
	if made := Slug(BestName(names)); made != "" {
		return made
	}
	for _, n := range names {
		if made := Slug(n.Text); made != "" {
			return made
		}
	}
	return ""
}
