package input

import (
	"fmt"
	"slices"

	"pressgraph/internal/content"
)

// Field is one field of an update: its zero value is a field left out, which
// stays as it is; Null clears it; To sets it, and a list replaces the list.
type Field[T any] struct {
	// Set is false where the field was left out.
	Set bool
	// Value is nil for null.
	Value *T
}

// To returns a field that is set to v.
func To[T any](v T) Field[T] { return Field[T]{Set: true, Value: &v} }

// Null returns a field that is cleared.
func Null[T any]() Field[T] { return Field[T]{Set: true} }

// OrOut returns the field of a create input: null is as left out there.
func OrOut[T any](v *T) Field[T] { return Field[T]{Set: v != nil, Value: v} }

// Take applies a field that may be null to what it changes.
func Take[T, P any](f Field[T], into **P, c Complaints, parse func(T) (P, error)) {
	switch {
	case !f.Set:
	case f.Value == nil:
		*into = nil
	default:
		parsed, err := parse(*f.Value)
		c.Note(err)
		if err == nil {
			*into = &parsed
		}
	}
}

// Must applies a field that is never null.
func Must[T, P any](f Field[T], into *P, c Complaints, parse func(T) (P, error)) {
	switch {
	case !f.Set:
	case f.Value == nil:
		c.Add("must not be null")
	default:
		parsed, err := parse(*f.Value)
		c.Note(err)
		if err == nil {
			*into = parsed
		}
	}
}

// TakeList applies a list: null is an empty one. Each element is parsed with
// complaints of its own.
func TakeList[T, P any](f Field[[]T], into *[]P, c Complaints, parse func(T, Complaints) P) {
	if !f.Set {
		return
	}
	*into = nil
	if f.Value == nil {
		return
	}
	for i, v := range *f.Value {
		*into = append(*into, parse(v, c.Item(i)))
	}
}

// OneOf checks that an enum has one of its values.
func OneOf[T content.Enum](v T) (T, error) {
	if slices.Contains(v.Values(), string(v)) {
		return v, nil
	}
	return v, fmt.Errorf("%q is not one of the values of this field", string(v))
}

// NoteWord complains about an enum that is neither empty nor one of its values.
func NoteWord[T content.Enum](v T, c Complaints) {
	if v != "" {
		_, err := OneOf(v)
		c.Note(err)
	}
}

// Word parses the name of a value of an enum.
func Word[T content.Enum](s string) (T, error) {
	return OneOf(T(s))
}

// One is word for what is kept as text.
func One[T content.Enum](s string) (string, error) {
	_, err := OneOf(T(s))
	return s, err
}

// AsIs parses what needs no parsing.
func AsIs[T any](v T) (T, error) { return v, nil }
