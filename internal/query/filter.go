package query

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"time"

	"pressgraph/internal/fault"
)

// The bounds of a filter.
const (
	// MaxFilterDepth bounds how deep filters are nested in each other.
	MaxFilterDepth = 15
	// MaxConditions bounds the conditions of one filter, the members of and and
	// or among them.
	MaxConditions = 500
	// CellConditions is room for what the where of a group adds to the filter of
	// its list. Groups of a filter that leaves less are refused: their where
	// would be.
	CellConditions = 40
	// MaxValues bounds the values of one list in a filter.
	MaxValues = 1000
)

// Filter is a checked filter over nodes of one kind. It is immutable.
type Filter struct {
	condition condition
	// own holds wherever condition does, and asks only what each row itself answers.
	own condition
	// leadsOn is true where condition wants other nodes to be there, and no words,
	// which the search index answers for all rows at once.
	leadsOn bool
	// far is true where condition wants nodes beyond other nodes, and the row itself
	// is asked about something, too.
	far bool
	// given is the filter as the client gave it.
	given map[string]any
	key   string
	// conditions are as many as MaxConditions bounds.
	conditions int
}

// condition writes a condition on the row under an alias. What it writes is
// true or false for every row, never null, so that NOT means not.
type condition func(w *sqlWriter, alias string)

// NewFilter checks a filter as a client gave it, the value of an input object.
// A nil map is no filter. All complaints are told at once, each with the path
// of its field below path. Errors: BAD_USER_INPUT, LIMIT_EXCEEDED.
func NewFilter(kind Kind, path string, given map[string]any) (*Filter, error) {
	if given == nil {
		return nil, nil
	}
	plain, _ := plainValue(reflect.ValueOf(given)).(map[string]any)
	p := &filterParser{fields: fieldsOf, outermost: true}
	c := p.object(kind, path, plain, 1)
	if err := errors.Join(p.complaints...); err != nil {
		return nil, err
	}
	text, err := json.Marshal(plain)
	if err != nil {
		return nil, fmt.Errorf("key of filter: %w", err)
	}
	return &Filter{
		condition: c, own: conjunctionOf(p.own), leadsOn: p.leads > 0 && p.questions == 0,
		far:   p.furthest > 1 && len(p.own) > 0,
		given: plain, key: string(text), conditions: p.conditions,
	}, nil
}

// plainValue brings an input as the API's library hands it over to what JSON
// knows: pointers to their values, named texts to texts, lists to []any. An
// explicit null stays apart from what was left out.
func plainValue(v reflect.Value) any {
	if t, ok := asTime(v); ok {
		return t
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return plainValue(v.Elem())
	case reflect.Map:
		if v.IsNil() {
			return nil
		}
		object := make(map[string]any, v.Len())
		for _, key := range v.MapKeys() {
			object[key.String()] = plainValue(v.MapIndex(key))
		}
		return object
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plainValue(v.Index(i))
		}
		return list
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Invalid:
		return nil
	default:
		return v.Interface()
	}
}

// asTime writes an instant as its client would.
func asTime(v reflect.Value) (string, bool) {
	if !v.IsValid() || v.Type() != reflect.TypeFor[time.Time]() {
		return "", false
	}
	t, _ := reflect.TypeAssert[time.Time](v)
	return t.UTC().Format(time.RFC3339Nano), true
}

// Given returns the filter as the client gave it; an empty one for none.
func (f *Filter) Given() map[string]any {
	if f == nil || f.given == nil {
		return map[string]any{}
	}
	return f.given
}

func (f *Filter) cacheKey() string {
	if f == nil {
		return ""
	}
	return f.key
}

// filterParser turns input objects into conditions and gathers complaints.
type filterParser struct {
	// fields are those of each kind; they lead to others by the parser itself.
	fields     func(Kind) listFields
	complaints []error
	conditions int
	// questions, names and relations are the conditions that more than the row is
	// asked about: full texts, names, and other nodes. Of relations, leads are
	// those that certain nodes must be at, not be missing.
	questions, names, relations, leads int
	// steps is how many relations lead to what is read, furthest the most so far.
	steps, furthest int
	stopped         bool
	// negated is true while conditions are read that must not hold.
	negated bool
	// outermost is true while conditions are read that must all hold for the row;
	// own are those of them that it answers itself.
	outermost bool
	own       []condition
}

// asked returns how many conditions so far more than the row is asked about.
func (p *filterParser) asked() int { return p.questions + p.names + p.relations }

// inside reads conditions that need not all hold for the row.
func (p *filterParser) inside(read func() condition) condition {
	outermost := p.outermost
	p.outermost = false
	defer func() { p.outermost = outermost }()
	return read()
}

// without reads conditions that must not hold.
func (p *filterParser) without(read func() condition) condition {
	negated := p.negated
	p.negated = true
	defer func() { p.negated = negated }()
	return negationOf(read())
}

