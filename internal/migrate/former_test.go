package migrate_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/changelog/logtest"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/migrate"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
	"pressgraph/internal/transfer"
)

// formerFolder holds a small newsroom as the last version with the earlier line
// of migrations left it, on both engines, and the export that it wrote.
const formerFolder = "testdata/former"

// former returns such a database, which nothing has been done to.
func former(t *testing.T, target database.Target) *database.DB {
	t.Helper()
	storetest.Restore(t, target, formerFolder)
	return storetest.Open(t, target, database.Options{})
}

func TestFormerDatabasesComeOver(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := former(t, target)
		reading := readings(t, db)
		before := allRows(t, db, reading)
		for query, rows := range before {
			if strings.HasSuffix(query, `FROM "revisions"`) && len(rows) < 6 || strings.HasSuffix(query, `FROM "changes"`) && len(rows) < 40 {
				t.Errorf("%s: %d rows, too few to prove anything", query, len(rows))
			}
		}
		if err := migrate.Apply(t.Context(), db, slog.New(slog.DiscardHandler)); err != nil {
			t.Fatalf("Migrate: %v", err)
		}
		after := allRows(t, db, reading)
		for query, rows := range after {
			// That places are due: the next who opens the database makes them.
			after[query] = slices.DeleteFunc(rows, func(row string) bool { return strings.HasSuffix(row, "|places|due") })
		}
		if diff := cmp.Diff(before, after); diff != "" {
			t.Errorf("rows before (-) and after (+):\n%s", diff)
		}
		other := storetest.SQLite(t)
		if target.Engine() == database.PostgreSQL {
			other = storetest.Postgres(t)
		}
		fresh := logtest.UpToDate(t, other)
		if diff := cmp.Diff(schemaOf(t, fresh), schemaOf(t, db)); diff != "" {
			t.Errorf("schema of a new database (-) and of this one (+):\n%s", diff)
		}
		if diff := cmp.Diff(stateNames(t, fresh), stateNames(t, db)); diff != "" {
			t.Errorf("migrations of a new database (-) and of this one (+):\n%s", diff)
		}
	})
}

func TestFormerDatabasesServe(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := former(t, target)
		storetest.WantError(t, openError(t, target, store.Options{SkipMigrate: true}), "the database is not up to date")
		s := storeOpen(t, target, store.Options{})
		for name, ask := range map[string]func() (any, int, error){
			"Integrity":    func() (any, int, error) { found, err := s.Integrity(t.Context()); return found, len(found), err },
			"KernelFaults": func() (any, int, error) { found, err := s.KernelFaults(t.Context()); return found, len(found), err },
			"Check":        func() (any, int, error) { found, err := derive.Check(t.Context(), s); return found, len(found), err },
		} {
			if found, n, err := ask(); err != nil || n > 0 {
				t.Errorf("%s = %v, %v, want nothing", name, found, err)
			}
		}
		var after bytes.Buffer
		if _, err := transfer.Export(t.Context(), s, &after, nil); err != nil {
			t.Fatal(err)
		}
		sameExport(t, storetest.Unpack(t, formerFolder+"/export.jsonl.gz"), after.Bytes())
		seen := logtest.Newest(t, db)
		storetest.Exec(t, db, "UPDATE suggestions SET decision = 'REJECTED' WHERE id = 7001")
		if got := logtest.Told(t, db, seen); len(got) != 1 || !strings.HasPrefix(got[0], "suggestions 7001 UPDATED ") {
			t.Errorf("changes after the migration = %q, want that the suggestion was updated", got)
		}
		_, err := db.ExecContext(t.Context(), "UPDATE suggestions SET quote = NULL WHERE id = 7001")
		storetest.WantError(t, err, "suggestions_span")
	})
}

// sameExport compares two exports: to the byte, unless rows have columns now that
// they had not before, and then all others.
func sameExport(t *testing.T, before, after []byte) {
	t.Helper()
	lines, now := bytes.Split(before, []byte("\n")), bytes.Split(after, []byte("\n"))
	if len(lines) != len(now) {
		t.Fatalf("the export has %d lines, and had %d", len(now), len(lines))
	}
	grown := false
	for i, line := range lines[:len(lines)-2] {
		var had, has struct {
			Row   map[string]any `json:"row"`
			Table string         `json:"table"`
		}
		if bytes.Equal(line, now[i]) {
			continue
		}
		if err := errors.Join(json.Unmarshal(line, &had), json.Unmarshal(now[i], &has)); err != nil {
			t.Fatal(err)
		}
		grown = grown || len(has.Row) > len(had.Row)
		maps.DeleteFunc(has.Row, func(column string, _ any) bool {
			_, known := had.Row[column]
			return !known
		})
		if diff := cmp.Diff(had, has); diff != "" || len(had.Row) == 0 {
			t.Errorf("line %d of the export before (-) and after (+):\n%s\n%s\n%s", i+1, line, now[i], diff)
		}
	}
	if !grown && !bytes.Equal(before, after) {
		t.Error("the export has changed, and no row has a new column")
	}
}

