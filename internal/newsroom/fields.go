package newsroom

import (
	"context"
	"errors"
	"fmt"
	"time"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// field is one field of a kind of node, declared once: by it inputs are read,
// the row is written, and a revision is kept, compared and given back.
type field[S any] struct {
	// name is that of the API's inputs.
	name string
	// needed fields are given when a node is made.
	needed bool
	// take changes a state as an input says.
	take func(s *S, in input.Form, w *work)
	// columns are those that hold it, and write sets them; none for what has rows
	// of its own.
	columns []string
	write   func(e *Edit, m db.Mutation, before, after *S) error
	// derive computes those of its columns that follow from another anew, where
	// something else than write has changed that; nil where none does.
	derive func(d derivation)
	// store writes the rows of its own that a node has, once the node is there.
	store func(ctx context.Context, e *Edit, before, after *S) error
	// saved is how a revision holds it; nil where none does.
	saved func(s *S) any
	// hide takes it away where readers do not notice it; nil where they do.
	hide func(s *S)
	// to is the type of the nodes that it names, and by the field of its objects
	// that names them; empty where its values do.
	to content.NodeType
	by string
}

// work is what inputs are read with beside themselves.
type work struct {
	input.Known

	zone *time.Location
	// parts are the fields of participations.
	parts fields[Participation]
	// sources are the texts of the releases that evidence is looked for in.
	sources map[int64]Texts
	// before are the texts of the release that changes, and lost the ties that
	// have lost their last evidence by it: but for those that the input itself
	// lists, which are an editor's word and stay.
	before Texts
	lost   []Loss
}

// inColumn is a field in a column that is never null.
func inColumn[S, T any](name, column string, at func(*S) *T, take func(s *S, in input.Form, w *work)) field[S] {
	return field[S]{
		name: name, columns: []string{column}, take: take,
		write: func(_ *Edit, m db.Mutation, _, s *S) error { return m.SetField(column, *at(s)) },
		saved: func(s *S) any { return *at(s) },
	}
}

// required is a field that is given when a node is made, and never null.
func required[S, T any](name, column string, at func(*S) *T, parse func(string) (T, error)) field[S] {
	f := inColumn(name, column, at, func(s *S, in input.Form, _ *work) { input.Must(in.Text(name), at(s), in.Field(name), parse) })
	f.needed = true
	return f
}

// optional is a field that may be null, in a column.
func optional[S, T any](name, column string, at func(*S) **T, parse func(string) (T, error)) field[S] {
	return field[S]{
		name: name, columns: []string{column},
		take:  func(s *S, in input.Form, _ *work) { input.Take(in.Text(name), at(s), in.Field(name), parse) },
		write: func(_ *Edit, m db.Mutation, _, s *S) error { return setColumn(m, column, *at(s)) },
		saved: func(s *S) any { return *at(s) },
	}
}

// flag is a field that is true or false, in a column.
func flag[S any](name, column string, at func(*S) *bool) field[S] {
	return inColumn(name, column, at, func(s *S, in input.Form, _ *work) { input.Must(in.Flag(name), at(s), in.Field(name), input.AsIs) })
}

// dateSpan is a day, month or year, in a column and two more that span has the
// names of: the first and the last day that it can mean.
func dateSpan[S any](name, column, span string, at func(*S) **content.PartialDate) field[S] {
	f := optional(name, column, at, content.ParsePartialDate)
	f.columns = append(f.columns, span+"_earliest", span+"_latest")
	f.write = func(_ *Edit, m db.Mutation, _, s *S) error { return setDate(m, column, span, *at(s)) }
	f.derive = func(d derivation) { d.period(span, column) }
	return f
}

func setDate(m db.Mutation, column, span string, date *content.PartialDate) error {
	earliest, latest := content.Bounds(date)
	return errors.Join(setColumn(m, column, date), m.SetField(span+"_earliest", earliest), m.SetField(span+"_latest", latest))
}

// structured is a value of several parts that one column holds as JSON.
func structured[S, T any](name, column string, at func(*S) *T, none func(T) bool, read func(in input.Form, name string, into *T)) field[S] {
	return field[S]{
		name: name, columns: []string{column},
		take: func(s *S, in input.Form, _ *work) { read(in, name, at(s)) },
		// JSON that stays is not written: its text may be another's.
		write: func(_ *Edit, m db.Mutation, before, s *S) error {
			switch {
			case none(*at(s)):
				return m.ClearField(column)
			case same(*at(before), *at(s)):
				return nil
			}
			return m.SetField(column, *at(s))
		},
		saved: func(s *S) any { return *at(s) },
	}
}

func picture[S any](name, column string, at func(*S) **content.Image) field[S] {
	return structured(name, column, at, func(image *content.Image) bool { return image == nil }, input.TakeImage)
}

func descriptions[S any](name, column string, at func(*S) *[]content.LocalText) field[S] {
	return structured(name, column, at, func(all []content.LocalText) bool { return len(all) == 0 }, input.TakeDescriptions)
}

// sum is an amount of money, in three columns.
func sum[S any](name, prefix string, at func(*S) moneyColumns) field[S] {
	amount, currency, qualifier := prefix+"_amount", prefix+"_currency", prefix+"_qualifier"
	return field[S]{
		name: name, columns: []string{amount, currency, qualifier},
		take: func(s *S, in input.Form, _ *work) {
			m := at(s).get()
			input.TakeMoney(in, name, &m)
			at(s).set(m)
		},
		write: func(_ *Edit, m db.Mutation, _, s *S) error {
			at := at(s)
			return errors.Join(setColumn(m, amount, *at.amount), setColumn(m, currency, *at.currency), setColumn(m, qualifier, *at.qualifier))
		},
	}
}

// hidden is a field that readers do not notice.
func (f field[S]) hidden(hide func(s *S)) field[S] {
	f.hide = hide
	return f
}

// then has a field checked against others once it has been read.
func (f field[S]) then(check func(s *S, in input.Form)) field[S] {
	take := f.take
	f.take = func(s *S, in input.Form, w *work) {
		take(s, in, w)
		check(s, in)
	}
	return f
}

// made is a field that is made up where it is not given.
func (f field[S]) made() field[S] {
	f.needed = false
	return f
}

// or is a field that has a value where none is given.
func (f field[S]) or(otherwise string) field[S] {
	take := f.take
	f.needed = false
	f.take = func(s *S, in input.Form, w *work) {
		if in.Text(f.name).Value == nil {
			in.Object = in.With(f.name, otherwise)
		}
		take(s, in, w)
	}
	return f
}

// leading is a field that names a node; one that does not exist is complained about.
func leading[S any](name, column string, to content.NodeType, at func(*S) **int64) field[S] {
	f := optional[S, int64](name, column, at, nil)
	f.to = to
	f.take = func(s *S, in input.Form, w *work) { input.Take(in.Text(name), at(s), in.Field(name), w.Node(to)) }
	f.saved = func(s *S) any { return globalID(to, *at(s)) }
	return f
}

// setColumn sets a nullable column, or clears it.
func setColumn[T any](m db.Mutation, column string, v *T) error {
	if v == nil {
		return m.ClearField(column)
	}
	return m.SetField(column, *v)
}

// fields are those of one kind of node, in the order in which they are read.
type fields[S any] []field[S]

func (all fields[S]) names() []string {
	names := make([]string, len(all))
	for i, f := range all {
		names[i] = f.name
	}
	return names
}

// apply changes a state as an input says; one that is new has all that is needed.
func (all fields[S]) apply(s *S, in input.Object, fresh bool, w *work, c input.Complaints) {
	all.take(s, in.Read(c, all.names()...), fresh, w)
}

func (all fields[S]) take(s *S, o input.Form, fresh bool, w *work) {
	for _, f := range all {
		if fresh && f.needed && !o.Has(f.name) {
			o.Field(f.name).Add("must be given")
		}
		f.take(s, o, w)
	}
}

// write sets all columns.
func (all fields[S]) write(e *Edit, m db.Mutation, before, after *S) error {
	for _, f := range all {
		if f.write == nil {
			continue
		}
		if err := f.write(e, m, before, after); err != nil {
			return err
		}
	}
	return nil
}

// derive computes the columns of a row that follow from others.
func (all fields[S]) derive(d derivation) {
	for _, f := range all {
		if f.derive != nil {
			f.derive(d)
		}
	}
}

// store writes the rows below a node.
func (all fields[S]) store(ctx context.Context, e *Edit, before, after *S) error {
	for _, f := range all {
		if f.store == nil {
			continue
		}
		if err := f.store(ctx, e, before, after); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return nil
}

// shown returns what readers notice of a state: an edit of it is news to them.
func (all fields[S]) shown(s S) S {
	for _, f := range all {
		if f.hide != nil {
			f.hide(&s)
		}
	}
	return s
}

// saved returns a state as a revision keeps it, which can be given back as an input.
func (all fields[S]) saved(s S) input.Object {
	in := input.Object{}
	for _, f := range all {
		if f.saved != nil {
			in[f.name] = f.saved(&s)
		}
	}
	return in
}

// wants collects the nodes that an input names.
func (all fields[S]) wants(in input.Object) input.Wanted {
	w := input.Wanted{}
	for _, f := range all {
		f.each(in, func(id int64) bool {
			w.Add(f.to, id)
			return true
		})
	}
	return w
}

// leaveOut drops what an input names and is no more, and tells of it.
func (all fields[S]) leaveOut(in input.Object, k input.Known) (left input.Object, gone []string) {
	for _, f := range all {
		kept := f.each(in, func(id int64) bool {
			_, there := k.IDs[f.to][id]
			if !there {
				gone = append(gone, "a deleted "+f.to.Noun())
			}
			return there
		})
		if kept != nil {
			in = in.With(f.name, *kept)
		}
	}
	return in, gone
}

// each asks of every node that the field names whether it stays, and returns
// what is left; nil for a field that names none.
func (f field[S]) each(in input.Object, stays func(id int64) bool) *any {
	value, given := in[f.name]
	if f.to == 0 || !given || value == nil {
		return nil
	}
	kept := []any{}
	for _, v := range input.ListOf(value) {
		id := v
		if part, ok := v.(input.Object); ok {
			id = part[f.by]
		}
		if stays(input.NumberOf(f.to, id)) {
			kept = append(kept, v)
		}
	}
	left := any(kept)
	if _, several := value.([]any); !several {
		left = nil
		if len(kept) > 0 {
			left = value
		}
	}
	return &left
}
