package words_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/words"
)

func tokens(text string) []string {
	var all []string
	new(words.Reader).Tokens(text, func(t words.Token) bool {
		all = append(all, t.Text)
		return true
	})
	return all
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Universities collaborating":   {"univers", "collabor"},
		"HKUST's":                      {"hkust"},
		"O’Neil":                       {"oneil"},
		"Ｆｕｌｌ ﬁne STRASSE Straße":      {"full", "fine", "strass", "strass"},
		"Université Zürich":            {"universit", "zurich"},
		"state-of-the-art, 3.5":        {"state", "of", "the", "art", "3", "5"},
		"微软亚洲":                         {"微软", "软亚", "亚洲", "洲"},
		"5G通信 AI":                      {"5g", "通信", "信", "ai"},
		"院":                            {"院"},
		"スーパー":                         {"スー", "ーパ", "パー", "ー"},
		"a\xffb \x00 “c”":              {"a", "b", "c"},
		strings.Repeat("x", 100) + "y": {strings.Repeat("x", 40)},
	} {
		if diff := cmp.Diff(want, tokens(text)); diff != "" {
			t.Errorf("tokens of %q (-want +got):\n%s", text, diff)
		}
	}
}

// found tells whether a text matches all terms of a question, by the marks.
func found(question, text string) bool {
	return len(words.Ask(question).Marks(text)) > 0
}

func TestMarks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		question, text string
		want           bool
	}{
		{"collaboration", "They collaborate.", true},
		{`"joint laboratory"`, "joint laboratories", true},
		{`"joint laboratory"`, "a laboratory, joint", false},
		{"hong-kong", "Kong Hong", false},
		{"universi*", "The university", true},
		{"universi*", "uni", false},
		{"亚洲", "微软亚洲研究院", true},
		{"亚", "微软亚洲研究院", true},
		{"洲软", "微软亚洲研究院", false},
		{"研究院 Microsoft", "研究院", true},
		{`"院 Microsoft"`, "研究院 Microsoft", true},
		{"-university", "university", false},
		{`" * - !`, "anything", false},
	} {
		if got := found(c.question, c.text); got != c.want {
			t.Errorf("%q is found in %q: %t, want %t", c.question, c.text, got, c.want)
		}
	}
}

// TestAsk reads questions: what is wanted and what is left out stand as SQLite
// is asked for them.
func TestAsk(t *testing.T) {
	t.Parallel()
	const phrase, words, onlyOne = `("3joint 3lab")`, `("3joint" AND "3lab")`, `("3lab") NOT ("3joint")`
	for question, want := range map[string]string{
		`"joint lab"`: phrase, `＂joint lab＂`: phrase, `“joint lab”`: phrase, `”joint lab“`: phrase, `„joint lab“`: phrase,
		`«joint lab»`: phrase, `“joint lab"`: phrase, `「joint lab」`: phrase, `『joint lab』`: phrase,
		`'joint lab'`: phrase, `‘joint lab’`: phrase, `’joint lab’`: phrase, `＇joint lab＇`: phrase, `joint-lab`: phrase,
		`"joint lab`: words, `'joint lab`: words, `joint’ lab’`: words, `「joint lab"`: words, `joint —lab`: words, `joint – lab`: words,

		`lab -joint`: onlyOne, `lab －joint`: onlyOne, `lab −joint`: onlyOne, `lab –joint`: onlyOne, `lab ‐joint`: onlyOne, `-joint lab`: onlyOne,
		`lab -'joint'`: onlyOne, `lab -‘joint’`: onlyOne, `lab -’joint’`: onlyOne, `lab -"joint"`: onlyOne, `lab –“joint”`: onlyOne,
		`lab -「joint」`: onlyOne, `lab -'joint`: onlyOne, `lab -"joint`: onlyOne, `lab -『joint`: onlyOne,
		`lab --joint`: `("3lab" AND "3joint")`, `"lab"-joint`: `("3lab" AND "3joint")`, `lab -"" joint`: `("3lab" AND "3joint")`,
		`kong -'joint lab'`: `("3kong") NOT ("3joint 3lab")`, `kong -"joint lab"`: `("3kong") NOT ("3joint 3lab")`,

		`rock 'n' roll`: `("3rock" AND "3n" AND "3roll")`, `'O'Neil's lab' kong`: `("3oneil 3lab" AND "3kong")`,
		`‘O’Neil’s lab’ kong`: `("3oneil 3lab" AND "3kong")`, `students' '90s`: `("3student" AND "390s")`,
		"joint\x00 lab": words, "-\x00joint": `("3joint")`, "\xff-joint lab": words,
		`-'joint'`: ``, `'`: ``, `-'`: ``, `-`: ``,
	} {
		if got := ask(question); got != want {
			t.Errorf("%q asks for %s, want %s", question, got, want)
		}
	}
}

func ask(question string) string { return words.Ask(question).FTS5(words.Anywhere, true) }

func TestBounds(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range 40_000 {
		many.WriteString(strings.Repeat("word ", 1+i%2))
		many.WriteString(strings.Repeat("界", 1+i%7) + " ")
	}
	d := new(words.Reader).Document(words.Text{Names: []string{"A name"}, Bodies: []string{many.String()}})
	if size := len(d.TSVector()); size > 1<<20 {
		t.Errorf("the vector of a very long text has %d bytes", size)
	}
}

func FuzzAsk(f *testing.F) {
	for _, text := range []string{"", `-'a b' –‘c’ d’s «e”`, `"a b" -c d* -"e f" 「微软 亚洲」 院* a"b`, "\xff\x00'\\&|!<->:*()", "-*", `"`, "ﷺ \u0301"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		question := words.Ask(text)
		for area := words.Whole; area <= words.Anywhere; area++ {
			for _, all := range []bool{true, false} {
				for _, engine := range []string{question.FTS5(area, all), question.TSQuery(area, all)} {
					if !utf8.ValidString(engine) || strings.ContainsAny(engine, "\x00\\") {
						t.Errorf("%q asks an engine for %q", text, engine)
					}
				}
			}
		}
		for _, m := range question.Marks(text) {
			if m.Start < 0 || m.End <= m.Start || m.End > len(text) {
				t.Errorf("a mark of %q is %+v", text, m)
			}
		}
	})
}

func FuzzTokens(f *testing.F) {
	f.Add("Université’s 5G通信\xff")
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		new(words.Reader).Tokens(text, func(token words.Token) bool {
			if token.Start < last || token.End <= token.Start && token.End != token.Start || token.Reach > len(text) {
				t.Errorf("token %+v of %q comes after byte %d", token, text, last)
			}
			last = token.Start
			if strings.ContainsAny(token.Text, " '\\\"") || token.Text == "" {
				t.Errorf("token of %q is %q", text, token.Text)
			}
			return true
		})
	})
}

func TestTooLong(t *testing.T) {
	t.Parallel()
	for unit, most := range map[string]int{"a": 256, "字": 256, "e\u0301": 256, "ﬃ": 85, "\ufdfa": 14, "😀": 256} {
		text := strings.Repeat(unit, most)
		if unit == "e\u0301" {
			text = strings.Repeat(unit, most/2) // two characters as they are typed
		}
		if words.TooLong(text) {
			t.Errorf("%d times %q is too long", most, unit)
		}
		if text += unit; unit != "e\u0301" && !words.TooLong(text) {
			t.Errorf("%d times %q is not too long", most+1, unit)
		}
	}
}
