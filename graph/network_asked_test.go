package graph_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/store/storetest"
)

// TestNumbersAlone asks for each number of the network by itself, when nothing
// else is computed, and demands what it is among all of them.
func TestNumbersAlone(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	a := newAPI(t, storetest.SQLite(t), true)
	for where, fields := range map[string]string{
		"partner(id: $id) { one: metrics { % } }":                                      "approximate degree weightedDegree pageRank betweenness community rank",
		"one: partnerNetwork(focus: [$id]) { partners { % } }":                         "distance degree weightedDegree pageRank betweenness community",
		"one: partnerNetwork(limit: 20) { % }":                                         "linkCount undatedLinkCount truncated approximate communities{size} export(format:GEXF)",
		"one: partnerNetwork(limit: 20) { communities { % } }":                         "number size partners{slug}",
		"one: partnerNetwork { ...f } } fragment f on PartnerNetwork { partners { % }": "degree pageRank",
	} {
		ask := func(selection string) any {
			query := "query($id: ID!) { " + strings.Replace(where, "%", selection, 1) + " }"
			if !strings.Contains(where, "$id") {
				query = strings.Replace(query, "query($id: ID!)", "query", 1)
			}
			return a.data(t, reader(t), query, map[string]any{"id": bundled("hkust")})
		}
		among := ask(fields)
		for field := range strings.FieldsSeq(fields) {
			name, _, _ := strings.Cut(strings.SplitN(field, "(", 2)[0], "{")
			if diff := cmp.Diff(valuesOf(among, name), valuesOf(ask(field), name)); diff != "" || len(valuesOf(among, name)) == 0 {
				t.Errorf("%s of %s is not what it is among all (-among all +alone):\n%s", field, where, diff)
			}
		}
	}
}

// valuesOf returns all values of a field in an answer, in order.
func valuesOf(answer any, field string) []any {
	var all []any
	switch x := answer.(type) {
	case map[string]any:
		if value, ok := x[field]; ok {
			return append(all, value)
		}
		for _, value := range x {
			all = append(all, valuesOf(value, field)...)
		}
	case []any:
		for _, value := range x {
			all = append(all, valuesOf(value, field)...)
		}
	}
	return all
}
