package newsroom

import (
	"cmp"
	"reflect"
	"slices"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

// missing turns the absence of a mutation's target into NOT_FOUND.
func missing(t content.NodeType, err error) error {
	if db.IsNotFound(err) {
		return fault.NotFound("there is no such %s", t.Noun())
	}
	return err
}

// CheckVersion refuses a change that was made from another version than the current.
func CheckVersion(named, current int) error {
	if named != current {
		return fault.VersionConflict(current)
	}
	return nil
}

// same reports whether two states are equal; an empty list is as none.
func same[T any](a, b T) bool {
	return reflect.DeepEqual(a, b)
}

// bare returns a row without the client that it was read with, so that two
// states of it compare.
func bare[T any](row *T) T {
	var columns T
	from, to := reflect.ValueOf(row).Elem(), reflect.ValueOf(&columns).Elem()
	for i := range from.NumField() {
		if from.Type().Field(i).IsExported() {
			to.Field(i).Set(from.Field(i))
		}
	}
	return columns
}

// NewID returns the id asked for, or a fresh one for 0.
func (e *Edit) NewID(asked int64) int64 {
	if asked != 0 {
		return asked
	}
	return e.Tx.NewID()
}

func (e *Edit) touchPointer(t content.NodeType, id *int64) {
	if id != nil {
		e.Touch(t, *id)
	}
}

// pointed is what a reference holds; the zero value for none.
func pointed[T any](v *T) T {
	if v == nil {
		var none T
		return none
	}
	return *v
}

// IDsOf returns the ids of rows.
func IDsOf(records []store.Record) []int64 {
	ids := make([]int64, len(records))
	for i, r := range records {
		ids[i] = r.ID()
	}
	return ids
}

// SortBy sorts rows by a column of whole numbers.
func SortBy(rows []store.Record, column string) {
	slices.SortStableFunc(rows, func(a, b store.Record) int { return cmp.Compare(a.Number(column), b.Number(column)) })
}

// orNil makes an empty list none at all, so that states compare.
func orNil[T any](all []T) []T {
	if len(all) == 0 {
		return nil
	}
	return all
}
