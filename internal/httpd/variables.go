package httpd

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// variablePath returns the path of a variable's value if path is one, as the
// executor reports it: variable, name, and what is within.
func variablePath(path ast.Path) (ast.Path, bool) {
	if len(path) < 2 || path[0] != ast.PathName("variable") {
		return nil, false
	}
	return path[1:], true
}

// variableError says what is wrong with the value at path in words of the
// schema: the executor knows where it is, but speaks of Go's types.
func variableError(schema *ast.Schema, operation *ast.OperationDefinition, variables map[string]any, path ast.Path) *gqlerror.Error {
	field := strings.TrimPrefix(path.String(), ".")
	name, _ := path[0].(ast.PathName)
	if operation == nil {
		return fieldError(field, "the value of %s is not as the operation declares it", field)
	}
	definition := operation.VariableDefinitions.ForName(string(name))
	if definition == nil {
		return fieldError(field, "the value of %s is not as the operation declares it", field)
	}
	value, given := variables[string(name)]
	complaint := complain(schema, definition.Type, value, given, path[1:])
	err := fieldError(field, "%s %s", field, complaint)
	if at := definition.Position; at != nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return err
}

// complain follows path into a value and its type, and says what it meets.
func complain(schema *ast.Schema, typ *ast.Type, value any, given bool, path ast.Path) string {
	for _, step := range path {
		switch step := step.(type) {
		case ast.PathIndex:
			list, ok := value.([]any)
			if typ.Elem != nil {
				typ = typ.Elem
			}
			if ok && int(step) < len(list) {
				value = list[step]
			}
		case ast.PathName:
			for typ.Elem != nil {
				typ = typ.Elem
			}
			definition := schema.Types[typ.NamedType]
			if definition == nil || definition.Fields.ForName(string(step)) == nil {
				return "is no field of " + typ.NamedType
			}
			members, _ := value.(map[string]any)
			value, given = members[string(step)]
			typ = definition.Fields.ForName(string(step)).Type
		}
	}
	return mismatch(schema, typ, value, given)
}

func mismatch(schema *ast.Schema, typ *ast.Type, value any, given bool) string {
	switch {
	case !given:
		return fmt.Sprintf("must be given, as its type is %s", typ)
	case value == nil:
		return fmt.Sprintf("must not be null, as its type is %s", typ)
	}
	definition := schema.Types[typ.Name()]
	if definition == nil || definition.Kind != ast.Enum || len(definition.EnumValues) > maxErrors {
		return fmt.Sprintf("must be of type %s", typ)
	}
	names := make([]string, len(definition.EnumValues))
	for i, value := range definition.EnumValues {
		names[i] = strconv.Quote(value.Name)
	}
	return "must be one of " + strings.Join(names, ", ")
}
