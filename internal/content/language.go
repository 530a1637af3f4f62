package content

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Language is a language as somebody asks to read in it.
type Language struct {
	// Tag is its canonical BCP 47 tag.
	Tag string
	// Base is the language alone, Script what it is written in, as the tag says or
	// as is likely of it.
	Base, Script string
	// Plain is true where the tag says no more than the language: then other
	// scripts of it will do, if there is nothing better.
	Plain bool
}

// The grades of a language that somebody asks for, by what a text is in: the
// less, the nearer.
const (
	// LanguageSame is the tag asked for.
	LanguageSame = iota
	// LanguageReadable is another tag of the same language in the same script.
	LanguageReadable
	// LanguageRelated is another script, where none was asked for.
	LanguageRelated
	// LanguageOther is anything else.
	LanguageOther
)

// ParseLanguage reads a language tag as ParseLocale does.
func ParseLanguage(s string) (Language, error) {
	canonical, err := ParseLocale(s)
	if err != nil {
		return Language{}, err
	}
	base, script := baseAndScript(canonical)
	return Language{Tag: canonical, Base: base, Script: script, Plain: canonical == base}, nil
}

// Grade tells how near a text in the language of a canonical tag is.
func (l Language) Grade(tag string) int {
	base, script := baseAndScript(tag)
	switch {
	case tag == l.Tag:
		return LanguageSame
	case base != l.Base:
		return LanguageOther
	case script == l.Script:
		return LanguageReadable
	case l.Plain:
		return LanguageRelated
	}
	return LanguageOther
}

// Rank tells how far down the language of a canonical tag is among those that
// somebody asks for, the best first.
func Rank(asked []Language, tag string) int {
	for i, l := range asked {
		if grade := l.Grade(tag); grade < LanguageOther {
			return i*LanguageOther + grade
		}
	}
	return len(asked) * LanguageOther
}

// baseAndScript reads a canonical tag by its parts: a script is written as Hant,
// a region as HK.
func baseAndScript(tag string) (base, script string) {
	base, rest, _ := strings.Cut(tag, "-")
	next, _, _ := strings.Cut(rest, "-")
	if len(next) == len("Hant") && next[0] >= 'A' && next[0] <= 'Z' {
		return base, next
	}
	for script, regions := range scriptsByRegion()[base] {
		if len(next) == len("HK") && strings.Contains(regions, next) {
			return base, script
		}
	}
	return base, LikelyScript(base)
}

// LikelyScript returns what a language is written in where nothing tells.
func LikelyScript(base string) string {
	parsed, err := language.ParseBase(base)
	if err != nil {
		return ""
	}
	tag, err := language.Compose(parsed)
	if err != nil {
		return ""
	}
	script, _ := tag.Script()
	return script.String()
}

// RegionsOf returns where a language is likely to be written in a script that is
// not its likely one, as codes with spaces between them, by script.
func RegionsOf(base string) map[string]string { return scriptsByRegion()[base] }

// scriptsByRegion are the likely subtags of Unicode's CLDR, as far as they tell
// scripts of one language apart by country.
var scriptsByRegion = sync.OnceValue(func() map[string]map[string]string {
	traditional := map[string]string{"Hant": "AU BN GB GF HK ID MO MY PA PF PH SR TH TW US VN"}
	return map[string]map[string]string{
		"zh": traditional, "cmn": traditional, "chi": traditional, "yue": {"Hans": "CN"},
		"az": {"Arab": "IQ IR", "Cyrl": "RU"}, "azj": {"Arab": "IQ IR", "Cyrl": "RU"},
		"drh": {"Mong": "CN"}, "khk": {"Mong": "CN"}, "mn": {"Mong": "CN"},
		"emk": {"Nkoo": "GN"}, "man": {"Nkoo": "GN"}, "mnk": {"Nkoo": "GN"},
		"ha": {"Arab": "CM SD"},
		"kk": {"Arab": "AF CN IR MN"},
		"ku": {"Arab": "LB"}, "kmr": {"Arab": "LB"},
		"ky": {"Arab": "CN", "Latn": "TR"},
		"ms": {"Arab": "CC ID"}, "may": {"Arab": "CC ID"}, "zsm": {"Arab": "CC ID"},
		"pa":  {"Arab": "PK"},
		"rif": {"Latn": "NL"},
		"sr":  {"Latn": "ME RO RU TR"},
		"tg":  {"Arab": "PK"},
		"ug":  {"Cyrl": "KZ MN"},
		"unr": {"Deva": "NP"},
		"uz":  {"Arab": "AF", "Cyrl": "CN"}, "uzn": {"Arab": "AF", "Cyrl": "CN"},
	}
})
