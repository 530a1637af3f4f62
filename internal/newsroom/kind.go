package newsroom

import (
	"context"
	"fmt"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/initiativename"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/topic"
	"pressgraph/ent/db/topicname"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// kind describes one kind of node with an address.
type kind struct {
	// table is where they are, and by which former slugs are kept; names is where
	// their names are, empty where they have none.
	table, names string
	// read reads them.
	read reader
}

// reader reads columns of the rows that meet a condition into a slice.
type reader func(ctx context.Context, e *Edit, into any, where func(*sql.Selector), columns ...string) error

// kindOf returns the kind of the nodes of a type; one that there are none of for
// the others.
func kindOf(t content.NodeType) kind {
	switch t {
	case content.NodeRelease:
		return kind{table: release.Table, read: readReleases}
	case content.NodePartner:
		return kind{table: partner.Table, names: partnername.Table, read: readPartners}
	case content.NodeInitiative:
		return kind{table: initiative.Table, names: initiativename.Table, read: readInitiatives}
	case content.NodeTopic:
		return kind{table: topic.Table, names: topicname.Table, read: readTopics}
	default:
		return kind{read: readNothing}
	}
}

// TableOf returns the table that holds the nodes of a type.
func TableOf(t content.NodeType) string { return kindOf(t).table }

// TypeOf returns the type of the nodes that a table holds; 0 for other tables.
func TypeOf(table string) content.NodeType {
	for _, t := range []content.NodeType{content.NodeRelease, content.NodePartner, content.NodeInitiative, content.NodeTopic} {
		if kindOf(t).table == table {
			return t
		}
	}
	return 0
}

func readReleases(ctx context.Context, e *Edit, into any, where func(*sql.Selector), columns ...string) error {
	return e.DB.Release.Query().Where(where).Select(columns...).Scan(ctx, into)
}

func readPartners(ctx context.Context, e *Edit, into any, where func(*sql.Selector), columns ...string) error {
	return e.DB.Partner.Query().Where(where).Select(columns...).Scan(ctx, into)
}

func readInitiatives(ctx context.Context, e *Edit, into any, where func(*sql.Selector), columns ...string) error {
	return e.DB.Initiative.Query().Where(where).Select(columns...).Scan(ctx, into)
}

func readTopics(ctx context.Context, e *Edit, into any, where func(*sql.Selector), columns ...string) error {
	return e.DB.Topic.Query().Where(where).Select(columns...).Scan(ctx, into)
}

func readNothing(context.Context, *Edit, any, func(*sql.Selector), ...string) error { return nil }

// ids returns the ids of the nodes that meet a condition.
func (e *Edit) ids(ctx context.Context, t content.NodeType, where func(*sql.Selector)) (all []int64, err error) {
	err = kindOf(t).read(ctx, e, &all, where, "id")
	return all, err
}

// Place is where a node stands.
type Place struct {
	Version int
	Parent  *int64 `sql:"parent_id"`
}

// PlaceOf reads where a node stands, and locks it; nil where there is no such node.
func (e *Edit) PlaceOf(ctx context.Context, t content.NodeType, id int64, strength sql.LockStrength) (*Place, error) {
	var found []Place
	here := func(s *sql.Selector) { Locked(strength)(s.Where(sql.EQ(s.C("id"), id))) }
	if err := kindOf(t).read(ctx, e, &found, here, "version", "parent_id"); err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// NextVersion counts a change of a node that came from elsewhere; news is whether
// readers notice it.
func (e *Edit) NextVersion(ctx context.Context, t content.NodeType, id int64, news bool) error {
	set := " SET version = version + 1, updated_at = $1"
	if news {
		set += ", public_updated_at = $1"
	}
	_, err := e.Tx.Exec(ctx, "UPDATE "+kindOf(t).table+set+" WHERE id = $2", e.Now, id)
	return err
}

// Locked makes a query lock its rows until the end of the transaction, where
// writers work side by side. SQLite has one writer at a time and needs none.
func Locked(strength sql.LockStrength) func(*sql.Selector) {
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
func (e *Edit) checkParent(ctx context.Context, t content.NodeType, id, parent int64, c input.Complaints) error {
	for at, first := parent, true; ; first = false {
		if at == id {
			c.Add("would make the %s its own ancestor", t.Noun())
			return nil
		}
		stands, err := e.PlaceOf(ctx, t, at, sql.LockShare)
		switch {
		case err != nil:
			return fmt.Errorf("read the parent of %s %d: %w", t.Noun(), at, err)
		case stands == nil && first:
			c.Note(input.NoSuch(t))
			return nil
		case stands == nil || stands.Parent == nil:
			return nil
		}
		at = *stands.Parent
	}
}
