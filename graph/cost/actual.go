package cost

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// Actual returns what an answer's data cost by the same rules, with the
// objects that are there in place of those that could have been: a list counts
// its items, unpaged ones too, and null costs nothing. Unlike the requested
// cost it counts a field once that is selected twice at one place. No data at
// all cost nothing. Data of another operation cost anything.
func (c Cost) Actual(data []byte) (int64, error) {
	var root map[string]any
	if data = bytes.TrimSpace(data); len(data) == 0 {
		return 0, nil
	}
	if err := json.Unmarshal(data, &root); err != nil {
		return 0, fmt.Errorf("count what was answered: %w", err)
	}
	p := c.pricer(nil)
	return p.spent(p.gather([]ast.SelectionSet{c.operation.SelectionSet}), root), nil
}

// answered is the fields that are answered under each name of an object. Those
// under one name are answered as one.
type answered map[string][]*ast.Field

// gather returns the fields of selections that are answered as one, those of
// all types: only what applied is in the answer.
func (p *pricer) gather(sets []ast.SelectionSet) answered {
	fields := answered{}
	visited := map[*ast.FragmentDefinition]bool{}
	var visit func(ast.SelectionSet)
	visit = func(set ast.SelectionSet) {
		for _, selection := range set {
			switch selection := selection.(type) {
			case *ast.Field:
				if selection.Definition != nil && !isSchema(selection) && p.included(selection.Directives) {
					fields[selection.Alias] = append(fields[selection.Alias], selection)
				}
			case *ast.InlineFragment:
				if p.included(selection.Directives) {
					visit(selection.SelectionSet)
				}
			case *ast.FragmentSpread:
				fragment := selection.Definition
				if fragment != nil && !visited[fragment] && p.included(selection.Directives) {
					visited[fragment] = true
					visit(fragment.SelectionSet)
				}
			}
		}
	}
	for _, set := range sets {
		visit(set)
	}
	return fields
}

// spent sums what an object cost below itself.
func (p *pricer) spent(fields answered, object map[string]any) int64 {
	var sum int64
	for name, same := range fields {
		if value, ok := object[name]; ok {
			sum = add(sum, p.spentOn(same, value))
		}
	}
	return sum
}

// spentOn is what a field cost in one place of the answer, with what it took to
// find that out.
func (p *pricer) spentOn(same []*ast.Field, value any) int64 {
	f := same[0]
	r := ruleOf(p.schema, f.ObjectDefinition.Name, f.Definition)
	effort := p.effort(f, r)
	if p.paid == nil {
		p.paid = map[*ast.Field]bool{}
	}
	if !p.paid[f] {
		p.paid[f] = true
		effort.once = add(effort.once, effort.flat)
	}
	return add(p.answered(same, r, value), effort.once)
}

func (p *pricer) answered(same []*ast.Field, r rule, value any) int64 {
	f := same[0]
	if r.kind == leaf {
		return p.work(f, r)
	}
	if r.kind == place || value == nil {
		return 0
	}
	sets := make([]ast.SelectionSet, len(same))
	for i, field := range same {
		sets[i] = field.SelectionSet
	}
	below := p.gather(sets)
	switch r.kind {
	case bundle:
		_, inner := p.items(below, value)
		return add(1, add(r.work, inner))
	case sized:
		count, inner := p.items(below, value)
		return add(p.work(f, r), add(count, inner))
	case one:
		count, inner := p.items(below, value)
		return add(count, inner)
	case page:
		_, inner := p.items(below, value)
		return add(add(1, p.rows(below, value)), inner)
	case rows, row, leaf, place:
		_, inner := p.items(below, value)
		return inner
	}
	return 0
}

// items counts the objects in a list, or the one that stands alone, and sums
// what they cost below themselves.
func (p *pricer) items(below answered, value any) (count, inner int64) {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, item := range list {
		if object, ok := item.(map[string]any); ok {
			count, inner = count+1, add(inner, p.spent(below, object))
		}
	}
	return count, inner
}

// rows counts the rows of a connection: its edges or nodes, whichever were
// asked for.
func (p *pricer) rows(below answered, value any) int64 {
	object, _ := value.(map[string]any)
	count := 0
	for name, same := range below {
		if ruleOf(p.schema, same[0].ObjectDefinition.Name, same[0].Definition).kind != rows {
			continue
		}
		if list, ok := object[name].([]any); ok {
			count = max(count, len(list))
		}
	}
	return int64(count)
}
