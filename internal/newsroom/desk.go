package newsroom

import (
	"context"
	"fmt"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// desk is how the nodes of one kind are made, changed and stored. Releases, whose
// changes are revised and corrected, are taken through its steps one by one.
type desk[S any] struct {
	node   content.NodeType
	fields fields[S]
	// of points at what every state has.
	of func(*S) head
	// base is what a slug is made from, and texts are those that evidence stands in;
	// nil where none does.
	base  func(*S) string
	texts func(*S) Texts
	// read reads a state and keeps others from changing it meanwhile.
	read func(ctx context.Context, e *Edit, id int64) (S, error)
	// create and update begin the statement that writes the row; update is of one
	// at the given version.
	create func(e *Edit, id int64) db.Mutation
	update func(e *Edit, id int64, version int) db.Mutation
	// fill sets what the row holds beside its fields; nil for nothing.
	fill func(e *Edit, m db.Mutation, s *S) error
	// check complains about what needs the database; nil for nothing.
	check func(ctx context.Context, e *Edit, before, after S, c input.Complaints) error
	// news tells whether readers notice a change of what they see; nil where it is
	// what the fields show.
	news func(ctx context.Context, e *Edit, before, after S) (bool, error)
	// touch has settled what a node leads to beside its parent; nil for nothing.
	touch func(e *Edit, s S)
	// then does what follows from a change that is stored; nil for nothing.
	then func(ctx context.Context, e *Edit, before, after S) error
}

// tables are all that the newsroom knows of the kinds of nodes and their fields.
// They are made once, and never change.
type tables struct {
	releases       desk[ReleaseState]
	partners       desk[PartnerState]
	initiatives    desk[InitiativeState]
	topics         desk[topicState]
	participations fields[Participation]
}

func newTables() *tables {
	return &tables{releaseDesk(), partnerDesk(), initiativeDesk(), topicDesk(), participationFields()}
}

// head is what the states of all kinds have.
type head struct {
	id      *int64
	version int
	visible bool
	slug    *string
	parent  *int64
}

// make makes a node with the given id, or a fresh one for 0, out of a state and
// an input.
func (d desk[S]) make(ctx context.Context, e *Edit, id int64, s S, in input.Object, c input.Complaints) (int64, error) {
	id = e.NewID(id)
	*d.of(&s).id = id
	var none S
	in = in.Given()
	if _, err := d.take(ctx, e, &s, in, c); err != nil {
		return 0, err
	}
	if err := d.inspect(ctx, e, none, &s, in, c); err != nil {
		return 0, err
	}
	return id, d.save(ctx, e, none, s)
}

// revise changes a node that is at the given version.
func (d desk[S]) revise(ctx context.Context, e *Edit, id int64, version int, in input.Object) error {
	before, err := d.read(ctx, e, id)
	if err != nil {
		return err
	}
	if err := CheckVersion(version, d.of(&before).version); err != nil {
		return err
	}
	after, c := before, input.Complain("input")
	if _, err := d.take(ctx, e, &after, in, c); err != nil {
		return err
	}
	if err := d.inspect(ctx, e, before, &after, in, c); err != nil || same(before, after) {
		return err
	}
	return d.save(ctx, e, before, after)
}

// save stores what differs between two states of a node, the first of which has
// version 0 where it is new, and what follows from it.
func (d desk[S]) save(ctx context.Context, e *Edit, before, after S) error {
	was, is := d.of(&before), d.of(&after)
	if err := d.writeRow(ctx, e, before, after); err != nil {
		return fmt.Errorf("write %s %d: %w", d.node.Noun(), *is.id, err)
	}
	if was.version > 0 {
		if err := e.renameSlug(ctx, d.node, *is.id, *was.slug, *is.slug, was.visible); err != nil {
			return err
		}
		d.settle(e, before)
	}
	d.settle(e, after)
	if err := d.fields.store(ctx, e, &before, &after); err != nil {
		return fmt.Errorf("write what belongs to %s %d: %w", d.node.Noun(), *is.id, err)
	}
	if was.version == 0 || d.then == nil {
		return nil
	}
	return d.then(ctx, e, before, after)
}

// writeRow makes the row of a node, or changes that of the version that was read.
func (d desk[S]) writeRow(ctx context.Context, e *Edit, before, after S) error {
	id, version := *d.of(&after).id, d.of(&before).version
	news, err := d.noticed(ctx, e, before, after)
	if err != nil {
		return err
	}
	var m db.Mutation
	times := []string{"updated_at"}
	switch {
	case version == 0:
		m, times = d.create(e, id), append(times, "created_at", "public_updated_at")
	case news:
		m, times = d.update(e, id, version), append(times, "public_updated_at")
	default:
		m = d.update(e, id, version)
	}
	for _, column := range times {
		if err := m.SetField(column, e.Now); err != nil {
			return err
		}
	}
	if d.fill != nil {
		if err := d.fill(e, m, &after); err != nil {
			return err
		}
	}
	if err := d.fields.write(e, m, &before, &after); err != nil {
		return err
	}
	done, err := e.DB.Mutate(ctx, m)
	if err != nil || version == 0 {
		return err
	}
	if rows, _ := done.(int); rows == 0 {
		return fault.VersionConflict(version) // committed by another since it was read
	}
	return nil
}

// take applies an input to a state, and returns what it was read with.
func (d desk[S]) take(ctx context.Context, e *Edit, s *S, in input.Object, c input.Complaints) (*work, error) {
	w := &work{zone: e.Zone(), parts: e.rooms.tables.participations}
	if d.texts != nil {
		w.before = d.texts(s)
	}
	var err error
	if w.Known, err = e.LookUp(ctx, d.fields.wants(in)); err != nil {
		return w, err
	}
	if w.sources, err = e.sources(ctx, in); err != nil {
		return w, err
	}
	d.fields.apply(s, in, d.of(s).version == 0, w, c)
	return w, nil
}

// inspect checks what needs the database, makes a slug where there is none, and
// returns all complaints.
func (d desk[S]) inspect(ctx context.Context, e *Edit, before S, s *S, in input.Object, c input.Complaints) error {
	is := d.of(s)
	if in["parent"] != nil && is.parent != nil {
		if err := e.checkParent(ctx, d.node, *is.id, *is.parent, c.Field("parent")); err != nil {
			return err
		}
	}
	if err := e.checkSlugOf(ctx, d.node, *is.id, is.slug, in, d.base(s), c); err != nil {
		return fmt.Errorf("check the slug of a %s: %w", d.node.Noun(), err)
	}
	if d.check != nil {
		if err := d.check(ctx, e, before, *s, c); err != nil {
			return err
		}
	}
	return c.Err()
}

// settle has settled what follows from a node: itself and what it leads to.
func (d desk[S]) settle(e *Edit, s S) {
	of := d.of(&s)
	e.Touch(d.node, *of.id)
	e.touchPointer(d.node, of.parent)
	if d.touch != nil {
		d.touch(e, s)
	}
}

// noticed tells whether readers notice a change: of what they see, of a node that
// they see.
func (d desk[S]) noticed(ctx context.Context, e *Edit, before, after S) (bool, error) {
	switch {
	case !d.of(&before).visible:
		return false, nil
	case d.news != nil:
		return d.news(ctx, e, before, after)
	}
	return !same(d.fields.shown(before), d.fields.shown(after)), nil
}
