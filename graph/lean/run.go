package lean

import (
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/internal/budget"
	"pressgraph/internal/database"
)

// run is the answering of one operation. All of it is done by one goroutine, but
// for the reading of gaps.
type run struct {
	schema    *Schema
	plan      *plan
	operation *graphql.OperationContext
	// asking is a context that may ask the database, still one that may not.
	asking, still context.Context
	budget        *budget.Budget
	// ec is what stock fields and arguments need; nil before any does.
	ec    any
	slots []bound

	// whole is the answer, out the piece of it that is being written, and path where.
	whole   piece
	out     *piece
	path    []step
	scratch []any
	// open are the places around it that may be null.
	open []place

	// alone is a gap that has to be read while nothing else is; reading is how many
	// are read beside the pass, done where they are told of, and gone is closed when
	// nobody waits for them any more.
	alone   *gap
	reading int
	done    chan *gap
	gone    chan struct{}
	leading map[*planned][]*gap
}

// step is one step of a path: a field, or an index where that is nil.
type step struct {
	field *planned
	index int
}

// bound is a field that was bound for the request.
type bound struct {
	access Access
	wrong  bool
}

// place is a place that may be null: frame is nil as long as no gap is in it.
type place struct {
	start int
	frame *frame
}

// answer answers an operation by its plan. Its bytes are of the schema's buffers.
func (s *Schema) answer(ctx context.Context, operation *graphql.OperationContext, p *plan) *graphql.Response {
	r := s.begin(ctx, operation, p)
	defer r.end()
	r.enter()
	ok := r.object(p.root, nil)
	r.leave(ok)
	for g := r.next(); g != nil; g = r.next() {
		r.resume(g)
	}
	data := r.data()
	p.wrote(len(data))
	return &graphql.Response{Data: data}
}

// begin returns a run, which takes the room of one that has ended.
func (s *Schema) begin(ctx context.Context, operation *graphql.OperationContext, p *plan) *run {
	r, ok := s.runs.Get().(*run)
	if !ok {
		r = &run{}
	}
	r.schema, r.plan, r.operation = s, p, operation
	r.asking, r.still, r.budget = ctx, database.WithoutDatabase(ctx), budget.From(ctx)
	r.slots = slices.Grow(r.slots, p.slots)[:p.slots]
	r.whole = piece{buf: s.buffers.Take(p.size())}
	r.out = &r.whole
	return r
}

// data returns the whole answer, once all of its gaps are filled.
func (r *run) data() []byte {
	if len(r.whole.gaps) == 0 {
		return r.whole.buf
	}
	data := r.whole.appendTo(r.schema.buffers.Take(r.plan.size()))
	r.schema.buffers.Give(r.whole.buf)
	return data
}

// end lets those go who still read, where a fault of ours has ended the pass. A run
// that nobody else knows is left to another request, without what it held.
func (r *run) end() {
	if r.gone != nil {
		close(r.gone)
		return
	}
	clear(r.slots)
	clear(r.path[:cap(r.path)])
	clear(r.scratch[:cap(r.scratch)])
	clear(r.open[:cap(r.open)])
	runs := &r.schema.runs
	*r = run{slots: r.slots[:0], path: r.path[:0], scratch: r.scratch[:0], open: r.open[:0]}
	runs.Put(r)
}

// object writes the fields of an object; false tells that one of them is null and
// must not be, so that nothing is in the object's place.
func (r *run) object(of *selection, obj any) bool {
	ended := r.ended()
	r.out.buf = append(r.out.buf, '{')
	whole := true
	for i := 0; i < len(of.fields); {
		if ended == nil {
			i += r.leaves(of.fields[i:], obj)
			if i == len(of.fields) {
				break
			}
		}
		f := &of.fields[i]
		start := len(r.out.buf)
		r.out.buf = append(r.out.buf, f.key...)
		if f.kind != typename && !r.field(f, obj, ended) {
			whole = false
		}
		if f.repeated {
			r.cut(start)
		}
		i++
	}
	r.out.buf = append(r.out.buf, '}')
	r.count()
	return whole
}

// leaves writes the plain fields at the beginning of some, as long as nothing is
// wrong with them, and returns how many that were.
func (r *run) leaves(fields []planned, obj any) (written int) {
	defer func() {
		if recover() != nil {
			return // The field is read again, by who tells of its panic.
		}
	}()
	if len(r.path) == 0 {
		return 0
	}
	for i := range fields {
		f := &fields[i]
		if f.repeated || f.kind > leaf || f.slot >= 0 {
			return i
		}
		b := append(r.out.buf, f.key...)
		if f.kind == leaf {
			begin := len(b)
			var err error
			if b, err = f.access.Leaf(r.still, b, obj); err != nil {
				return i
			}
			if len(b) == begin {
				if f.of.NonNull {
					return i
				}
				b = append(b, "null"...)
			}
		}
		r.out.buf, written = b, i+1 //nolint:wastedassign // it is returned where the next one panics
	}
	return len(fields)
}

// ended returns why nothing more is to be resolved.
func (r *run) ended() error {
	if r.budget == nil || r.asking.Err() == nil {
		return nil
	}
	return context.Cause(r.asking)
}

