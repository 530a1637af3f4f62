package memory

import (
	"reflect"
	"strings"
	"sync"
	"time"
)

// compactor puts what rows hold close together, so that a row is three pieces of
// memory, whatever the number of its fields: the collector goes through all that is
// kept again and again. It may be used by many goroutines.
type compactor struct{ shapes sync.Map }

// shape is where a type of rows has what its driver allocated piece by piece.
type shape struct {
	// texts are its fields that are texts, and pointers those that point to
	// something plain; block has a field for each of these.
	texts, pointers []int
	block           reflect.Type
}

// row compacts a value that nobody else knows yet: what it points to, where it
// points to a struct, or to several in a slice. Only their own fields are looked
// at. Cost: the value.
func (c *compactor) row(value any) {
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.Slice && isRow(v.Type().Elem()):
		for i := range v.Len() {
			c.one(v.Index(i))
		}
	case v.IsValid() && isRow(v.Type()):
		c.one(v)
	}
}

func isRow(t reflect.Type) bool {
	return t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct && !isPlain(t.Elem())
}

func (c *compactor) one(pointer reflect.Value) {
	if pointer.IsNil() {
		return
	}
	row, of := pointer.Elem(), c.shapeOf(pointer.Type().Elem())
	var block reflect.Value
	size := 0
	for _, i := range of.texts {
		size += row.Field(i).Len()
	}
	for at, i := range of.pointers {
		f := row.Field(i)
		if f.IsNil() {
			continue
		}
		if !block.IsValid() {
			block = reflect.New(of.block).Elem()
		}
		to := block.Field(at)
		to.Set(f.Elem())
		f.Set(to.Addr())
		if to.Kind() == reflect.String {
			size += to.Len()
		}
	}
	room := roomFor(size)
	for _, i := range of.texts {
		room.move(row.Field(i))
	}
	for _, i := range of.pointers {
		if f := row.Field(i); !f.IsNil() && f.Elem().Kind() == reflect.String {
			room.move(f.Elem())
		}
	}
}

// room is one piece of memory for several texts.
type room struct{ of strings.Builder }

func roomFor(size int) *room {
	r := &room{}
	r.of.Grow(size)
	return r
}

// move moves a text into the room, which has place for it.
func (r *room) move(text reflect.Value) {
	from := r.of.Len()
	r.of.WriteString(text.String())
	text.SetString(r.of.String()[from:])
}

// shapeOf returns the shape of a type.
func (c *compactor) shapeOf(t reflect.Type) *shape {
	if known, ok := c.shapes.Load(t); ok {
		if of, ok := known.(*shape); ok {
			return of
		}
	}
	made := &shape{}
	var fields []reflect.StructField
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case !f.IsExported() || f.Anonymous:
		case f.Type.Kind() == reflect.String:
			made.texts = append(made.texts, i)
		case f.Type.Kind() == reflect.Pointer && isPlain(f.Type.Elem()):
			made.pointers = append(made.pointers, i)
			fields = append(fields, reflect.StructField{Name: f.Name, Type: f.Type.Elem()})
		}
	}
	made.block = reflect.StructOf(fields)
	c.shapes.Store(t, made)
	return made
}

// isPlain tells whether values of a type may be copied: numbers, truth values,
// texts, times, and what is made of these alone.
func isPlain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return true
	case reflect.Struct:
		if t == reflect.TypeFor[time.Time]() {
			return true
		}
		for f := range t.Fields() {
			if !isPlain(f.Type) {
				return false
			}
		}
		return true
	default:
		return false
	}
}
