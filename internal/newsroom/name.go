package newsroom

import (
	"strings"

	"pressgraph/internal/content"
)

// NameInput is one of a node's names. An empty kind is OFFICIAL.
type NameInput struct {
	Text   string
	Locale *string
	Kind   content.NameKind
}

// name is a name as it is stored.
type name struct {
	Text   string
	Locale *string
	Kind   content.NameKind
}

// takeNames applies a node's names; it never has none.
func takeNames(f Field[[]NameInput], into *[]name, c complaints) {
	if f.Set && f.Value == nil {
		c.add("must not be null")
		return
	}
	if f.Set && len(*f.Value) == 0 {
		c.add("must hold at least one name")
		return
	}
	takeList(f, into, c, func(in NameInput, c complaints) name {
		var n name
		must(To(in.Text), &n.Text, c.field("text"), lineOf(maxName))
		take(orOut(in.Locale), &n.Locale, c.field("locale"), content.ParseLocale)
		must(To(in.Kind), &n.Kind, c.field("kind"), oneOfOr(content.NameKindOfficial))
		return n
	})
}

// bestName returns the name where no locale is asked for: in English, the most
// official first, else as first known; empty if there are none.
func bestName(names []name) string {
	best, rank := "", len(content.NameKind("").Values())
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

func nameRank(kind content.NameKind) int {
	switch kind {
	case content.NameKindOfficial:
		return 0
	case content.NameKindShort:
		return 1
	case content.NameKindAlias:
		return 2
	case content.NameKindAbbreviation:
		return 3
	case content.NameKindFormer:
		return 4
	}
	return len(content.NameKind("").Values()) - 1
}

func isEnglish(locale *string) bool {
	return locale != nil && (*locale == "en" || strings.HasPrefix(*locale, "en-"))
}

// slugBase returns what a slug is made from: the best name that has Latin
// letters, a name in their script first; empty if there is none.
func slugBase(names []name) string {
	if made := content.Slug(bestName(names)); made != "" {
		return made
	}
	for _, n := range names {
		if made := content.Slug(n.Text); made != "" {
			return made
		}
	}
	return ""
}

// named are the columns computed from a node's names.
type named struct {
	name       string
	fold, sort []byte
}

func (n *Newsroom) named(names []name) named {
	best := bestName(names)
	return named{name: best, fold: content.Fold(best), sort: n.collator.Key(best)}
}
