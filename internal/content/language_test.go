package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/language"
)

// TestScriptsByRegionAreThoseOfTheLibrary goes through all languages and countries.
func TestScriptsByRegionAreThoseOfTheLibrary(t *testing.T) {
	t.Parallel()
	want := map[string]map[string]string{}
	add := func(code string) {
		base, err := language.ParseBase(code)
		if err != nil || base.String() != code || code == "und" {
			return
		}
		likely := LikelyScript(code)
		for country := range strings.FieldsSeq(countries) {
			tag, err := language.Compose(base, language.MustParseRegion(country))
			if err != nil {
				t.Fatal(err)
			}
			script, _ := tag.Script()
			if script.String() == likely || script.String() == "Zzzz" {
				continue
			}
			if want[code] == nil {
				want[code] = map[string]string{}
			}
			want[code][script.String()] = strings.TrimSpace(want[code][script.String()] + " " + country)
		}
	}
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			add(string([]rune{a, b}))
			for c := 'a'; c <= 'z'; c++ {
				add(string([]rune{a, b, c}))
			}
		}
	}
	if diff := cmp.Diff(want, scriptsByRegion()); diff != "" {
		t.Errorf("scripts by region (-want +got):\n%s", diff)
	}
}

func TestLanguageGrade(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asked, text string
		want        int
	}{
		{"zh-Hant", "zh-Hant", LanguageSame},
		{"zh-hant", "zh-Hant", LanguageSame},
		{"zh-TW", "zh-Hant", LanguageReadable},
		{"zh-HK", "zh-TW", LanguageReadable},
		{"zh-Hant", "zh-MO", LanguageReadable},
		{"zh-Hant-HK", "zh-Hant", LanguageReadable},
		{"zh-CN", "zh-Hans", LanguageReadable},
		{"zh-SG", "zh", LanguageReadable},
		{"zh-Hant-CN", "zh-TW", LanguageReadable},
		{"zh-CN", "zh-Hant", LanguageOther},
		{"zh-Hant", "zh", LanguageOther},
		{"zh-Hant", "zh-Hans", LanguageOther},
		{"zh", "zh-Hans", LanguageReadable},
		{"zh", "zh-Hant", LanguageRelated},
		{"en", "en-GB", LanguageReadable},
		{"en-GB-oxendict", "en-US", LanguageReadable},
		{"en", "de", LanguageOther},
		{"de", "de-1996", LanguageReadable},
		{"sr-Latn", "sr-ME", LanguageReadable},
		{"sr-Latn", "sr", LanguageOther},
		{"e", "en", -1},
		{"en_GB", "en", -1},
		{"", "en", -1},
		{"und", "en", -1},
	} {
		l, err := ParseLanguage(c.asked)
		got := l.Grade(c.text)
		if err != nil {
			got = -1
		}
		if got != c.want {
			t.Errorf("ParseLanguage(%q).Grade(%q) = %d, %v, want %d", c.asked, c.text, got, err, c.want)
		}
	}
}
