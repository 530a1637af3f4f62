package nodes

import (
	"context"
	"slices"

	"pressgraph/ent/db"
	"pressgraph/ent/db/formerslug"
	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/merge"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/topic"
	"pressgraph/graph/loader"
	"pressgraph/internal/database"
	"pressgraph/internal/memory"
)

// ReleaseByID returns the release, or nil where there is none for the viewer.
func (l *Loaders) ReleaseByID(ctx context.Context, id int64) (*Release, error) {
	return one(ctx, id, l.releases)
}

// PartnerByID returns the partner, or the one it was merged into, or nil.
func (l *Loaders) PartnerByID(ctx context.Context, id int64) (*Partner, error) {
	return one(ctx, id, l.partnersOrSurvivors)
}

// InitiativeByID returns the initiative, or nil where there is none for the viewer.
func (l *Loaders) InitiativeByID(ctx context.Context, id int64) (*Initiative, error) {
	return one(ctx, id, l.initiatives)
}

// TopicByID returns the topic, or nil where there is none for the viewer.
func (l *Loaders) TopicByID(ctx context.Context, id int64) (*Topic, error) {
	return one(ctx, id, l.topics)
}

// ReleaseBySlug returns the release with this slug or former slug, or nil.
func (l *Loaders) ReleaseBySlug(ctx context.Context, slug string) (*Release, error) {
	return bySlug(ctx, l, release.Table, slug, l.releases, func(ctx context.Context) ([]int64, error) {
		return l.client.Release.Query().Where(release.Slug(slug)).IDs(ctx)
	})
}

// PartnerBySlug returns the partner with this slug or former slug, or nil.
func (l *Loaders) PartnerBySlug(ctx context.Context, slug string) (*Partner, error) {
	return bySlug(ctx, l, partner.Table, slug, l.partnersOrSurvivors, func(ctx context.Context) ([]int64, error) {
		return l.client.Partner.Query().Where(partner.Slug(slug)).IDs(ctx)
	})
}

// InitiativeBySlug returns the initiative with this slug or former slug, or nil.
func (l *Loaders) InitiativeBySlug(ctx context.Context, slug string) (*Initiative, error) {
	return bySlug(ctx, l, initiative.Table, slug, l.initiatives, func(ctx context.Context) ([]int64, error) {
		return l.client.Initiative.Query().Where(initiative.Slug(slug)).IDs(ctx)
	})
}

// TopicBySlug returns the topic with this slug or former slug, or nil.
func (l *Loaders) TopicBySlug(ctx context.Context, slug string) (*Topic, error) {
	return bySlug(ctx, l, topic.Table, slug, l.topics, func(ctx context.Context) ([]int64, error) {
		return l.client.Topic.Query().Where(topic.Slug(slug)).IDs(ctx)
	})
}

func one[N any](ctx context.Context, id int64, byID nodesByID[N]) (N, error) {
	nodes, err := byID(ctx, []int64{id})
	node, _ := nodes.Get(id)
	return node, err
}

// bySlug asks for the slug that is a node's now, then for one that once was.
func bySlug[N any](
	ctx context.Context, l *Loaders, entity, slug string, byID nodesByID[N], current func(context.Context) ([]int64, error),
) (N, error) {
	var none N
	question := "slug of " + entity + " " + slug
	id, err := memory.RecallTagged(ctx, question, func(ctx context.Context) (int64, memory.Narrow, int64, error) {
		found, err := current(ctx)
		if err != nil || len(found) > 0 {
			id := append(found, 0)[0]
			// As long as the slug is its own, it is nobody else's.
			return id, memory.ByRow(entity), id, err
		}
		former, err := l.client.FormerSlug.Query().
			Where(formerslug.Entity(entity), formerslug.Slug(slug)).All(ctx)
		if err != nil || len(former) == 0 {
			return 0, nil, 0, err
		}
		return former[0].NodeID, nil, 0, nil
	})
	if err != nil || id == 0 {
		return none, wrapped("find slug", err)
	}
	return one(ctx, id, byID)
}

// partnersOrSurvivors loads partners; an id that was merged into another
// partner answers with that one.
func (l *Loaders) partnersOrSurvivors(ctx context.Context, ids []int64) (loader.Found[*Partner], error) {
	all, err := l.partners(ctx, ids)
	if err != nil || len(all.IDs) == len(ids) {
		return all, err
	}
	var missing []int64
	for _, id := range ids {
		if _, ok := all.Get(id); !ok {
			missing = append(missing, id)
		}
	}
	survivors, err := l.survivors(ctx, missing)
	if err != nil || len(survivors) == 0 {
		return all, err
	}
	merged, err := referenced(ctx, survivors, func(m *db.Merge) *int64 { return &m.SurvivorID }, l.partners)
	with := loader.Found[*Partner]{IDs: slices.Clone(all.IDs), All: slices.Clone(all.All)}
	for id, p := range merged {
		with.Put(id, p)
	}
	return with, err
}

// survivors returns the newest merge in force for each duplicate that was merged.
func (l *Loaders) survivors(ctx context.Context, duplicates []int64) (map[int64]*db.Merge, error) {
	newest, err := memory.Recall(ctx, "survivors", duplicates, nil, func(ctx context.Context, duplicates []int64) (map[int64]*db.Merge, error) {
		merges, err := l.client.Merge.Query().
			Where(database.In(merge.FieldDuplicateID, duplicates), merge.UndoneAtIsNil()).
			Order(db.Asc(merge.FieldAt)).All(ctx)
		return byID(merges, func(m *db.Merge) int64 { return m.DuplicateID }), err
	})
	return newest, wrapped("find survivors", err)
}
