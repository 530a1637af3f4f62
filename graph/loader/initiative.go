package loader

import (
	"context"

	"pressgraph/internal/query"
)

// Releases returns a page of the releases that report the initiative.
func (i *Initiative) Releases(order []*query.ReleaseOrder, args query.Args) (*List[*Release], error) {
	return pageOf(i.from, i.in, i.ID, "releases", order, args, func(l *Loaders, order []*query.ReleaseOrder) relation[*Initiative, *Release] {
		return relation[*Initiative, *Release]{query.InitiativeReleases(), query.ReleaseSteps(order), l.releases, (*Initiative).SeenReleaseCount}
	})
}

// Participants returns a page of the partners that take part in the initiative.
func (i *Initiative) Participants(args query.Args) (*List[*Partner], error) {
	return pageOf(i.from, i.in, i.ID, "participants", nil, args, func(l *Loaders, _ []none) relation[*Initiative, *Partner] {
		return relation[*Initiative, *Partner]{query.InitiativePartners(), query.ByName(), l.partners, (*Initiative).SeenPartnerCount}
	})
}

// Children returns a page of the initiatives that are part of this one.
func (i *Initiative) Children(order []*query.InitiativeOrder, args query.Args) (*List[*Initiative], error) {
	return pageOf(i.from, i.in, i.ID, "children", order, args, func(l *Loaders, order []*query.InitiativeOrder) relation[*Initiative, *Initiative] {
		return relation[*Initiative, *Initiative]{list: query.Children(query.Initiatives), steps: query.InitiativeSteps(order), byID: l.initiatives}
	})
}

// Parent returns the initiative that this one is part of, or nil.
func (i *Initiative) Parent(ctx context.Context) (*Initiative, error) {
	return load(ctx, i.in, "parent", i.ID, func(ctx context.Context, members map[int64]*Initiative) (map[int64]*Initiative, error) {
		return referenced(ctx, members, func(m *Initiative) *int64 { return m.ParentID }, i.from.initiatives)
	})
}

// Topics returns what the initiative is about, by name.
func (i *Initiative) Topics(ctx context.Context) ([]*Topic, error) {
	return unpaged(ctx, i.from, i.in, i.ID, "topics", func(l *Loaders) relation[*Initiative, *Topic] {
		return relation[*Initiative, *Topic]{list: query.InitiativeTopics(), steps: query.ByName(), byID: l.topics}
	})
}

// Releases returns a page of the releases about the topic.
func (t *Topic) Releases(order []*query.ReleaseOrder, args query.Args) (*List[*Release], error) {
	return pageOf(t.from, t.in, t.ID, "releases", order, args, func(l *Loaders, order []*query.ReleaseOrder) relation[*Topic, *Release] {
		return relation[*Topic, *Release]{query.TopicReleases(), query.ReleaseSteps(order), l.releases, (*Topic).SeenReleaseCount}
	})
}

// Initiatives returns a page of the initiatives about the topic.
func (t *Topic) Initiatives(order []*query.InitiativeOrder, args query.Args) (*List[*Initiative], error) {
	return pageOf(t.from, t.in, t.ID, "initiatives", order, args, func(l *Loaders, order []*query.InitiativeOrder) relation[*Topic, *Initiative] {
		return relation[*Topic, *Initiative]{list: query.TopicInitiatives(), steps: query.InitiativeSteps(order), byID: l.initiatives}
	})
}

// Parent returns the wider topic, or nil.
func (t *Topic) Parent(ctx context.Context) (*Topic, error) {
	return load(ctx, t.in, "parent", t.ID, func(ctx context.Context, members map[int64]*Topic) (map[int64]*Topic, error) {
		return referenced(ctx, members, func(m *Topic) *int64 { return m.ParentID }, t.from.topics)
	})
}

// Children returns the narrower topics, by name.
func (t *Topic) Children(ctx context.Context) ([]*Topic, error) {
	return unpaged(ctx, t.from, t.in, t.ID, "children", func(l *Loaders) relation[*Topic, *Topic] {
		return relation[*Topic, *Topic]{list: query.Children(query.Topics), steps: query.ByName(), byID: l.topics}
	})
}
