package lean

import (
	"cmp"
	"slices"
)

// piece is a part of the answer: what was written in one go, and the gaps in it.
type piece struct {
	buf []byte
	// counted is how much of it was counted.
	counted int
	gaps    []*gap
	// frames are the places in it that may be null and have a gap in them.
	frames []*frame
}

// frame is a place in a piece that may be null; dead where it is.
type frame struct {
	start, end int
	dead       bool
}

// cut takes back what was written from a place on. Its gaps are read all the
// same, as they may have errors, but nothing of them is written.
func (r *run) cut(start int) {
	p := r.out
	p.buf, p.counted = p.buf[:start], min(p.counted, start)
	for len(p.gaps) > 0 && p.gaps[len(p.gaps)-1].at > start {
		p.gaps = p.gaps[:len(p.gaps)-1]
	}
	p.frames = slices.DeleteFunc(p.frames, func(f *frame) bool { return f.start >= start })
}

// appendTo appends the whole piece, once all of its gaps are filled.
func (p *piece) appendTo(b []byte) []byte {
	gaps, from := p.gaps, 0
	slices.SortFunc(p.frames, func(x, y *frame) int { return cmp.Or(cmp.Compare(x.start, y.start), cmp.Compare(y.end, x.end)) })
	for _, f := range p.frames {
		if !f.dead || f.start < from {
			continue
		}
		b, gaps = p.appendUpTo(b, from, f.start, gaps)
		b, from = append(b, "null"...), f.end
		for len(gaps) > 0 && gaps[0].at <= f.end {
			gaps = gaps[1:]
		}
	}
	b, _ = p.appendUpTo(b, from, len(p.buf), gaps)
	return b
}

// appendUpTo appends what is between two places, with the gaps there, and returns
// the gaps beyond.
func (p *piece) appendUpTo(b []byte, from, to int, gaps []*gap) ([]byte, []*gap) {
	for len(gaps) > 0 && gaps[0].at <= to {
		b = append(b, p.buf[from:gaps[0].at]...)
		from = gaps[0].at
		b = gaps[0].out.appendTo(b)
		gaps = gaps[1:]
	}
	return append(b, p.buf[from:to]...), gaps
}
