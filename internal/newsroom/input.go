package newsroom

import (
	"maps"
	"slices"

	"pressgraph/internal/content"
)

// Input is an input object of the API, by the names of its fields: what it does
// not hold is left out, nil is null. Its values are those of JSON, ids are global
// ones. Revisions keep releases in the same shape.
type Input map[string]any

// given returns the input of something new, where null is as left out.
func (in Input) given() Input {
	kept := maps.Clone(in)
	maps.DeleteFunc(kept, func(_ string, v any) bool { return v == nil })
	return kept
}

// with returns the input with one field more.
func (in Input) with(name string, value any) Input {
	in = maps.Clone(in)
	in[name] = value
	return in
}

// object is an input object that is being read. What is wrong with a field is
// complained about there, and all of the wrong kind counts as left out.
type object struct {
	Input

	at complaints
}

// read starts to read an input, and complains of fields that are none of names.
func (in Input) read(at complaints, names ...string) object {
	known := make(map[string]bool, len(names))
	for _, name := range names {
		known[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if !known[name] {
			at.field(name).add("there is no such field")
		}
	}
	return object{Input: in, at: at}
}

// has tells whether a field is given, or null.
func (o object) has(name string) bool {
	_, given := o.Input[name]
	return given
}

func (o object) field(name string) complaints { return o.at.field(name) }

func (o object) text(name string) Field[string] { return valueOf[string](o, name, "a text") }
func (o object) flag(name string) Field[bool]   { return valueOf[bool](o, name, "true or false") }
func (o object) number(name string) Field[int]  { return valueOf[int](o, name, "a whole number") }
func (o object) part(name string) Field[Input]  { return valueOf[Input](o, name, "an object") }
func (o object) list(name string) Field[[]any]  { return valueOf[[]any](o, name, "a list") }
func (o object) textOr(name, otherwise string) Field[string] {
	if given := o.text(name); given.Value != nil {
		return given
	}
	return To(otherwise)
}

func valueOf[T any](o object, name, kind string) Field[T] {
	value, given := o.Input[name]
	switch v := plain[T](value).(type) {
	case nil:
		return Field[T]{Set: given}
	case T:
		return To(v)
	}
	o.field(name).add("must be %s", kind)
	return Field[T]{}
}

// plain returns a value of JSON as one of the few Go types that are read here.
// One value stands for a list of it.
func plain[T any](value any) any {
	switch v := value.(type) {
	case map[string]any:
		value = Input(v)
	case int64:
		value = int(v)
	case float64:
		if whole := int(v); float64(whole) == v {
			value = whole
		}
	}
	if _, list := any(*new(T)).([]any); !list || value == nil {
		return value
	}
	if _, list := value.([]any); list {
		return value
	}
	return []any{value}
}

// takePart applies an object with some fields, in which null is as left out, or
// null itself.
func takePart(o object, name string, names []string, read func(in object, null bool)) {
	in := o.part(name)
	switch {
	case !in.Set:
	case in.Value == nil:
		read(object{}, true)
	default:
		read(in.Value.given().read(o.field(name), names...), false)
	}
}

// takeParts applies a list of objects that have some fields.
func takeParts[P any](o object, name string, into *[]P, names []string, read func(object) P) {
	takeList(o.list(name), into, o.field(name), func(v any, c complaints) P {
		in, ok := plain[Input](v).(Input)
		if !ok {
			c.add("must be an object")
		}
		return read(in.read(c, names...))
	})
}

// objects are those that a list of an input holds.
func objects(list any) []Input {
	if list == nil {
		return nil
	}
	var all []Input
	given, _ := plain[[]any](list).([]any)
	for _, v := range given {
		if in, ok := plain[Input](v).(Input); ok {
			all = append(all, in)
		}
	}
	return all
}

// numberOf returns the number of a global id of a type; 0, which names nothing,
// for anything else.
func numberOf(t content.NodeType, global any) int64 {
	text, _ := global.(string)
	found, id, err := content.ParseGlobalID(text)
	if err != nil || found != t {
		return 0
	}
	return id
}

// reference parses the global id of a node that is looked for later on.
func reference(t content.NodeType) func(string) (int64, error) {
	return func(global string) (int64, error) { return numberOf(t, global), nil }
}
