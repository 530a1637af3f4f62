package newsroom

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/topic"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// topicState is a topic as editors may change it: its row, version 0 for one that
// is not stored yet, and its names.
type topicState struct {
	db.Topic

	names []content.Name
}

// topicFields are the fields of a topic that editors give.
func topicFields() fields[topicState] {
	return fields[topicState]{
		required("slug", topic.FieldSlug, func(t *topicState) *string { return &t.Slug }, content.ParseSlug).made(),
		namesOf(content.NodeTopic, func(t *topicState) int64 { return t.ID }, func(t *topicState) *[]content.Name { return &t.names }),
		optional("parent", topic.FieldParentID, func(t *topicState) **int64 { return &t.ParentID }, input.Reference(content.NodeTopic)),
	}
}

// CreateTopic makes a topic.
func (n *Newsroom) CreateTopic(ctx context.Context, in input.Object) (Done, error) {
	return n.Write(ctx, "createTopic", func(ctx context.Context, e *Edit) (int64, error) {
		return e.CreateTopic(ctx, 0, in, input.Complain("input"))
	})
}

// CreateTopic makes a topic with the given id, or a fresh one for 0.
func (e *Edit) CreateTopic(ctx context.Context, id int64, in input.Object, c input.Complaints) (int64, error) {
	return e.rooms.tables.topics.make(ctx, e, id, topicState{}, in, c)
}

// UpdateTopic changes a topic that is at the given version.
func (n *Newsroom) UpdateTopic(ctx context.Context, id int64, version int, in input.Object) (Done, error) {
	return n.Write(ctx, "updateTopic", func(ctx context.Context, e *Edit) (int64, error) {
		return id, e.rooms.tables.topics.revise(ctx, e, id, version, in)
	})
}

func topicDesk() desk[topicState] {
	return desk[topicState]{
		node: content.NodeTopic, fields: topicFields(), read: readTopic,
		of:     func(t *topicState) head { return head{&t.ID, t.Version, t.Visible, &t.Slug, t.ParentID} },
		base:   func(t *topicState) string { return content.SlugOfNames(t.names) },
		create: func(e *Edit, id int64) db.Mutation { return e.DB.Topic.Create().SetID(id).Mutation() },
		update: func(e *Edit, id int64, version int) db.Mutation {
			return e.DB.Topic.Update().Where(topic.ID(id), topic.Version(version)).AddVersion(1).Mutation()
		},
	}
}

func readTopic(ctx context.Context, e *Edit, id int64) (topicState, error) {
	row, err := e.DB.Topic.Query().Where(topic.ID(id), Locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return topicState{}, missing(content.NodeTopic, err)
	}
	t := topicState{Topic: bare(row)}
	t.names, err = e.names(ctx, content.NodeTopic, id)
	return t, err
}