func TestFormerParticipationsAreKnownSince(t *testing.T) {
	t.Parallel()
	storetest.OneByOne(t)
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := former(t, target)
		storetest.Exec(t, db, "UPDATE participations SET since = NULL, since_earliest = 0, since_latest = 0, started = 0 WHERE initiative_id % 4 = 3",
			"UPDATE initiatives SET started_on = NULL, started_earliest = 0, started_latest = 0 WHERE id % 4 = 3",
			"UPDATE initiative_topics SET started = 0 WHERE initiative_id % 4 = 3",
			fmt.Sprintf("UPDATE search_documents SET sort_at = %d WHERE node_id IN (SELECT id FROM initiatives WHERE id %% 4 = 3)", content.Undated))
		s := storeOpen(t, target, store.Options{})
		if found, err := derive.Check(t.Context(), s); err != nil || len(found) > 0 {
			t.Errorf("Check = %v, %v, want nothing", found, err)
		}
		for _, basis := range []string{"known_basis = 'STATED'", "known_basis = 'REPORTED'", "public_known_basis = 'STATED'", "public_known_basis = 'REPORTED'"} {
			of := "SELECT count(*) FROM participations WHERE " + basis
			if got := texts(t, db, of); slices.Equal(got, []string{"0"}) {
				t.Errorf("%s = 0, want some", of)
			}
		}
	})
}

func TestFormerDatabasesAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ change, sentence string }{
		"in the middle of their line": {
			"DELETE FROM schema_migrations WHERE name > '0005_lists.sql'",
			"stopped at migration 0005_lists.sql of a line that ended with 0007_kernel.sql",
		},
		"at its beginning": {
			"DELETE FROM schema_migrations WHERE name > '0001_model.sql'", "stopped at migration 0001_model.sql",
		},
		"with a gap": {
			"DELETE FROM schema_migrations WHERE name = '0003_search.sql'", "a migration 0004_kernel.sql that pressgraph never had in this place",
		},
		"with another text": {
			"UPDATE schema_migrations SET hash = 'h1:other' WHERE name = '0006_unquoted.sql'", "a migration 0006_unquoted.sql that pressgraph never had",
		},
		"with one more": {
			"INSERT INTO schema_migrations (name, hash, applied_at) VALUES ('0008_more.sql', 'h1:', CURRENT_TIMESTAMP)",
			"a migration 0008_more.sql that pressgraph never had",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, target database.Target) {
				db := former(t, target)
				storetest.Exec(t, db, c.change)
				before := schemaOf(t, db)
				for _, options := range []store.Options{{}, {SkipMigrate: true}} {
					storetest.WantError(t, openError(t, target, options), c.sentence)
				}
				if diff := cmp.Diff(before, schemaOf(t, db)); diff != "" {
					t.Errorf("schema before (-) and after (+):\n%s", diff)
				}
				states, err := migrate.Status(t.Context(), db)
				if err != nil || !slices.ContainsFunc(states, func(s migrate.State) bool { return strings.Contains(s.Problem, c.sentence) }) {
					t.Errorf("MigrationStatus = %+v, %v, want the problem that %q", states, err, c.sentence)
				}
			})
		})
	}
}

// openError opens a store, and returns why that is refused.
func openError(t *testing.T, target database.Target, options store.Options) error {
	t.Helper()
	s, err := derive.Open(t.Context(), target, options)
	if err == nil {
		_ = s.Close()
	}
	return err
}

func stateNames(t *testing.T, db *database.DB) (names []string) {
	t.Helper()
	states, err := migrate.Status(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range states {
		names = append(names, fmt.Sprint(s.Name, " ", s.Applied.IsZero(), " ", s.Problem))
	}
	return names
}

// readings returns a query for every table, the record of migrations and what the
// engine counts apart: of the columns that it has now.
func readings(t *testing.T, db *database.DB) []string {
	t.Helper()
	query := `SELECT 'SELECT ' || group_concat('"' || c.name || '"', ', ') || ' FROM "' || m.name || '"'
		FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'schema\_%' ESCAPE '\' AND m.name NOT LIKE 'sqlite\_stat%' ESCAPE '\' GROUP BY m.name`
	if db.Engine() == database.PostgreSQL {
		query = `SELECT format('SELECT %s FROM "%s"', string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), c.relname)
			FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
			WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
				AND c.relname NOT LIKE 'schema\_%' GROUP BY c.relname`
	}
	return texts(t, db, query)
}

func allRows(t *testing.T, db *database.DB, queries []string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, query := range queries {
		all[query] = texts(t, db, query)
	}
	return all
}

// schemaOf returns all that a database consists of, its rows apart.
func schemaOf(t *testing.T, db *database.DB) []string {
	t.Helper()
	if db.Engine() == database.SQLite {
		return texts(t, db, "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_stat%' ESCAPE '\\'")
	}
	return texts(t, db, `
		SELECT 'relation', c.relname, concat(c.relkind, c.relpersistence, c.reloptions::text), '' FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
		UNION ALL SELECT 'column', c.relname, a.attnum::text, concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
			a.attidentity, a.attstorage, pg_get_expr(d.adbin, d.adrelid))
			FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
			WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
		UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
		UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
		UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, concat(tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
		UNION ALL SELECT 'function', proname, '', pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace`)
}

// texts returns the rows of a query as texts, sorted.
func texts(t *testing.T, db *database.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.SQL().QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close() //nolint:errcheck // Nothing was written.
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		text := make([]string, len(values))
		for i, value := range values {
			text[i] = fmt.Sprint(value)
			if raw, ok := value.([]byte); ok {
				text[i] = string(raw)
			}
		}
		all = append(all, strings.Join(text, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	slices.Sort(all)
	return all
}

// storeOpen opens a store.
func storeOpen(t *testing.T, target database.Target, options store.Options) *store.Store {
	t.Helper()
	s, err := derive.Open(t.Context(), target, options)
	storetest.Must(t, err)
	return s
}
