package content_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
)

func TestMoveSpans(t *testing.T) {
	t.Parallel()
	span := func(start, end int) content.Span { return content.Span{Start: start, End: end} }
	kept := func(start, end int) content.MovedSpan {
		return content.MovedSpan{Span: span(start, end), Kept: true}
	}
	gone := content.MovedSpan{}
	for _, c := range []struct {
		name, old, new string
		spans          []content.Span
		want           []content.MovedSpan
	}{
		{"nothing_changes", "abc", "abc", []content.Span{span(0, 3), span(1, 2)}, []content.MovedSpan{kept(0, 3), kept(1, 2)}},
		{"text_before_a_span", "微軟 signs", "Today 微軟 signs", []content.Span{span(0, 2), span(3, 8)}, []content.MovedSpan{kept(6, 8), kept(9, 14)}},
		{"text_after_a_span", "微軟", "微軟 signs", []content.Span{span(0, 2)}, []content.MovedSpan{kept(0, 2)}},
		{"a_quote_is_changed", "HKUST signs it", "HKUST sings it", []content.Span{span(6, 11), span(0, 5), span(12, 14)}, []content.MovedSpan{gone, kept(0, 5), kept(12, 14)}},
		{"a_paragraph_is_moved", "One two.\n\nThree four.\n\nFive.", "Three four.\n\nOne two.\n\nFive.", []content.Span{span(0, 8), span(10, 21)}, []content.MovedSpan{kept(13, 21), kept(0, 11)}},
		{"one_of_two_equal_quotes_is_deleted", "MIT and MIT.", "and MIT.", []content.Span{span(8, 11)}, []content.MovedSpan{kept(4, 7)}},
		{"equal_quotes_keep_apart", "x MIT y MIT z", "0 x MIT 1 y MIT 2 z 3", []content.Span{span(2, 5), span(8, 11)}, []content.MovedSpan{kept(4, 7), kept(12, 15)}},
		{"equal_spans_stay_equal", "a MIT b MIT", "MIT b a MIT!", []content.Span{span(2, 5), span(2, 5)}, []content.MovedSpan{kept(0, 3), kept(0, 3)}},
		{"a_quote_is_now_written_once_for_two", "MIT, then MIT.", "There is MIT now", []content.Span{span(0, 3), span(10, 13)}, []content.MovedSpan{kept(9, 12), kept(9, 12)}},
		{"two_edits_around_a_repeated_word", "Ann: HKUST won. Bob: HKUST lost. End", "Anna: HKUST won! Bob: HKUST lost. Ends", []content.Span{span(5, 10), span(21, 26)}, []content.MovedSpan{kept(6, 11), kept(22, 27)}},
		{"everything_is_deleted", "HKUST", "", []content.Span{span(0, 5)}, []content.MovedSpan{gone}},
		{"spans_that_are_none", "HKUST", "HKUST!", []content.Span{span(-1, 2), span(3, 3), span(4, 2), span(0, 6)}, []content.MovedSpan{gone, gone, gone, gone}},
		{"characters_that_share_bytes", "é微", "è微", []content.Span{span(0, 1), span(1, 2)}, []content.MovedSpan{gone, kept(1, 2)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, content.MoveSpans(c.old, c.new, c.spans)); diff != "" {
				t.Errorf("from %q to %q (-want +got):\n%s", c.old, c.new, diff)
			}
		})
	}
}

// edits makes a text of few different words, so that quotes repeat, and changes it in places.
type edits struct{ rand *rand.Rand }

func (e edits) words(n int) string {
	words := []string{"HKUST ", "微軟 ", "signs ", "é", "a", "a", "MIT.\n\n", "👩\u200d🔬 "}
	var b strings.Builder
	for range n {
		b.WriteString(words[e.rand.IntN(len(words))])
	}
	return b.String()
}

func (e edits) change(text []rune) []rune {
	at := e.rand.IntN(len(text) + 1)
	end := min(len(text), at+e.rand.IntN(6))
	return []rune(string(text[:at]) + e.words(e.rand.IntN(4)) + string(text[end:]))
}

func (e edits) spans(length int) []content.Span {
	var spans []content.Span
	for range e.rand.IntN(12) {
		start := e.rand.IntN(length + 1)
		spans = append(spans, content.Span{Start: start, End: min(length, start+1+e.rand.IntN(8))})
	}
	return spans
}

