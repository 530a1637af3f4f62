package store_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"entgo.io/ent/dialect/sql/schema"
	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/ent/db/migrate"
	releases "pressgraph/ent/db/release"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// world holds the ids of what somebody sees, by type.
type world map[string][]int64

// clients returns the client of every type of ent.
func clients(c *db.Client) map[string]reflect.Value {
	all := map[string]reflect.Value{}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if name, ok := strings.CutSuffix(v.Type().Field(i).Type.String(), "Client"); ok && v.Type().Field(i).IsExported() {
			all[strings.TrimPrefix(name, "*db.")] = v.Field(i)
		}
	}
	return all
}

// call calls a method that returns a value and an error.
func call(t *testing.T, on reflect.Value, method string, args ...any) reflect.Value {
	t.Helper()
	in := make([]reflect.Value, len(args))
	for i, a := range args {
		in[i] = reflect.ValueOf(a)
	}
	out := on.MethodByName(method).Call(in)
	if len(out) == 2 && !out[1].IsNil() {
		t.Fatalf("%s.%s: %v", on.Type(), method, out[1])
	}
	return out[0]
}

// idsOf returns the ids that a query answers ctx with, in order.
func idsOf(t *testing.T, ctx context.Context, query reflect.Value) []int64 {
	t.Helper()
	found, _ := reflect.TypeAssert[[]int64](call(t, query, "IDs", ctx))
	slices.Sort(found)
	return slices.Compact(found)
}

// expected returns what readers ought to see, read with the eyes of an editor.
func expected(t *testing.T, n newsroom) world {
	t.Helper()
	ctx := everything(t.Context())
	shown := world{}
	rowsOf := map[string]reflect.Value{}
	for name, client := range clients(n.Client()) {
		rowsOf[name] = call(t, call(t, client, "Query"), "All", ctx)
	}
	fill := func(name string, sees func(row reflect.Value) bool) {
		shown[name] = []int64{}
		for i := range rowsOf[name].Len() {
			if row := rowsOf[name].Index(i).Elem(); sees(row) {
				shown[name] = append(shown[name], row.FieldByName("ID").Int())
			}
		}
		slices.Sort(shown[name])
	}
	owned := func(owner, field string) func(reflect.Value) bool {
		return func(row reflect.Value) bool { return slices.Contains(shown[owner], row.FieldByName(field).Int()) }
	}
	visible := func(row reflect.Value) bool { return row.FieldByName("Visible").Bool() }
	nothing := func(reflect.Value) bool { return false }
	public := func(row reflect.Value) bool { return row.FieldByName("Public").Bool() }
	for _, name := range []string{"Release", "Partner", "Initiative", "Topic", "Mention", "Announcement", "Participation", "Evidence", "ReleaseTopic", "InitiativeTopic"} {
		fill(name, visible)
	}
	fill("PartnerName", owned("Partner", "PartnerID"))
	fill("Identifier", owned("Partner", "PartnerID"))
	fill("InitiativeName", owned("Initiative", "InitiativeID"))
	fill("TopicName", owned("Topic", "TopicID"))
	fill("Correction", owned("Release", "ReleaseID"))
	fill("FormerSlug", public)
	fill("Merge", func(row reflect.Value) bool { return public(row) && owned("Partner", "SurvivorID")(row) })
	fill("Change", func(row reflect.Value) bool { return !row.FieldByName("PublicVersion").IsNil() })
	for _, name := range []string{"Revision", "Suggestion", "Distinction", "APIKey", "ImportRun", "Meta"} {
		fill(name, nothing)
	}
	return shown
}

func TestReadersSeeNothingHidden(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		fillWithEverything(t, n)
		want := expected(t, n)
		for _, viewer := range []access.Viewer{{}, {Role: access.RoleAnalyst, Name: "analyst"}} {
			ctx := access.With(t.Context(), viewer)
			for name, client := range clients(n.Client()) {
				if want[name] == nil {
					t.Errorf("nobody has said what readers see of %s", name)
				}
				query := func() reflect.Value { return call(t, client, "Query") }
				if diff := cmp.Diff(want[name], append([]int64{}, idsOf(t, ctx, query())...)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
				if got := call(t, query(), "Count", ctx).Int(); got != int64(len(want[name])) {
					t.Errorf("%s: readers count %d, want %d", name, got, len(want[name]))
				}
				stepAlong(t, ctx, name, query, want)
				loadAlong(t, ctx, name, query, want)
			}
		}
		everybody := everything(t.Context())
		for name, client := range clients(n.Client()) {
			all := idsOf(t, everybody, call(t, client, "Query"))
			if len(all) == 0 || len(all) == len(want[name]) {
				t.Errorf("%s: of %d rows readers see %d; the case needs a hidden one", name, len(all), len(want[name]))
			}
		}
	})
}

