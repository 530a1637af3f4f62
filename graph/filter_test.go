package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/graph"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// long picks between the short form of a test and the one that make soak runs.
// With -short, as under the race detector, a tenth of the short form does.
func long(short, long int) int {
	switch {
	case os.Getenv("PRESSGRAPH_SOAK") != "":
		return long
	case testing.Short():
		return max(1, short/10)
	}
	return short
}

// trial is one random newsroom, read by the API in one world and by the oracle.
type trial struct {
	*filters
	make *maker
	api  *api
	ctx  context.Context
	// name tells the trial apart in what fails.
	name string
}

// trials runs test over random newsrooms, in both worlds.
func trials(t *testing.T, target database.Target, seed uint64, used map[string]int, test func(t *testing.T, trial trial)) {
	a := newAPI(t, target, false)
	fill(t, a, plan{seed: seed, releases: 12, partners: 7, initiatives: 7, topics: 4})
	edit(t, a, seed)
	schema := graph.NewSchema(a.store, a.newsroom.Newsroom).Schema()
	everything := &filters{oracle: readOracle(t, a, false), t: t, schema: schema}
	for stream, world := range []string{"reader", "editor"} {
		ctx := map[string]context.Context{"reader": reader(t), "editor": editor(t)}[world]
		random := rand.New(rand.NewPCG(seed, uint64(stream)))
		test(t, trial{
			filters: &filters{oracle: readOracle(t, a, world == "reader"), t: t, schema: schema},
			make:    &maker{Rand: random, values: everything, used: used},
			api:     a, ctx: ctx, name: fmt.Sprintf("newsroom %d as %s", seed, world),
		})
	}
}

// eachTrial runs test over so many random newsrooms on both engines.
func eachTrial(t *testing.T, newsrooms int, test func(t *testing.T, trial trial)) {
	for seed := range uint64(newsrooms) {
		t.Run(fmt.Sprint("newsroom ", seed), func(t *testing.T) {
			storetest.EachOrOne(t, func(t *testing.T, target database.Target) { trials(t, target, seed, map[string]int{}, test) })
		})
	}
}

// filtered are the lists that take a filter, and the filter's type.
func filtered() map[string]string {
	return map[string]string{
		"releases": "ReleaseFilter", "partners": "PartnerFilter", "initiatives": "InitiativeFilter",
		"participations": "ParticipationFilter", "topics": "TopicFilter",
	}
}

// asJSON is a value as a client's variables hold it.
func asJSON(t testing.TB, value any) any {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	var decoded any
	if err := decoder.Decode(&decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}

// TestFilters compares lists and counts under random filters with the oracle.
func TestFilters(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	eachTrial(t, long(3, 30), func(t *testing.T, trial trial) {
		for _, list := range slices.Sorted(maps.Keys(filtered())) {
			input := filtered()[list]
			for range long(60, 400) {
				trial.compareFilter(t, list, input, trial.make.object(input, 4))
			}
		}
	})
}

func (trial trial) compareFilter(t *testing.T, list, input string, where object) {
	t.Helper()
	rows := trial.all(list)
	want := idsOf(trial.keep(rows, input, where))
	negatable := trial.schema.Types[input].Fields.ForName("not") != nil
	query := fmt.Sprintf(`query($where: %s) { %s(first: 100, where: $where) { totalCount nodes { id } } }`, input, list)
	variables := map[string]any{"where": asJSON(t, where)}
	if negatable {
		query = fmt.Sprintf(`query($where: %[1]s, $not: %[1]s) {
			%[2]s(first: 100, where: $where) { totalCount nodes { id } }
			not: %[2]s(where: $not) { totalCount }
		}`, input, list)
		variables["not"] = asJSON(t, object{"not": where})
	}
	data := trial.api.data(t, trial.ctx, query, variables)
	got := []string{}
	nodes, _ := dig(data, list, "nodes").([]any)
	for _, n := range nodes {
		got = append(got, dig(n, "id").(string))
	}
	if diff := cmp.Diff(want, inOrder(got)); diff != "" {
		t.Errorf("%s: %s where %s (-want +got):\n%s", trial.name, list, text(where), diff)
	}
	if n := fmt.Sprint(dig(data, list, "totalCount")); n != fmt.Sprint(len(want)) {
		t.Errorf("%s: totalCount of %s where %s = %s, want %d", trial.name, list, text(where), n, len(want))
	}
	if n := fmt.Sprint(dig(data, "not", "totalCount")); negatable && n != fmt.Sprint(len(rows)-len(want)) {
		t.Errorf("%s: %s where not %s: %s rows, want %d", trial.name, list, text(where), n, len(rows)-len(want))
	}
}

// text is a filter for messages.
func text(where object) string {
	b, _ := json.Marshal(where)
	return string(b)
}

func inOrder(ids []string) []string {
	slices.Sort(ids)
	return ids
}

// TestEveryCondition demands that the random filters cover the whole schema.
func TestEveryCondition(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	used := map[string]int{}
	trials(t, storetest.SQLite(t), 1, used, func(_ *testing.T, trial trial) {
		for _, list := range slices.Sorted(maps.Keys(filtered())) {
			input := filtered()[list]
			for range 1000 {
				trial.make.object(input, 4)
			}
		}
		if never := trial.make.unused(); len(never) > 0 {
			t.Errorf("never made: %v", never)
		}
	})
}
