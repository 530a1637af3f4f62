package nodes

import (
	"context"
	"time"

	"pressgraph/ent/db"
	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
)

// Change is one step of the change log as the viewer sees it.
type Change struct {
	row  *db.Change
	from *Loaders
	in   *loader.Cohort[*Change]
}

// Action returns what became of the node.
func (c *Change) Action() content.ChangeAction { return c.row.Action }

// At returns when.
func (c *Change) At() time.Time { return c.row.At.UTC() }

// Actor returns who did it.
func (c *Change) Actor() *string { return &c.row.Actor }

// Cursor returns the change's position, the same in every list of changes.
func (c *Change) Cursor() string {
	return query.ChangeCursor(c.from.world, query.ChangePlace{Version: c.row.Version, ID: c.row.ID, PublicStep: c.row.PublicStep})
}

func (c *Change) ref() store.NodeRef {
	t, id := query.ChangedNode(c.row.Entity, c.row.EntityID, c.row.SubjectID, c.row.ObjectID)
	return store.NodeRef{Type: t, ID: id}
}

// NodeID returns the id of what the change tells of, which may be gone.
func (c *Change) NodeID() string { return content.GlobalID(c.ref().Type, c.ref().ID) }

// Node returns what the change tells of as it is now, or nil.
func (c *Change) Node(ctx context.Context) (Node, error) {
	return loader.Load(ctx, c.in, "node", c.row.ID, func(ctx context.Context, members map[int64]*Change) (map[int64]Node, error) {
		order := ids(members)
		refs := make([]store.NodeRef, len(order))
		for i, id := range order {
			refs[i] = members[id].ref()
		}
		nodes, err := c.from.Nodes(ctx, refs)
		if err != nil {
			return nil, err
		}
		found := make(map[int64]Node, len(order))
		for i, id := range order {
			found[id] = nodes[i]
		}
		return found, nil
	})
}

// Changes returns a page of the change log, the oldest first.
func (l *Loaders) Changes(args query.Args) (*List[*Change], error) {
	return pageOf(l, l.root, 0, allChanges(), nil, args)
}

func (l *Loaders) changes(ctx context.Context, ids []int64) (loader.Found[*Change], error) {
	if len(ids) == 0 {
		return loader.Found[*Change]{}, nil
	}
	rows, err := l.client.Change.Query().Where(database.In("id", ids)).All(ctx)
	return recordsOf(ids, rows, err, "changes", func(e *db.Change) int64 { return e.ID },
		func(into *Change, e *db.Change, in *loader.Cohort[*Change]) { *into = Change{e, l, in} })
}
