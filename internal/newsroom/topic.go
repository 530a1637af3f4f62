package newsroom

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent"
	"pressgraph/ent/topic"
	"pressgraph/ent/topicname"
	"pressgraph/internal/content"
)

// topicState is a topic as editors may change it: its row, version 0 for one that
// is not stored yet, and its names.
type topicState struct {
	ent.Topic

	names []name
}

// topicFields are the fields of a topic that editors give.
func topicFields() fields[topicState] {
	return fields[topicState]{
		required("slug", topic.FieldSlug, func(t *topicState) *string { return &t.Slug }, content.ParseSlug).made(),
		namesOf(func(t *topicState) *[]name { return &t.names }),
		optional("parent", topic.FieldParentID, func(t *topicState) **int64 { return &t.ParentID }, reference(content.NodeTopic)),
	}
}

// CreateTopic makes a topic.
func (n *Newsroom) CreateTopic(ctx context.Context, in Input) (Done, error) {
	return n.write(ctx, "createTopic", func(ctx context.Context, e *edit) (int64, error) {
		return e.createTopic(ctx, 0, in, complain("input"))
	})
}

// UpdateTopic changes a topic that is at the given version.
func (n *Newsroom) UpdateTopic(ctx context.Context, id int64, version int, in Input) (Done, error) {
	return n.write(ctx, "updateTopic", func(ctx context.Context, e *edit) (int64, error) {
		return id, e.updateTopic(ctx, id, version, in)
	})
}

// createTopic makes a topic with the given id, or a fresh one for 0.
func (e *edit) createTopic(ctx context.Context, id int64, in Input, c complaints) (int64, error) {
	var t topicState
	t.ID, in = e.newID(id), in.given()
	topicFields().apply(&t, in, true, &work{}, c)
	if err := e.checkTopic(ctx, &t, in, c); err != nil {
		return 0, err
	}
	b := e.db.Topic.Create().SetID(t.ID).SetCreatedAt(e.now).SetPublicUpdatedAt(e.now).SetUpdatedAt(e.now)
	if err := topicFields().write(e, b.Mutation(), &topicState{}, &t); err != nil {
		return 0, err
	}
	if err := b.Exec(ctx); err != nil {
		return 0, fmt.Errorf("create topic: %w", err)
	}
	e.touch(content.NodeTopic, t.ID)
	e.touchPointer(content.NodeTopic, t.ParentID)
	return t.ID, e.writeTopicNames(ctx, t)
}

func (e *edit) updateTopic(ctx context.Context, id int64, version int, in Input) error {
	before, err := e.topic(ctx, id)
	if err != nil {
		return err
	}
	if err := checkVersion(version, before.Version); err != nil {
		return err
	}
	after, c := before, complain("input")
	topicFields().apply(&after, in, false, &work{}, c)
	if err := e.checkTopic(ctx, &after, in, c); err != nil || same(before, after) {
		return err
	}
	b := e.db.Topic.Update().Where(topic.ID(id), topic.Version(version)).AddVersion(1).SetUpdatedAt(e.now)
	if err := topicFields().write(e, b.Mutation(), &before, &after); err != nil {
		return err
	}
	if before.Visible {
		b.SetPublicUpdatedAt(e.now)
	}
	rows, err := b.Save(ctx)
	if err != nil {
		return fmt.Errorf("update topic %d: %w", id, err)
	}
	if err := replaced(rows, version); err != nil {
		return err
	}
	if err := e.renameSlug(ctx, content.NodeTopic, id, before.Slug, after.Slug, before.Visible); err != nil {
		return err
	}
	e.touch(content.NodeTopic, id)
	e.touchPointer(content.NodeTopic, before.ParentID)
	e.touchPointer(content.NodeTopic, after.ParentID)
	if same(before.names, after.names) {
		return nil
	}
	return e.writeTopicNames(ctx, after)
}

// checkTopic checks what needs the database, makes a slug where none was
// given, and returns all complaints.
func (e *edit) checkTopic(ctx context.Context, t *topicState, in Input, c complaints) error {
	at := place{slug: &t.Slug, parent: t.ParentID, names: t.names, in: in}
	if err := e.checkPlace(ctx, content.NodeTopic, t.ID, at, c); err != nil {
		return err
	}
	return c.err()
}

// topic reads a topic's state and keeps others from changing it meanwhile.
func (e *edit) topic(ctx context.Context, id int64) (topicState, error) {
	row, err := e.db.Topic.Query().Where(topic.ID(id), locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return topicState{}, missing(content.NodeTopic, err)
	}
	t := topicState{Topic: bare(row)}
	names, err := e.db.TopicName.Query().Where(topicname.TopicID(id)).Order(topicname.ByPosition()).All(ctx)
	for _, n := range names {
		t.names = append(t.names, name{Text: n.Text, Locale: n.Locale, Kind: n.Kind})
	}
	return t, err
}

func (e *edit) writeTopicNames(ctx context.Context, t topicState) error {
	if t.Version > 0 {
		if _, err := e.db.TopicName.Delete().Where(topicname.TopicID(t.ID)).Exec(ctx); err != nil {
			return err
		}
	}
	rows := e.db.TopicName.MapCreateBulk(t.names, func(b *ent.TopicNameCreate, i int) {
		n := t.names[i]
		b.SetID(e.tx.NewID()).SetTopicID(t.ID).SetPosition(i).SetText(n.Text).SetTextFold(content.Fold(n.Text)).
			SetNillableLocale(n.Locale).SetKind(n.Kind)
	})
	return rows.Exec(ctx)
}
