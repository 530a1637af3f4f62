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

// CreateTopicInput is a new topic. What is nil is left out.
type CreateTopicInput struct {
	// Slug is made from the names when left out.
	Slug   *string
	Names  []NameInput
	Parent *int64
}

// UpdateTopicInput changes a topic.
type UpdateTopicInput struct {
	Slug   Field[string]
	Names  Field[[]NameInput]
	Parent Field[int64]
}

func (in CreateTopicInput) fields() UpdateTopicInput {
	return UpdateTopicInput{Slug: orOut(in.Slug), Names: To(in.Names), Parent: orOut(in.Parent)}
}

// topicState is a topic as editors may change it.
type topicState struct {
	id      int64
	version int // 0 for one that is not stored yet
	visible bool

	slug   string
	names  []name
	parent *int64
}

func (t *topicState) apply(in UpdateTopicInput, c complaints) {
	must(in.Slug, &t.slug, c.field("slug"), content.ParseSlug)
	takeNames(in.Names, &t.names, c.field("names"))
	take(in.Parent, &t.parent, c.field("parent"), asIs)
}

// CreateTopic makes a topic.
func (n *Newsroom) CreateTopic(ctx context.Context, in CreateTopicInput) (Done, error) {
	return n.write(ctx, "createTopic", func(ctx context.Context, e *edit) (int64, error) {
		return e.createTopic(ctx, 0, in, complain("input"))
	})
}

// UpdateTopic changes a topic that is at the given version.
func (n *Newsroom) UpdateTopic(ctx context.Context, id int64, version int, in UpdateTopicInput) (Done, error) {
	return n.write(ctx, "updateTopic", func(ctx context.Context, e *edit) (int64, error) {
		return id, e.updateTopic(ctx, id, version, in)
	})
}

// createTopic makes a topic with the given id, or a fresh one for 0.
func (e *edit) createTopic(ctx context.Context, id int64, in CreateTopicInput, c complaints) (int64, error) {
	t := topicState{id: e.newID(id)}
	fields := in.fields()
	t.apply(fields, c)
	if err := e.checkTopic(ctx, &t, fields, c); err != nil {
		return 0, err
	}
	b := e.db.Topic.Create().SetID(t.id).SetCreatedAt(e.now).SetPublicUpdatedAt(e.now)
	e.fillTopic(b.Mutation(), t)
	if err := b.Exec(ctx); err != nil {
		return 0, fmt.Errorf("create topic: %w", err)
	}
	e.touch(content.NodeTopic, t.id)
	e.touchPointer(content.NodeTopic, t.parent)
	return t.id, e.writeTopicNames(ctx, t)
}

func (e *edit) updateTopic(ctx context.Context, id int64, version int, in UpdateTopicInput) error {
	before, err := e.topic(ctx, id)
	if err != nil {
		return err
	}
	if err := checkVersion(version, before.version); err != nil {
		return err
	}
	after, c := before, complain("input")
	after.apply(in, c)
	if err := e.checkTopic(ctx, &after, in, c); err != nil || same(before, after) {
		return err
	}
	b := e.db.Topic.Update().Where(topic.ID(id), topic.Version(version)).AddVersion(1)
	e.fillTopic(b.Mutation(), after)
	if before.visible {
		b.SetPublicUpdatedAt(e.now)
	}
	rows, err := b.Save(ctx)
	if err != nil {
		return fmt.Errorf("update topic %d: %w", id, err)
	}
	if err := replaced(rows, version); err != nil {
		return err
	}
	if err := e.renameSlug(ctx, content.NodeTopic, id, before.slug, after.slug, before.visible); err != nil {
		return err
	}
	e.touch(content.NodeTopic, id)
	e.touchPointer(content.NodeTopic, before.parent)
	e.touchPointer(content.NodeTopic, after.parent)
	if same(before.names, after.names) {
		return nil
	}
	return e.writeTopicNames(ctx, after)
}

// checkTopic checks what needs the database, makes a slug where none was
// given, and returns all complaints.
func (e *edit) checkTopic(ctx context.Context, t *topicState, in UpdateTopicInput, c complaints) error {
	at := place{slug: &t.slug, given: in.Slug, parent: in.Parent, names: t.names}
	if err := e.checkPlace(ctx, content.NodeTopic, t.id, at, c); err != nil {
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
	t := topicState{id: row.ID, version: row.Version, visible: row.Visible, slug: row.Slug, parent: row.ParentID}
	names, err := e.db.TopicName.Query().Where(topicname.TopicID(id)).Order(topicname.ByPosition()).All(ctx)
	for _, n := range names {
		t.names = append(t.names, name{Text: n.Text, Locale: n.Locale, Kind: n.Kind})
	}
	return t, err
}

// fillTopic sets every column that editors change, and those computed from them.
func (e *edit) fillTopic(m *ent.TopicMutation, t topicState) {
	m.SetSlug(t.slug)
	m.SetUpdatedAt(e.now)
	put(t.parent, m.SetParentID, m.ClearParentID)
	n := e.named(t.names)
	m.SetName(n.name)
	m.SetNameFold(n.fold)
	m.SetNameSort(n.sort)
}

func (e *edit) writeTopicNames(ctx context.Context, t topicState) error {
	if t.version > 0 {
		if _, err := e.db.TopicName.Delete().Where(topicname.TopicID(t.id)).Exec(ctx); err != nil {
			return err
		}
	}
	rows := e.db.TopicName.MapCreateBulk(t.names, func(b *ent.TopicNameCreate, i int) {
		n := t.names[i]
		b.SetID(e.tx.NewID()).SetTopicID(t.id).SetPosition(i).SetText(n.Text).SetTextFold(content.Fold(n.Text)).
			SetNillableLocale(n.Locale).SetKind(n.Kind)
	})
	return rows.Exec(ctx)
}
