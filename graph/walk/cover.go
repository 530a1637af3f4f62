package walk

import (
	"maps"
	"slices"
)

// Coverage counts what of a schema requests have used. Its names are
// coordinates: Partner.name, Partner.name(locale), PartnerFilter.kind,
// PartnerKind.COMPANY.
type Coverage struct {
	schema *Schema
	// asked counts what requests held, answered fields that came with a value.
	asked, answered map[string]int
}

func newCoverage(of *Schema) *Coverage {
	return &Coverage{schema: of, asked: map[string]int{}, answered: map[string]int{}}
}

func (c *Coverage) use(coordinate string) { c.asked[coordinate]++ }

// want is how much a coordinate should be chosen: the less, the more often it was.
func (c *Coverage) want(coordinate string) float64 { return 1 / (1 + float64(c.asked[coordinate])) }

// need is what can be asked for from the queries on: fields that readers may
// read, and every argument, input field and enum value of these.
func (c *Coverage) need() needs {
	n := c.needs()
	n.output(c.schema.query)
	return n
}

func (c *Coverage) needs() needs {
	return needs{schema: c.schema, fields: map[string]bool{}, inputs: map[string]bool{}, seen: map[string]bool{}}
}

type needs struct {
	schema               *Schema
	fields, inputs, seen map[string]bool
	// byName leaves out what an interface alone leads to: an id of something
	// that is for editors.
	byName bool
}

func (n needs) output(name string) {
	t := n.schema.types[name]
	if t == nil || n.seen[name] {
		return
	}
	n.seen[name] = true
	for _, f := range t.Fields {
		if f.protected() {
			continue
		}
		// What an interface declares is asked of its objects.
		if t.Kind == "OBJECT" {
			n.fields[t.Name+"."+f.Name] = true
			n.arguments(t.Name, f)
		}
		n.output(f.Type.named())
	}
	if n.byName && t.Kind == "INTERFACE" {
		return
	}
	for _, possible := range t.PossibleTypes {
		n.output(possible.Name)
	}
}

func (n needs) arguments(owner string, f *field) {
	for _, a := range f.Args {
		n.inputs[owner+"."+f.Name+"("+a.Name+")"] = true
		n.input(a.Type.named())
	}
}

func (n needs) input(name string) {
	t := n.schema.types[name]
	if t == nil || n.seen[name] {
		return
	}
	n.seen[name] = true
	for _, f := range t.InputFields {
		n.inputs[name+"."+f.Name] = true
		n.input(f.Type.named())
	}
	for _, v := range t.EnumValues {
		n.inputs[name+"."+v.Name] = true
	}
}

// Share is how much of something was used, and what was not.
type Share struct {
	Used, All int
	Missing   []string
}

func share(of []string, used map[string]int) Share {
	s := Share{All: len(of)}
	for _, name := range of {
		if used[name] > 0 {
			s.Used++
		} else {
			s.Missing = append(s.Missing, name)
		}
	}
	return s
}

// Of returns the used part from 0 to 1.
func (s Share) Of() float64 { return float64(s.Used) / float64(max(1, s.All)) }

// Asked tells how many of the fields that readers may read were asked for.
func (c *Coverage) Asked() Share {
	return share(slices.Sorted(maps.Keys(c.need().fields)), c.asked)
}

// Answered tells how many of the fields that readers may read came with a
// value, but for those of nodes that only editors are given.
func (c *Coverage) Answered() Share {
	n := c.needs()
	n.byName = true
	n.output(c.schema.query)
	return share(slices.Sorted(maps.Keys(n.fields)), c.answered)
}

// Inputs tells how many of the arguments, input fields and enum values of
// queries were used.
func (c *Coverage) Inputs() Share {
	return share(slices.Sorted(maps.Keys(c.need().inputs)), c.asked)
}

// Refused tells how many of those that mutations alone have were used.
func (c *Coverage) Refused() Share {
	n := c.need()
	queries := maps.Clone(n.inputs)
	if root := c.schema.types[c.schema.mutation]; root != nil {
		for _, f := range root.Fields {
			n.arguments(root.Name, f)
		}
	}
	maps.DeleteFunc(n.inputs, func(name string, _ bool) bool { return queries[name] })
	return share(slices.Sorted(maps.Keys(n.inputs)), c.asked)
}
