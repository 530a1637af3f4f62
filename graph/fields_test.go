package graph_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom/repair"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// fieldDesk tries every field of every input that a mutation takes.
type fieldDesk struct {
	*api
	t      *testing.T
	schema *ast.Schema
	// pool holds, of each type, three nodes to refer to.
	pool map[string][3]any
	// tried are the fields that went through their steps, by the mutation.
	tried map[string]bool
	met   map[exemption]bool
	// kept is what an export must hold.
	kept []keptNode
}

// keptNode is a node as it stands.
type keptNode struct {
	kind fieldKind
	id   string
	tree any
}

// TestEveryFieldIsKept writes a value into each field of each input of the
// served schema, and finds it again in the answer, the row, the revision and
// its diff, after a restore, in an export and after its import; and changes it,
// leaves it out and clears it by null. A field that is added needs nothing
// here, but for a value where its type is not enough to make one up.
func TestEveryFieldIsKept(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		d := newFieldDesk(t, newAPI(t, target, false))
		d.fillPool()
		for _, k := range d.kinds() {
			t.Run(k.node.Name, func(t *testing.T) { k.in(t).all() })
		}
		t.Run("ties", func(t *testing.T) { d.in(t).ties() })
		t.Run("corrections", func(t *testing.T) { d.in(t).corrections() })
		t.Run("decisions", func(t *testing.T) { d.in(t).decisions() })
		t.Run("export and import", func(t *testing.T) { d.in(t).transfer(target.Engine()) })
		if !t.Failed() {
			d.nothingForgotten()
		}
	})
}

func newFieldDesk(t *testing.T, a *api) *fieldDesk {
	return &fieldDesk{api: a, t: t, schema: a.schema(), pool: map[string][3]any{}, tried: map[string]bool{}, met: map[exemption]bool{}}
}

// in is the desk for a part of the test.
func (d *fieldDesk) in(t *testing.T) *fieldDesk {
	part := *d
	part.t = t
	t.Cleanup(func() { d.kept = part.kept })
	return &part
}

// fillPool makes the nodes to refer to. All releases say the same, so that a
// quote of one stands in the others.
func (d *fieldDesk) fillPool() {
	for i := range 3 {
		name := fmt.Sprintf("Known %d", i)
		made := d.ask1(`mutation($name: String!, $title: String!) {
			Partner: createPartner(input: {kind: OTHER, names: [{text: $name}]}) { node: partner { id } }
			Initiative: createInitiative(input: {kind: OTHER, names: [{text: $name}]}) { node: initiative { id } }
			Topic: createTopic(input: {names: [{text: $name}]}) { node: topic { id } }
			Release: createRelease(input: {kind: STORY, title: $title, summary: $title, body: $title}) { node: release { id } }
		}`, map[string]any{"name": name, "title": quotable})
		for node, answer := range made {
			known := d.pool[node]
			known[i] = dig(answer, "node", "id")
			d.pool[node] = known
		}
	}
}

// ask1 asks as an admin what must not fail.
func (d *fieldDesk) ask1(query string, variables map[string]any) map[string]any {
	d.t.Helper()
	return d.data(d.t, asRole(d.t, access.RoleAdmin), query, variables)
}

// tries notes that fields of a mutation's input went through their steps.
func (d *fieldDesk) tries(mutation string, all ...inputField) {
	for _, p := range all {
		d.tried[mutation+"."+p.place.String()] = true
	}
}

// nothingForgotten holds what was tried against what the schema takes.
func (d *fieldDesk) nothingForgotten() {
	for _, mutation := range d.schema.Mutation.Fields {
		for _, a := range mutation.Arguments {
			input := d.schema.Types[a.Type.Name()]
			if input.Kind != ast.InputObject {
				continue
			}
			for _, p := range d.places(input, nil) {
				if !d.tried[mutation.Name+"."+p.place.String()] {
					d.t.Errorf("%s of %s was not tried", p.place, mutation.Name)
				}
			}
		}
	}
	for _, e := range exemptions() {
		if !d.met[e] {
			d.t.Errorf("nothing has met the exemption of %s from %q", e.of, e.step)
		}
	}
}

// transfer exports everything and imports it into an empty database.
func (d *fieldDesk) transfer(engine database.Engine) {
	file := d.export()
	to := storetest.Postgres
	if engine == database.SQLite {
		to = storetest.SQLite
	}
	other := newFieldDesk(d.t, newAPI(d.t, to(d.t), false))
	other.pool = d.pool
	if _, err := transfer.Import(d.t.Context(), other.store, bytes.NewReader(file), nil); err != nil {
		d.t.Fatal(err)
	}
	if len(d.kept) == 0 {
		d.t.Fatal("nothing is kept to be exported")
	}
	for _, n := range d.kept {
		k := n.kind
		k.fieldDesk = other
		k.compare(n.id, n.tree, "after an import "+k.node.Name)
	}
	if again := other.export(); !bytes.Equal(file, again) {
		d.t.Error("the export of what was imported is another")
	}
	for _, desk := range []*fieldDesk{d, other} {
		differences, err := repair.Check(d.t.Context(), desk.newsroom.Newsroom)
		if err != nil || len(differences) > 0 {
			d.t.Errorf("the check tells %v, %v", differences, err)
		}
	}
}

