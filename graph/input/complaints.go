package input

import (
	"fmt"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/fault"
)

const (
	// maxComplaints is how many complaints are told; of more there is only a count.
	maxComplaints = 20
	// maxField bounds what is repeated of a client's own names.
	maxField = 300
)

// complaints are those about all variables of an operation.
type complaints struct {
	told gqlerror.List
	more int
}

// add complains about a place in the value of a variable.
func (c *complaints) add(variable *ast.VariableDefinition, path ast.Path, code fault.Code, format string, args ...any) {
	if len(c.told) == maxComplaints {
		c.more++
		return
	}
	field := cut(append(ast.Path{ast.PathName(variable.Variable)}, path...).String())
	err := gqlerror.Errorf("%s %s", field, fmt.Sprintf(format, args...))
	err.Extensions = map[string]any{"code": string(code), "field": field}
	if at := variable.Position; at != nil {
		err.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	c.told = append(c.told, err)
}

func (c *complaints) list() gqlerror.List {
	if c.more == 0 {
		return c.told
	}
	err := gqlerror.Errorf("and %d more errors", c.more)
	err.Extensions = map[string]any{"code": string(fault.CodeBadInput)}
	return append(c.told, err)
}

func cut(field string) string {
	if len(field) <= maxField {
		return field
	}
	end := maxField
	for !utf8.RuneStart(field[end]) {
		end--
	}
	return field[:end] + "…"
}
