package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pressgraph/internal/store/storetest"
)

// groupable are the lists that answer groups, and their dimensions' type.
func groupable() map[string]string {
	return map[string]string{
		"releases": "ReleaseDimension", "partners": "PartnerDimension",
		"initiatives": "InitiativeDimension", "participations": "ParticipationDimension",
	}
}

// groupOrders are the orders of groups.
func groupOrders() []string { return []string{"COUNT_DESC", "COUNT_ASC", "KEY_ASC", "KEY_DESC"} }

func (trial trial) dimensions(list string) []string {
	var all []string
	for _, v := range trial.schema.Types[groupable()[list]].EnumValues {
		all = append(all, v.Name)
	}
	return all
}

// TestGroups compares all groupings by one and two dimensions, and random ones
// of filtered lists, with the oracle, and gives every group's filter back.
func TestGroups(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	eachTrial(t, long(2, 8), func(t *testing.T, trial trial) {
		for _, list := range slices.Sorted(maps.Keys(groupable())) {
			known := trial.dimensions(list)
			for i, one := range known {
				if testing.Short() && i%3 != 0 {
					continue
				}
				trial.compareGroups(t, list, filtered()[list], object{}, []string{one})
				for _, other := range known[i+1:] {
					trial.compareGroups(t, list, filtered()[list], object{}, []string{one, other})
				}
			}
			for range long(10, 250) {
				where := trial.make.object(filtered()[list], 3)
				for range 3 {
					trial.make.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
					trial.compareGroups(t, list, filtered()[list], where, known[:trial.make.IntN(4)])
				}
			}
		}
	})
}

// TestGroupsOfManyNewsrooms compares a few random groupings of each list.
func TestGroupsOfManyNewsrooms(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	eachTrial(t, long(3, 1000), func(t *testing.T, trial trial) {
		for _, list := range slices.Sorted(maps.Keys(groupable())) {
			known := trial.dimensions(list)
			for range 4 {
				where := trial.make.object(filtered()[list], 2)
				trial.make.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
				trial.compareGroups(t, list, filtered()[list], where, known[:trial.make.IntN(4)])
			}
		}
	})
}

