package newsroom

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

// orOut returns the field of a create input: null is as left out there.
func orOut[T any](v *T) Field[T] { return Field[T]{Set: v != nil, Value: v} }

// take applies a field that may be null to what it changes.
func take[T, P any](f Field[T], into **P, c complaints, parse func(T) (P, error)) {
	switch {
	case !f.Set:
	case f.Value == nil:
		*into = nil
	default:
		parsed, err := parse(*f.Value)
		c.note(err)
		if err == nil {
			*into = &parsed
		}
	}
}

// must applies a field that is never null.
func must[T, P any](f Field[T], into *P, c complaints, parse func(T) (P, error)) {
	switch {
	case !f.Set:
	case f.Value == nil:
		c.add("must not be null")
	default:
		parsed, err := parse(*f.Value)
		c.note(err)
		if err == nil {
			*into = parsed
		}
	}
}

// takeList applies a list: null is an empty one. Each element is parsed with
// complaints of its own.
func takeList[T, P any](f Field[[]T], into *[]P, c complaints, parse func(T, complaints) P) {
	if !f.Set {
		return
	}
	*into = nil
	if f.Value == nil {
		return
	}
	for i, v := range *f.Value {
		*into = append(*into, parse(v, c.item(i)))
	}
}

// oneOf checks that an enum has one of its values.
func oneOf[T content.Enum](v T) (T, error) {
	if slices.Contains(v.Values(), string(v)) {
		return v, nil
	}
	return v, fmt.Errorf("%q is not one of the values of this field", string(v))
}

// noteWord complains about an enum that is neither empty nor one of its values.
func noteWord[T content.Enum](v T, c complaints) {
	if v != "" {
		_, err := oneOf(v)
		c.note(err)
	}
}

// word parses the name of a value of an enum.
func word[T content.Enum](s string) (T, error) {
	return oneOf(T(s))
}

// one is word for what is kept as text.
func one[T content.Enum](s string) (string, error) {
	_, err := oneOf(T(s))
	return s, err
}

func asIs[T any](v T) (T, error) { return v, nil }
