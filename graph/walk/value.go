package walk

import (
	"math"
	"slices"
	"strconv"
)

// sizes are the arguments that say how long a list is to be, and unsized is
// what a list counts as that does not say.
func sizes() []string { return []string{"first", "last", "limit", "count"} }

const unsized = 5

// arguments chooses those of a field, and returns how many objects it may
// answer.
func (w *Walker) arguments(of *typ, f *field, room float64) (args []argument, size float64) {
	asked := 0.0
	only := w.only(f)
	for _, a := range f.Args {
		coordinate := of.Name + "." + f.Name + "(" + a.Name + ")"
		if only != "" && (a.Name == "id" || a.Name == "slug") && a.Name != only {
			continue
		}
		if !a.Type.required() && a.Name != only && !w.chance(w.likely(a, coordinate, asked, room)) {
			continue
		}
		w.Covered.use(coordinate)
		given := argument{input: a, variable: w.chance(0.4)}
		if slices.Contains(sizes(), a.Name) {
			given.value, asked = w.size(room)
		} else {
			given.value = w.given(given, coordinate, room)
		}
		if list, ok := given.value.([]any); ok && f.Type.list() && a.Type.required() {
			asked = float64(len(list))
		}
		args = append(args, given)
	}
	if asked == 0 {
		asked = w.usual(f)
	}
	return args, max(1, asked)
}

// given makes up the value of an argument, or takes a filter that was answered.
func (w *Walker) given(a argument, coordinate string, room float64) any {
	known := w.filters[a.Type.named()]
	switch {
	case !a.Type.required() && w.chance(0.02):
		return nil
	case a.variable && len(known) > 0 && !a.Type.list() && w.chance(0.2):
		return known[w.random.IntN(len(known))]
	}
	return w.value(a.Type, []string{coordinate}, int(max(1, min(8, room/2))))
}

// only returns which of the arguments id and slug is given where a field has
// both, as only one is taken.
func (w *Walker) only(f *field) string {
	if f.arg("id") == nil || f.arg("slug") == nil || w.wrong > 0 {
		return ""
	}
	return [2]string{"id", "slug"}[w.random.IntN(2)]
}

// likely is how likely an argument is given that need not be.
func (w *Walker) likely(a *input, coordinate string, asked, room float64) float64 {
	switch {
	case slices.Contains(sizes(), a.Name) && asked > 0:
		return 0.02 // Most lists take only one of them.
	case a.Name == "last":
		return 0.3
	case slices.Contains(sizes(), a.Name):
		if room < 60 || a.preset() > room/3 {
			return 1
		}
		return 0.7
	case a.Type.named() == "Cursor":
		return 0.01 + w.wrong // The right ones come of answers.
	default:
		return 0.25 + w.Covered.want(coordinate)/2
	}
}

// preset is the default of a size.
func (a *input) preset() float64 {
	if a.DefaultValue == nil {
		return 0
	}
	n, err := strconv.Atoi(*a.DefaultValue)
	if err != nil {
		return 0
	}
	return float64(n)
}

// usual is how many objects a field may answer that was not told how many.
func (w *Walker) usual(f *field) float64 {
	for _, name := range sizes() {
		if a := f.arg(name); a != nil {
			return max(20, a.preset())
		}
	}
	if f.Type.list() {
		return unsized
	}
	return 1
}

// size returns how many objects to ask for.
func (w *Walker) size(room float64) (value any, asked float64) {
	if w.wrong > 0 && w.chance(w.wrong/2) {
		return []any{0, -1, 101, 100_000, math.MinInt32}[w.random.IntN(5)], 1
	}
	most := int(max(1, min(100, room/3)))
	n := 1 + w.random.IntN(min(most, 8))
	if w.chance(0.25) {
		n = 1 + w.random.IntN(most)
	}
	return n, float64(n)
}

// value makes up a value of an input's type; lists have up to longest elements.
func (w *Walker) value(of ref, path []string, longest int) any {
	of = of.nullable()
	if of.Kind == "LIST" {
		return w.list(*of.OfType, path, longest)
	}
	t := w.schema.of(of)
	wrong := w.wrong > 0 && w.chance(w.wrong)
	switch {
	case t.Kind == "ENUM":
		return w.enums(t, 1)[0]
	case t.Kind == "INPUT_OBJECT":
		return w.object(t, path, longest)
	case t.Name == "Boolean" && !wrong:
		return w.chance(0.5)
	default:
		return w.source.Value(t.Name, path, wrong, w.random)
	}
}

// enums draws up to n different values, those rather that were used less.
func (w *Walker) enums(t *typ, n int) []any {
	weights := make([]float64, len(t.EnumValues))
	for i, v := range t.EnumValues {
		weights[i] = 0.05 + w.Covered.want(t.Name+"."+v.Name)
	}
	var all []any
	for _, i := range w.draw(weights, n) {
		name := t.EnumValues[i].Name
		w.Covered.use(t.Name + "." + name)
		all = append(all, enum(name))
	}
	return all
}

func (w *Walker) list(of ref, path []string, longest int) []any {
	n := 1 + w.random.IntN(3)
	if longest > 3 && w.chance(0.3) {
		n = 1 + w.random.IntN(longest)
	}
	if w.chance(0.04) {
		n = 0
	}
	if t := w.schema.of(of); t.Kind == "ENUM" {
		return append([]any{}, w.enums(t, min(n, 3))...) // each once
	}
	all := []any{}
	for range n {
		all = append(all, w.value(of, path, longest))
	}
	return all
}

// nested is how deep inputs hold inputs of their own kind.
const nested = 4

func (w *Walker) object(t *typ, path []string, longest int) object {
	weights := make([]float64, len(t.InputFields))
	for i, f := range t.InputFields {
		weights[i] = 0.02 + w.Covered.want(t.Name+"."+f.Name)
		if len(path) >= nested && !w.flat(f.Type) {
			weights[i] = 0
		}
	}
	count := 1
	if !w.flatFields(t) {
		count += btoi(w.chance(0.3)) + btoi(w.chance(0.1))
	} else {
		count += btoi(w.chance(0.08))
	}
	taken := w.draw(weights, count)
	var made object
	for i, f := range t.InputFields {
		if !slices.Contains(taken, i) && (!f.Type.required() || f.DefaultValue != nil) {
			continue
		}
		w.Covered.use(t.Name + "." + f.Name)
		var value any
		if f.Type.required() || !w.chance(0.01) {
			value = w.value(f.Type, append(slices.Clone(path), t.Name+"."+f.Name), longest)
		}
		made = append(made, member{f.Name, value})
	}
	return made
}

// flat tells whether a type holds no inputs that hold inputs.
func (w *Walker) flat(of ref) bool {
	t := w.schema.of(of)
	return t.Kind != "INPUT_OBJECT" || w.flatFields(t)
}

func (w *Walker) flatFields(t *typ) bool {
	return !slices.ContainsFunc(t.InputFields, func(f *input) bool { return w.schema.of(f.Type).Kind == "INPUT_OBJECT" })
}
