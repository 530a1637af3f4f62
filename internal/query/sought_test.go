package query_test

import (
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect"
	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// wide fills a database with 3,000 releases and 1,200 partners, of which some
// are hidden. Partner 1 is named by the ten oldest releases alone, partner 2 by
// one in 100. One release in 20 is undated, one partner in 7 below partner 3.
func wide(t *testing.T) *store.Store {
	t.Helper()
	s, err := derive.Open(t.Context(), storetest.SQLite(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	const rows = `WITH RECURSIVE n(i, at) AS (
		SELECT 1, '2025-01-15 08:00:00+00:00' UNION ALL SELECT i + 1, at FROM n WHERE i < 3000) INSERT INTO `
	db := storetest.Beside(t, s)
	for _, text := range []string{
		`UPDATE change_context SET bulk = TRUE`,
		rows + `partners (id, slug, kind, name, name_fold, name_sort, parent_id, release_count, public_release_count, visible,
			created_at, updated_at, public_updated_at)
			SELECT i, 'p' || i, CASE WHEN i % 3 = 0 THEN 'COMPANY' ELSE 'OTHER' END, 'P', x'', CAST(i * 7919 % 1200 AS BLOB),
			CASE WHEN i > 3 AND i % 7 = 0 THEN 3 END, i % 50, i % 50, i % 11 <> 5, at, at, at FROM n WHERE i <= 1200`,
		rows + `releases (id, slug, kind, status, language, title, title_fold, title_sort, sort_at, year, visible,
			created_at, updated_at, public_updated_at)
			SELECT i, 'r' || i, 'STORY', 'PUBLISHED', 'en', 'R', x'', CAST(i * 7919 % 3000 AS BLOB),
			CASE WHEN i % 20 = 0 THEN -4611686018427387904 ELSE i * 1000000 END, CASE WHEN i % 20 <> 0 THEN 2000 + i / 1500 END, i % 30 <> 1,
			at, at, at FROM n`,
		rows + `mentions (id, release_id, partner_id, visible)
			SELECT i, i, CASE WHEN i <= 10 THEN 1 WHEN i % 100 = 0 THEN 2 ELSE 50 + i % 1150 END, i % 30 <> 1 FROM n
			UNION ALL SELECT 10000 + i, i, 3 + i * 31 % 40, i % 30 <> 1 FROM n WHERE i > 50`,
		`UPDATE change_context SET bulk = FALSE`, "ANALYZE",
	} {
		if _, err := db.SQL().ExecContext(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	return s
}

// rowsOf returns the rows of a page, one more than it holds where the list goes on.
func rowsOf(t *testing.T, s *store.Store, page *query.Page) []query.Row {
	t.Helper()
	var rows []query.Row
	scanner := page.NewScanner()
	statement := page.Rows(dialect.SQLite, nil)
	err := s.Query(t.Context(), statement.SQL, statement.Args, func(from database.Row) error {
		row, err := scanner.Scan(from)
		rows = append(rows, row)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", statement.SQL, err)
	}
	return rows
}

// number returns the one number that a statement answers in its last column.
func number(t *testing.T, s *store.Store, statement query.Statement) (n int64) {
	t.Helper()
	err := s.Query(t.Context(), statement.SQL, statement.Args, func(from database.Row) error {
		var parent int64
		return from.Scan(&parent, &n)
	})
	if err != nil {
		t.Fatalf("%s: %v", statement.SQL, err)
	}
	return n
}

// paged returns the ids of a list, read page by page from its start or its end,
// and complains of pages that tell wrongly whether there is something before them.
func paged(t *testing.T, s *store.Store, list query.List, world access.World, steps []query.Step, where map[string]any, backward bool) []int64 {
	t.Helper()
	size := 40
	args := query.Args{First: &size, Where: where}
	if backward {
		args.First, args.Last = nil, &size
	}
	var ids []int64
	for {
		page, err := query.NewPage(list, world, steps, args)
		if err != nil {
			t.Fatal(err)
		}
		start, end := page.Bounded()
		if (start || end) && number(t, s, page.HasBeyond(dialect.SQLite, start, nil)) != 1 {
			t.Fatalf("%v of %s by %v, from the end %t: a page after %d rows has none before it", where, list.Name, steps, backward, len(ids))
		}
		rows, more := page.Cut(rowsOf(t, s, page))
		if backward {
			slices.Reverse(rows)
		}
		for _, r := range rows {
			ids = append(ids, r.Node)
		}
		if !more {
			break
		}
		cursor := page.Cursor(rows[len(rows)-1])
		if args.After = &cursor; backward {
			args.After, args.Before = nil, &cursor
		}
	}
	if backward {
		slices.Reverse(ids)
	}
	return ids
}

// wanted returns what paged must: the ids of the list without the filter, less
// those that the filter does not hold for.
func wanted(t *testing.T, s *store.Store, list query.List, world access.World, steps []query.Step, where map[string]any) []int64 {
	t.Helper()
	filter, err := query.NewFilter(list.Kind, "where", where)
	if err != nil {
		t.Fatal(err)
	}
	holds := map[int64]bool{}
	statement := query.Matching(dialect.SQLite, world, list.Kind, filter, nil)
	err = s.Query(t.Context(), statement.SQL, statement.Args, func(from database.Row) error {
		var id int64
		err := from.Scan(&id)
		holds[id] = true
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	page, err := query.FirstOf(list, world, steps, 5000)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, r := range rowsOf(t, s, page) {
		if holds[r.Node] {
			ids = append(ids, r.Node)
		}
	}
	return ids
}

func object(pairs ...any) map[string]any {
	o := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		o[pairs[i].(string)] = pairs[i+1]
	}
	return o
}

// TestPagesOfRareRows reads lists in which SQLite asks about some rows one by
// one, and then gathers what they lead to.
func TestPagesOfRareRows(t *testing.T) {
	t.Parallel()
	s := wide(t)
	slug := func(of string) map[string]any { return object("slug", object("eq", of)) }
	naming := func(how, of string) map[string]any { return object("partners", object(how, slug(of))) }
	year := object("year", object("eq", 2001))
	company := object("kind", object("eq", "COMPANY"))
	releases := []map[string]any{
		naming("some", "p1"), naming("some", "p2"), naming("some", "nobody"), naming("some", "p5"),
		object("and", []any{year, naming("some", "p1")}), object("and", []any{year, naming("some", "p2")}),
		object("or", []any{naming("some", "p1"), object("not", object("year", object("isNull", false)))}),
		object("and", []any{naming("some", "p2"), naming("none", "p7")}),
		object("partners", object("some", company, "every", object("slug", object("ne", "p9")))),
		object("partners", object("some", object("parent", slug("p3")))),
		object("year", object("eq", 2001), "partners", object("some", object("releases", object("some", object("slug", object("in", []any{"r7", "r50", "r2000"})))))),
		object("slug", object("eq", "r100"), "partners", object("every", object("releases", object("some", slug("r200"))))),
		object("slug", object("ne", "r2990"), "partners", object("some", object("releases", object("some", slug("r7"))))),
	}
	partners := []map[string]any{
		object("parent", slug("p3")), object("parent", slug("p4")), object("releases", object("some", slug("r9"))),
		object("releaseCount", object("gte", 49), "releases", object("some", year)),
	}
	orders := map[string][][]query.Step{
		"releases": {query.ReleaseSteps(nil), {{Field: "PUBLISHED_AT"}}, {{Field: "TITLE"}}, {{Field: "UPDATED_AT", Descending: true}}, {{Field: "PARTNER_COUNT"}, {Field: "TITLE", Descending: true}}},
		"partners": {query.PartnerSteps(nil), {{Field: "RELEASE_COUNT", Descending: true}}},
	}
	for list, filters := range map[*query.List][]map[string]any{new(query.AllReleases()): releases, new(query.AllPartners()): partners} {
		for i, steps := range orders[list.Name] {
			for _, where := range filters {
				checkPages(t, s, *list, access.Public, steps, where)
				if i == 0 {
					checkPages(t, s, *list, access.Everything, steps, where)
				}
			}
		}
	}
}

func checkPages(t *testing.T, s *store.Store, list query.List, world access.World, steps []query.Step, where map[string]any) {
	t.Helper()
	want := wanted(t, s, list, world, steps, where)
	page, err := query.NewPage(list, world, steps, query.Args{Where: where})
	if err != nil {
		t.Fatal(err)
	}
	if got := number(t, s, page.Count(dialect.SQLite, nil)); got != int64(len(want)) {
		t.Errorf("%s where %v has %d rows, want %d", list.Name, where, got, len(want))
	}
	for _, backward := range []bool{false, true} {
		if diff := cmp.Diff(want, paged(t, s, list, world, steps, where, backward)); diff != "" {
			t.Errorf("%s where %v by %v, from the end %t (-want +got):\n%s", list.Name, where, steps, backward, diff)
		}
	}
}

// TestFewRowsAreAskedAboutOneByOne explains the count of rows that their year
// leaves: of what its partners lead to only they may be looked up, not gathered.
func TestFewRowsAreAskedAboutOneByOne(t *testing.T) {
	t.Parallel()
	s := wide(t)
	where := object("year", object("eq", 2001), "partners", object("some", object("releases", object("some", object("kind", object("eq", "STORY"))))))
	page, err := query.NewPage(query.AllReleases(), access.Public, query.ReleaseSteps(nil), query.Args{Where: where})
	if err != nil {
		t.Fatal(err)
	}
	for name, statement := range map[string]query.Statement{"count": page.Count(dialect.SQLite, nil), "page": page.Rows(dialect.SQLite, nil)} {
		plan := explained(t, s, statement)
		if !strings.Contains(plan, "USING COVERING INDEX mentions_of_release (release_id=?)") || !strings.Contains(plan, "CREATE BLOOM FILTER") {
			t.Errorf("the %s has no place where mentions are looked up for each row among gathered partners:\n%s", name, plan)
		}
	}
}

// TestRowsAskedAboutOneByOneAreNotSoughtAnew explains the count of partners by the
// releases that name them: for none of them all gathered releases may be gone through.
func TestRowsAskedAboutOneByOneAreNotSoughtAnew(t *testing.T) {
	t.Parallel()
	s := wide(t)
	where := object("kind", object("eq", "COMPANY"), "releases", object("some", object("partners", object("some", object("kind", object("eq", "OTHER"))))))
	page, err := query.NewPage(query.AllPartners(), access.Public, query.PartnerSteps(nil), query.Args{Where: where})
	if err != nil {
		t.Fatal(err)
	}
	if plan := explained(t, s, page.Count(dialect.SQLite, nil)); strings.Contains(plan, "(release_id=? AND partner_id=?)") {
		t.Errorf("what is gathered is gone through for each partner:\n%s", plan)
	}
}

// explained returns how SQLite answers a statement.
func explained(t *testing.T, s *store.Store, statement query.Statement) string {
	t.Helper()
	var plan []string
	err := s.Query(t.Context(), "EXPLAIN QUERY PLAN "+statement.SQL, statement.Args, func(row database.Row) error {
		var id, parent, unused int
		var line string
		err := row.Scan(&id, &parent, &unused, &line)
		plan = append(plan, line)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "\n")
}

// TestGroupsOfARelationAloneReadItAlone explains the groups of all releases by what
// one relation ties them to: no table is made of the releases first.
func TestGroupsOfARelationAloneReadItAlone(t *testing.T) {
	t.Parallel()
	s := wide(t)
	page, err := query.NewPage(query.AllReleases(), access.Public, query.ReleaseSteps(nil), query.Args{})
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []string{"PARTNER", "PARTNER_KIND", "PARTNER_COUNTRY", "INITIATIVE", "INITIATIVE_KIND", "TOPIC"} {
		g, err := page.NewGrouping([]string{by}, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if plan := explained(t, s, g.Cells(dialect.SQLite, nil)); strings.Contains(plan, "MATERIALIZE w") {
			t.Errorf("groups by %s are read from all releases:\n%s", by, plan)
		}
	}
}

// TestTheLongestFiltersAreSought asks as much as a filter may ask, three times
// in one statement.
func TestTheLongestFiltersAreSought(t *testing.T) {
	t.Parallel()
	s := wide(t)
	many := make([]any, 0, query.MaxConditions/3-1)
	for range cap(many) {
		many = append(many, object("slug", object("eq", "nobody")))
	}
	for name, where := range map[string]map[string]any{
		"longest":               object("partners", object("some", object("or", many))),
		"everything at the top": object("or", append(many, object("partners", object("some", object("slug", object("eq", "p1")))))),
	} {
		want := wanted(t, s, query.AllReleases(), access.Public, query.ReleaseSteps(nil), where)
		if diff := cmp.Diff(want, paged(t, s, query.AllReleases(), access.Public, query.ReleaseSteps(nil), where, false)); diff != "" {
			t.Errorf("%s filter (-want +got):\n%s", name, diff)
		}
	}
}

// TestTheDeepestFiltersEnd asks for what nothing meets, along relations that meet
// more rows with every step: followed from each row, they lead to 40^14.
func TestTheDeepestFiltersEnd(t *testing.T) {
	t.Parallel()
	s := wide(t)
	where := object("year", object("eq", 1900))
	for depth := range query.MaxFilterDepth - 1 {
		side := []string{"releases", "partners"}[depth%2]
		where = object(side, object("some", where))
	}
	page, err := query.NewPage(query.AllReleases(), access.Public, query.ReleaseSteps(nil), query.Args{Where: where})
	if err != nil {
		t.Fatal(err)
	}
	if rows := rowsOf(t, s, page); len(rows) > 0 {
		t.Errorf("%d releases lead to what is not there", len(rows))
	}
}
