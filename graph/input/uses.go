package input

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// use is what a variable's value is expected to be in all its places.
type use struct {
	// never is a type that takes no null and has no default; preset one of an
	// argument that takes its default.
	never, preset *ast.Type
	// nullable is true where some place takes a null.
	nullable bool
}

// uses returns what each variable is used for. Cost: the document.
func (o Operation) uses() map[string]use {
	u := usesReader{uses: map[string]use{}, known: map[*ast.FragmentDefinition]bool{}}
	u.directives(o.Directives)
	u.selection(o.SelectionSet)
	return u.uses
}

type usesReader struct {
	uses  map[string]use
	known map[*ast.FragmentDefinition]bool
}

func (u *usesReader) selection(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			u.directives(s.Directives)
			u.arguments(s.Arguments)
			u.selection(s.SelectionSet)
		case *ast.InlineFragment:
			u.directives(s.Directives)
			u.selection(s.SelectionSet)
		case *ast.FragmentSpread:
			u.directives(s.Directives)
			if s.Definition != nil && !u.known[s.Definition] {
				u.known[s.Definition] = true
				u.directives(s.Definition.Directives)
				u.selection(s.Definition.SelectionSet)
			}
		}
	}
}

func (u *usesReader) directives(all ast.DirectiveList) {
	for _, directive := range all {
		u.arguments(directive.Arguments)
	}
}

func (u *usesReader) arguments(all ast.ArgumentList) {
	for _, argument := range all {
		u.value(argument.Value, argument.Value.ExpectedTypeHasDefault)
	}
}

// value looks at a value of a document; preset tells whether its place has a default.
func (u *usesReader) value(v *ast.Value, preset bool) {
	for _, child := range v.Children {
		u.value(child.Value, false)
	}
	if v.Kind != ast.Variable || v.ExpectedType == nil {
		return
	}
	known := u.uses[v.Raw]
	switch {
	case !v.ExpectedType.NonNull:
		known.nullable = true
	case preset:
		known.preset = v.ExpectedType
	default:
		known.never = v.ExpectedType
	}
	u.uses[v.Raw] = known
}
