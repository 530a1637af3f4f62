package database_test

import (
	"testing"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

type id int

func TestArrays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		run(t, db, `INSERT INTO items (id, name, parent) VALUES (1, 'a,"b"', NULL), (2, 'é\{}', 1), (3, '', 1), (4, NULL, 2), (9223372036854775807, 'NULL', 2)`)
		build := entsql.Dialect(db.Dialect())
		names := func() *entsql.Selector { return build.Select("id").From(entsql.Table("items")).OrderBy("id") }
		filtered := func(predicates ...func(*entsql.Selector)) *entsql.Selector {
			s := names()
			for _, p := range predicates {
				p(s)
			}
			return s
		}
		between := func(s *entsql.Selector) { s.Where(entsql.GT(s.C("id"), 1)) }
		below := func(s *entsql.Selector) { s.Where(entsql.LT(s.C("id"), 100)) }
		for name, test := range map[string]struct {
			query *entsql.Selector
			want  []int64
		}{
			"ids":                   {filtered(database.In("id", []int64{3, 9223372036854775807, 77})), []int64{3, 9223372036854775807}},
			"ids of a named type":   {filtered(database.In("id", []id{2})), []int64{2}},
			"text":                  {filtered(database.In("name", []string{`a,"b"`, `é\{}`, "", "NULL"})), []int64{1, 2, 3, 9223372036854775807}},
			"none":                  {filtered(database.In("id", []int64{})), nil},
			"no array":              {filtered(database.In[int64]("id", nil)), nil},
			"among other arguments": {filtered(between, database.In("parent", []int64{1, 2}), below, database.In("id", []int64{1, 2, 4})), []int64{2, 4}},
			"not":                   {names().Where(entsql.Not(database.ColumnIn("id", []int64{1, 2, 3}))), []int64{4, 9223372036854775807}},
			"not in no array":       {names().Where(entsql.Not(database.ColumnIn[int64]("id", nil))), []int64{1, 2, 3, 4, 9223372036854775807}},
		} {
			t.Run(name, func(t *testing.T) {
				query, args := test.query.Query()
				if diff := cmp.Diff(test.want, selectIDs(t, db, query, args...)); diff != "" {
					t.Errorf("%s %v (-want +got):\n%s", query, args, diff)
				}
			})
		}
	})
}

func selectIDs(t *testing.T, db *database.DB, query string, args ...any) []int64 {
	t.Helper()
	var rows entsql.Rows
	if err := db.Query(t.Context(), query, args, &rows); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	var ids []int64
	if err := entsql.ScanSlice(rows, &ids); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return ids
}

func TestKeyTable(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := items(t, target, database.Options{})
		run(t, db, `INSERT INTO items (id, name, parent) VALUES (1, 'a', NULL), (2, 'b', NULL), (3, 'c', 1), (4, 'd', 1), (5, 'e', 1), (6, 'f', 2)`)

		// The two newest children of each parent, in the order asked for.
		b := new(entsql.Builder)
		b.SetDialect(db.Dialect())
		parents := database.KeyTable("p", []int64{2, 7, 1})
		if db.Dialect() == dialect.Postgres {
			b.WriteString("SELECT c.id FROM ").Join(parents)
			b.WriteString(" CROSS JOIN LATERAL (SELECT id FROM items WHERE parent = p.key ORDER BY id DESC LIMIT ").Arg(2)
			b.WriteString(") AS c ORDER BY p.ord, c.id DESC")
		} else {
			b.WriteString("SELECT c.id FROM ").Join(parents)
			b.WriteString(" JOIN items AS c ON c.id IN (SELECT id FROM items WHERE parent = p.key ORDER BY id DESC LIMIT ").Arg(2)
			b.WriteString(") ORDER BY p.ord, c.id DESC")
		}
		query, args := b.Query()
		if diff := cmp.Diff([]int64{6, 5, 4}, selectIDs(t, db, query, args...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}

		// Text keys, through a Selector, with the place counted from 1.
		s := entsql.Dialect(db.Dialect()).SelectExpr(entsql.Raw("i.id * 10 + p.ord")).FromExpr(database.KeyTable("p", []string{"f", "a"}))
		s.AppendFrom(entsql.Table("items").As("i")).Where(entsql.P(func(b *entsql.Builder) { b.WriteString("i.name = p.key") })).OrderBy("ord")
		query, args = s.Query()
		if diff := cmp.Diff([]int64{61, 12}, selectIDs(t, db, query, args...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	})
}
