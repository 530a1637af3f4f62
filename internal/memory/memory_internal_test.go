package memory

import (
	"math/rand/v2"
	"strings"
	"testing"

	"pressgraph/internal/changelog"
)

// TestMarks compares marks with a list of all changes.
func TestMarks(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	names := changelog.NewTableNames()
	tables := []changelog.Table{names.Of("releases"), names.Of("mentions"), names.Of("topics")}
	var m marks
	var log []changelog.Changed
	touches := func(c changelog.Changed, tag Tag) bool {
		switch {
		case tag.table == changelog.AnyTable:
			return true
		case c.Table != tag.table:
			return false
		case tag.side == whole:
			return true
		case tag.side == row:
			return c.Row == tag.id
		}
		return c.Subject == tag.id || c.Object == tag.id
	}
	for version := int64(1); version <= 2000; version++ {
		c := changelog.Changed{
			Table: tables[random.IntN(len(tables))], Row: 1 + random.Int64N(20), Subject: random.Int64N(20), Object: random.Int64N(20), Version: version,
		}
		m.take([]changelog.Changed{c})
		log = append(log, c)
		tag := Tag{tables[random.IntN(len(tables))], side(random.IntN(3)), 1 + random.Int64N(20)}
		if tag.side == whole {
			tag.id = 0
		}
		if random.IntN(20) == 0 {
			tag = Anything()
		}
		after := random.Int64N(version + 1)
		want := false
		for _, c := range log[after:] {
			want = want || touches(c, tag)
		}
		if got := m.changed([]Tag{tag}, after); got != want {
			t.Fatalf("at version %d, %+v has changed after %d: %t, want %t", version, tag, after, got, want)
		}
	}
}

// TestMarksAreBounded changes more rows than are known one by one: none that has
// changed is forgotten, though some are taken for changed that are not.
func TestMarksAreBounded(t *testing.T) {
	t.Parallel()
	var m marks
	releases := changelog.NewTableNames().Of("releases")
	const rows = 5 * maxMarks
	for i := int64(1); i <= rows; i++ {
		m.take([]changelog.Changed{{Table: releases, Row: i, Version: i}})
	}
	if n := len(m.young) + len(m.old); n > 2*maxMarks {
		t.Errorf("%d rows are known", n)
	}
	for i := int64(1); i <= rows; i += 997 {
		if !m.changed([]Tag{{releases, row, i}}, i-1) {
			t.Fatalf("the change of row %d is forgotten", i)
		}
	}
	if m.changed([]Tag{{releases, row, rows}}, rows) || m.changed([]Tag{{releases, row, rows + 1}}, rows-1) {
		t.Error("what has not changed is taken for changed right away")
	}
}

// TestCollection gathers more rows of a table than are named one by one.
func TestCollection(t *testing.T) {
	t.Parallel()
	names := changelog.NewTableNames()
	releases, topics := names.Of("releases"), names.Of("topics")
	var c collection
	for i := range int64(2 * maxTags) {
		c.add([]Tag{{releases, row, i}, {topics, row, 1}})
	}
	all := c.all()
	if len(all) != 2 || all[0] != (Tag{table: releases}) || all[1] != (Tag{topics, row, 1}) {
		t.Errorf("gathered %+v", all)
	}
}

func TestSizeOf(t *testing.T) {
	t.Parallel()
	type hidden struct{ *strings.Builder }
	type node struct {
		hidden
		name *string
		all  []any
		by   map[int64]string
	}
	large := strings.Repeat("x", 10_000)
	for what, tt := range map[string]struct {
		value       any
		least, most int64
	}{
		"nothing":            {nil, 0, 0},
		"a number":           {7, 8, 8},
		"a text":             {large, 10_016, 10_016},
		"behind a pointer":   {&node{name: &large}, 10_000, 10_200},
		"in a list":          {[]any{large, large}, 20_000, 20_200},
		"in a map":           {map[int64]string{1: large}, 10_000, 10_200},
		"in fields":          {node{all: []any{large}, by: map[int64]string{1: large}}, 20_000, 20_400},
		"of somebody else":   {node{hidden: hidden{&strings.Builder{}}}, 1, 200},
		"in a list of lists": {[][]string{{large}, {large, large}}, 30_000, 30_400},
	} {
		if got := sizeOf(tt.value); got < tt.least || got > tt.most {
			t.Errorf("%s takes %d bytes, want %d to %d", what, got, tt.least, tt.most)
		}
	}
}
