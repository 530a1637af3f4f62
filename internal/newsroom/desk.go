package newsroom

import (
	"context"
	"fmt"

	"pressgraph/ent"
	"pressgraph/internal/content"
)

// desk is how the nodes of one kind are made and changed; releases, whose
// changes are revised and corrected, are not among them.
type desk[S any] struct {
	node   content.NodeType
	fields fields[S]
	// of points at what every state has.
	of func(*S) head
	// read reads a state and keeps others from changing it meanwhile.
	read func(ctx context.Context, e *edit, id int64) (S, error)
	// create and update begin the statement that writes the row; update is of one
	// at the given version.
	create func(e *edit, id int64) ent.Mutation
	update func(e *edit, id int64, version int) ent.Mutation
	// check complains about what needs the database; nil for nothing.
	check func(ctx context.Context, e *edit, before, after S, c complaints) error
	// news tells whether readers notice a change of what they see; nil where it is
	// what the fields show.
	news func(ctx context.Context, e *edit, before, after S) (bool, error)
	// touch has settled what a node leads to beside its parent; nil for nothing.
	touch func(e *edit, s S)
	// then does what follows from a change that is stored; nil for nothing.
	then func(ctx context.Context, e *edit, before, after S) error
}

// head is what the states of all kinds have.
type head struct {
	id      *int64
	version int
	visible bool
	slug    *string
	parent  *int64
	names   []name
}

// make makes a node with the given id, or a fresh one for 0, out of a state and
// an input.
func (d desk[S]) make(ctx context.Context, e *edit, id int64, s S, in Input, c complaints) (int64, error) {
	id = e.newID(id)
	*d.of(&s).id = id
	var none S
	if err := d.change(ctx, e, none, &s, in.given(), c); err != nil {
		return 0, err
	}
	m := d.create(e, id)
	if err := m.SetField("created_at", e.now); err != nil {
		return 0, err
	}
	if err := m.SetField("public_updated_at", e.now); err != nil {
		return 0, err
	}
	if _, err := d.write(ctx, e, m, none, s); err != nil {
		return 0, fmt.Errorf("create %s: %w", noun(d.node), err)
	}
	d.settle(e, s)
	if err := d.fields.store(ctx, e, &none, &s); err != nil {
		return 0, fmt.Errorf("create %s: %w", noun(d.node), err)
	}
	return id, nil
}

// revise changes a node that is at the given version.
func (d desk[S]) revise(ctx context.Context, e *edit, id int64, version int, in Input) error {
	before, err := d.read(ctx, e, id)
	if err != nil {
		return err
	}
	was := d.of(&before)
	if err := checkVersion(version, was.version); err != nil {
		return err
	}
	after := before
	if err := d.change(ctx, e, before, &after, in, complain("input")); err != nil || same(before, after) {
		return err
	}
	m := d.update(e, id, version)
	if was.visible {
		news, err := d.noticed(ctx, e, before, after)
		if err != nil {
			return err
		}
		if news {
			if err := m.SetField("public_updated_at", e.now); err != nil {
				return err
			}
		}
	}
	rows, err := d.write(ctx, e, m, before, after)
	if err != nil {
		return fmt.Errorf("update %s %d: %w", noun(d.node), id, err)
	}
	if err := replaced(rows, version); err != nil {
		return err
	}
	return d.follow(ctx, e, before, after)
}

// follow does what follows from the change of a row.
func (d desk[S]) follow(ctx context.Context, e *edit, before, after S) error {
	was, is := d.of(&before), d.of(&after)
	if err := e.renameSlug(ctx, d.node, *is.id, *was.slug, *is.slug, was.visible); err != nil {
		return err
	}
	d.settle(e, before)
	d.settle(e, after)
	if err := d.fields.store(ctx, e, &before, &after); err != nil {
		return fmt.Errorf("update %s %d: %w", noun(d.node), *is.id, err)
	}
	if d.then == nil {
		return nil
	}
	return d.then(ctx, e, before, after)
}

// change applies an input, checks what needs the database, makes a slug where
// there is none, and returns all complaints.
func (d desk[S]) change(ctx context.Context, e *edit, before S, s *S, in Input, c complaints) error {
	w := &work{}
	var err error
	if w.known, err = e.lookUp(ctx, d.fields.wants(in)); err != nil {
		return err
	}
	if w.sources, err = e.sources(ctx, in); err != nil {
		return err
	}
	d.fields.apply(s, in, d.of(s).version == 0, w, c)
	is := d.of(s)
	if in["parent"] != nil && is.parent != nil {
		if err := e.checkParent(ctx, d.node, *is.id, *is.parent, c.field("parent")); err != nil {
			return err
		}
	}
	if err := e.checkSlugOf(ctx, d.node, *is.id, is.slug, in, slugBase(is.names), c); err != nil {
		return err
	}
	if d.check != nil {
		if err := d.check(ctx, e, before, *s, c); err != nil {
			return err
		}
	}
	return c.err()
}

// write stores a row and returns how many an update has found.
func (d desk[S]) write(ctx context.Context, e *edit, m ent.Mutation, before, after S) (int, error) {
	if err := m.SetField("updated_at", e.now); err != nil {
		return 0, err
	}
	if err := d.fields.write(e, m, &before, &after); err != nil {
		return 0, err
	}
	done, err := e.db.Mutate(ctx, m)
	rows, _ := done.(int)
	return rows, err
}

// settle has settled what follows from a node: itself and what it leads to.
func (d desk[S]) settle(e *edit, s S) {
	of := d.of(&s)
	e.touch(d.node, *of.id)
	e.touchPointer(d.node, of.parent)
	if d.touch != nil {
		d.touch(e, s)
	}
}

// noticed tells whether readers notice a change of a node that they see.
func (d desk[S]) noticed(ctx context.Context, e *edit, before, after S) (bool, error) {
	if d.news != nil {
		return d.news(ctx, e, before, after)
	}
	return !same(d.fields.shown(before), d.fields.shown(after)), nil
}
