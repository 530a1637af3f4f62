package memory

import (
	"reflect"
	"testing"
	"time"
	"unsafe"
)

type named string

type place struct{ Year, Month int }

type kept struct {
	hidden *string
	ID     int64
	Title  string
	Kind   named
	Source *string
	Quoted *named
	Rank   *int64
	At     *time.Time
	On     *place
	None   *string
	Sort   []byte
	Other  *kept
}

func keptRow() *kept {
	text, quoted, rank, at := "https://example.org", named("“yes”"), int64(7), time.Unix(5, 6).UTC()
	return &kept{
		hidden: &text, ID: 3, Title: "Agreement signed", Kind: "NEWS", Source: &text, Quoted: &quoted, Rank: &rank, At: &at,
		On: &place{2024, 5}, Sort: []byte{1, 2}, Other: &kept{Title: "other"},
	}
}

func TestCompactedRowsHoldWhatTheyHeld(t *testing.T) {
	t.Parallel()
	var c compactor
	row, list := keptRow(), []*kept{keptRow(), nil, {}}
	c.row(row)
	c.row(list)
	if want := keptRow(); !reflect.DeepEqual(row, want) {
		t.Errorf("a row is %+v, want %+v", row, want)
	}
	if want := []*kept{keptRow(), nil, {}}; !reflect.DeepEqual(list, want) {
		t.Errorf("a list is %+v, want %+v", list, want)
	}
}

func TestCompactedRowsAreInFewPieces(t *testing.T) {
	t.Parallel()
	var c compactor
	row := keptRow()
	c.row(row)
	text := unsafe.StringData(row.Title)
	within := func(p *byte) bool {
		return uintptr(unsafe.Pointer(p))-uintptr(unsafe.Pointer(text)) < 64
	}
	if !within(unsafe.StringData(string(row.Kind))) || !within(unsafe.StringData(*row.Source)) || !within(unsafe.StringData(string(*row.Quoted))) {
		t.Error("texts of a row lie apart")
	}
	far := uintptr(unsafe.Pointer(row.On)) - uintptr(unsafe.Pointer(row.Source))
	if far > 128 {
		t.Error("what a row points to lies apart")
	}
}

func TestOtherValuesAreNotCompacted(t *testing.T) {
	t.Parallel()
	var c compactor
	for _, value := range []any{nil, 3, "text", []int64{1}, map[int64]string{1: "one"}, (*kept)(nil), []*place{{1, 2}}, struct{ A *string }{}} {
		c.row(value)
	}
}
