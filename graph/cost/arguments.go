package cost

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// included reports whether @skip and @include leave a selection in.
func (p *pricer) included(directives ast.DirectiveList) bool {
	for _, directive := range directives {
		if directive.Name != "skip" && directive.Name != "include" {
			continue
		}
		argument := directive.Arguments.ForName("if")
		if argument == nil {
			continue
		}
		p.note(argument.Value)
		value, err := argument.Value.Value(p.variables)
		if on, ok := value.(bool); err == nil && ok && on == (directive.Name == "skip") {
			return false
		}
	}
	return true
}

// work is what a field itself costs.
func (p *pricer) work(f *ast.Field, r rule) int64 {
	if r.only == "" {
		return max(r.work, again(f, r))
	}
	value, _ := p.argument(f, r.only)
	if name, ok := value.(string); ok && name == r.is {
		return r.work
	}
	return again(f, r)
}

// again is what a leaf costs that takes no work, but is answered under another
// name: only so can it be answered again and again.
func again(f *ast.Field, r rule) int64 {
	if r.kind == leaf && f.Alias != f.Name {
		return 1
	}
	return 0
}

// isSchema tells whether a field asks about the schema, which is free; a type's
// name under another name is a leaf like others.
func isSchema(f *ast.Field) bool {
	return strings.HasPrefix(f.Name, "__") && (f.Name != "__typename" || f.Alias == f.Name)
}

// size is how many objects a list stands for.
func (p *pricer) size(f *ast.Field, r rule) int64 {
	if n, ok := p.sizes[f]; ok {
		return n
	}
	n, _ := p.asked(f, r.size)
	return max(0, min(n, r.size.most))
}

// asked returns the size that a list is asked for, and the argument that says
// so or that could.
func (p *pricer) asked(f *ast.Field, s size) (n int64, argument string) {
	for _, name := range s.arguments {
		value, ok := p.argument(f, name)
		if !ok || value == nil {
			continue
		}
		n = number(value)
		if s.counted {
			n = length(value)
		}
		return n, name
	}
	if len(s.arguments) > 0 {
		argument = s.arguments[0]
	}
	return s.preset, argument
}

// argument returns an argument's value. Null is as left out: then it is the
// schema's default, if there is one. A number too large to read is the
// greatest there is.
func (p *pricer) argument(f *ast.Field, name string) (value any, ok bool) {
	if given := f.Arguments.ForName(name); given != nil {
		p.note(given.Value)
		value, err := given.Value.Value(p.variables)
		if err != nil {
			return int64(math.MaxInt64), true
		}
		if value != nil {
			return value, true
		}
	}
	definition := f.Definition.Arguments.ForName(name)
	if definition == nil || definition.DefaultValue == nil {
		return nil, false
	}
	value, err := definition.DefaultValue.Value(nil)
	return value, err == nil && value != nil
}

// number reads a whole number in any of the forms that variables come in.
func number(value any) int64 {
	switch value := value.(type) {
	case int64:
		return value
	case int:
		return int64(value)
	case int32:
		return int64(value)
	case float64:
		return int64(max(0, min(value, unbounded)))
	case json.Number:
		return parsed(value.String())
	case string:
		return parsed(value)
	default:
		return unbounded
	}
}

func parsed(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return unbounded
	}
	return n
}

// length is that of a list; any other value stands for a list of itself.
func length(value any) int64 {
	if list := reflect.ValueOf(value); list.Kind() == reflect.Slice {
		return int64(list.Len())
	}
	return 1
}
