package walk

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Learn notes what an answer held, returns how many values that was, and makes
// up what follows from it: pages from the cursors that it gave. Filters that it
// gave are remembered for later operations.
func (w *Walker) Learn(o *Operation, data json.RawMessage) (values int, next []*Operation) {
	var root map[string]any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if decoder.Decode(&root) != nil {
		return 0, nil
	}
	l := &learner{walker: w, lists: map[*selected][]string{}}
	for _, n := range o.roots {
		l.field(n, root, nil)
	}
	for _, n := range l.order {
		if w.chance(0.5) && len(next) < 2 {
			next = append(next, w.turn(o, n, l.lists[n]))
		}
	}
	return l.values, next
}

// learner goes through an answer along its operation.
type learner struct {
	walker *Walker
	values int
	// lists are the fields that cursors were met below, in order, with these.
	lists map[*selected][]string
	order []*selected
}

// field looks at a field in an object; lists are the fields above it that have
// a cursor or a filter as an argument, the nearest last.
func (l *learner) field(n *selected, in map[string]any, lists []*selected) {
	value, ok := in[n.key()]
	if !ok {
		return // It stands in a fragment for other types.
	}
	concrete, ok := in["__typename"].(string)
	if !ok {
		concrete = n.on
	}
	coordinate := concrete + "." + n.field.Name
	if concrete != n.on {
		l.walker.Covered.use(coordinate)
	}
	if n.field.arg("after") != nil || n.field.arg("where") != nil {
		lists = append(slices.Clone(lists), n)
	}
	l.value(n, value, coordinate, lists)
}

func (l *learner) value(n *selected, value any, coordinate string, lists []*selected) {
	switch v := value.(type) {
	case nil:
		return
	case []any:
		for _, one := range v {
			l.value(n, one, coordinate, lists)
		}
		return
	case map[string]any:
		if len(n.below) > 0 {
			l.walker.Covered.answered[coordinate]++
			for _, below := range n.below {
				l.field(below, v, lists)
			}
			return
		}
	}
	if n.field.Name == "__typename" {
		return
	}
	l.values++
	l.walker.Covered.answered[coordinate]++
	if len(lists) == 0 {
		return
	}
	l.remember(n, lists[len(lists)-1], value)
}

// remember keeps cursors and filters.
func (l *learner) remember(n, list *selected, value any) {
	switch text, _ := value.(string); {
	case n.field.Type.named() == "Cursor" && list.field.arg("after") != nil:
		if len(l.lists[list]) == 0 {
			l.order = append(l.order, list)
		}
		l.lists[list] = append(l.lists[list], text)
	case n.field.Type.named() == "JSON" && list.field.arg("where") != nil:
		w, name := l.walker, list.field.arg("where").Type.named()
		const most = 200
		if all := w.filters[name]; len(all) < most {
			w.filters[name] = append(all, value)
		} else {
			all[w.random.IntN(most)] = value
		}
	}
}

// turn asks for another page of a list: after or before one of the cursors.
func (w *Walker) turn(o *Operation, list *selected, cursors []string) *Operation {
	name := "after"
	if list.field.arg("before") != nil && w.chance(0.5) {
		name = "before"
	}
	page := *list
	page.args = slices.DeleteFunc(slices.Clone(list.args), func(a argument) bool { return a.Name == name })
	page.args = append(page.args, argument{
		input: list.field.arg(name), value: cursors[w.random.IntN(len(cursors))], variable: w.chance(0.5),
	})
	w.Covered.use(list.on + "." + list.field.Name + "(" + name + ")")
	return o.clone(list, &page)
}