func TestMoveSpansHoldsForRandomEdits(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20_000) {
		e := edits{rand.New(rand.NewPCG(seed, 1))}
		before := []rune(e.words(e.rand.IntN(30)))
		after := before
		for range e.rand.IntN(4) {
			after = e.change(after)
		}
		checkMove(t, string(before), string(after), e.spans(len(before)))
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// checkMove compares a move with the slow and obvious truth.
func checkMove(t *testing.T, before, after string, spans []content.Span) {
	t.Helper()
	oldRunes, newRunes := []rune(before), []rune(after)
	prefix, suffix := 0, 0
	for prefix < min(len(oldRunes), len(newRunes)) && oldRunes[prefix] == newRunes[prefix] {
		prefix++
	}
	for suffix < min(len(oldRunes), len(newRunes))-prefix && oldRunes[len(oldRunes)-1-suffix] == newRunes[len(newRunes)-1-suffix] {
		suffix++
	}
	moved := content.MoveSpans(before, after, spans)
	places := map[string]map[content.Span]bool{}
	for i, span := range spans {
		quote := content.Quote(before, span)
		if want := quote != "" && strings.Contains(after, quote); moved[i].Kept != want {
			t.Errorf("%q → %q: %v %q kept: %v, want %v", before, after, span, quote, moved[i].Kept, want)
		}
		if !moved[i].Kept {
			continue
		}
		if got := content.Quote(after, moved[i].Span); got != quote {
			t.Errorf("%q → %q: %v %q moved to %v %q", before, after, span, quote, moved[i], got)
		}
		want := moved[i].Span
		if shift := len(newRunes) - len(oldRunes); span.End <= prefix {
			want = span
		} else if span.Start >= len(oldRunes)-suffix {
			want = content.Span{Start: span.Start + shift, End: span.End + shift}
		}
		if moved[i].Span != want {
			t.Errorf("%q → %q: untouched %v moved to %v, want %v", before, after, span, moved[i].Span, want)
		}
		if places[quote] == nil {
			places[quote] = map[content.Span]bool{}
		}
		places[quote][moved[i].Span] = true
	}
	checkApart(t, before, after, spans, places)
}

// checkApart checks that different spans of one quote have places of their own where there are enough.
func checkApart(t *testing.T, before, after string, spans []content.Span, places map[string]map[content.Span]bool) {
	t.Helper()
	different := map[string]map[content.Span]bool{}
	for _, span := range spans {
		quote := content.Quote(before, span)
		if different[quote] == nil {
			different[quote] = map[content.Span]bool{}
		}
		different[quote][span] = true
	}
	for quote, taken := range places {
		stands := 0
		for at := range after {
			if strings.HasPrefix(after[at:], quote) {
				stands++
			}
		}
		if want := min(stands, len(different[quote])); len(taken) != want {
			t.Errorf("%q → %q: %d spans of %q took %d places, want %d", before, after, len(different[quote]), quote, len(taken), want)
		}
	}
}

func FuzzMoveSpans(f *testing.F) {
	f.Add("HKUST signs", "Today HKUST signs", 0, 5)
	f.Add("é微", "è微", 0, 1)
	f.Add("\xe5\xbe", "\xe5\xbe\xae", 0, 1)
	f.Fuzz(func(t *testing.T, before, after string, start, end int) {
		spans := []content.Span{{Start: start, End: end}, {Start: 0, End: 1}, {Start: start, End: start + 1}}
		if utf8.ValidString(before) && utf8.ValidString(after) {
			checkMove(t, before, after, spans)
			return
		}
		content.MoveSpans(before, after, spans)
	})
}

// longBody returns a text of about a megabyte with many sentences that are alike.
func longBody(e edits, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Paragraph %d: the university signs an agreement with partner %d. 香港科技大學 HKUST.\n\n", i, e.rand.IntN(500))
	}
	return b.String()
}

func longEdit() (before, after string, spans []content.Span) {
	e := edits{rand.New(rand.NewPCG(7, 7))}
	before = longBody(e, 11_000)
	after = "New first line.\n\n" + strings.Replace(before, "Paragraph 5000:", "In the middle:", 1) + "New last line."
	for at := 0; len(spans) < 200; at += 4_000 {
		spans = append(spans, content.Span{Start: at, End: at + 30})
	}
	return before, after, spans
}

// How long it takes is the benchmark's to tell.
func TestMoveSpansOverLongTexts(t *testing.T) {
	t.Parallel()
	before, after, spans := longEdit()
	checkKeptAtLeast(t, content.MoveSpans(before, after, spans), len(spans)-1)
}

func checkKeptAtLeast(t *testing.T, moved []content.MovedSpan, want int) {
	t.Helper()
	kept := 0
	for _, m := range moved {
		if m.Kept {
			kept++
		}
	}
	if kept < want {
		t.Errorf("%d of %d spans were kept, want %d", kept, len(moved), want)
	}
}

func BenchmarkMoveSpans(b *testing.B) {
	// 200 spans, all touched, in a body of 1 MB edited at both ends and in the middle.
	before, after, spans := longEdit()
	b.SetBytes(int64(len(before)))
	for b.Loop() {
		content.MoveSpans(before, after, spans)
	}
}
