package newsroom

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/initiative"
	"pressgraph/ent/partner"
	"pressgraph/ent/release"
	"pressgraph/ent/topic"
	"pressgraph/internal/content"
)

// kind describes one kind of node with an address. A field that a kind does not
// have is nil.
type kind struct {
	// noun is what one is called in sentences and in slugs made from nothing.
	noun string
	// table is where they are, and by which former slugs are kept.
	table string
	// existing returns those of some ids that there are.
	existing func(ctx context.Context, e *edit, ids []int64) ([]int64, error)
	// bySlug returns the id of the one that has a slug now.
	bySlug func(ctx context.Context, e *edit, slug string) (int64, error)
	// parent returns the id of the one above, and locks it against change.
	parent func(ctx context.Context, e *edit, id int64) (*int64, error)
}

// kindOf returns the kind of the nodes of a type; one without a table for the others.
func kindOf(t content.NodeType) kind {
	switch t {
	case content.NodeRelease:
		return releaseKind()
	case content.NodePartner:
		return partnerKind()
	case content.NodeInitiative:
		return initiativeKind()
	case content.NodeTopic:
		return topicKind()
	default:
		return kind{
			noun:     "node",
			existing: func(context.Context, *edit, []int64) ([]int64, error) { return nil, nil },
			bySlug: func(context.Context, *edit, string) (int64, error) {
				return 0, fmt.Errorf("nodes of type %d have no slug", t)
			},
		}
	}
}

func releaseKind() kind {
	return kind{
		noun: "release", table: release.Table,
		existing: func(ctx context.Context, e *edit, ids []int64) ([]int64, error) {
			return e.db.Release.Query().Where(release.IDIn(ids...)).IDs(ctx)
		},
		bySlug: func(ctx context.Context, e *edit, slug string) (int64, error) {
			return e.db.Release.Query().Where(release.Slug(slug)).OnlyID(ctx)
		},
	}
}

func partnerKind() kind {
	return kind{
		noun: "partner", table: partner.Table,
		existing: func(ctx context.Context, e *edit, ids []int64) ([]int64, error) {
			return e.db.Partner.Query().Where(partner.IDIn(ids...)).IDs(ctx)
		},
		bySlug: func(ctx context.Context, e *edit, slug string) (int64, error) {
			return e.db.Partner.Query().Where(partner.Slug(slug)).OnlyID(ctx)
		},
		parent: func(ctx context.Context, e *edit, id int64) (*int64, error) {
			row, err := e.db.Partner.Query().Where(partner.ID(id), locked(sql.LockShare)).Select(partner.FieldParentID).Only(ctx)
			if err != nil {
				return nil, err
			}
			return row.ParentID, nil
		},
	}
}

func initiativeKind() kind {
	return kind{
		noun: "initiative", table: initiative.Table,
		existing: func(ctx context.Context, e *edit, ids []int64) ([]int64, error) {
			return e.db.Initiative.Query().Where(initiative.IDIn(ids...)).IDs(ctx)
		},
		bySlug: func(ctx context.Context, e *edit, slug string) (int64, error) {
			return e.db.Initiative.Query().Where(initiative.Slug(slug)).OnlyID(ctx)
		},
		parent: func(ctx context.Context, e *edit, id int64) (*int64, error) {
			row, err := e.db.Initiative.Query().Where(initiative.ID(id), locked(sql.LockShare)).Select(initiative.FieldParentID).Only(ctx)
			if err != nil {
				return nil, err
			}
			return row.ParentID, nil
		},
	}
}

func topicKind() kind {
	return kind{
		noun: "topic", table: topic.Table,
		existing: func(ctx context.Context, e *edit, ids []int64) ([]int64, error) {
			return e.db.Topic.Query().Where(topic.IDIn(ids...)).IDs(ctx)
		},
		bySlug: func(ctx context.Context, e *edit, slug string) (int64, error) {
			return e.db.Topic.Query().Where(topic.Slug(slug)).OnlyID(ctx)
		},
		parent: func(ctx context.Context, e *edit, id int64) (*int64, error) {
			row, err := e.db.Topic.Query().Where(topic.ID(id), locked(sql.LockShare)).Select(topic.FieldParentID).Only(ctx)
			if err != nil {
				return nil, err
			}
			return row.ParentID, nil
		},
	}
}

// noun is what a node of a type is called.
func noun(t content.NodeType) string { return kindOf(t).noun }
