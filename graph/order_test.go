package graph_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pressgraph/ent/db/release"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// nestedList is a list below a node, or one of the Query where parents is empty.
type nestedList struct {
	parents, field, list string
	roles                string
}

func nestedLists() []nestedList {
	return []nestedList{
		{"", "releases", "releases", ""}, {"", "partners", "partners", ""},
		{"", "initiatives", "initiatives", ""}, {"", "participations", "participations", ""},
		{"partners", "releases", "releases", ""}, {"partners", "initiatives", "initiatives", ""}, {"partners", "children", "partners", ""},
		{"initiatives", "releases", "releases", ""}, {"initiatives", "children", "initiatives", ""},
		{"initiatives", "participants", "partners", "ParticipationRole"},
		{"releases", "partners", "partners", "MentionRole"}, {"releases", "initiatives", "initiatives", ""},
	}
}

// steps makes a random order of a list: the default for none. Some lists are
// only ever in one order.
func (m *maker) steps(n nestedList) []step {
	var all []step
	field := map[string]string{
		"releases": "ReleaseOrderField", "partners": "PartnerOrderField", "initiatives": "InitiativeOrderField",
		"participations": "ParticipationOrderField",
	}[n.list]
	if n.roles != "" || n.parents == "releases" {
		return nil
	}
	known := m.values.schema.Types[field].EnumValues
	for _, at := range m.Perm(len(known))[:m.IntN(3)] {
		all = append(all, step{known[at].Name, m.IntN(2) == 0})
	}
	return all
}

func (s step) String() string {
	if s.Descending {
		return fmt.Sprintf("{field: %s, direction: DESC}", s.Field)
	}
	return fmt.Sprintf("{field: %s}", s.Field)
}

// defaults are the orders of lists that were asked for none.
func defaults(n nestedList) []step {
	if n.roles != "" && n.parents == "initiatives" {
		return []step{{"NAME", false}}
	}
	return map[string][]step{
		"releases": {{"PUBLISHED_AT", true}}, "partners": {{"NAME", false}},
		"initiatives": {{"STARTED_ON", true}}, "participations": {{"SINCE", true}},
	}[n.list]
}

// TestOrders walks lists in random orders, under random filters and roles,
// forwards and backwards, and compares what it meets with the oracle.
func TestOrders(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	eachTrial(t, long(2, 20), func(t *testing.T, trial trial) {
		for _, n := range nestedLists() {
			for range long(8, 100) {
				trial.compareWalk(t, n)
			}
		}
	})
}

func (trial trial) compareWalk(t *testing.T, n nestedList) {
	t.Helper()
	m, parent := trial.make, ""
	rows := trial.all(n.list)
	if n.parents != "" {
		parents := trial.all(n.parents)
		if len(parents) == 0 {
			return
		}
		p := oneOf(m.Rand, parents)
		parent, rows = idOf(p), trial.below(p, n.field)
	}
	where := object{}
	if m.IntN(2) == 0 {
		where = m.object(filtered()[n.list], 2)
	}
	rows = trial.keep(rows, filtered()[n.list], where)
	arguments := []string{"where: $where"}
	if n.list == "releases" {
		asked := prefer(m.Rand)
		arguments = append(arguments, preferring(asked))
		rows = chosen(rows, asked)
	}
	if n.roles != "" && m.IntN(2) == 0 {
		roles := m.enums(n.roles)
		arguments = append(arguments, strings.ReplaceAll(fmt.Sprintf("roles: %v", roles), " ", ", "))
		rows = trial.inRoles(rows, parent, n, roles)
	}
	steps := m.steps(n)
	if steps != nil {
		arguments = append(arguments, strings.ReplaceAll(fmt.Sprintf("orderBy: %v", steps), "} {", "}, {"))
	} else {
		steps = defaults(n)
	}
	want := []string{}
	if n.parents == "releases" {
		want = trial.entered(rows, parent, n)
	} else {
		for _, r := range trial.inOrderOf(rows, steps) {
			want = append(want, idOf(r))
		}
	}
	for _, size := range []int{1 + m.IntN(4), -1 - m.IntN(4)} {
		w := walker{trial: trial, list: n, parent: parent, where: where, arguments: strings.Join(arguments, ", "), size: size}
		if diff := cmp.Diff(want, w.walk(t, nil), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s.%s(%s) by %d where %s (-want +got):\n%s", trial.name, n.parents, n.field, w.arguments, size, text(where), diff)
		}
	}
}

