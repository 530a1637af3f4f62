package walk

import (
	"math/rand/v2"
	"strings"
)

// Source knows what to put in place of scalars.
type Source interface {
	// Value returns a value for a scalar, of the types of JSON. Path leads to
	// its place by coordinates, from the field down: Query.partners(where),
	// PartnerFilter.country, StringFilter.eq. Where wrong is set the value had
	// better be none.
	Value(scalar string, path []string, wrong bool, random *rand.Rand) any
}

// Walker makes up one operation after the other, the same ones for the same
// schema, source, seed and answers. It serves one goroutine.
type Walker struct {
	// Covered is what all operations together have used.
	Covered *Coverage

	schema *Schema
	source Source
	random *rand.Rand
	// filters are values for inputs, by type, that answers have given.
	filters map[string][]any
	// Of the operation at hand: how likely a value is wrong, how deep it may
	// get, and how many aliases it has.
	wrong   float64
	deepest int
	aliases int
}

// New returns a walker over a schema.
func New(of *Schema, from Source, seed uint64) *Walker {
	return &Walker{
		Covered: newCoverage(of), schema: of, source: from, random: rand.New(rand.NewPCG(seed, seed)), //nolint:gosec // repeats by its seed
		filters: map[string][]any{},
	}
}

const (
	// roomOf is about how many objects one operation may ask for.
	roomOf = 2500
	// maxAliases stays below what a server takes.
	maxAliases = 40
)

// Operation makes up the next operation.
func (w *Walker) Operation() *Operation {
	w.wrong, w.aliases, w.deepest = 0, 0, 3+w.random.IntN(7)
	if w.chance(0.08) {
		w.wrong = 0.3
	}
	o := &Operation{mutation: w.schema.types[w.schema.mutation] != nil && w.chance(0.04)}
	root := w.schema.types[w.schema.query]
	if o.mutation {
		root = w.schema.types[w.schema.mutation]
	}
	count := 1
	if w.chance(0.2) {
		count = 2
	}
	for _, f := range w.choose(root, root.Fields, count) {
		o.roots = append(o.roots, w.selected(root, f, roomOf/float64(count), 1))
	}
	return o
}

func (w *Walker) chance(p float64) bool { return w.random.Float64() < p }

// choose draws up to n of the fields, those rather that were used less.
func (w *Walker) choose(of *typ, from []*field, n int) []*field {
	weights := make([]float64, len(from))
	for i, f := range from {
		weights[i] = 0.02 + w.Covered.want(of.Name+"."+f.Name)
		if f.protected() && of.Name != w.schema.mutation {
			weights[i] = 0.001
		}
	}
	var drawn []*field
	for _, i := range w.draw(weights, n) {
		drawn = append(drawn, from[i])
	}
	return drawn
}

// draw returns up to n different indexes by their weights.
func (w *Walker) draw(weights []float64, n int) []int {
	var drawn []int
	for range min(n, len(weights)) {
		sum := 0.0
		for _, weight := range weights {
			sum += weight
		}
		at := w.random.Float64() * sum
		for i, weight := range weights {
			if at -= weight; at < 0 && weight > 0 {
				drawn = append(drawn, i)
				weights[i] = 0
				break
			}
		}
	}
	return drawn
}

// selected asks for a field with arguments and what is below it.
func (w *Walker) selected(of *typ, f *field, room float64, depth int) *selected {
	w.Covered.use(of.Name + "." + f.Name)
	n := &selected{on: of.Name, field: f}
	var size float64
	n.args, size = w.arguments(of, f, room)
	if t := w.schema.of(f.Type); t != nil && t.composite() {
		n.place = t.Name
		n.below = w.below(t, room/size-1, depth+1)
	}
	return n
}

// below selects of a type what there is room for.
func (w *Walker) below(t *typ, room float64, depth int) []*selected {
	if t.Kind == "OBJECT" {
		return w.fields(t, room, depth, 1+w.random.IntN(4))
	}
	all := w.fields(t, 0, depth, w.random.IntN(3))
	possible := make([]*field, 0, len(t.PossibleTypes))
	for _, p := range t.PossibleTypes {
		possible = append(possible, &field{Name: p.Name})
	}
	for _, p := range w.choose(t, possible, 2+w.random.IntN(4)) {
		object := w.schema.types[p.Name]
		w.Covered.use(t.Name + "." + p.Name)
		for _, n := range w.fields(object, room/3, depth, 1+w.random.IntN(3)) {
			if n.field.Name == "__typename" || w.aliases >= maxAliases {
				continue
			}
			// Fields of one name may have other types or arguments elsewhere.
			n.alias = w.alias(n)
			all = append(all, n)
		}
	}
	return append(all, typename(t))
}

func (w *Walker) alias(n *selected) string {
	w.aliases++
	return n.field.Name + "_" + strings.ToLower(n.on)
}

func typename(of *typ) *selected {
	return &selected{on: of.Name, field: &field{Name: "__typename", Type: ref{Kind: "SCALAR", Name: "String"}}}
}

// fields selects some leaves of one type, and objects while there is room.
func (w *Walker) fields(t *typ, room float64, depth, leaves int) []*selected {
	var flat, deep []*field
	for _, f := range t.Fields {
		if w.schema.of(f.Type).composite() {
			deep = append(deep, f)
		} else {
			flat = append(flat, f)
		}
	}
	var all []*selected
	for _, f := range w.choose(t, flat, leaves) {
		all = append(all, w.selected(t, f, room, depth))
	}
	if room >= 2 && depth < w.deepest {
		some := w.choose(t, deep, 1+w.random.IntN(2)+btoi(w.chance(0.2)))
		for _, f := range some {
			all = append(all, w.selected(t, f, room/float64(len(some)), depth))
		}
	}
	if len(all) == 0 && t.Kind == "OBJECT" {
		all = append(all, typename(t))
	}
	return all
}
