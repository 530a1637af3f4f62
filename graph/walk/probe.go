package walk

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Place is where a request can put a value: an argument of a field, or a field
// of an input within one.
type Place struct {
	// Coordinate names it: Partner.label(locale), StringFilter.eq.
	Coordinate string
	// Type is the named type of its values, and Enum the names of these if it is
	// an enum.
	Type string
	Enum []string
	// Input and List tell whether it takes an object, and whether a list.
	Input, List bool

	route    []step
	argument *input
	within   []*input
}

// step is a field on the way to a place, asked of one type.
type step struct {
	on    *typ
	field *field
}

// Enum is the name of an enum's value, as a document holds it.
func Enum(name string) any { return enum(name) }

// Root names the field of the query or of the mutation that leads to the place.
func (p Place) Root() string { return p.route[0].on.Name + "." + p.route[0].field.Name }

// Changes tells whether a request with the place is a mutation.
func (s *Schema) Changes(p Place) bool { return p.route[0].on.Name == s.mutation }

// Scalars names the scalars of the schema, in order.
func (s *Schema) Scalars() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(s.types)) {
		if s.types[name].Kind == "SCALAR" {
			names = append(names, name)
		}
	}
	return names
}

// Places returns every argument and every input field of the schema, in order
// of their coordinates, each at the shortest way from a root. A field of an
// input stands once for all arguments that take it, and once more for each
// mutation.
func (s *Schema) Places() []Place {
	ways := s.ways()
	var queue []Place
	for _, name := range slices.SortedFunc(maps.Keys(ways), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(ways[a]), len(ways[b])), cmp.Compare(a, b))
	}) {
		for _, f := range s.types[name].Fields {
			for _, a := range f.Args {
				p := Place{route: append(slices.Clone(ways[name]), step{s.types[name], f}), argument: a}
				p.Coordinate = name + "." + f.Name + "(" + a.Name + ")"
				queue = append(queue, s.described(p, a))
			}
		}
	}
	found := map[string]Place{}
	for ; len(queue) > 0; queue = queue[1:] {
		p := queue[0]
		key := p.Coordinate
		if s.Changes(p) {
			key = p.Root() + " " + key
		}
		if _, known := found[key]; known {
			continue
		}
		found[key] = p
		for _, f := range s.types[p.Type].InputFields {
			inner := p
			inner.within = append(slices.Clone(p.within), f)
			inner.Coordinate = p.Type + "." + f.Name
			queue = append(queue, s.described(inner, f))
		}
	}
	all := make([]Place, 0, len(found))
	for _, key := range slices.Sorted(maps.Keys(found)) {
		all = append(all, found[key])
	}
	return all
}

// described tells what a place takes.
func (s *Schema) described(p Place, in *input) Place {
	t := s.of(in.Type)
	p.Type, p.List, p.Input, p.Enum = t.Name, in.Type.list(), t.Kind == "INPUT_OBJECT", nil
	for _, v := range t.EnumValues {
		p.Enum = append(p.Enum, v.Name)
	}
	return p
}

// ways returns, by the name of an object, the shortest way to it from a root.
func (s *Schema) ways() map[string][]step {
	ways := map[string][]step{s.query: nil}
	queue := []string{s.query}
	if s.types[s.mutation] != nil {
		ways[s.mutation] = nil
		queue = append(queue, s.mutation)
	}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, f := range s.types[name].Fields {
			for _, next := range s.objects(s.of(f.Type)) {
				if _, known := ways[next]; !known {
					ways[next] = append(slices.Clone(ways[name]), step{s.types[name], f})
					queue = append(queue, next)
				}
			}
		}
	}
	return ways
}

// objects returns the objects that a type can be; none for a leaf.
func (s *Schema) objects(t *typ) []string {
	if t == nil || !t.composite() {
		return nil
	}
	if t.Kind == "OBJECT" {
		return []string{t.Name}
	}
	var names []string
	for _, p := range t.PossibleTypes {
		names = append(names, p.Name)
	}
	return names
}

// Probe makes up the operation that has a value at a place: what else must be
// given comes of the source, and all that a request can read of what it answers
// is selected. As a variable the value is sent with the argument that it is in.
func (w *Walker) Probe(p Place, value any, variable bool) *Operation {
	w.wrong, w.aliases, w.deepest = 0, 0, 0
	o := &Operation{mutation: w.schema.Changes(p)}
	into := &o.roots
	for i, s := range p.route {
		n := &selected{on: s.on.Name, field: s.field}
		last := i == len(p.route)-1
		for _, a := range s.field.Args {
			coordinate := s.on.Name + "." + s.field.Name + "(" + a.Name + ")"
			switch {
			case last && a == p.argument:
				n.args = append(n.args, argument{a, w.around(p, value, coordinate), variable})
			case a.Type.required() && a.DefaultValue == nil:
				n.args = append(n.args, argument{a, w.value(a.Type, []string{coordinate}, 1), false})
			case a.Name == "first" && !last:
				n.args = append(n.args, argument{a, 2, false})
			}
		}
		result := w.schema.of(s.field.Type)
		if result != nil && result.composite() {
			n.place = result.Name
			if last {
				n.below = w.whole(result, 1+btoi(o.mutation))
			}
		}
		*into = append(*into, n)
		into = &n.below
	}
	return o
}

// around puts a value into the inputs that hold its place.
func (w *Walker) around(p Place, value any, coordinate string) any {
	holder, path := p.argument, []string{coordinate}
	if len(p.within) == 0 {
		return value
	}
	var build func(holder *input, rest []*input, path []string) any
	build = func(holder *input, rest []*input, path []string) any {
		if len(rest) == 0 {
			return value
		}
		t := w.schema.of(holder.Type)
		made := object{}
		for _, f := range t.InputFields {
			at := append(slices.Clone(path), t.Name+"."+f.Name)
			switch {
			case f == rest[0]:
				made = append(made, member{f.Name, build(f, rest[1:], at)})
			case f.Type.required() && f.DefaultValue == nil:
				made = append(made, member{f.Name, w.value(f.Type, at, 1)})
			}
		}
		if holder.Type.list() {
			return []any{made}
		}
		return made
	}
	return build(holder, p.within, path)
}

// whole selects all leaves of a type that need no arguments, and of the objects
// that it leads to, down to a depth.
func (w *Walker) whole(t *typ, depth int) []*selected {
	if t.Kind != "OBJECT" {
		return []*selected{typename(t)}
	}
	all := []*selected{typename(t)}
	for _, f := range t.Fields {
		result := w.schema.of(f.Type)
		if slices.ContainsFunc(f.Args, func(a *input) bool { return a.Type.required() && a.DefaultValue == nil }) {
			continue
		}
		n := &selected{on: t.Name, field: f}
		if result != nil && result.composite() {
			if depth == 0 || strings.HasSuffix(result.Name, "Connection") {
				continue
			}
			if first := f.arg("first"); first != nil {
				n.args = []argument{{first, 2, false}}
			}
			n.place, n.below = result.Name, w.whole(result, depth-1)
		}
		all = append(all, n)
	}
	return all
}
