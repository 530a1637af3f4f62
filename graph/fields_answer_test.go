package graph_test

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// answeredAs names the fields that answer an input's field under another name,
// or need arguments: "type.field of the input".
func answeredAs() map[string]string {
	return map[string]string{
		"Release.summary": "summary(format: MARKDOWN)", "Release.body": "body(format: MARKDOWN)",
		"Release.translationOf":              "translations",
		"ReleasePartnerEdge.partner":         "node",
		"ReleasePartnerEdge.quotes":          "evidence",
		"ReleaseInitiativeEdge.initiative":   "node",
		"ReleaseInitiativeEdge.quotes":       "evidence",
		"ParticipantEdge.ParticipationInput": "participations",
	}
}

// selection asks an output for all that an input holds, under the input's names.
func (d *fieldDesk) selection(input, output *ast.Definition) string {
	var b strings.Builder
	for _, f := range input.Fields {
		name := f.Name
		if renamed, ok := answeredAs()[output.Name+"."+f.Name]; ok {
			name = renamed
		}
		bare, _, _ := strings.Cut(name, "(")
		answer := output.Fields.ForName(bare)
		if answer == nil {
			d.t.Fatalf("%s does not answer %s.%s under its name: say in answeredAs which field does", output.Name, input.Name, f.Name)
		}
		b.WriteString(f.Name + ": " + name + d.below(f, answer) + " ")
	}
	return b.String()
}

// below asks what is below a field of the answer.
func (d *fieldDesk) below(f, answer *ast.FieldDefinition) string {
	within, of := d.schema.Types[f.Type.Name()], d.schema.Types[answer.Type.Name()]
	switch edges := of.Fields.ForName("edges"); {
	case within.Kind != ast.InputObject && of.Kind != ast.Object:
		return ""
	case within.Kind != ast.InputObject:
		return " { id }"
	case edges != nil:
		edge := d.schema.Types[edges.Type.Name()]
		if through, ok := answeredAs()[edge.Name+"."+within.Name]; ok {
			node := d.schema.Types[edge.Fields.ForName(through).Type.Name()]
			return " { edges { " + through + " { " + d.selection(within, node) + "} } }"
		}
		return " { edges { " + d.selection(within, edge) + "} }"
	default:
		return " { " + d.selection(within, of) + "}"
	}
}

// read returns an answer to selection in the shape of the input.
func (d *fieldDesk) read(input *ast.Definition, answer any) map[string]any {
	tree := map[string]any{}
	for _, f := range input.Fields {
		value := dig(answer, f.Name)
		if edges, ok := dig(value, "edges").([]any); ok {
			value = flat(edges)
		}
		named := d.schema.Types[f.Type.Name()]
		switch _, isList := value.([]any); {
		case value == nil:
		case named.Kind == ast.InputObject:
			tree[f.Name] = each1(value, func(v any) any { return d.read(named, v) })
		case named.Name != "ID":
			tree[f.Name] = value
		case isList && f.Type.Elem == nil:
			tree[f.Name] = d.original(value.([]any))
		default:
			tree[f.Name] = each1(value, idIn)
		}
	}
	return tree
}

// original returns the id of that release of several translations which the
// others were said to be translations of: one of the pool.
func (d *fieldDesk) original(translations []any) any {
	pool := d.pool["Release"]
	for _, translation := range translations {
		if id := idIn(translation); slices.Contains(pool[:], id) {
			return id
		}
	}
	return nil
}

// flat returns edges, or what they lead through.
func flat(edges []any) any {
	all := []any{}
	for _, edge := range edges {
		if through, ok := dig(edge, "participations").([]any); ok {
			all = append(all, through...)
			continue
		}
		all = append(all, edge)
	}
	return all
}

// idIn returns an id that is answered, or that of the node answered.
func idIn(value any) any {
	if node, ok := value.(map[string]any); ok {
		return node["id"]
	}
	return value
}

