package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// migrationsUpTo reads the migrations of an engine, those before a name or all.
func migrationsUpTo(t *testing.T, engine store.Engine, before string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, string(engine), "*.sql"))
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d migrations of %s, %v", len(files), engine, err)
	}
	all := map[string]string{}
	for _, file := range files {
		if name := filepath.Base(file); before == "" || name < before {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all[name] = string(text)
		}
	}
	return all
}

func TestMigrationOfMadeUpQuotes(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target store.Target) {
		db := storetest.Open(t, target, store.Options{})
		if err := migrateFolder(t, db, migrationsUpTo(t, db.Engine(), "0006")); err != nil {
			t.Fatal(err)
		}
		empty := map[store.Engine]string{store.SQLite: "x''", store.PostgreSQL: "''"}[db.Engine()]
		const now = "'2025-01-15 08:00:00+00:00'"
		suggest := func(id int, confidence, section, quote string, start int) string {
			return fmt.Sprintf(`INSERT INTO suggestions (id, release_id, relation, label, mention_role, confidence, section, quote, start, "end", created_at)
				VALUES (%d, 1, 'MENTION', 'Acme', 'HOST', %s, '%s', '%s', %d, %d, %s)`, id, confidence, section, quote, start, start+len(quote), now)
		}
		execAll(t, db, fmt.Sprintf(`INSERT INTO releases (id, slug, kind, language, title, title_fold, title_sort, created_at, updated_at, public_updated_at)
			VALUES (1, 'it-opens', 'STORY', 'en', 'It opens', %s, %s, %s, %s, %s)`, empty, empty, now, now, now),
			suggest(1, "0.1", "TITLE", "It opens", 0), suggest(2, "0.5", "TITLE", "It", 0), suggest(3, "0.1", "SUMMARY", "Acme", 4), suggest(4, "0.9", "BODY", "Acme", 0))
		version := func() (v int64) {
			if err := db.SQL().QueryRowContext(t.Context(), "SELECT version FROM content_version").Scan(&v); err != nil {
				t.Fatal(err)
			}
			return v
		}
		before := version()
		if err := migrateFolder(t, db, migrationsUpTo(t, db.Engine(), "")); err != nil {
			t.Fatal(err)
		}
		var got []string
		rows, err := db.SQL().QueryContext(t.Context(), `SELECT quote, section, start, "end" FROM suggestions ORDER BY id`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close() //nolint:errcheck // Nothing was written.
		for rows.Next() {
			var quote, section sql.NullString
			var start, end sql.NullInt64
			if err := rows.Scan(&quote, &section, &start, &end); err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(quote.String, " ", section.String, " ", start.Int64, " ", end.Int64, " ", end.Valid))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		want := []string{"  0 0 false", "It TITLE 0 2 true", "Acme SUMMARY 4 8 true", "Acme BODY 0 4 true"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("suggestions (-want +got):\n%s", diff)
		}
		if after := version(); after != before {
			t.Errorf("the migration moved the content version from %d to %d", before, after)
		}
		_, err = db.ExecContext(t.Context(), "UPDATE suggestions SET quote = NULL WHERE id = 2")
		if err == nil || !strings.Contains(err.Error(), "suggestions_span") {
			t.Errorf("half a quote is taken: %v", err)
		}
		execAll(t, db, "UPDATE suggestions SET decision = 'REJECTED' WHERE id = 2")
		if after := version(); after == before {
			t.Error("after the migration a change of a suggestion moves no version")
		}
	})
}
