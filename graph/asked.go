package graph

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph/nodes"
)

// askedOf returns what an operation asks for. Directives that leave fields out are
// not looked at. Cost: the document.
func askedOf(operation *ast.OperationDefinition) nodes.Asked {
	r := askedReader{asked: nodes.Asked{}}
	r.read(operation.SelectionSet)
	return r.asked
}

type askedReader struct {
	asked nodes.Asked
	// known are the fragments that have been read.
	known []*ast.FragmentDefinition
}

func (r *askedReader) read(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			r.add(s)
			r.read(s.SelectionSet)
		case *ast.InlineFragment:
			r.read(s.SelectionSet)
		case *ast.FragmentSpread:
			if s.Definition != nil && !slices.Contains(r.known, s.Definition) {
				r.known = append(r.known, s.Definition)
				r.read(s.Definition.SelectionSet)
			}
		}
	}
}

func (r *askedReader) add(f *ast.Field) {
	of := ""
	if f.ObjectDefinition != nil && !f.ObjectDefinition.IsAbstractType() {
		of = f.ObjectDefinition.Name
	}
	if !slices.Contains(r.asked[of], f.Name) {
		r.asked[of] = append(r.asked[of], f.Name)
	}
}
