package nodes

import (
	"context"

	"pressgraph/graph/loader"
	"pressgraph/internal/query"
)

// Releases returns a page of the releases that report the initiative.
func (i *Initiative) Releases(order []*query.ReleaseOrder, args query.Args) (*List[*Release], error) {
	return pageOf(i.from, i.in, i.ID, initiativeReleases(), order, args)
}

// Participants returns a page of the partners that take part in the initiative.
func (i *Initiative) Participants(args query.Args) (*List[*Partner], error) {
	return pageOf(i.from, i.in, i.ID, initiativePartners(), nil, args)
}

// Children returns a page of the initiatives that are part of this one.
func (i *Initiative) Children(order []*query.InitiativeOrder, args query.Args) (*List[*Initiative], error) {
	return pageOf(i.from, i.in, i.ID, initiativeChildren(), order, args)
}

// Parent returns the initiative that this one is part of, or nil.
func (i *Initiative) Parent(ctx context.Context) (*Initiative, error) {
	return loader.Load(ctx, i.in, "parent", i.ID, func(ctx context.Context, members map[int64]*Initiative) (map[int64]*Initiative, error) {
		return referenced(ctx, members, func(m *Initiative) *int64 { return m.ParentID }, i.from.initiatives)
	})
}

// Topics returns what the initiative is about, by name.
func (i *Initiative) Topics(ctx context.Context) ([]*Topic, error) {
	return unpaged(ctx, i.from, i.in, i.ID, initiativeTopics())
}

// Releases returns a page of the releases about the topic.
func (t *Topic) Releases(order []*query.ReleaseOrder, args query.Args) (*List[*Release], error) {
	return pageOf(t.from, t.in, t.ID, topicReleases(), order, args)
}

// Initiatives returns a page of the initiatives about the topic.
func (t *Topic) Initiatives(order []*query.InitiativeOrder, args query.Args) (*List[*Initiative], error) {
	return pageOf(t.from, t.in, t.ID, topicInitiatives(), order, args)
}

// Parent returns the wider topic, or nil.
func (t *Topic) Parent(ctx context.Context) (*Topic, error) {
	return loader.Load(ctx, t.in, "parent", t.ID, func(ctx context.Context, members map[int64]*Topic) (map[int64]*Topic, error) {
		return referenced(ctx, members, func(m *Topic) *int64 { return m.ParentID }, t.from.topics)
	})
}

// Children returns the narrower topics, by name.
func (t *Topic) Children(ctx context.Context) ([]*Topic, error) {
	return unpaged(ctx, t.from, t.in, t.ID, topicChildren())
}