func (d *fieldDesk) export() []byte {
	var out bytes.Buffer
	if _, err := transfer.Export(d.t.Context(), d.store, &out, nil); err != nil {
		d.t.Fatal(err)
	}
	return out.Bytes()
}

// fieldKind is a kind of node that mutations make, and change.
type fieldKind struct {
	*fieldDesk
	node *ast.Definition
	// update is nil for what is never changed.
	create, update *ast.FieldDefinition
}

// kinds are those of which the schema has a mutation that makes one from an input.
func (d *fieldDesk) kinds() (all []fieldKind) {
	for _, f := range d.schema.Mutation.Fields {
		node := d.schema.Types[strings.TrimPrefix(f.Name, "create")]
		if strings.HasPrefix(f.Name, "create") && node != nil {
			all = append(all, fieldKind{d, node, f, d.schema.Mutation.Fields.ForName("update" + node.Name)})
		}
	}
	return all
}

// kind is that of a name.
func (d *fieldDesk) kind(name string) fieldKind {
	all := d.kinds()
	return all[slices.IndexFunc(all, func(k fieldKind) bool { return k.node.Name == name })]
}

func (k fieldKind) in(t *testing.T) fieldKind {
	k.fieldDesk = k.fieldDesk.in(t)
	return k
}

// input is what a mutation of the kind takes.
func (k fieldKind) input(mutation *ast.FieldDefinition) *ast.Definition {
	return k.schema.Types[mutation.Arguments.ForName("input").Type.Name()]
}

// table is where rows of the kind are.
func (k fieldKind) table() string {
	if k.node.Name == "APIKey" {
		return "api_keys"
	}
	return snake(strings.ToLower(k.node.Name)) + "s"
}

// hasRevisions tells whether every state of such a node is saved.
func (k fieldKind) hasRevisions() bool { return k.node.Fields.ForName("revisions") != nil }

// selected is all that is asked of a node.
func (k fieldKind) selected() string {
	all := "id " + k.selection(k.input(k.create), k.node)
	if k.node.Fields.ForName("version") != nil {
		all += "version "
	}
	if k.hasRevisions() {
		all += "revisions(first: 1) { nodes { id version note changes { path before after } } } "
	}
	return all
}

// payload asks for the node in what a mutation answers.
func (k fieldKind) payload(mutation *ast.FieldDefinition) string {
	for _, f := range k.schema.Types[mutation.Type.Name()].Fields {
		if f.Type.Name() == k.node.Name && f.Type.Elem == nil {
			return " { node: " + f.Name + " { " + k.selected() + "} }"
		}
	}
	k.t.Fatalf("%s does not answer a %s", mutation.Name, k.node.Name)
	return ""
}

// document is a mutation with all the arguments that variables has.
func (k fieldKind) document(name string, variables map[string]any) string {
	mutation := k.schema.Mutation.Fields.ForName(name)
	var declared, given []string
	for _, argument := range slices.Sorted(maps.Keys(variables)) {
		declared = append(declared, "$"+argument+": "+mutation.Arguments.ForName(argument).Type.String())
		given = append(given, argument+": $"+argument)
	}
	return "mutation(" + strings.Join(declared, ", ") + ") { did: " + name + "(" + strings.Join(given, ", ") + ")" + k.payload(mutation) + " }"
}

// do runs a mutation that must not fail, and returns the node.
func (k fieldKind) do(name string, variables map[string]any) any {
	k.t.Helper()
	return dig(k.ask1(k.document(name, variables), variables), "did", "node")
}

// again reads a node.
func (k fieldKind) again(id string) any {
	return dig(k.ask1("query($id: ID!) { node(id: $id) { ... on "+k.node.Name+" { "+k.selected()+"} } }", map[string]any{"id": id}), "node")
}

// row reads the row of a node.
func (k fieldKind) row(id string) any {
	_, number, err := content.ParseGlobalID(id)
	if err != nil {
		k.t.Fatal(err)
	}
	rows, err := k.store.RecordsOf(k.t.Context(), k.table(), "id", number)
	if err != nil || len(rows) != 1 {
		k.t.Fatalf("found %d rows of %s, %v", len(rows), k.node.Name, err)
	}
	return k.stored(k.input(k.create), k.table(), rows[0])
}

// compare reads a node again and holds what is told and stored against a tree.
func (k fieldKind) compare(id string, want any, what string) {
	k.t.Helper()
	got := k.read(k.input(k.create), k.again(id))
	k.step(k.t, "", what, stepAnswer, func() string { return unlike(k.t, "the answer", want, got) })
	k.step(k.t, "", what, stepRow, func() string { return unlike(k.t, "the row", want, k.row(id)) })
}
