package cost

import (
	"cmp"
	"slices"
	"sort"

	"github.com/vektah/gqlparser/v2/ast"
)

// Suggestion is a list that could be shorter.
type Suggestion struct {
	// Path leads to the list in the answer, by aliases.
	Path []string `json:"path"`
	// Argument is what to change: first, last or ids.
	Argument string `json:"argument"`
	// Max is the greatest size to ask for; at least 1.
	Max int64 `json:"max"`
}

const (
	// maxSteps bounds the fields visited in search of the dearest lists.
	maxSteps = 20_000
	// maxLists is how many lists are tried.
	maxLists = 50
	// maxSuggestions is how many lists are suggested that are enough alone.
	maxSuggestions = 10
)

// Shorten returns what would make the operation cost no more than limit, the
// dearest list first:
//
//   - nothing where it costs no more, or has no list that could be shorter;
//   - each list that is enough to shorten alone, if there are any;
//   - else the dearest lists, shortened in the same proportion until together
//     they are enough, or have one row each.
//
// A list in a fragment is told by the first place where it is spread, and
// shortened in all of them.
func (c Cost) Shorten(limit int64) []Suggestion {
	if c.Requested <= limit {
		return nil
	}
	lists := c.lists()
	if alone := c.alone(lists, limit); len(alone) > 0 {
		return alone
	}
	return c.together(lists, limit)
}

// with prices the operation with other sizes of its lists.
func (c Cost) with(sizes map[*ast.Field]int64) int64 { return c.pricer(sizes).total() }

func (c Cost) alone(lists []*list, limit int64) []Suggestion {
	var found []Suggestion
	over := float64(c.Requested - limit)
	for _, l := range lists {
		tooLong := func(size int) bool { return c.with(map[*ast.Field]int64{l.field: int64(size)}) > limit }
		if l.share < over*0.999 || len(found) == maxSuggestions || tooLong(1) {
			continue
		}
		fits := sort.Search(int(l.size), func(less int) bool { return tooLong(less + 1) })
		found = append(found, l.suggest(int64(fits)))
	}
	return found
}

func (c Cost) together(lists []*list, limit int64) []Suggestion {
	for i, l := range lists {
		if l.share < lists[0].share/10 {
			lists = lists[:i]
			break
		}
	}
	const whole = 1 << 12
	sizes := func(part int) map[*ast.Field]int64 {
		shorter := make(map[*ast.Field]int64, len(lists))
		for _, l := range lists {
			shorter[l.field] = max(1, l.size*int64(part)/whole)
		}
		return shorter
	}
	part := sort.Search(whole, func(part int) bool { return c.with(sizes(part)) > limit }) - 1
	shorter := sizes(max(0, part))
	found := make([]Suggestion, 0, len(lists))
	for _, l := range lists {
		found = append(found, l.suggest(shorter[l.field]))
	}
	return found
}

// list is a list of the document that could be shorter.
type list struct {
	field    *ast.Field
	path     []string
	argument string
	size     int64
	// share is what its rows cost with all that is below them, over all places
	// of the answer. Those of lists within each other overlap.
	share float64
}

func (l *list) suggest(most int64) Suggestion {
	return Suggestion{Path: l.path, Argument: l.argument, Max: most}
}

// lists returns the dearest lists, the dearest first.
func (c Cost) lists() []*list {
	w := walker{pricer: c.pricer(nil), found: map[*ast.Field]*list{}}
	w.selection(c.operation.SelectionSet, w.root(), weight{once: 1})
	slices.SortStableFunc(w.order, func(a, b *list) int { return cmp.Compare(b.share, a.share) })
	return w.order[:min(len(w.order), maxLists)]
}

// weight is how often what stands at a place is answered: once there, and for
// each row where the place is a connection.
type weight struct{ once, each float64 }

// walker visits an operation with its fragments written out.
type walker struct {
	*pricer
	steps int
	path  []string
	found map[*ast.Field]*list
	order []*list
}

func (w *walker) selection(set ast.SelectionSet, of *ast.Definition, times weight) {
	if of != nil && of.IsAbstractType() {
		of, _ = w.dearest(set, of)
	}
	w.object(set, of, times)
}

func (w *walker) object(set ast.SelectionSet, object *ast.Definition, times weight) {
	for _, selection := range set {
		if w.steps++; w.steps > maxSteps {
			return
		}
		switch selection := selection.(type) {
		case *ast.Field:
			w.field(selection, times)
		case *ast.InlineFragment:
			if w.applies(selection.Directives, selection.TypeCondition, object) {
				w.object(selection.SelectionSet, object, times)
			}
		case *ast.FragmentSpread:
			if w.spreadsOn(selection, object) {
				w.object(selection.Definition.SelectionSet, object, times)
			}
		}
	}
}

func (w *walker) field(f *ast.Field, times weight) {
	if len(f.SelectionSet) == 0 || isSchema(f) || !w.included(f.Directives) {
		return
	}
	w.path = append(w.path, f.Alias)
	r := ruleOf(w.schema, f.ObjectDefinition.Name, f.Definition)
	n := float64(w.size(f, r))
	inner := weight{once: times.once}
	switch r.kind {
	case bundle:
		inner.once *= n
	case sized:
		w.list(f, r, times.once*n*float64(add(1, w.below(f).once)))
		inner.once *= n
	case page:
		w.list(f, r, times.once*n*float64(w.below(f).perRow()))
		inner.each = times.once * n
	case rows:
		inner.once = times.each
	case one, row, place, leaf:
	}
	w.selection(f.SelectionSet, w.result(f), inner)
	w.path = w.path[:len(w.path)-1]
}

// list notes a list that could be shorter.
func (w *walker) list(f *ast.Field, r rule, share float64) {
	size := w.size(f, r)
	if len(r.size.arguments) == 0 || size <= 1 || share == 0 {
		return
	}
	l := w.found[f]
	if l == nil {
		_, argument := w.asked(f, r.size)
		l = &list{field: f, path: slices.Clone(w.path), argument: argument, size: size}
		w.found[f] = l
		w.order = append(w.order, l)
	}
	l.share += share
}