// stepAlong follows every edge from everything that readers see of a type.
func stepAlong(t *testing.T, ctx context.Context, name string, query func() reflect.Value, want world) {
	t.Helper()
	for edge := range query().Type().Methods() {
		if !strings.HasPrefix(edge.Name, "Query") || edge.Type.NumIn() != 1 || edge.Type.NumOut() != 1 {
			continue
		}
		reached := call(t, query(), edge.Name)
		to := strings.TrimSuffix(strings.TrimPrefix(reached.Type().String(), "*db."), "Query")
		for _, id := range idsOf(t, ctx, reached) {
			if !slices.Contains(want[to], id) {
				t.Errorf("%s.%s leads readers to %s %d, which is hidden", name, edge.Name, to, id)
			}
		}
	}
}

// loadAlong loads every edge of a type with it.
func loadAlong(t *testing.T, ctx context.Context, name string, query func() reflect.Value, want world) {
	t.Helper()
	loaded := query()
	for i := range loaded.NumMethod() {
		if edge := loaded.Type().Method(i); strings.HasPrefix(edge.Name, "With") && edge.Type.IsVariadic() {
			loaded.Method(i).Call(nil)
		}
	}
	rows := call(t, loaded, "All", ctx)
	for i := range rows.Len() {
		edges := rows.Index(i).Elem().FieldByName("Edges")
		for f := 0; edges.IsValid() && f < edges.NumField(); f++ {
			for _, end := range ends(edges.Field(f)) {
				to := strings.TrimPrefix(end.Type().String(), "*db.")
				if id := end.Elem().FieldByName("ID").Int(); !slices.Contains(want[to], id) {
					t.Errorf("%s is loaded with %s %d, which is hidden", name, to, id)
				}
			}
		}
	}
}

// ends returns the entities that an edge has loaded.
func ends(field reflect.Value) []reflect.Value {
	var all []reflect.Value
	switch {
	case field.Kind() == reflect.Slice:
		for i := range field.Len() {
			all = append(all, field.Index(i))
		}
	case field.Kind() == reflect.Pointer && !field.IsNil():
		all = append(all, field)
	}
	return all
}

// fillWithEverything makes hidden and visible rows of every type.
func fillWithEverything(t *testing.T, n newsroom) {
	t.Helper()
	e := &editor{random: rand.New(rand.NewPCG(12, 7))}
	for range 120 {
		n.write(t, func(ctx context.Context, tx *store.Tx) error {
			_, err := e.edit(ctx, tx)
			return err
		})
	}
	n.write(t, func(ctx context.Context, tx *store.Tx) error {
		// One of each that nothing leads to: the edits may leave none hidden.
		releaseIn(tx).SaveX(ctx)
		partnerIn(tx).SaveX(ctx)
		initiativeIn(tx).SaveX(ctx)
		topicIn(tx).SaveX(ctx)
		c, have := tx.Client(), ids(ctx, tx)
		for i, id := range have.partners {
			other := have.partners[(i+1)%len(have.partners)]
			c.PartnerName.Create().SetID(tx.NewID()).SetPartnerID(id).SetPosition(0).SetText("A").SetTextFold([]byte("a")).SaveX(ctx)
			c.Identifier.Create().SetID(tx.NewID()).SetPartnerID(id).SetPosition(0).SetScheme(content.SchemeLei).SetValue("1").SaveX(ctx)
			c.Merge.Create().SetID(tx.NewID()).SetSurvivorID(id).SetDuplicateID(tx.NewID()).SetPublic(i%2 == 0).
				SetUndo([]byte("{}")).SetActor("a").SetAt(tx.Now()).SaveX(ctx)
			if id < other {
				c.Distinction.Create().SetID(tx.NewID()).SetLesserID(id).SetGreaterID(other).SetActor("a").SetAt(tx.Now()).SaveX(ctx)
			}
		}
		for _, id := range have.initiatives {
			c.InitiativeName.Create().SetID(tx.NewID()).SetInitiativeID(id).SetPosition(0).SetText("A").SetTextFold([]byte("a")).SaveX(ctx)
		}
		for _, id := range have.topics {
			c.TopicName.Create().SetID(tx.NewID()).SetTopicID(id).SetPosition(0).SetText("A").SetTextFold([]byte("a")).SaveX(ctx)
		}
		for i, id := range have.releases {
			c.Correction.Create().SetID(tx.NewID()).SetReleaseID(id).SetNote("A").SetCorrectedAt(tx.Now()).SaveX(ctx)
			c.FormerSlug.Create().SetID(tx.NewID()).SetEntity("releases").SetSlug(slug("former", id)).SetNodeID(id).SetPublic(i%2 == 0).SaveX(ctx)
			c.Revision.Create().SetID(tx.NewID()).SetReleaseID(id).SetVersion(1).SetAt(tx.Now()).SetActor("a").
				SetState(map[string]any{}).SetChanges([]content.FieldChange{}).SaveX(ctx)
			c.Suggestion.Create().SetID(tx.NewID()).SetReleaseID(id).SetRelation(content.RelationMention).SetMentionRole(content.MentionMentioned).
				SetLabel("A").SetConfidence(1).SetSection("TITLE").SetQuote("A").SetStart(0).SetEnd(1).SetCreatedAt(tx.Now()).
				SetPartnerID(have.partners[0]).SetInitiativeID(have.initiatives[0]).SaveX(ctx)
		}
		c.APIKey.Create().SetID(tx.NewID()).SetName("a").SetRole(access.RoleEditor).SetPrefix("a").SetHash([]byte("a")).SetCreatedAt(tx.Now()).SaveX(ctx)
		c.ImportRun.Create().SetID(tx.NewID()).SetAt(tx.Now()).SetActor("a").SetSource("a").SetFormat("a").
			SetCreated(0).SetUpdated(0).SetUnchanged(0).SetProblems(0).SaveX(ctx)
		return nil
	})
}

