package walk

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Operation is a request: fields of a root with what is selected below them.
type Operation struct {
	mutation bool
	roots    []*selected
}

// selected is a field of a selection, on one type of those that are possible.
type selected struct {
	// on is the type that the field is asked of; where it is not the type of
	// the place, the field stands in a fragment.
	on    string
	field *field
	alias string
	args  []argument
	below []*selected
	// place is the type that below is selected of.
	place string
}

type argument struct {
	*input

	value any
	// variable sends the value beside the document, not within.
	variable bool
}

// enum is a value that stands in a document without quotes.
type enum string

// object is the value of an input, in the order of its fields.
type object []member

type member struct {
	name  string
	value any
}

// key is the name of a field in the answer.
func (n *selected) key() string {
	if n.alias != "" {
		return n.alias
	}
	return n.field.Name
}

// Document returns the text of the operation and its variables.
func (o *Operation) Document() (text string, variables map[string]any) {
	p := &printer{variables: map[string]any{}}
	p.selection(o.roots, "", 1)
	text = "query"
	if o.mutation {
		text = "mutation"
	}
	if len(p.declared) > 0 {
		text += "(" + strings.Join(p.declared, ", ") + ")"
	}
	return text + " " + strings.TrimSpace(p.text.String()) + "\n", p.variables
}

type printer struct {
	text      strings.Builder
	declared  []string
	variables map[string]any
}

// selection writes fields, those of other types than of in fragments.
func (p *printer) selection(all []*selected, of string, depth int) {
	indent := strings.Repeat("  ", depth)
	p.text.WriteString(" {\n")
	inside := ""
	for _, n := range all {
		on := n.on
		if on == of || of == "" {
			on = ""
		}
		if on != inside && inside != "" {
			p.text.WriteString(indent + "}\n")
		}
		if on != inside && on != "" {
			p.text.WriteString(indent + "... on " + on + " {\n")
		}
		inside = on
		p.text.WriteString(indent)
		p.field(n, depth)
	}
	if inside != "" {
		p.text.WriteString(indent + "}\n")
	}
	p.text.WriteString(strings.Repeat("  ", depth-1) + "}")
}

func (p *printer) field(n *selected, depth int) {
	if n.alias != "" {
		p.text.WriteString(n.alias + ": ")
	}
	p.text.WriteString(n.field.Name)
	for i, a := range n.args {
		p.text.WriteString([2]string{", ", "("}[btoi(i == 0)] + a.Name + ": " + p.argument(a))
	}
	if len(n.args) > 0 {
		p.text.WriteString(")")
	}
	if len(n.below) > 0 {
		p.selection(n.below, n.place, depth+1)
	}
	p.text.WriteString("\n")
}

func (p *printer) argument(a argument) string {
	if !a.variable {
		return literal(a.value)
	}
	name := fmt.Sprintf("v%d", len(p.declared))
	p.declared = append(p.declared, "$"+name+": "+a.Type.String())
	p.variables[name] = plain(a.value)
	return "$" + name
}

// literal writes a value as documents do.
func literal(value any) string {
	switch v := value.(type) {
	case enum:
		return string(v)
	case object:
		parts := make([]string, len(v))
		for i, m := range v {
			parts[i] = m.name + ": " + literal(m.value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case map[string]any:
		parts := make([]string, 0, len(v))
		for _, name := range slices.Sorted(maps.Keys(v)) {
			parts = append(parts, name+": "+literal(v[name]))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			parts[i] = literal(one)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return "null"
		}
		return string(text)
	}
}

// plain is a value as variables hold it.
func plain(value any) any {
	switch v := value.(type) {
	case enum:
		return string(v)
	case object:
		all := make(map[string]any, len(v))
		for _, m := range v {
			all[m.name] = plain(m.value)
		}
		return all
	case []any:
		all := make([]any, len(v))
		for i, one := range v {
			all[i] = plain(one)
		}
		return all
	default:
		return value
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// clone copies the operation; to, if it is met, takes the place of from.
func (o *Operation) clone(from, to *selected) *Operation {
	return &Operation{mutation: o.mutation, roots: cloned(o.roots, from, to)}
}

func cloned(all []*selected, from, to *selected) []*selected {
	var copies []*selected
	for _, n := range all {
		if n == from {
			if to == nil {
				continue
			}
			n = to
		}
		again := *n
		again.below = cloned(n.below, from, to)
		if len(n.below) > 0 && len(again.below) == 0 {
			continue
		}
		copies = append(copies, &again)
	}
	return copies
}

// Smaller yields operations that ask for less: each lacks a field or an argument.
func (o *Operation) Smaller(yield func(*Operation) bool) {
	var each func(all []*selected) bool
	each = func(all []*selected) bool {
		for _, n := range all {
			if less := o.clone(n, nil); len(less.roots) > 0 && !yield(less) {
				return false
			}
			for i := range n.args {
				less := *n
				less.args = slices.Delete(slices.Clone(n.args), i, i+1)
				if !yield(o.clone(n, &less)) {
					return false
				}
			}
			if !each(n.below) {
				return false
			}
		}
		return true
	}
	each(o.roots)
}
