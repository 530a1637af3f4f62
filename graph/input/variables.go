package input

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/fault"
)

// Operation is an operation of a validated document, with the schema that it
// was validated against.
type Operation struct {
	Schema *ast.Schema
	*ast.OperationDefinition

	// MaxItems bounds the length of each list.
	MaxItems int
}

// Coerce returns the values of the operation's variables as its types have
// them: whole numbers as int64, other numbers as float64, ids as text, and one
// value in place of a list as a list of it. Values that the operation does not
// declare are left out; where it declares none, there is no map. All complaints
// come at once, each with its field.
// Cost: what is given.
func (o Operation) Coerce(given map[string]any) (map[string]any, gqlerror.List) {
	if len(o.VariableDefinitions) == 0 {
		return nil, nil
	}
	coerced := make(map[string]any, len(o.VariableDefinitions))
	c := &coercion{Operation: o}
	var nulls ast.VariableDefinitionList
	for _, variable := range o.VariableDefinitions {
		value, ok := given[variable.Variable]
		c.variable = variable
		switch {
		case !ok:
			c.leftOut()
			continue
		case value == nil && !variable.Type.NonNull:
			nulls = append(nulls, variable)
		}
		coerced[variable.Variable] = c.value(variable.Type, value)
	}
	if len(nulls) > 0 {
		uses := o.uses()
		for _, variable := range nulls {
			c.variable = variable
			if !c.null(uses[variable.Variable]) {
				delete(coerced, variable.Variable)
			}
		}
	}
	return coerced, c.complaints.list()
}

// maxNamed is how many values an enum may have so that a complaint names them all.
const maxNamed = 20

// coercion reads the values of variables, one after the other.
type coercion struct {
	Operation

	variable   *ast.VariableDefinition
	path       ast.Path
	complaints complaints
}

// leftOut complains of a variable that must be given.
func (c *coercion) leftOut() {
	if c.variable.DefaultValue == nil && c.variable.Type.NonNull {
		c.complain("must be given, as its type is %s", c.variable.Type)
	}
}

// null complains of a null where what the variable is used for must not be
// null, and reports whether it stays. An argument with a default takes null for
// left out.
func (c *coercion) null(u use) bool {
	switch {
	case u.never != nil:
		c.complain("must not be null, as it is used where %s is expected", u.never)
	case u.preset != nil && u.nullable:
		c.complain("must not be null, as it is used where %s is expected, too", u.preset)
	}
	return u.preset == nil
}

func (c *coercion) value(t *ast.Type, value any) any {
	switch {
	case value == nil:
		if t.NonNull {
			c.complain("must not be null, as its type is %s", t)
		}
		return nil
	case t.Elem != nil:
		return c.list(t, value)
	}
	definition := c.Schema.Types[t.NamedType]
	switch {
	case definition == nil:
		return value // Validation has refused it.
	case definition.Kind == ast.InputObject:
		return c.object(t, definition, value)
	case definition.Kind == ast.Enum:
		return c.enum(t, definition, value)
	}
	read, refusal := scalar(definition.Name, value)
	if refusal != "" {
		c.complain("%s", orType(refusal, t))
	}
	return read
}

func (c *coercion) list(t *ast.Type, value any) any {
	given, ok := value.([]any)
	if !ok {
		given = []any{value}
	}
	if len(given) > c.MaxItems {
		c.exceed(len(given))
		return nil
	}
	list := make([]any, len(given))
	for i, one := range given {
		c.within(ast.PathIndex(i), func() { list[i] = c.value(t.Elem, one) })
	}
	return list
}

func (c *coercion) object(t *ast.Type, definition *ast.Definition, value any) any {
	given, ok := value.(map[string]any)
	if !ok {
		c.complain("must be of type %s", t)
		return nil
	}
	object := make(map[string]any, len(given))
	for _, field := range definition.Fields {
		c.within(ast.PathName(field.Name), func() {
			value, ok := given[field.Name]
			switch {
			case ok:
				object[field.Name] = c.value(field.Type, value)
			case field.Type.NonNull && field.DefaultValue == nil:
				c.complain("must be given, as its type is %s", field.Type)
			}
		})
	}
	if len(object) < len(given) {
		c.unknown(definition, given)
	}
	return object
}

// unknown complains of members that the type does not have.
func (c *coercion) unknown(definition *ast.Definition, given map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if definition.Fields.ForName(name) == nil {
			c.within(ast.PathName(name), func() { c.complain("is no field of %s", definition.Name) })
		}
	}
}

func (c *coercion) enum(t *ast.Type, definition *ast.Definition, value any) any {
	name, ok := value.(string)
	if ok && definition.EnumValues.ForName(name) != nil {
		return name
	}
	if len(definition.EnumValues) > maxNamed {
		c.complain("must be of type %s", t)
		return nil
	}
	names := make([]string, len(definition.EnumValues))
	for i, value := range definition.EnumValues {
		names[i] = fmt.Sprintf("%q", value.Name)
	}
	c.complain("must be one of %s", strings.Join(names, ", "))
	return nil
}

// within reads what is at a step further down.
func (c *coercion) within(step ast.PathElement, read func()) {
	c.path = append(c.path, step)
	read()
	c.path = c.path[:len(c.path)-1]
}

// complain says that what is at the path is not as its type has it.
func (c *coercion) complain(format string, args ...any) {
	c.complaints.add(c.variable, c.path, fault.CodeBadInput, format, args...)
}

func (c *coercion) exceed(length int) {
	c.complaints.add(c.variable, c.path, fault.CodeLimitExceeded, "holds %d values; at most %d are taken", length, c.MaxItems)
}