func TestReadersListsUsePartialIndexes(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		if n.DB().Engine() != database.SQLite {
			t.Skip("what PostgreSQL chooses depends on how much there is")
		}
		ctx, counter := database.WithTexts(t.Context())
		n.Client().Release.Query().Order(db.Desc(releases.FieldSortAt, releases.FieldRank, releases.FieldID)).Limit(20).AllX(ctx)
		var plan string
		err := n.Query(t.Context(), "EXPLAIN QUERY PLAN "+counter.Texts()[0], nil, func(row database.Row) error {
			var id, parent, unused int
			return row.Scan(&id, &parent, &unused, &plan)
		})
		if err != nil || !strings.Contains(plan, "releases_visible_published") {
			t.Errorf("plan %q, %v; want releases_visible_published", plan, err)
		}
	})
}

func TestReadingClientRefusesToWrite(t *testing.T) {
	t.Parallel()
	eachNewsroom(t, func(t *testing.T, n newsroom) {
		s := tell(t, n)
		if err := n.Client().Topic.UpdateOneID(s.topic).SetHeld(true).Exec(everything(t.Context())); err == nil {
			t.Error("a write outside of Write succeeded")
		}
	})
}

func TestColumn(t *testing.T) {
	t.Parallel()
	twice := map[string]bool{}
	for _, table := range migrate.Tables {
		if table.Name == "changes" {
			continue // its two versions are no two lives of one value
		}
		for _, c := range table.Columns {
			plain, public := strings.CutPrefix(c.Name, "public_")
			if public && store.Column(access.Public, plain) != c.Name {
				t.Errorf("readers' %s of %s is not %s", plain, table.Name, c.Name)
			}
			if public {
				twice[plain] = true
			}
			if !public && store.Column(access.Everything, c.Name) != c.Name {
				t.Errorf("editors' %s is %s", c.Name, store.Column(access.Everything, c.Name))
			}
		}
	}
	for _, name := range store.TwoLives() {
		if !twice[name] {
			t.Errorf("%s has no public life in any table", name)
		}
	}
	if got := store.Column(access.Public, "name"); got != "name" {
		t.Errorf("readers' name is %s", got)
	}
}

func TestSQLByHandSeesWhatItsWorldSees(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{store.From("mentions", "m", access.Public).Where(), " FROM mentions AS m WHERE m.visible"},
		{store.From("mentions", "m", access.Public).Where("a", "b"), " FROM mentions AS m WHERE a AND b AND m.visible"},
		{store.From("mentions", "m", access.Public).Beside("k, ", " JOIN l").Where(), " FROM k, mentions AS m JOIN l WHERE m.visible"},
		{store.From("partners", "t", access.Public).Join(" LEFT JOIN ", "a"), " LEFT JOIN partners AS t ON a AND t.visible"},
		{store.From("partners", "t", access.Everything).Join(" JOIN ", "a"), " JOIN partners AS t ON a"},
		{store.From("mentions", "m", access.Everything).Where(), " FROM mentions AS m WHERE TRUE"},
		{store.FromPairs("participations", "p", access.Public).Where(), " FROM participations AS p WHERE p.public_pair_first"},
		{store.FromPairs("participations", "p", access.Everything).Where(), " FROM participations AS p WHERE p.pair_first"},
		{store.From("changes", "r", access.Public).Where(), " FROM changes AS r WHERE r.public_step IS NOT NULL"},
		{store.From("suggestions", "r", access.Public).Where(), " FROM suggestions AS r WHERE 1 = 0"},
		{store.From("suggestions", "r", access.Everything).Where("a"), " FROM suggestions AS r WHERE a"},
	} {
		if c.got != c.want {
			t.Errorf("written %q, want %q", c.got, c.want)
		}
	}
	for _, table := range migrate.Tables {
		kept := slices.ContainsFunc(table.Columns, func(c *schema.Column) bool { return c.Name == "visible" })
		got := store.From(table.Name, "a", access.Public).Where()
		if asks := strings.HasSuffix(got, " WHERE a.visible"); asks != kept || !kept && table.Name != "changes" && !strings.HasSuffix(got, " WHERE 1 = 0") {
			t.Errorf("readers of %s read%s", table.Name, got)
		}
	}
}
