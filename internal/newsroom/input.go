package newsroom

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// Input is an input object of the API, by the names of its fields: what it does
// not hold is left out, nil is null. Its values are texts, whole numbers, true and
// false, lists of any and Inputs; ids are global ones. Revisions keep releases in
// the same shape.
type Input map[string]any

// NewInput returns an input of values as they come: of JSON, or of the API.
func NewInput(values map[string]any) Input {
	in := make(Input, len(values))
	for name, v := range values {
		in[name] = plain(reflect.ValueOf(v))
	}
	return in
}

// plain returns one of the kinds of values that an Input holds; what is none of
// them stays, to be complained about.
func plain(v reflect.Value) any {
	switch v.Kind() { //nolint:exhaustive // other kinds stay
	case reflect.Invalid:
		return nil
	case reflect.Pointer, reflect.Interface:
		return plain(v.Elem())
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int64:
		return int(v.Int())
	case reflect.Float64:
		if whole := int(v.Float()); float64(whole) == v.Float() {
			return whole
		}
	case reflect.Map:
		if v.IsNil() {
			return nil
		}
		if values, ok := reflect.TypeAssert[map[string]any](v); ok {
			return NewInput(values)
		}
	case reflect.Slice:
		if v.IsNil() {
			return nil
		}
		all := make([]any, v.Len())
		for i := range all {
			all[i] = plain(v.Index(i))
		}
		return all
	}
	return v.Interface()
}

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
func (o object) textOr(name, otherwise string) Field[string] {
	if given := o.text(name); given.Value != nil {
		return given
	}
	return To(otherwise)
}

func valueOf[T any](o object, name, kind string) Field[T] {
	value, given := o.Input[name]
	switch v := value.(type) {
	case nil:
		return Field[T]{Set: given}
	case T:
		return To(v)
	}
	o.field(name).add("must be %s", kind)
	return Field[T]{}
}

// list returns a list; one value stands for a list of it.
func (o object) list(name string) Field[[]any] {
	value, given := o.Input[name]
	if value == nil {
		return Field[[]any]{Set: given}
	}
	return To(listOf(value))
}

func listOf(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

// takePart applies an object that has some fields, in which null is as left out.
func takePart[P any](o object, name string, into **P, names []string, read func(in object) P) {
	in := o.part(name)
	switch {
	case !in.Set:
	case in.Value == nil:
		*into = nil
	default:
		part := read(in.Value.given().read(o.field(name), names...))
		*into = &part
	}
}

// takeParts applies a list of objects that have some fields.
func takeParts[P any](o object, name string, into *[]P, names []string, read func(object) P) {
	takeList(o.list(name), into, o.field(name), func(v any, c complaints) P {
		in, ok := v.(Input)
		if !ok {
			c.add("must be an object")
		}
		return read(in.read(c, names...))
	})
}

// objects are those that a list of an input holds.
func objects(list any) []Input {
	var all []Input
	for _, v := range listOf(list) {
		if in, ok := v.(Input); ok {
			all = append(all, in)
		}
	}
	return all
}

// numberOf returns the number of a global id of a type; 0, which names nothing,
// for anything else.
func numberOf(t content.NodeType, global any) int64 {
	text, _ := global.(string)
	return content.NumberOf(t, text)
}

// reference parses the global id of a node that is looked for later on.
func reference(t content.NodeType) func(string) (int64, error) {
	return func(global string) (int64, error) { return numberOf(t, global), nil }
}

// complaints collects all that is wrong with an input, each with its field.
// Copies of one share what they collect; only the field differs.
type complaints struct {
	all  *[]error
	path string
}

// complain starts a collection at a field, which may be empty.
func complain(path string) complaints { return complaints{all: new([]error), path: path} }

// field returns the same collection at a field of the one it stands at.
func (c complaints) field(name string) complaints {
	if c.path != "" {
		name = c.path + "." + name
	}
	return complaints{all: c.all, path: name}
}

// item returns the same collection at an element of the list it stands at.
func (c complaints) item(i int) complaints {
	return complaints{all: c.all, path: fmt.Sprintf("%s[%d]", c.path, i)}
}

// add complains about the field.
func (c complaints) add(format string, args ...any) {
	*c.all = append(*c.all, fault.Invalid(c.path, format, args...))
}

// note complains about the field with what a parser found, if anything.
func (c complaints) note(err error) {
	if err != nil {
		c.add("%s", err)
	}
}

// conflict complains that the field cannot be like this as things stand.
func (c complaints) conflict(format string, args ...any) {
	f := fault.Conflict(format, args...)
	f.Field = c.path
	*c.all = append(*c.all, f)
}

// some reports whether there are any complaints.
func (c complaints) some() bool { return len(*c.all) > 0 }

// err returns all complaints as one error; nil if there are none.
func (c complaints) err() error { return errors.Join(*c.all...) }
