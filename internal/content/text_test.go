package content_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"pressgraph/internal/content"
)

func TestCleanLine(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                            "",
		"  HKUST \u00a0\t and\r\nMIT": "HKUST and MIT",
		"Cafe\u0301":                  "Café",
		"香港\u3000科技大學":                "香港 科技大學",
		"\ufeffTitle":                 "Title",
		"👩\u200d🔬 at work":            "👩\u200d🔬 at work",
	} {
		if got, err := content.CleanLine(in); err != nil || got != want {
			t.Errorf("CleanLine(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"\xff", "a\x00b", "\x1b[31m", "\u009f", "\u007f", string([]byte{0xed, 0xa0, 0x80})} {
		if got, err := content.CleanLine(in); err == nil {
			t.Errorf("CleanLine(%q) = %q, want an error", in, got)
		}
	}
}

func TestCleanText(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"\r\n one\r\n\ttwo\rthree  \n": "one\n\ttwo\nthree",
		"a  b\u00a0c":                  "a  b\u00a0c",
		"Cafe\u0301\n":                 "Café",
		" \n\t ":                       "",
	} {
		if got, err := content.CleanText(in); err != nil || got != want {
			t.Errorf("CleanText(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"\xff", "a\x00b", "a\fb", "a\vb", "a\u0085b", "\x1b"} {
		if got, err := content.CleanText(in); err == nil {
			t.Errorf("CleanText(%q) = %q, want an error", in, got)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{" a\r\n b", "Cafe\u0301\ufeff\u0301", "\u2028x", "\u1680", "a\u0300" + strings.Repeat("\u0301", 40), "\u0344\u0f73"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, clean := range map[string]func(string) (string, error){"CleanLine": content.CleanLine, "CleanText": content.CleanText} {
			got, err := clean(s)
			if err != nil {
				continue
			}
			again, err := clean(got)
			if err != nil || again != got || !norm.NFC.IsNormalString(got) || !utf8.ValidString(got) {
				t.Errorf("%s(%q) = %q, cleaned again %q, %v", name, s, got, again, err)
			}
			isBad := func(r rune) bool {
				return unicode.IsControl(r) && (name == "CleanLine" || r != '\n' && r != '\t')
			}
			if strings.ContainsFunc(got, isBad) || strings.TrimSpace(got) != got {
				t.Errorf("%s(%q) = %q, which is not clean", name, s, got)
			}
		}
	})
}

func TestFold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, part string
		want       bool
	}{
		{"École Polytechnique", "éCOLE", true},
		{"E\u0301cole", "école", true},
		{"Große Straße", "STRASSE", true},
		{"ＨＫＵＳＴ", "hkust", true},
		{"ΣΊΣΥΦΟΣ", "σίσυφος", true},
		{"ﬁnance", "FIN", true},
		{"香港科技大學", "科技", true},
		{"100% sure", "0% S", true},
		{"Ecole", "é", false},
	} {
		if got := bytes.Contains(content.Fold(c.text), content.Fold(c.part)); got != c.want {
			t.Errorf("Fold(%q) contains Fold(%q): %v, want %v", c.text, c.part, got, c.want)
		}
	}
	if content.FoldVersion() == "" {
		t.Error("FoldVersion is empty")
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Straße ÉCOLE ﬁ İ ΐ \u0345")
	f.Fuzz(func(t *testing.T, s string) {
		folded := content.Fold(s)
		upper := content.Fold(norm.NFD.String(s))
		if utf8.ValidString(s) && !bytes.Equal(folded, upper) {
			t.Errorf("Fold(%q) = %q, of its decomposed form %q", s, folded, upper)
		}
		if again := content.Fold(string(folded)); utf8.ValidString(s) && !bytes.Equal(again, folded) {
			t.Errorf("Fold(%q) = %q, folded again %q", s, folded, again)
		}
	})
}