// beyond reads conditions on the nodes that a relation leads to.
func (p *filterParser) beyond(read func() condition) condition {
	p.steps++
	p.furthest = max(p.furthest, p.steps)
	defer func() { p.steps-- }()
	return read()
}

// leadOn counts one more condition that other nodes are asked about: for certain
// ones of them, or just for any.
func (p *filterParser) leadOn(certain bool) {
	p.relations++
	if certain && !p.negated {
		p.leads++
	}
}

func (p *filterParser) complain(path, format string, args ...any) condition {
	p.complaints = append(p.complaints, fault.Invalid(path, format, args...))
	return never
}

// exceed refuses the whole filter; nothing more of it is read.
func (p *filterParser) exceed(path, format string, args ...any) condition {
	if !p.stopped {
		f := fault.New(fault.CodeLimitExceeded, format, args...)
		f.Field = path
		p.complaints = []error{f}
	}
	p.stopped = true
	return never
}

// counts counts one more condition; false if that is one too many.
func (p *filterParser) counts(path string) bool {
	if p.conditions++; p.conditions > MaxConditions {
		p.exceed(path, "a filter holds at most %d conditions", MaxConditions)
		return false
	}
	return true
}

// object reads the filter of a kind of node: all its conditions must hold.
func (p *filterParser) object(kind Kind, path string, given map[string]any, depth int) condition {
	if depth > MaxFilterDepth {
		return p.exceed(path, "filters are nested more than %d deep", MaxFilterDepth)
	}
	fields := p.fields(kind).compared
	var all []condition
	for _, name := range sortedKeys(given) {
		if p.stopped {
			return never
		}
		at := path + "." + name
		value := given[name]
		if value == nil {
			continue
		}
		if !p.counts(path) {
			return never
		}
		if name == "and" {
			all = append(all, conjunctionOf(p.branches(kind, at, value, depth)))
			continue
		}
		before := p.asked()
		c := p.inside(func() condition {
			switch field, ok := fields[name]; {
			case name == "or":
				return disjunctionOf(p.branches(kind, at, value, depth))
			case name == "not":
				return p.without(func() condition { return p.object(kind, at, asObject(value), depth+1) })
			case !ok:
				return p.complain(at, "there is no such condition")
			default:
				return field(p, at, value, depth)
			}
		})
		if p.outermost && p.asked() == before {
			p.own = append(p.own, c)
		}
		all = append(all, c)
	}
	return conjunctionOf(all)
}

func (p *filterParser) branches(kind Kind, path string, value any, depth int) []condition {
	var all []condition
	for i, item := range asList(value) {
		if p.stopped || !p.counts(path) {
			break
		}
		all = append(all, p.object(kind, fmt.Sprintf("%s[%d]", path, i), asObject(item), depth+1))
	}
	return all
}

// asList reads a list, or one value in its place, as GraphQL allows.
func asList(value any) []any {
	switch list := value.(type) {
	case nil:
		return nil
	case []any:
		return list
	}
	return []any{value}
}

func asObject(value any) map[string]any {
	object, _ := value.(map[string]any)
	return object
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func always(w *sqlWriter, _ string) { w.text("1 = 1") }
func never(w *sqlWriter, _ string)  { w.text("1 = 0") }

// conjunctionOf holds where all of them do: everywhere for none.
func conjunctionOf(all []condition) condition { return joined(all, " AND ", always) }

// disjunctionOf holds where one of them does: nowhere for none.
func disjunctionOf(all []condition) condition { return joined(all, " OR ", never) }

func joined(all []condition, word string, none condition) condition {
	switch len(all) {
	case 0:
		return none
	case 1:
		return all[0]
	}
	all = slices.Clone(all)
	return func(w *sqlWriter, alias string) {
		w.text("(")
		for i, c := range all {
			if i > 0 {
				w.text(word)
			}
			c(w, alias)
		}
		w.text(")")
	}
}

func negationOf(c condition) condition {
	return func(w *sqlWriter, alias string) {
		w.text("NOT (")
		reading := w.reading
		if reading == soughtOut {
			w.reading = rowByRow
		}
		c(w, alias)
		w.reading = reading
		w.text(")")
	}
}

// cellsJoin puts a list's own filter and the conditions of one cell together.
// They become members of the filter's own and, so that it nests no deeper than
// before, however often the filter of a group is grouped again.
func cellsJoin(list map[string]any, cells []map[string]any) map[string]any {
	if len(list) == 0 && len(cells) == 1 {
		return cells[0]
	}
	joined := maps.Clone(list)
	if joined == nil {
		joined = map[string]any{}
	}
	if len(cells) == 0 {
		return joined
	}
	all := slices.Clone(asList(list["and"]))
	for _, c := range cells {
		all = append(all, c)
	}
	joined["and"] = all
	return joined
}
