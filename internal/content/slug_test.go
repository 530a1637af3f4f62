package content_test

import (
	"strings"
	"testing"

	"pressgraph/internal/content"
)

func TestSlug(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"HKUST Signs MoU with Microsoft Research Asia": "hkust-signs-mou-with-microsoft-research-asia",
		"HKUST's “Next” Big Thing":                     "hkusts-next-big-thing",
		"Research & Development":                       "research-and-development",
		"R&D":                                          "r-and-d",
		"& Sons":                                       "and-sons",
		"École Polytechnique Fédérale, Zürich": "ecole-polytechnique-federale-zurich",
		"E\u0301cole":                 "ecole",
		"Straße Øresund Łódź Ærø Þór": "strasse-oresund-lodz-aero-thor",
		"香港科技大學 HKUST 與微軟":            "hkust",
		"香港科技大學":                      "",
		"微軟 & 谷歌":                     "",
		"":                            "",
		" -- CSU.CAS -- ":             "csu-cas",
		"CO₂ at 1.5°":                 "co2-at-1-5",
		"Ｍicrosoft™ Azure®":           "microsoft-azure",
		"ﬁnance":                      "finance",
		strings.Repeat("word ", 40):   strings.TrimSuffix(strings.Repeat("word-", 16), "-"),
		strings.Repeat("x", 300):      strings.Repeat("x", 80),
	} {
		if got := content.Slug(in); got != want {
			t.Errorf("Slug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParseSlug(t *testing.T) {
	t.Parallel()
	for in, good := range map[string]bool{
		"hkust": true, "hkust-2025": true, "2": true, strings.Repeat("x", 120): true,
		"": false, "-": false, "a--b": false, "-a": false, "a-": false, "A": false, "é": false, "a b": false, "a_b": false,
		strings.Repeat("x", 121): false,
	} {
		if got, err := content.ParseSlug(in); (err == nil) != good || good && got != in {
			t.Errorf("ParseSlug(%q) = %q, %v, want it accepted: %v", in, got, err, good)
		}
	}
}

func TestSlugWithSuffix(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ base, suffix, want string }{
		{"hkust", "k3f9", "hkust-k3f9"},
		{"", "k3f9", "k3f9"},
		{"hkust", "", "hkust"},
		{strings.Repeat("x", 120), "k3f9", strings.Repeat("x", 115) + "-k3f9"},
		{strings.Repeat("x", 110) + "-yyyyyyyyy", "k3f9", strings.Repeat("x", 110) + "-k3f9"},
	} {
		got := content.SlugWithSuffix(c.base, c.suffix)
		if _, err := content.ParseSlug(got); got != c.want || err != nil {
			t.Errorf("SlugWithSuffix(%q, %q) = %q (%v), want %q", c.base, c.suffix, got, err, c.want)
		}
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("HKUST’s R&D — Zürich 2025", "k3f9")
	f.Add("香港科技大學", "2")
	f.Fuzz(func(t *testing.T, title, suffix string) {
		slug := content.Slug(title)
		if slug == "" {
			return
		}
		if _, err := content.ParseSlug(slug); err != nil || len(slug) > 80 || content.Slug(slug) != slug {
			t.Errorf("Slug(%q) = %q: %v; made again %q", title, slug, err, content.Slug(slug))
		}
		if _, err := content.ParseSlug(suffix); err == nil {
			if both, err := content.ParseSlug(content.SlugWithSuffix(slug, suffix)); err != nil {
				t.Errorf("SlugWithSuffix(%q, %q) = %q: %v", slug, suffix, both, err)
			}
		}
	})
}
