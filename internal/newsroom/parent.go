package newsroom

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"pressgraph/internal/content"
)

// locked makes a query lock its rows until the end of the transaction, where
// writers work side by side. SQLite has one writer at a time and needs none.
func locked(strength sql.LockStrength) func(*sql.Selector) {
	return func(s *sql.Selector) {
		if s.Dialect() == dialect.Postgres {
			s.For(strength)
		}
	}
}

// checkParent complains about a parent that is not there, or that has the node
// itself among its ancestors.
//
// Ancestors are locked against change: of two edits that would close a circle
// together, one waits for the other or fails and is run again.
func (e *edit) checkParent(ctx context.Context, t content.NodeType, id, parent int64, c complaints) error {
	for at, first := parent, true; ; first = false {
		if at == id {
			c.add("would make the %s its own ancestor", noun(t))
			return nil
		}
		stands, err := e.placeOf(ctx, t, at, sql.LockShare)
		switch {
		case err != nil:
			return fmt.Errorf("read the parent of %s %d: %w", noun(t), at, err)
		case stands == nil && first:
			c.note(noSuch(t))
			return nil
		case stands == nil || stands.Parent == nil:
			return nil
		}
		at = *stands.Parent
	}
}