// inRoles keeps the rows that are tied to the parent in one of the roles.
func (o *oracle) inRoles(rows []row, parent string, n nestedList, roles []any) []row {
	var kept []row
	for _, r := range rows {
		has := map[any]bool{}
		for _, x := range o.mentions {
			has[string(x.Role)] = has[string(x.Role)] || n.parents == "releases" &&
				content.GlobalID(content.NodeRelease, x.ReleaseID) == parent && content.GlobalID(content.NodePartner, x.PartnerID) == idOf(r)
		}
		for _, x := range o.participations {
			has[string(x.Role)] = has[string(x.Role)] || n.parents == "initiatives" &&
				content.GlobalID(content.NodeInitiative, x.InitiativeID) == parent && content.GlobalID(content.NodePartner, x.PartnerID) == idOf(r)
		}
		for _, role := range roles {
			if has[role] {
				kept = append(kept, r)
				break
			}
		}
	}
	return kept
}

// entered returns the partners or initiatives of a release as the editors
// ordered them.
func (o *oracle) entered(rows []row, parent string, n nestedList) []string {
	type at struct {
		position int
		id       int64
	}
	places := map[string]at{}
	for _, x := range o.mentions {
		if n.list == "partners" && content.GlobalID(content.NodeRelease, x.ReleaseID) == parent {
			places[content.GlobalID(content.NodePartner, x.PartnerID)] = at{x.Position, x.PartnerID}
		}
	}
	for _, x := range o.announcements {
		if n.list == "initiatives" && content.GlobalID(content.NodeRelease, x.ReleaseID) == parent {
			places[content.GlobalID(content.NodeInitiative, x.InitiativeID)] = at{x.Position, x.InitiativeID}
		}
	}
	ids := idsOf(rows)
	for i := range ids {
		for j := i + 1; j < len(ids); j++ {
			a, b := places[ids[i]], places[ids[j]]
			if b.position < a.position || b.position == a.position && b.id < a.id {
				ids[i], ids[j] = ids[j], ids[i]
			}
		}
	}
	return ids
}

// walker reads a list page by page: forwards, or backwards where size is below 0.
type walker struct {
	trial
	list              nestedList
	parent, arguments string
	where             object
	size              int
}

