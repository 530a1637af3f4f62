package graph_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// TestFieldsAlone asks for each field of the nodes by itself, when little else
// is read of them, and demands what it answers among all fields. Each field has
// a value in some node.
func TestFieldsAlone(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	a := newAPI(t, storetest.SQLite(t), true)
	fillColumns(t, a)
	for who, ctx := range map[string]context.Context{"reader": reader(t), "editor": editor(t)} {
		for list, typeName := range map[string]string{
			"releases": "Release", "partners": "Partner", "initiatives": "Initiative", "topics": "Topic", "participations": "Participation",
		} {
			t.Run(who+"_of_"+list, func(t *testing.T) { fieldsAlone(t, ctx, a, list, typeName, who == "editor") })
		}
	}
}

// fillColumns gives every column that a field answers from a value somewhere.
func fillColumns(t *testing.T, a *api) {
	t.Helper()
	_, err := a.store.Write(editor(t), "test", func(ctx context.Context, tx *store.Tx) error {
		for _, text := range []string{
			`UPDATE releases SET hero_image = '{"url":"https://example.org/a.png","alt":"A"}', source_url = 'https://example.org/a', body = 'A', body_text = 'A',
	publisher_id = (SELECT min(id) FROM partners), translation_group = 1, published_at = '2024-05-06 07:08:09+00:00'`,
			`UPDATE releases SET status = 'SCHEDULED', scheduled_for = '2030-01-01 00:00:00+00:00' WHERE id = (SELECT min(id) FROM releases)`,
			`UPDATE partners SET logo = '{"url":"https://example.org/a.png","alt":"A"}', descriptions = '[{"text":"A","locale":"en"}]',
	city = 'A', country = 'HK', website = 'https://example.org/'`,
			`UPDATE partners SET parent_id = (SELECT min(id) FROM partners) WHERE id = (SELECT max(id) FROM partners)`,
			`UPDATE initiatives SET descriptions = '[{"text":"A","locale":"en"}]', funding_amount = 10000, funding_currency = 'HKD',
	started_on = '2020', started_earliest = 20200101, started_latest = 20201231, ended_on = '2021', ended_earliest = 20210101, ended_latest = 20211231`,
			`UPDATE initiatives SET parent_id = (SELECT min(id) FROM initiatives) WHERE id = (SELECT max(id) FROM initiatives)`,
			`UPDATE participations SET contribution_amount = 10000, contribution_currency = 'HKD',
	since = '2020', since_earliest = 20200101, since_latest = 20201231, until = '2021', until_earliest = 20210101, until_latest = 20211231`,
			`UPDATE topics SET parent_id = (SELECT min(id) FROM topics) WHERE id = (SELECT max(id) FROM topics)`,
		} {
			if _, err := tx.Exec(ctx, text); err != nil {
				return fmt.Errorf("%s: %w", text, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func fieldsAlone(t *testing.T, ctx context.Context, a *api, list, typeName string, editor bool) {
	fields := map[string]string{}
	schema := a.schema()
	for _, f := range schema.Types[typeName].Fields {
		if strings.HasPrefix(f.Name, "__") || f.Directives.ForName("access") != nil && !editor {
			continue
		}
		fields[f.Name] = f.Name
		if of := schema.Types[f.Type.Name()]; of.IsCompositeType() {
			fields[f.Name] += " { __typename }"
			if of.Fields.ForName("totalCount") != nil {
				fields[f.Name] = f.Name + " { totalCount }"
			}
		}
	}
	among := nodesOf(t, ctx, a, list, strings.Join(slices.Sorted(maps.Values(fields)), " "))
	for name, selection := range fields {
		answered := false
		for i, alone := range nodesOf(t, ctx, a, list, selection) {
			answered = answered || dig(alone, name) != nil
			if diff := cmp.Diff(dig(among[i], name), dig(alone, name)); diff != "" {
				t.Errorf("%s.%s of node %d is not what it is among all fields (-among all +alone):\n%s", typeName, name, i, diff)
			}
		}
		if !answered && name != "scheduledFor" {
			t.Errorf("%s.%s has no value in any node", typeName, name)
		}
	}
}

func nodesOf(t *testing.T, ctx context.Context, a *api, list, selection string) []any {
	t.Helper()
	nodes, _ := dig(a.data(t, ctx, "{ "+list+"(first: 20) { nodes { "+selection+" } } }", nil), list, "nodes").([]any)
	if len(nodes) == 0 {
		t.Fatalf("no %s", list)
	}
	return nodes
}
