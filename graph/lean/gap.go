package lean

import (
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/internal/database"
)

// gap is a place in the answer whose value is being read.
type gap struct {
	field  *planned
	obj    any
	access Access
	path   []step
	// around is the frame that is null where the gap is and must not be.
	around *frame
	// at is where in its piece it is, and out what comes there.
	at  int
	out *piece

	// What was read.
	bytes []byte
	value any
	items []any
	null  bool
	err   error
}

// leaveGap has a field read while the pass goes on. Where another gap of the same
// field is being read, this one waits for it: whoever asks first reads for all.
func (r *run) leaveGap(f *planned, obj any, access Access) {
	if r.leading == nil {
		r.leading, r.done, r.gone = map[*planned][]*gap{}, make(chan *gap), make(chan struct{})
	}
	g := &gap{
		field: f, obj: obj, access: access, path: slices.Clone(r.path), around: r.around(), at: len(r.out.buf), out: &piece{},
	}
	r.out.gaps = append(r.out.gaps, g)
	if waiting, ok := r.leading[f]; ok && f.kind != stock {
		r.leading[f] = append(waiting, g)
		return
	}
	r.leading[f] = nil
	r.read(g)
}

// around returns the frame of the innermost place that may be null.
func (r *run) around() *frame {
	last := &r.open[len(r.open)-1]
	if last.frame == nil {
		last.frame = &frame{start: last.start}
		r.out.frames = append(r.out.frames, last.frame)
	}
	return last.frame
}

// read has a gap read in a goroutine of its own: at once where others are. One that
// stays alone is read by the pass itself once it can do nothing else.
func (r *run) read(g *gap) {
	if r.alone == nil && r.reading == 0 {
		r.alone = g
		return
	}
	if first := r.alone; first != nil {
		r.alone = nil
		r.start(first)
	}
	r.start(g)
}

func (r *run) start(g *gap) {
	r.reading++
	ctx, ec := r.contextOf(g)
	go func() {
		g.read(ctx, ec)
		select {
		case r.done <- g:
		case <-r.gone:
		}
	}()
}

// next returns a gap that has been read, nil where there is none any more.
func (r *run) next() *gap {
	if g := r.alone; g != nil {
		r.alone = nil
		ctx, ec := r.contextOf(g)
		g.read(ctx, ec)
		return g
	}
	if r.reading == 0 {
		return nil
	}
	r.reading--
	return <-r.done
}

// contextOf returns what a gap is read with.
func (r *run) contextOf(g *gap) (ctx context.Context, ec any) {
	switch {
	case g.field.kind == stock:
		return r.at(g.path[:len(g.path)-1]), r.stockContext() // It adds the field itself.
	case len(g.path) == 1:
		return r.at(g.path), r.ec
	default:
		return r.asking, r.ec
	}
}

func (g *gap) read(ctx context.Context, ec any) {
	switch g.field.kind {
	case stock:
		g.bytes, g.null, g.err = readStock(ctx, ec, g.field, g.obj)
	case leaf:
		g.bytes, g.err = readLeaf(ctx, g.access, nil, g.obj)
	case object:
		g.value, g.err = readObject(ctx, g.access, g.obj)
	default:
		g.items, g.null, g.err = readList(ctx, g.access, nil, g.obj)
	}
}

// resume goes on with what was read, and with what has waited for it.
func (r *run) resume(g *gap) {
	r.fill(g)
	waiting, leads := r.leading[g.field]
	if !leads || g.field.kind == stock {
		return
	}
	delete(r.leading, g.field)
	for _, next := range waiting {
		next.read(r.still, nil)
		if errors.Is(next.err, database.ErrDatabase) {
			r.read(next)
			continue
		}
		r.fill(next)
	}
}

// fill writes what is in a gap.
func (r *run) fill(g *gap) {
	before := r.out
	r.out, r.path, r.open = g.out, append(r.path[:0], g.path...), append(r.open[:0], place{frame: g.around})
	if !r.write(g) {
		g.around.dead = true
	}
	r.count()
	r.out = before
}

// write writes what was read at the place that is being written.
func (r *run) write(g *gap) bool {
	f := g.field
	switch {
	case g.err != nil:
		return r.wrong(f, g.err)
	case f.kind == stock:
		return r.stocked(f, g.bytes, g.null)
	case f.kind == leaf:
		return r.leaf(f, g.obj, g.access, append(r.out.buf, g.bytes...), nil)
	case f.kind == object:
		return r.one(f, g.obj, g.access, g.value, nil)
	default:
		return r.list(f, g.items, g.null)
	}
}

// root reads a field of the query. Who resolves it is told where it stands, and
// what it leaves besides its value is dropped where it has to be read again.
func (r *run) root(f *planned, access Access) bool {
	fresh := graphql.WithFreshResponseContext(database.WithoutDatabase(r.at(r.path)))
	g := &gap{field: f, access: access}
	g.read(fresh, nil)
	if errors.Is(g.err, database.ErrDatabase) {
		r.leaveGap(f, nil, access)
		return true
	}
	for _, err := range graphql.GetErrors(fresh) {
		graphql.AddError(r.asking, err)
	}
	return r.write(g)
}

// stock answers a field by gqlgen's executor: at once where nobody is asked.
func (r *run) stock(f *planned, obj any) bool {
	if !f.of.Plain || len(f.Selections) > 0 {
		r.leaveGap(f, obj, Access{})
		return true
	}
	bytes, null, err := readStock(r.at(r.path[:len(r.path)-1]), r.stockContext(), f, obj)
	if err != nil {
		return r.failed(f, obj, Access{}, err)
	}
	return r.stocked(f, bytes, null)
}

func (r *run) stocked(f *planned, bytes []byte, null bool) bool {
	if null {
		return r.nothing(f)
	}
	r.out.buf = append(r.out.buf, bytes...)
	r.out.counted += len(bytes) // It was counted as it was resolved.
	return true
}

func readStock(ctx context.Context, ec any, f *planned, obj any) (b []byte, null bool, err error) {
	defer caught(&err)
	m := f.of.Stock(ctx, ec, f.CollectedField, obj)
	if m == graphql.Null || m == graphql.RequiredNull {
		return nil, true, nil
	}
	return AppendMarshaler(nil, m), false, nil
}
