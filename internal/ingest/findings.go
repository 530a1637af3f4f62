package ingest

import (
	"cmp"
	"fmt"
	"slices"
)

// place is where a line stands: its number, and which of the lines with
// something on them it is.
type place struct{ line, nth int }

// finding is a run of lines that are in no item, and why.
type finding struct {
	first, last   place
	item, message string
}

// findings collects findings. Its zero value is empty.
type findings struct{ all []finding }

// add notes one more finding. Neighbours with the same message and no title
// become one, so that a long text of the wrong kind is told of in a few words.
func (f *findings) add(next finding) {
	if n := len(f.all); n > 0 {
		prev := &f.all[n-1]
		if prev.message == next.message && prev.item == "" && next.item == "" && prev.last.nth+1 == next.first.nth {
			prev.last = next.last
			return
		}
	}
	f.all = append(f.all, next)
}

// inOrder returns the findings in the order of the text.
func (f *findings) inOrder() []finding {
	slices.SortStableFunc(f.all, func(a, b finding) int { return cmp.Compare(a.first.nth, b.first.nth) })
	return f.all
}

// problem puts the finding into words.
func (f finding) problem() Problem {
	message := f.message
	if f.last.line > f.first.line {
		message = fmt.Sprintf("lines %d to %d: %s", f.first.line, f.last.line, message)
	}
	return Problem{Line: f.first.line, Item: f.item, Message: message}
}
