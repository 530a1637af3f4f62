package input

import (
	"maps"
	"reflect"
	"slices"
)

// Object is an input object of the API, by the names of its fields: what it does
// not hold is left out, nil is null. Its values are texts, whole numbers, true and
// false, lists of any and Objects; ids are global ones. Revisions keep releases in
// the same shape.
type Object map[string]any

// Of returns an input of values as they come: of JSON, or of the API.
func Of(values map[string]any) Object {
	in := make(Object, len(values))
	for name, v := range values {
		in[name] = plain(reflect.ValueOf(v))
	}
	return in
}

// plain returns one of the kinds of values that an Object holds; what is none of
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
			return Of(values)
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

// Given returns the input of something new, where null is as left out.
func (in Object) Given() Object {
	kept := maps.Clone(in)
	maps.DeleteFunc(kept, func(_ string, v any) bool { return v == nil })
	return kept
}

// With returns the input with one field more.
func (in Object) With(name string, value any) Object {
	in = maps.Clone(in)
	in[name] = value
	return in
}

// Form is an input object that is being read. What is wrong with a field is
// complained about there, and all of the wrong kind counts as left out.
type Form struct {
	Object

	At Complaints
}

// Read starts to read an input, and complains of fields that are none of names.
func (in Object) Read(at Complaints, names ...string) Form {
	known := make(map[string]bool, len(names))
	for _, name := range names {
		known[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if !known[name] {
			at.Field(name).Add("there is no such field")
		}
	}
	return Form{Object: in, At: at}
}

// Has tells whether a field is given, or null.
func (o Form) Has(name string) bool {
	_, given := o.Object[name]
	return given
}

// Field returns the complaints at a field.
func (o Form) Field(name string) Complaints { return o.At.Field(name) }

// Text returns a field that is a text.
func (o Form) Text(name string) Field[string] { return valueOf[string](o, name, "a text") }

// Flag returns a field that is true or false.
func (o Form) Flag(name string) Field[bool] { return valueOf[bool](o, name, "true or false") }

// Number returns a field that is a whole number.
func (o Form) Number(name string) Field[int] { return valueOf[int](o, name, "a whole number") }

// part returns a field that is an object.
func (o Form) part(name string) Field[Object] { return valueOf[Object](o, name, "an object") }

// TextOr returns a field that is a text, and another where none is given.
func (o Form) TextOr(name, otherwise string) Field[string] {
	if given := o.Text(name); given.Value != nil {
		return given
	}
	return To(otherwise)
}

func valueOf[T any](o Form, name, kind string) Field[T] {
	value, given := o.Object[name]
	switch v := value.(type) {
	case nil:
		return Field[T]{Set: given}
	case T:
		return To(v)
	}
	o.Field(name).Add("must be %s", kind)
	return Field[T]{}
}

// list returns a list; one value stands for a list of it.
func (o Form) list(name string) Field[[]any] {
	value, given := o.Object[name]
	if value == nil {
		return Field[[]any]{Set: given}
	}
	return To(ListOf(value))
}

// ListOf returns the elements of a list; one value stands for a list of it.
func ListOf(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

// takePart applies an object that has some fields, in which null is as left out.
func takePart[P any](o Form, name string, into **P, names []string, read func(in Form) P) {
	in := o.part(name)
	switch {
	case !in.Set:
	case in.Value == nil:
		*into = nil
	default:
		part := read(in.Value.Given().Read(o.Field(name), names...))
		*into = &part
	}
}

// TakeParts applies a list of objects that have some fields.
func TakeParts[P any](o Form, name string, into *[]P, names []string, read func(Form) P) {
	TakeList(o.list(name), into, o.Field(name), func(v any, c Complaints) P {
		in, ok := v.(Object)
		if !ok {
			c.Add("must be an object")
		}
		return read(in.Read(c, names...))
	})
}

// Objects are those that a list of an input holds.
func Objects(list any) []Object {
	var all []Object
	for _, v := range ListOf(list) {
		if in, ok := v.(Object); ok {
			all = append(all, in)
		}
	}
	return all
}
