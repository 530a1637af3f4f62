package newsroom

import (
	"context"
	"strconv"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db/formerslug"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// slugHolder returns the id of the node that a slug leads to, now or from
// former times; 0 if it is free.
func (e *Edit) slugHolder(ctx context.Context, t content.NodeType, slug string) (int64, error) {
	ids, err := e.ids(ctx, t, sql.FieldEQ("slug", slug))
	if err == nil && len(ids) == 0 {
		err = e.DB.FormerSlug.Query().Where(formerslug.Entity(kindOf(t).table), formerslug.Slug(slug)).
			Select(formerslug.FieldNodeID).Scan(ctx, &ids)
	}
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

// checkSlug complains about a slug that leads to another node than id.
func (e *Edit) checkSlug(ctx context.Context, t content.NodeType, id int64, slug string, c input.Complaints) error {
	holder, err := e.slugHolder(ctx, t, slug)
	if err == nil && holder != 0 && holder != id {
		c.Conflict("the slug %q is taken", slug)
	}
	return err
}

// freeSlug makes a slug from base that is not taken. The suffix is random, so
// that nobody counts hidden nodes by it.
func (e *Edit) freeSlug(ctx context.Context, t content.NodeType, base string) (string, error) {
	const suffixes = 36 * 36 * 36 * 36 * 36 * 36
	suffixed := func() string {
		return content.SlugWithSuffix(base, strconv.FormatInt(e.Tx.NewID()%suffixes, 36))
	}
	slug := base
	if base == "" {
		base = t.Noun()
		slug = suffixed()
	}
	for {
		holder, err := e.slugHolder(ctx, t, slug)
		if err != nil || holder == 0 {
			return slug, err
		}
		slug = suffixed()
	}
}

// renameSlug keeps a slug that a node gives up answering for it, and takes
// back one that it had before. Readers follow it only if they knew the node.
func (e *Edit) renameSlug(ctx context.Context, t content.NodeType, id int64, old, now string, public bool) error {
	if old == now {
		return nil
	}
	_, err := e.DB.FormerSlug.Delete().Where(formerslug.Entity(kindOf(t).table), formerslug.Slug(now), formerslug.NodeID(id)).Exec(ctx)
	if err != nil {
		return err
	}
	return e.DB.FormerSlug.Create().SetID(e.Tx.NewID()).SetEntity(kindOf(t).table).SetSlug(old).SetNodeID(id).SetPublic(public).Exec(ctx)
}

// dropSlugs frees the former slugs of a node that is deleted.
func (e *Edit) dropSlugs(ctx context.Context, t content.NodeType, id int64) error {
	_, err := e.DB.FormerSlug.Delete().Where(formerslug.Entity(kindOf(t).table), formerslug.NodeID(id)).Exec(ctx)
	return err
}

// checkSlugOf complains about a slug that was given and is taken, and makes
// one from base for a node that has none yet and is otherwise in order.
func (e *Edit) checkSlugOf(ctx context.Context, t content.NodeType, id int64, slug *string, in input.Object, base string, c input.Complaints) error {
	if _, given := in["slug"]; given {
		if *slug == "" {
			return nil // it was complained about
		}
		return e.checkSlug(ctx, t, id, *slug, c.Field("slug"))
	}
	if *slug != "" || c.Any() {
		return nil
	}
	made, err := e.freeSlug(ctx, t, base)
	*slug = made
	return err
}
