package httpd

import "github.com/vektah/gqlparser/v2/ast"

// maxRepeats bounds what repeats counts; one field may stand at one place some
// 500 times.
const maxRepeats = 250_000

// repeats counts the pairs of fields with the same name in the answer at the
// same place of it, which validation compares one by one, over all operations
// and fragments. It takes time linear in the document written out, so that it
// must be known not to be too large.
func (m *measurer) repeats(doc *ast.QueryDocument) int {
	pairs := 0
	for _, fragment := range doc.Fragments {
		pairs = add(pairs, m.repeatsIn([]ast.SelectionSet{fragment.SelectionSet}))
	}
	for _, operation := range doc.Operations {
		pairs = add(pairs, m.repeatsIn([]ast.SelectionSet{operation.SelectionSet}))
	}
	return pairs
}

// repeatsIn counts for selections that are answered as one.
func (m *measurer) repeatsIn(sets []ast.SelectionSet) int {
	seen := map[string]int{}
	below := map[string][]ast.SelectionSet{}
	for _, set := range sets {
		m.gather(set, seen, below)
	}
	pairs := 0
	for _, count := range seen {
		if count > 1 {
			pairs = add(pairs, count*count)
		}
	}
	for _, inner := range below {
		pairs = add(pairs, m.repeatsIn(inner))
	}
	return pairs
}

// gather notes how often each name is answered, and what is selected below it.
func (m *measurer) gather(set ast.SelectionSet, seen map[string]int, below map[string][]ast.SelectionSet) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			seen[selection.Alias]++
			if len(selection.SelectionSet) > 0 {
				below[selection.Alias] = append(below[selection.Alias], selection.SelectionSet)
			}
		case *ast.InlineFragment:
			m.gather(selection.SelectionSet, seen, below)
		case *ast.FragmentSpread:
			if fragment := m.fragments[selection.Name]; fragment != nil {
				m.gather(fragment.SelectionSet, seen, below)
			}
		}
	}
}
