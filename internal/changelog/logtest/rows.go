// Package logtest gives tests databases with a change log, rows to change by plain SQL,
// and what the log tells of them.
package logtest

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"pressgraph/internal/changelog"
	"pressgraph/internal/database"
	"pressgraph/internal/migrate"
	"pressgraph/internal/store/storetest"
)

// Statements for rows with only what must be there.

const (
	Life      = "created_at, updated_at, public_updated_at"
	LifeBegan = "'2020-01-01 00:00:00+00:00', '2020-01-01 00:00:00+00:00', '2020-01-01 00:00:00+00:00'"
)

// Release returns SQL that makes a release.
func Release(id int, slug string, visible bool) string {
	return fmt.Sprintf("INSERT INTO releases (id, slug, visible, kind, language, title, title_fold, title_sort, %s)"+
		" VALUES (%d, '%s', %t, 'STORY', 'en', 'T', '', '', %s)",
		Life, id, slug, visible, LifeBegan)
}

// Partner returns SQL that makes a partner.
func Partner(id int, slug string, visible bool) string {
	return fmt.Sprintf("INSERT INTO partners (id, slug, visible, kind, name, name_fold, name_sort, %s)"+
		" VALUES (%d, '%s', %t, 'COMPANY', 'N', '', '', %s)",
		Life, id, slug, visible, LifeBegan)
}

// Initiative returns SQL that makes an initiative.
func Initiative(id int, slug string, visible bool) string {
	return fmt.Sprintf("INSERT INTO initiatives (id, slug, visible, kind, name, name_fold, name_sort, %s)"+
		" VALUES (%d, '%s', %t, 'GRANT', 'N', '', '', %s)",
		Life, id, slug, visible, LifeBegan)
}

// Mention returns SQL that has a release mention a partner.
func Mention(id, release, partner int, visible bool) string {
	return fmt.Sprintf("INSERT INTO mentions (id, release_id, partner_id, visible) VALUES (%d, %d, %d, %t)", id, release, partner, visible)
}

// PartnerName returns SQL that gives a partner a name.
func PartnerName(id, partner int, text string) string {
	return fmt.Sprintf("INSERT INTO partner_names (id, partner_id, position, text, text_fold) VALUES (%d, %d, %d, '%s', '')", id, partner, id, text)
}

// Entry is a row of the change log.
type Entry struct {
	ID, Version, Public, Step int64
	Entity                    string
	EntityID                  int64
	Subject, Object           int64
	Action                    string
	Derived                   bool
	Actor, Purpose            string
}

// String leaves out what most tests are not about: numbers, actor, purpose.
func (e Entry) String() string {
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

// Reader is a database or a transaction.
type Reader interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Entries returns the log after the row with the given id.
func Entries(t testing.TB, on Reader, after int64) []Entry {
	t.Helper()
	rows, err := on.QueryContext(t.Context(), `SELECT id, version, coalesce(public_version, 0), coalesce(public_step, 0), entity, entity_id,
		coalesce(subject_id, 0), coalesce(object_id, 0), action, derived, actor, coalesce(purpose, '')
		FROM changes WHERE id > $1 ORDER BY id`, after)
	if err != nil {
		t.Fatalf("read the log: %v", err)
	}
	defer func() { _ = rows.Close() }() // It is read to its end.
	var all []Entry
	for rows.Next() {
		var e Entry
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

// Told returns the log after the row with the given id, a line each.
func Told(t testing.TB, db *database.DB, after int64) []string {
	t.Helper()
	var lines []string
	for _, e := range Entries(t, db, after) {
		lines = append(lines, e.String())
	}
	return lines
}

// ToldIn is told for what the actor did.
func ToldIn(t testing.TB, on Reader, actor string) []string {
	t.Helper()
	var lines []string
	for _, e := range Entries(t, on, 0) {
		if e.Actor == actor {
			lines = append(lines, e.String())
		}
	}
	return lines
}

// Newest returns the id of the last row of the log.
func Newest(t *testing.T, db *database.DB) int64 {
	t.Helper()
	return int64(storetest.Count(t, db, "SELECT coalesce(max(id), 0) FROM changes"))
}

// Write runs do in a transaction of a use case and returns its versions.
func Write(t testing.TB, db *database.DB, who changelog.Author, statements ...string) (version, public int64) {
	t.Helper()
	tx := Begun(t, db, who)
	for _, statement := range statements {
		if _, err := tx.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	version, public, err := changelog.CommitVersion(t.Context(), tx, db.Engine())
	if err != nil {
		t.Fatalf("CommitVersion: %v", err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatalf("Commit: %v", err)
	}
	return version, public
}

// Begun begins a transaction of a use case.
func Begun(t testing.TB, db *database.DB, who changelog.Author) *sql.Tx {
	t.Helper()
	tx, err := db.SQL().BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatalf("BeginTx: %v", err)
	}
	t.Cleanup(func() { _ = tx.Rollback() }) // mostly committed by then
	if err := changelog.Begin(t.Context(), tx, db.Engine(), who); err != nil {
		t.Fatalf("BeginContext: %v", err)
	}
	return tx
}

// UpToDate opens target and brings it up to date.
func UpToDate(t testing.TB, target database.Target) *database.DB {
	t.Helper()
	db := storetest.Open(t, target, database.Options{})
	if err := migrate.Apply(t.Context(), db, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatalf("Migrate(%s): %v", target, err)
	}
	return db
}
