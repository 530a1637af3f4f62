package input

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Validate says what is wrong with a document: the rules of the specification,
// and those of literals that the library leaves to each scalar.
func Validate(schema *ast.Schema, document *ast.QueryDocument) gqlerror.List {
	all := rules.NewDefaultRules()
	all.AddRule("LiteralsOfScalars", literalsOfScalars)
	return validator.ValidateWithRules(schema, document, all)
}

// literalsOfScalars refuses literals of a kind that their scalar does not take.
// Of a variable the library knows itself where it fits.
func literalsOfScalars(observers *core.Events, addError core.AddErrFunc) {
	observers.OnValue(func(_ *core.Walker, value *ast.Value) {
		if value.Definition == nil || value.ExpectedType == nil || value.Definition.Kind == ast.InputObject || literal(value) {
			return
		}
		addError(core.Message("%s cannot be %s.", value.Definition.Name, kindOf(value)), core.At(value.Position))
	})
}

// literal reports whether a scalar or an enum takes a value of this kind, as
// far as the library does not say so.
func literal(value *ast.Value) bool {
	name := value.Definition.Name
	if name == anything {
		return true
	}
	switch value.Kind {
	case ast.ObjectValue:
		return !own(value.Definition) && len(value.Children) > 0
	case ast.ListValue:
		return value.ExpectedType.Elem != nil || !own(value.Definition)
	case ast.IntValue, ast.FloatValue, ast.BooleanValue, ast.EnumValue:
		return !own(value.Definition)
	case ast.Variable, ast.NullValue, ast.StringValue, ast.BlockValue:
	}
	return true
}

// own reports whether a type is a scalar of the schema's own.
func own(definition *ast.Definition) bool {
	return definition.Kind == ast.Scalar && !definition.OneOf("Int", "Float", "String", "Boolean", "ID")
}

func kindOf(value *ast.Value) string {
	switch value.Kind {
	case ast.ObjectValue:
		return "an object"
	case ast.ListValue:
		return "a list"
	case ast.IntValue, ast.FloatValue:
		return "a number"
	case ast.BooleanValue:
		return "a boolean"
	default:
		return "a name"
	}
}
