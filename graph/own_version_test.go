package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// TestPayloadsCarryTheirOwnVersion lets editors change the same nodes at once. A
// change that is done was made from the version given and leads to the next one:
// a payload that tells a later one tells a colleague's, which its editor has not
// seen and would overwrite.
func TestPayloadsCarryTheirOwnVersion(t *testing.T) {
	t.Parallel()
	type node struct{ kind, create, change, read string }
	nodes := []node{
		{
			"release", `mutation { did: createRelease(input: {kind: STORY, language: "en", title: "A"}) { node: release { id version } } }`,
			`mutation($id: ID!, $v: Int!, $text: String!) { did: updateRelease(id: $id, version: $v, input: {title: $text}) { node: release { id version title } } }`,
			`query($id: ID!) { node: release(id: $id) { version } }`,
		}, {
			"partner", `mutation { did: createPartner(input: {kind: COMPANY, names: [{text: "A"}]}) { node: partner { id version } } }`,
			`mutation($id: ID!, $v: Int!, $text: String!) { did: updatePartner(id: $id, version: $v, input: {names: [{text: $text}]}) { node: partner { id version } } }`,
			`query($id: ID!) { node: partner(id: $id) { version } }`,
		}, {
			"initiative", `mutation { did: createInitiative(input: {kind: PROJECT, names: [{text: "A"}]}) { node: initiative { id version } } }`,
			`mutation($id: ID!, $v: Int!, $text: String!) { did: updateInitiative(id: $id, version: $v, input: {names: [{text: $text}]}) { node: initiative { id version } } }`,
			`query($id: ID!) { node: initiative(id: $id) { version } }`,
		}, {
			"topic", `mutation { did: createTopic(input: {names: [{text: "A"}]}) { node: topic { id version } } }`,
			`mutation($id: ID!, $v: Int!, $text: String!) { did: updateTopic(id: $id, version: $v, input: {names: [{text: $text}]}) { node: topic { id version } } }`,
			`query($id: ID!) { node: topic(id: $id) { version } }`,
		},
	}
	storetest.Each(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		for _, n := range nodes {
			t.Run("of a "+n.kind, func(t *testing.T) {
				id := dig(a.data(t, editor(t), n.create, nil), "did", "node", "id")
				const editors, changes = 4, 30
				var all sync.WaitGroup
				for i := range editors {
					ctx := access.With(context.Background(), access.Viewer{Name: fmt.Sprintf("ed %d", i), Role: access.RoleEditor})
					all.Go(func() {
						for round := 0; round < changes; {
							seen, _ := dig(a.data(t, ctx, n.read, map[string]any{"id": id}), "node", "version").(json.Number).Int64()
							variables := map[string]any{"id": id, "v": seen, "text": fmt.Sprintf("By %d in round %d from %d", i, round, seen)}
							response := a.ask(ctx, n.change, variables)
							if len(response.Errors) > 0 {
								if got := codes(response.Errors); got[0] != "VERSION_CONFLICT" {
									t.Errorf("a change is answered with %v", response.Errors)
									return
								}
								continue
							}
							round++
							var told struct {
								Did struct{ Node struct{ Version int64 } }
							}
							if err := json.Unmarshal(response.Data, &told); err != nil || told.Did.Node.Version != seen+1 {
								t.Errorf("a change of version %d tells version %d, %v", seen, told.Did.Node.Version, err)
							}
						}
					})
				}
				all.Wait()
			})
		}
	})
}