// rowsBelow says in which table the elements of a list are rows, and by which
// column they name their owner; and for plain ids, which column holds them.
func rowsBelow() map[string][3]string {
	return map[string][3]string{
		"releases.topics":          {"release_topics", "release_id", "topic_id"},
		"releases.partners":        {"mentions", "release_id"},
		"releases.initiatives":     {"announcements", "release_id"},
		"mentions.quotes":          {"evidence", "mention_id"},
		"announcements.quotes":     {"evidence", "announcement_id"},
		"partners.names":           {"partner_names", "partner_id"},
		"partners.identifiers":     {"identifiers", "partner_id"},
		"initiatives.names":        {"initiative_names", "initiative_id"},
		"initiatives.topics":       {"initiative_topics", "initiative_id", "topic_id"},
		"initiatives.participants": {"participations", "initiative_id"},
		"participations.evidence":  {"evidence", "participation_id"},
		"topics.names":             {"topic_names", "topic_id"},
	}
}

// stored reads a row, and those below it, in the shape of the input.
func (d *fieldDesk) stored(input *ast.Definition, table string, row store.Record) map[string]any {
	tree := map[string]any{}
	for _, f := range input.Fields {
		below, elsewhere := rowsBelow()[table+"."+f.Name]
		named := d.schema.Types[f.Type.Name()]
		switch {
		case elsewhere:
			tree[f.Name] = d.storedBelow(input, f, below, row.ID())
		case named.Name == "MoneyInput":
			tree[f.Name] = storedMoney(row, snake(f.Name))
		default:
			tree[f.Name] = d.cell(input, f, table, row)
		}
	}
	return tree
}

func (d *fieldDesk) storedBelow(input *ast.Definition, f *ast.FieldDefinition, below [3]string, owner int64) any {
	rows, err := d.store.Records(d.t.Context(), below[0], below[1]+" = $1", owner)
	if err != nil {
		d.t.Fatal(err)
	}
	slices.SortFunc(rows, func(a, b store.Record) int { return cmp.Compare(a.Number("position"), b.Number("position")) })
	all := make([]any, len(rows))
	for i, row := range rows {
		if below[2] != "" {
			all[i] = global(nodeNamed(input.Name, f.Name), row.Number(below[2]))
			continue
		}
		all[i] = d.stored(d.schema.Types[f.Type.Name()], below[0], row)
	}
	return all
}

// cell reads a column.
func (d *fieldDesk) cell(input *ast.Definition, f *ast.FieldDefinition, table string, row store.Record) any {
	column := snake(f.Name)
	switch {
	case f.Name == "public":
		column = "held"
	case f.Name == "translationOf":
		if column = "translation_group"; row.Number(column) == row.ID() {
			return nil
		}
	case f.Type.Name() == "ID" && f.Name != "id":
		column += "_id"
	}
	raw, ok := row[column]
	if !ok {
		d.t.Fatalf("%s has no column %s for %s.%s: say in cell or rowsBelow where it is stored", table, column, input.Name, f.Name)
	}
	if f.Type.Name() == "ID" {
		return global(nodeNamed(input.Name, f.Name), row.Number(column))
	}
	return asJSON(d.t, raw)
}

// storedMoney reads a sum in ten-thousandths.
func storedMoney(row store.Record, name string) any {
	if string(row[name+"_amount"]) == "null" && string(row[name+"_currency"]) == "null" {
		return nil
	}
	qualifier := row[name+"_qualifier"]
	if string(qualifier) == "null" {
		qualifier = []byte(`"EXACT"`)
	}
	return map[string]any{
		"amount": content.Amount(row.Number(name + "_amount")).String(), "currency": row[name+"_currency"], "qualifier": qualifier,
	}
}

// global returns the id that clients know; nil for 0, which is NULL.
func global(node string, id int64) any {
	for t := content.NodeRelease; id != 0 && t.String() != ""; t++ {
		if t.String() == node {
			return content.GlobalID(t, id)
		}
	}
	return nil
}

// snake spells a name as columns are.
func snake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}