func (trial trial) compareGroups(t *testing.T, list, input string, where object, by []string) {
	t.Helper()
	order := oneOf(trial.make.Rand, groupOrders())
	asked, arguments := []string(nil), ""
	if list == "releases" {
		asked = prefer(trial.make.Rand)
		arguments = ", " + preferring(asked)
	}
	query := fmt.Sprintf(`query($where: %s) { %s(first: 1, where: $where%s) { totalCount groupCount(by: [%s])
		groups(by: [%[4]s], orderBy: %s, first: 1000) { count where funding { amount currency qualifier } parts { amount currency qualifier } keys { dimension value } } } }`,
		input, list, arguments, strings.Join(by, ", "), order)
	data := trial.api.data(t, trial.ctx, query, map[string]any{"where": asJSON(t, where)})
	rows := trial.keep(trial.all(list), input, where)
	want := trial.groups(list, rows, by)
	for _, g := range want {
		g.rows = chosen(g.rows, asked)
		g.Count = len(g.rows)
	}
	if len(by) == 0 && len(rows) == 0 {
		want = []*grouped{{Funding: []string{}}}
	}
	arrange(want, order)
	got, filters := readGroups(dig(data, list, "groups"))
	what := fmt.Sprintf("%s: groups of %s%s by %v in order %s where %s", trial.name, list, arguments, by, order, text(where))
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(grouped{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
		return
	}
	if n := fmt.Sprint(dig(data, list, "groupCount")); n != fmt.Sprint(len(want)) {
		t.Errorf("%s: groupCount = %s, want %d", what, n, len(want))
	}
	if n, total := fmt.Sprint(dig(data, list, "totalCount")), len(chosen(rows, asked)); n != fmt.Sprint(total) {
		t.Errorf("%s: totalCount = %s, want %d", what, n, total)
	}
	trial.giveBack(t, what, list+"(first: 100, where: $w%d"+arguments+")", input, want, filters)
	if asked == nil {
		trial.checkPartition(t, what, list, by, want, len(rows))
	}
}

// checkPartition demands that groups by the rows' own values add up to them all.
func (trial trial) checkPartition(t *testing.T, what, list string, by []string, groups []*grouped, total int) {
	t.Helper()
	sum := 0
	for _, g := range groups {
		sum += g.Count
	}
	single := !slices.ContainsFunc(by, func(d string) bool {
		relation := trial.axis(list, d).relation
		return relation != "" && list != "participations"
	})
	if single && sum != total || sum < total {
		t.Errorf("%s: the groups add up to %d of %d", what, sum, total)
	}
}

// giveBack asks for the rows of each group by the filter that it came with.
func (trial trial) giveBack(t *testing.T, what, field, input string, want []*grouped, filters []any) {
	t.Helper()
	for at := 0; at < len(want); at += 25 {
		variables := map[string]any{}
		var arguments, fields strings.Builder
		for i := at; i < min(at+25, len(want)); i++ {
			variables[fmt.Sprintf("w%d", i)] = filters[i]
			fmt.Fprintf(&arguments, "$w%d: %s ", i, input)
			fmt.Fprintf(&fields, "l%d: "+field+" { nodes { id } totalCount }\n", i, i)
		}
		data := trial.api.data(t, trial.ctx, fmt.Sprintf("query(%s) { %s }", &arguments, &fields), variables)
		for i := at; i < min(at+25, len(want)); i++ {
			found := dig(data, fmt.Sprintf("l%d", i))
			if diff := cmp.Diff(idsOf(want[i].rows), inOrder(nodeIDs(found)), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: the group %v given back as %s (-want +got):\n%s", what, want[i].Keys, text(filters[i].(object)), diff)
			}
			if n := fmt.Sprint(dig(found, "totalCount")); n != fmt.Sprint(want[i].Count) {
				t.Errorf("%s: the group %v given back counts %s, want %d", what, want[i].Keys, n, want[i].Count)
			}
		}
	}
}

// nodeIDs returns the ids of a connection's nodes.
func nodeIDs(connection any) []string {
	all := []string{}
	nodes, _ := dig(connection, "nodes").([]any)
	for _, n := range nodes {
		all = append(all, dig(n, "id").(string))
	}
	return all
}

// readGroups reads the answer to groups, and the filters of each.
func readGroups(answer any) (groups []*grouped, filters []any) {
	all, _ := answer.([]any)
	for _, each := range all {
		g := &grouped{}
		keys, _ := dig(each, "keys").([]any)
		for _, k := range keys {
			value, ok := dig(k, "value").(string)
			if !ok {
				value = absent
			}
			g.Keys = append(g.Keys, value)
		}
		count, _ := dig(each, "count").(json.Number)
		n, _ := count.Int64()
		g.Count = int(n)
		for name, into := range map[string]*[]string{"funding": &g.Funding, "parts": &g.Parts} {
			money, _ := dig(each, name).([]any)
			for _, m := range money {
				*into = append(*into, fmt.Sprintf("%s %s %s", dig(m, "currency"), dig(m, "amount"), dig(m, "qualifier")))
			}
		}
		groups, filters = append(groups, g), append(filters, dig(each, "where"))
	}
	return groups, filters
}

// TestGroupsOfMany compares the groups of the lists of many parents, asked for
// together, with the oracle.
func TestGroupsOfMany(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	eachTrial(t, long(3, 20), func(t *testing.T, trial trial) {
		for _, c := range []struct{ parents, field, list string }{
			{"topics", "releases", "releases"}, {"topics", "initiatives", "initiatives"},
			{"partners", "children", "partners"}, {"initiatives", "children", "initiatives"},
		} {
			known := trial.dimensions(c.list)
			for range long(6, 60) {
				trial.make.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
				where := object{}
				if trial.make.IntN(2) == 0 {
					where = trial.make.object(filtered()[c.list], 2)
				}
				trial.compareMany(t, trial.ctx, c.parents, c.field, c.list, where, known[:trial.make.IntN(4)])
			}
		}
	})
}

func (trial trial) compareMany(t *testing.T, ctx context.Context, parents, field, list string, where object, by []string) {
	t.Helper()
	order, first := oneOf(trial.make.Rand, groupOrders()), 1+trial.make.IntN(6)
	query := fmt.Sprintf(`query($where: %s) { %s(first: 100) { nodes { id %s(where: $where) { totalCount groupCount(by: [%s])
		groups(by: [%[4]s], orderBy: %s, first: %d) { count where funding { amount currency qualifier } parts { amount currency qualifier } keys { value } } } } } }`,
		filtered()[list], parents, field, strings.Join(by, ", "), order, first)
	data := trial.api.data(t, ctx, query, map[string]any{"where": asJSON(t, where)})
	nodes, _ := dig(data, parents, "nodes").([]any)
	if len(nodes) != len(trial.all(parents)) {
		t.Fatalf("%s: %d %s, want %d", trial.name, len(nodes), parents, len(trial.all(parents)))
	}
	for _, parent := range trial.all(parents) {
		at := slices.IndexFunc(nodes, func(n any) bool { return dig(n, "id") == idOf(parent) })
		rows := trial.keep(trial.below(parent, field), filtered()[list], where)
		want := trial.groups(list, rows, by)
		if len(by) == 0 && len(rows) == 0 {
			want = []*grouped{{}}
		}
		arrange(want, order)
		got, _ := readGroups(dig(nodes[at], field, "groups"))
		what := fmt.Sprintf("%s: first %d groups of %s.%s by %v in order %s where %s", trial.name, first, parents, field, by, order, text(where))
		if diff := cmp.Diff(want[:min(first, len(want))], got, cmpopts.IgnoreUnexported(grouped{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
		if n := fmt.Sprint(dig(nodes[at], field, "groupCount")); n != fmt.Sprint(len(want)) {
			t.Errorf("%s: groupCount = %s, want %d", what, n, len(want))
		}
	}
}
