package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// Statements for rows with only what must be there.

const (
	life      = "created_at, updated_at, public_updated_at"
	lifeBegan = "'2020-01-01 00:00:00+00:00', '2020-01-01 00:00:00+00:00', '2020-01-01 00:00:00+00:00'"
)

func release(id int, slug string, visible bool) string {
	return fmt.Sprintf("INSERT INTO releases (id, slug, visible, kind, language, title, title_fold, title_sort, %s) VALUES (%d, '%s', %t, 'STORY', 'en', 'T', '', '', %s)",
		life, id, slug, visible, lifeBegan)
}

func partner(id int, slug string, visible bool) string {
	return fmt.Sprintf("INSERT INTO partners (id, slug, visible, kind, name, name_fold, name_sort, %s) VALUES (%d, '%s', %t, 'COMPANY', 'N', '', '', %s)",
		life, id, slug, visible, lifeBegan)
}

func initiative(id int, slug string, visible bool) string {
	return fmt.Sprintf("INSERT INTO initiatives (id, slug, visible, kind, name, name_fold, name_sort, %s) VALUES (%d, '%s', %t, 'GRANT', 'N', '', '', %s)",
		life, id, slug, visible, lifeBegan)
}

func mention(id, release, partner int, visible bool) string {
	return fmt.Sprintf("INSERT INTO mentions (id, release_id, partner_id, visible) VALUES (%d, %d, %d, %t)", id, release, partner, visible)
}

func partnerName(id, partner int, text string) string {
	return fmt.Sprintf("INSERT INTO partner_names (id, partner_id, position, text, text_fold) VALUES (%d, %d, %d, '%s', '')", id, partner, id, text)
}

// entry is a row of the change log.
type entry struct {
	ID, Version, Public, Step int64
	Entity                    string
	EntityID                  int64
	Subject, Object           int64
	Action                    string
	Derived                   bool
	Actor, Purpose            string
}

// String leaves out what most tests are not about: numbers, actor, purpose.
func (e entry) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %s", e.Entity, e.EntityID, e.Action)
	if e.Subject != 0 || e.Object != 0 {
		fmt.Fprintf(&b, " %d-%d", e.Subject, e.Object)
	}
	if e.Public != 0 {
		b.WriteString(" public")
	}
	if e.Step != 0 {
		b.WriteString(" step")
	}
	if e.Derived {
		b.WriteString(" derived")
	}
	return b.String()
}

// reader is a database or a transaction.
type reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// entries returns the log after the row with the given id.
func entries(t testing.TB, on reader, after int64) []entry {
	t.Helper()
	rows, err := on.QueryContext(t.Context(), `SELECT id, version, coalesce(public_version, 0), coalesce(public_step, 0), entity, entity_id,
		coalesce(subject_id, 0), coalesce(object_id, 0), action, derived, actor, coalesce(purpose, '')
		FROM changes WHERE id > $1 ORDER BY id`, after)
	if err != nil {
		t.Fatalf("read the log: %v", err)
	}
	defer rows.Close()
	var all []entry
	for rows.Next() {
		var e entry
		if err := rows.Scan(&e.ID, &e.Version, &e.Public, &e.Step, &e.Entity, &e.EntityID,
			&e.Subject, &e.Object, &e.Action, &e.Derived, &e.Actor, &e.Purpose); err != nil {
			t.Fatalf("read the log: %v", err)
		}
		all = append(all, e)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("read the log: %v", err)
	}
	return all
}

// told returns the log after the row with the given id, a line each.
func told(t testing.TB, db *database.DB, after int64) []string {
	t.Helper()
	var lines []string
	for _, e := range entries(t, db, after) {
		lines = append(lines, e.String())
	}
	return lines
}

// toldIn is told for what the actor did.
func toldIn(t testing.TB, on reader, actor string) []string {
	t.Helper()
	var lines []string
	for _, e := range entries(t, on, 0) {
		if e.Actor == actor {
			lines = append(lines, e.String())
		}
	}
	return lines
}

// newest returns the id of the last row of the log.
func newest(t *testing.T, db *database.DB) int64 {
	t.Helper()
	return int64(storetest.Count(t, db, "SELECT coalesce(max(id), 0) FROM changes"))
}

// write runs do in a transaction of a use case and returns its versions.
func write(t testing.TB, db *database.DB, who store.ChangeContext, statements ...string) (version, public int64) {
	t.Helper()
	tx := begun(t, db, who)
	for _, statement := range statements {
		if _, err := tx.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	version, public, err := store.CommitVersion(t.Context(), tx, db.Engine())
	if err != nil {
		t.Fatalf("CommitVersion: %v", err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatalf("Commit: %v", err)
	}
	return version, public
}

// begun begins a transaction of a use case.
func begun(t testing.TB, db *database.DB, who store.ChangeContext) *sql.Tx {
	t.Helper()
	tx, err := db.SQL().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatalf("BeginTx: %v", err)
	}
	t.Cleanup(func() { _ = tx.Rollback() }) // mostly committed by then
	if err := store.BeginContext(t.Context(), tx, db.Engine(), who); err != nil {
		t.Fatalf("BeginContext: %v", err)
	}
	return tx
}