// walk returns the ids that it meets, in the list's order. between, if any, is
// called after each page.
func (w walker) walk(t *testing.T, between func()) []string {
	t.Helper()
	way, bound, end, further := "first: %d, after: $at", "endCursor", 1, "hasNextPage"
	size := w.size
	if size < 0 {
		way, bound, end, further, size = "last: %d, before: $at", "startCursor", -1, "hasPreviousPage", -size
	}
	field := fmt.Sprintf(`%s(%s, %s) { nodes { id } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
		w.list.field, fmt.Sprintf(way, size), w.arguments)
	query := fmt.Sprintf(`query($where: %s, $at: Cursor) { %s }`, filtered()[w.list.list], field)
	path := []any{w.list.field}
	if w.parent != "" {
		one := strings.TrimSuffix(w.list.parents, "s")
		query = fmt.Sprintf(`query($where: %s, $at: Cursor, $parent: ID!) { %s(id: $parent) { %s } }`, filtered()[w.list.list], one, field)
		path = []any{one, w.list.field}
	}
	variables := map[string]any{"where": asJSON(t, w.where), "parent": w.parent}
	if w.parent == "" {
		delete(variables, "parent")
	}
	var met []string
	for {
		page := dig(w.api.data(t, w.ctx, query, variables), path...)
		if ids := nodeIDs(page); end > 0 {
			met = append(met, ids...)
		} else {
			met = append(ids, met...)
		}
		if between != nil {
			between()
		} else if back := dig(page, "pageInfo", map[int]string{1: "hasPreviousPage", -1: "hasNextPage"}[end]); back != (variables["at"] != nil) {
			t.Errorf("%s(%s): the way back is %v on a page after %v", w.list.field, w.arguments, back, variables["at"])
		}
		if dig(page, "pageInfo", further) != true {
			if n := fmt.Sprint(dig(page, "totalCount")); between == nil && n != fmt.Sprint(len(met)) {
				t.Errorf("%s(%s): totalCount = %s, met %d", w.list.field, w.arguments, n, len(met))
			}
			return met
		}
		variables["at"] = dig(page, "pageInfo", bound)
	}
}

// TestPagingWhileOthersWrite inserts, deletes and moves rows between the pages
// of a walk: what does not change is met exactly once.
func TestPagingWhileOthersWrite(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		trials(t, target, 5, map[string]int{}, func(t *testing.T, trial trial) {
			for _, size := range []int{2, -2} {
				for _, steps := range [][]step{{{"PUBLISHED_AT", true}}, {{"PUBLISHED_AT", false}}, {{"TITLE", false}}, {{"PARTNER_COUNT", true}, {"TITLE", true}}} {
					trial.walkWhileWriting(t, size, steps)
				}
			}
		})
	})
}

func (trial trial) walkWhileWriting(t *testing.T, size int, steps []step) {
	t.Helper()
	known := idsOf(readOracle(t, trial.api, trial.public).all("releases"))
	made := []int64{}
	w := walker{
		trial: trial, list: nestedLists()[0], size: size, where: object{},
		arguments: strings.ReplaceAll(fmt.Sprintf("where: $where, orderBy: %v", steps), "} {", "}, {"),
	}
	pages := 0
	met := w.walk(t, func() {
		if pages++; pages > 8 {
			return
		}
		_, err := trial.api.store.Write(editor(t), "test", func(ctx context.Context, tx *store.Tx) error {
			return trial.disturb(ctx, tx, &made)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	times := map[string]int{}
	for _, id := range met {
		times[id]++
	}
	for _, id := range known {
		if times[id] != 1 {
			t.Errorf("%s: walking by %d in order %v met %s %d times", trial.name, size, steps, id, times[id])
		}
	}
	trial.remove(t, made)
}

// disturb adds two releases and moves or removes what it added before.
func (trial trial) disturb(ctx context.Context, tx *store.Tx, made *[]int64) error {
	b := &builder{plan: plan{dense: true}, Rand: trial.make.Rand, tx: tx, sorter: content.NewCollator(), titles: map[int64]string{}}
	for range 2 {
		r := b.release(len(*made) * 3)
		id, _ := r.Mutation().ID()
		r.SetSlug(fmt.Sprintf("disturbing-%d", id))
		if err := r.Exec(ctx); err != nil {
			return err
		}
		*made = append(*made, id)
		tx.Touch(store.NodeRef{Type: content.NodeRelease, ID: id})
	}
	if len(*made) < 4 {
		return nil
	}
	gone := (*made)[0]
	*made = (*made)[1:]
	if err := tx.Client().Release.DeleteOneID(gone).Exec(ctx); err != nil {
		return err
	}
	return tx.Client().Release.UpdateOneID((*made)[0]).SetRank(7).SetUpdatedAt(time.Now()).Exec(ctx)
}

func (trial trial) remove(t *testing.T, made []int64) {
	t.Helper()
	_, err := trial.api.store.Write(editor(t), "test", func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Client().Release.Delete().Where(release.IDIn(made...)).Exec(ctx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