// field resolves a field and writes its value.
func (r *run) field(f *planned, obj any, ended error) bool {
	r.path = append(r.path, step{field: f})
	defer r.pop()
	if f.kind == stock {
		return r.stock(f, obj)
	}
	access, ok := r.accessOf(f)
	if !ok {
		return r.nothing(f)
	}
	if ended != nil {
		r.report(ended)
		return r.nothing(f)
	}
	ctx := r.still
	if len(r.path) == 1 {
		return r.root(f, access)
	}
	switch f.kind {
	case leaf:
		b, err := readLeaf(ctx, access, r.out.buf, obj)
		return r.leaf(f, obj, access, b, err)
	case object:
		value, err := readObject(ctx, access, obj)
		return r.one(f, obj, access, value, err)
	default:
		base := len(r.scratch)
		items, null, err := readList(ctx, access, r.scratch, obj)
		if err != nil {
			return r.failed(f, obj, access, err)
		}
		r.scratch = items
		whole := r.list(f, items[base:], null)
		r.scratch = r.scratch[:base]
		return whole
	}
}

func (r *run) pop() { r.path = r.path[:len(r.path)-1] }

// leaf writes what was read of a field that holds no objects.
func (r *run) leaf(f *planned, obj any, access Access, b []byte, err error) bool {
	if err != nil {
		return r.failed(f, obj, access, err)
	}
	if len(b) == len(r.out.buf) {
		return r.null(f)
	}
	r.out.buf = b
	return true
}

// one writes the object that a field holds.
func (r *run) one(f *planned, obj any, access Access, value any, err error) bool {
	if err != nil {
		return r.failed(f, obj, access, err)
	}
	if value == nil {
		return r.null(f)
	}
	return r.within(!f.of.NonNull, f.onto(value), value)
}

// list writes the objects that a field holds.
func (r *run) list(f *planned, items []any, null bool) bool {
	if null {
		return r.null(f)
	}
	if !f.of.NonNull {
		r.enter()
		return r.leave(r.items(f, items))
	}
	return r.items(f, items)
}

func (r *run) items(f *planned, items []any) bool {
	r.out.buf = append(r.out.buf, '[')
	whole := true
	r.path = append(r.path, step{})
	for i, item := range items {
		if i > 0 {
			r.out.buf = append(r.out.buf, ',')
		}
		r.path[len(r.path)-1].index = i
		if !r.item(f, item) {
			whole = false
		}
	}
	r.pop()
	r.out.buf = append(r.out.buf, ']')
	return whole
}

func (r *run) item(f *planned, item any) bool {
	if item != nil {
		return r.within(!f.of.ItemsNonNull, f.onto(item), item)
	}
	if f.of.ItemsNonNull {
		graphql.AddInvalidNullError(r.at(r.path), f.of.Type+"!")
		return false
	}
	r.out.buf = append(r.out.buf, "null"...)
	return true
}

// within writes an object in a place that may be null, or may not.
func (r *run) within(nullable bool, of *selection, value any) bool {
	if of == nil {
		return nullable && r.writeNull()
	}
	if !nullable {
		return r.object(of, value)
	}
	r.enter()
	return r.leave(r.object(of, value))
}

// enter begins a place that may be null.
func (r *run) enter() { r.open = append(r.open, place{start: len(r.out.buf)}) }

// leave ends it: with null where what is in it is not whole.
func (r *run) leave(whole bool) bool {
	last := r.open[len(r.open)-1]
	r.open = r.open[:len(r.open)-1]
	if !whole {
		r.cut(last.start)
		return r.writeNull()
	}
	if last.frame != nil {
		last.frame.end = len(r.out.buf)
	}
	return true
}

func (r *run) writeNull() bool {
	r.out.buf = append(r.out.buf, "null"...)
	return true
}

// null writes null, or tells that there must be something.
func (r *run) null(f *planned) bool {
	if f.of.NonNull {
		graphql.AddInvalidNullError(r.at(r.path), f.Definition.Type.String())
		return false
	}
	return r.writeNull()
}

// nothing is null of which it was told already why.
func (r *run) nothing(f *planned) bool { return !f.of.NonNull && r.writeNull() }

// failed leaves a gap where the database must be asked, and tells of all other
// errors.
func (r *run) failed(f *planned, obj any, access Access, err error) bool {
	if errors.Is(err, database.ErrDatabase) {
		r.leaveGap(f, obj, access)
		return true
	}
	return r.wrong(f, err)
}

// wrong tells of an error.
func (r *run) wrong(f *planned, err error) bool {
	if bad, ok := errors.AsType[unwritable](err); ok {
		graphql.AddError(r.at(r.path), bad.error)
		return r.writeNull()
	}
	r.report(err)
	return r.nothing(f)
}

// count counts what was written of the answer since it last did. What is too much
// ends the operation.
func (r *run) count() {
	bytes := len(r.out.buf) - r.out.counted
	if r.budget == nil || bytes <= 0 || r.budget.Err() != nil {
		return
	}
	r.out.counted = len(r.out.buf)
	if err := r.budget.Write(int64(bytes)); err != nil {
		r.tell(r.at(r.path), err)
	}
}
