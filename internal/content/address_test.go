package content_test

import (
	"strings"
	"testing"

	"golang.org/x/text/language"

	"pressgraph/internal/content"
)

func TestParseURL(t *testing.T) {
	t.Parallel()
	long := "https://example.org/" + strings.Repeat("x", 2048-20)
	for in, want := range map[string]string{
		"https://hkust.edu.hk/news/1?a=b&c=d#top": "https://hkust.edu.hk/news/1?a=b&c=d#top",
		" HTTP://Example.ORG:8080/Path ":          "http://example.org:8080/Path",
		"https://example.org":                     "https://example.org",
		"https://example.org/新聞?q=微軟":             "https://example.org/%E6%96%B0%E8%81%9E?q=%E5%BE%AE%E8%BB%9F",
		"https://example.org/?q=\"><script>":      "https://example.org/?q=%22%3E%3Cscript%3E",
		"http://[::1]:80/":                        "http://[::1]:80/",
		long:                                      long,
	} {
		if got, err := content.ParseURL(in); err != nil || got != want {
			t.Errorf("ParseURL(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{
		"", "example.org", "/news/1", "//example.org/", "ftp://example.org/", "javascript:alert(1)", "http:///x", "http://:80/",
		"https://user@example.org/", "https://user:secret@example.org/", "https://example.org:99999/", "https://example.org:x/",
		"https://exa mple.org/", "http://\"00/", "http://a<b>/", "https://example.org/a\nb", "https://example.org/%zz", "http:example.org", "https://example.org/a\x00b", long + "x",
	} {
		if got, err := content.ParseURL(in); err == nil {
			t.Errorf("ParseURL(%q) = %q, want an error", in, got)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, s := range []string{"https://example.org/a?b=c#d", "http://[::1]:80/", "https://example.org/%2F?%%#%25", "http://ａ/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := content.ParseURL(s)
		if err != nil {
			return
		}
		again, err := content.ParseURL(got)
		if err != nil || again != got || len(got) > 2048 || strings.ContainsAny(got, " \"<>\n") {
			t.Errorf("ParseURL(%q) = %q, read again %q, %v", s, got, again, err)
		}
	})
}

func TestParseLocale(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"en": "en", "EN": "en", "zh-Hant": "zh-Hant", "zh-hans": "zh-Hans", "zh-HANT-hk": "zh-Hant-HK", "pt-br": "pt-BR", "de": "de",
		"": "", "und": "", "und-Latn": "", "root": "", "english": "", "e": "", "zh_Hant": "", "en ": "", "qqq-": "", "x-private": "",
	} {
		if got, err := content.ParseLocale(in); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseLocale(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

func FuzzParseLocale(f *testing.F) {
	for _, s := range []string{"en", "zh-Hant-HK", "i-klingon", "en-u-co-phonebk", "sl-rozaj-biske-1994", "iw"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := content.ParseLocale(s)
		if err != nil {
			return
		}
		if again, err := content.ParseLocale(got); err != nil || again != got {
			t.Errorf("ParseLocale(%q) = %q, read again %q, %v", s, got, again, err)
		}
	})
}

func TestParseCountry(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"HK": "HK", "hk": "HK", "CN": "CN", "MO": "MO", "TW": "TW", "GB": "GB", "SS": "SS",
		"": "", "UK": "", "EU": "", "SU": "", "ZZ": "", "XK": "", "A": "", "AND": "", "D ": "", " A": "", "ſE": "", "ſ": "",
	} {
		if got, err := content.ParseCountry(in); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseCountry(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	t.Run("knows_all_249", func(t *testing.T) {
		t.Parallel()
		known := 0
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				code := string([]rune{a, b})
				if _, err := content.ParseCountry(code); err != nil {
					continue
				}
				known++
				if region, err := language.ParseRegion(code); err != nil || !region.IsCountry() || region.String() != code {
					t.Errorf("ParseCountry knows %s, x/text makes it %v, %v", code, region, err)
				}
			}
		}
		if known != 249 {
			t.Errorf("ParseCountry knows %d codes, want 249", known)
		}
	})
}
