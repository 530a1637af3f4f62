package content_test

import (
	"errors"
	"testing"

	"pressgraph/internal/content"
)

func TestFindSpan(t *testing.T) {
	t.Parallel()
	at := func(n int) *int { return &n }
	const text = "香港科技大學 (HKUST) signs. HKUST celebrates 👩\u200d🔬."
	for _, c := range []struct {
		name, text, quote string
		start             *int
		want              content.Span
		err               error
	}{
		{"a_quote_that_stands_once", text, "signs", nil, content.Span{Start: 15, End: 20}, nil},
		{"a_quote_at_the_beginning", text, "香港", nil, content.Span{Start: 0, End: 2}, nil},
		{"a_quote_at_the_end", text, "👩\u200d🔬.", nil, content.Span{Start: 39, End: 43}, nil},
		{"a_quote_that_stands_twice", text, "HKUST", nil, content.Span{}, content.ErrQuoteAmbiguous},
		{"a_quote_that_overlaps_itself", "xaaa", "aa", nil, content.Span{}, content.ErrQuoteAmbiguous},
		{"the_second_of_two", text, "HKUST", at(22), content.Span{Start: 22, End: 27}, nil},
		{"one_beside_the_place_named", text, "HKUST", at(21), content.Span{}, content.ErrQuoteAbsent},
		{"one_before_the_text", text, "HKUST", at(-1), content.Span{}, content.ErrQuoteAbsent},
		{"one_behind_the_text", text, "HKUST", at(4000), content.Span{}, content.ErrQuoteAbsent},
		{"an_absent_quote", text, "MIT", nil, content.Span{}, content.ErrQuoteAbsent},
		{"half_a_character", "\u07fd", "\xdf", nil, content.Span{}, content.ErrQuoteAbsent},
		{"an_empty_quote", text, "", nil, content.Span{}, content.ErrQuoteAbsent},
		{"an_empty_quote_at_a_place", text, "", at(0), content.Span{}, content.ErrQuoteAbsent},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := content.FindSpan(c.text, c.quote, c.start)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("FindSpan(%q) = %v, %v, want %v, %v", c.quote, got, err, c.want, c.err)
			}
			if err == nil && content.Quote(c.text, got) != c.quote {
				t.Errorf("Quote(%v) = %q, want %q", got, content.Quote(c.text, got), c.quote)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	t.Parallel()
	for span, want := range map[content.Span]string{
		{Start: 0, End: 2}: "微軟", {Start: 2, End: 4}: "MS", {Start: 1, End: 1}: "", {Start: -1, End: 1}: "", {Start: 2, End: 1}: "",
		{Start: 3, End: 5}: "", {Start: 9, End: 10}: "", {Start: 4, End: 5}: "",
	} {
		if got := content.Quote("微軟MS", span); got != want {
			t.Errorf("Quote(%v) = %q, want %q", span, got, want)
		}
	}
}

func FuzzFindSpan(f *testing.F) {
	f.Add("香港 HKUST, HKUST", "HKUST", 10)
	f.Add("\xff\xfe", "\xff", 0)
	f.Fuzz(func(t *testing.T, text, quote string, start int) {
		for _, from := range []*int{nil, &start} {
			span, err := content.FindSpan(text, quote, from)
			if err == nil && content.Quote(text, span) != quote {
				t.Errorf("FindSpan(%q, %q) = %v, which quotes %q", text, quote, span, content.Quote(text, span))
			}
		}
	})
}
