package changelog_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/ent/db/migrate"
	"pressgraph/internal/changelog"
	"pressgraph/internal/changelog/logtest"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

func TestKernelKnowsEveryColumn(t *testing.T) {
	t.Parallel()
	told := changelog.ToldColumns()
	silent := []string{"changes", "import_runs", "meta"}
	for _, table := range migrate.Tables {
		columns, ok := told[table.Name]
		if ok == slices.Contains(silent, table.Name) {
			t.Errorf("table %s: told of = %t; decide in tables.go, or here", table.Name, ok)
			continue
		}
		if !ok {
			continue
		}
		var want []string
		for _, column := range table.Columns {
			want = append(want, column.Name)
		}
		slices.Sort(want)
		slices.Sort(columns)
		if diff := cmp.Diff(want, columns); diff != "" {
			t.Errorf("columns of %s in ent/schema (-) and in tables.go (+):\n%s", table.Name, diff)
		}
	}
}

// ruleCase is what statements add to the log of a database with visible and
// hidden rows of each kind: hidden ones have ids below 100.
type ruleCase struct {
	name string
	do   []string
	want []string
}

// anyOrder ends the name of a case with a foreign key that deletes: PostgreSQL
// tells of that after what it referred to, SQLite before. What is wanted is sorted.
const anyOrder = "with its parts"

func TestRules(t *testing.T) {
	t.Parallel()
	world := []string{
		logtest.Release(10, "hidden", false), logtest.Release(110, "seen", true), logtest.Release(111, "seen too", true),
		logtest.Partner(20, "hidden", false), logtest.Partner(120, "seen", true), logtest.Partner(121, "seen too", true),
		logtest.Initiative(30, "hidden", false), logtest.Initiative(130, "seen", true),
		logtest.Mention(40, 10, 20, false), logtest.Mention(140, 110, 120, true),
		logtest.PartnerName(50, 20, "Hidden"), logtest.PartnerName(150, 120, "Seen"),
		"INSERT INTO evidence (id, release_id, mention_id, section, quote, start, \"end\", visible) VALUES (160, 110, 140, 'BODY', 'q', 0, 1, TRUE)",
		"INSERT INTO participations (id, partner_id, initiative_id, visible) VALUES (170, 120, 130, TRUE)",
		"INSERT INTO api_keys (id, name, role, prefix, hash, created_at) VALUES (180, 'k', 'EDITOR', 'p', '', CURRENT_TIMESTAMP)",
	}
	cases := slices.Concat(nodeRules(), relationRules(), partRules())
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := logtest.UpToDate(t, target)
		storetest.Exec(t, db, world...)
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				tx := logtest.Begun(t, db, changelog.Author{Actor: "test"})
				for _, statement := range c.do {
					if _, err := tx.ExecContext(t.Context(), statement); err != nil {
						t.Fatalf("%s: %v", statement, err)
					}
				}
				if _, _, err := changelog.CommitVersion(t.Context(), tx, db.Engine()); err != nil {
					t.Fatalf("CommitVersion: %v", err)
				}
				got := logtest.ToldIn(t, tx, "test")
				if strings.HasSuffix(c.name, anyOrder) {
					slices.Sort(got)
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("changes (-want +got):\n%s", diff)
				}
				// The next case begins with the same world.
				if err := tx.Rollback(); err != nil {
					t.Fatalf("Rollback: %v", err)
				}
			})
		}
	})
}

func nodeRules() []ruleCase {
	return []ruleCase{
		{"a hidden release is created for editors", []string{logtest.Release(1, "r", false)}, []string{"releases 1 CREATED"}},
		{"a release that comes visible is published", []string{logtest.Release(1, "r", true)}, []string{"releases 1 PUBLISHED public step"}},
		{"a partner that comes visible is created", []string{logtest.Partner(1, "p", true)}, []string{"partners 1 CREATED public step"}},
		{"a release becomes visible", []string{"UPDATE releases SET visible = TRUE, status = 'PUBLISHED' WHERE id = 10"}, []string{"releases 10 PUBLISHED public step"}},
		{"a partner becomes visible", []string{"UPDATE partners SET visible = TRUE WHERE id = 20"}, []string{"partners 20 CREATED public step"}},
		{"a release is taken back", []string{"UPDATE releases SET visible = FALSE WHERE id = 110"}, []string{"releases 110 UNPUBLISHED public step"}},
		{"a partner is withdrawn", []string{"UPDATE partners SET visible = FALSE WHERE id = 120"}, []string{"partners 120 UNPUBLISHED public step"}},
		{"an edit that readers see", []string{"UPDATE releases SET title = 'U', title_fold = 'u', version = 2 WHERE id = 110"}, []string{"releases 110 UPDATED public step"}},
		{"an edit of what is hidden", []string{"UPDATE releases SET title = 'U' WHERE id = 10"}, []string{"releases 10 UPDATED"}},
		{"a hidden edit of what is visible", []string{"UPDATE partners SET held = TRUE, version = 2, updated_at = CURRENT_TIMESTAMP WHERE id = 120"}, []string{"partners 120 UPDATED"}},
		{"a hidden edit while a public count moves", []string{"UPDATE partners SET held = TRUE, version = 2, public_release_count = 7 WHERE id = 120"}, []string{"partners 120 UPDATED public"}},
		{"a public count", []string{"UPDATE partners SET public_release_count = 7 WHERE id = 120"}, []string{"partners 120 UPDATED public derived"}},
		{"an editors' count", []string{"UPDATE partners SET release_count = 7, latest_sort = 3 WHERE id = 120"}, []string{"partners 120 UPDATED derived"}},
		{"a sort key", []string{"UPDATE releases SET title_sort = 'x' WHERE id = 110"}, []string{"releases 110 UPDATED public derived"}},
		{"the readers' time of change alone", []string{"UPDATE releases SET public_updated_at = CURRENT_TIMESTAMP WHERE id = 110"}, []string{"releases 110 UPDATED public derived"}},
		{"an edit of a part that readers see", []string{"UPDATE partners SET version = 2, public_updated_at = CURRENT_TIMESTAMP WHERE id = 120"}, []string{"partners 120 UPDATED public step"}},
		{"an update that changes nothing", []string{"UPDATE releases SET title = title, held = held"}, nil},
		{"an update of no row", []string{"UPDATE releases SET title = 'U' WHERE id = 0"}, nil},
		{"several rows at once", []string{"UPDATE partners SET country = 'HK'"}, []string{"partners 20 UPDATED", "partners 120 UPDATED public step", "partners 121 UPDATED public step"}},
		{"a parent that changes", []string{
			"UPDATE partners SET parent_id = 121 WHERE id = 120",
			"UPDATE partners SET parent_id = 20 WHERE id = 120",
			"UPDATE partners SET parent_id = NULL WHERE id = 120",
		}, []string{"partners 120 UPDATED 0-121 public step", "partners 120 UPDATED 121-20 public step", "partners 120 UPDATED 20-0 public step"}},
		{"a publisher", []string{"UPDATE releases SET publisher_id = 120 WHERE id = 110"}, []string{"releases 110 UPDATED 0-120 public step"}},
		{"a new id", []string{"UPDATE releases SET id = 112 WHERE id = 111"}, []string{"releases 111 DELETED public step", "releases 112 PUBLISHED public step"}},
		{"a visible node goes", []string{"DELETE FROM releases WHERE id = 111"}, []string{"releases 111 DELETED public step"}},
		{"a hidden node goes, with its parts", []string{"DELETE FROM mentions WHERE id = 40", "DELETE FROM partners WHERE id = 20"},
			[]string{"mentions 40 UNLINKED 10-20", "partner_names 50 UPDATED 20-0 derived", "partners 20 DELETED"}},
	}
}

func relationRules() []ruleCase {
	return []ruleCase{
		{"a hidden link", []string{logtest.Mention(1, 10, 120, false)}, []string{"mentions 1 LINKED 10-120"}},
		{"a visible link", []string{logtest.Mention(1, 110, 121, true)}, []string{"mentions 1 LINKED 110-121 public step"}},
		{"a link becomes visible", []string{"UPDATE mentions SET visible = TRUE WHERE id = 40"}, []string{"mentions 40 LINKED 10-20 public step"}},
		{"a link is withdrawn", []string{"UPDATE mentions SET visible = FALSE WHERE id = 140"}, []string{"mentions 140 UNLINKED 110-120 public step"}},
		{"another role", []string{"UPDATE mentions SET role = 'FUNDER'"}, []string{"mentions 40 UPDATED 10-20", "mentions 140 UPDATED 110-120 public step"}},
		{"another place in time", []string{"UPDATE mentions SET sort_at = 5"}, []string{"mentions 40 UPDATED 10-20 derived", "mentions 140 UPDATED 110-120 public derived"}},
		{"moved to another partner", []string{"UPDATE mentions SET partner_id = 121 WHERE id = 140"},
			[]string{"mentions 140 UNLINKED 110-120 public step", "mentions 140 LINKED 110-121 public step"}},
		{"moved and hidden at once", []string{"UPDATE mentions SET partner_id = 121, visible = FALSE WHERE id = 140"},
			[]string{"mentions 140 UNLINKED 110-120 public step", "mentions 140 LINKED 110-121"}},
		{"a link goes, with its parts", []string{"DELETE FROM mentions WHERE id = 140"},
			[]string{"evidence 160 UPDATED 110-140 public derived", "mentions 140 UNLINKED 110-120 public step"}},
		{"a participation", []string{"UPDATE participations SET status = 'ACTIVE'"}, []string{"participations 170 UPDATED 120-130 public step"}},
		{"first of its pair for editors", []string{"UPDATE participations SET pair_first = FALSE"}, []string{"participations 170 UPDATED 120-130 derived"}},
		{"first of its pair for readers", []string{"UPDATE participations SET public_pair_first = TRUE"}, []string{"participations 170 UPDATED 120-130 public derived"}},
		{"known since to editors", []string{"UPDATE participations SET known_latest = 20250101"}, []string{"participations 170 UPDATED 120-130 derived"}},
		{"known since to readers", []string{"UPDATE participations SET public_known_latest = 20250101"},
			[]string{"participations 170 UPDATED 120-130 public derived"}},
	}
}

func partRules() []ruleCase {
	return []ruleCase{
		{"a name of a visible partner", []string{logtest.PartnerName(1, 120, "N"), "UPDATE partner_names SET text = 'M' WHERE id = 1", "DELETE FROM partner_names WHERE id = 1"},
			slices.Repeat([]string{"partner_names 1 UPDATED 120-0 public derived"}, 3)},
		{"a name of a hidden partner", []string{logtest.PartnerName(1, 20, "N"), "UPDATE partner_names SET text = 'M' WHERE id = 1"},
			slices.Repeat([]string{"partner_names 1 UPDATED 20-0 derived"}, 2)},
		{"an identifier", []string{"INSERT INTO identifiers (id, partner_id, position, scheme, value) VALUES (1, 120, 0, 'ROR', 'v')"},
			[]string{"identifiers 1 UPDATED 120-0 public derived"}},
		{"evidence is hidden", []string{"UPDATE evidence SET visible = FALSE", "UPDATE evidence SET quote = 'r'"},
			[]string{"evidence 160 UPDATED 110-140 public derived", "evidence 160 UPDATED 110-140 derived"}},
		{"corrections", []string{
			"INSERT INTO corrections (id, release_id, note, corrected_at) VALUES (1, 110, 'n', CURRENT_TIMESTAMP), (2, 10, 'n', CURRENT_TIMESTAMP)",
			"UPDATE corrections SET note = 'm' WHERE id = 1",
		}, []string{"corrections 1 CORRECTED 110-0 public step", "corrections 2 CORRECTED 10-0", "corrections 1 UPDATED 110-0 public derived"}},
		{"merges", []string{
			"INSERT INTO merges (id, survivor_id, duplicate_id, public, undo, actor, at) VALUES (1, 120, 7, TRUE, '{}', 'a', CURRENT_TIMESTAMP), (2, 120, 8, FALSE, '{}', 'a', CURRENT_TIMESTAMP)",
			"UPDATE merges SET undone_at = CURRENT_TIMESTAMP",
		}, []string{"merges 1 MERGED 120-7 public step", "merges 2 MERGED 120-8", "merges 1 UPDATED 120-7 public derived", "merges 2 UPDATED 120-8 derived"}},
		{"former slugs", []string{"INSERT INTO former_slugs (id, entity, slug, node_id, public) VALUES (1, 'partners', 'a', 120, TRUE), (2, 'partners', 'b', 120, FALSE)"},
			[]string{"former_slugs 1 UPDATED 120-0 public derived", "former_slugs 2 UPDATED 120-0 derived"}},
		{"a suggestion", []string{"INSERT INTO suggestions (id, release_id, relation, label, mention_role, confidence, section, quote, start, \"end\", created_at) VALUES (1, 110, 'MENTION', 'l', 'SUBJECT', 1, 'BODY', 'q', 0, 1, CURRENT_TIMESTAMP)"},
			[]string{"suggestions 1 UPDATED 110-0 derived"}},
		{"a key is revoked", []string{"UPDATE api_keys SET revoked_at = CURRENT_TIMESTAMP"}, []string{"api_keys 180 UPDATED derived"}},
		{"a key is used", []string{"UPDATE api_keys SET last_used_at = CURRENT_TIMESTAMP"}, nil},
		{"the engine's own tables", []string{"INSERT INTO meta (id, key, value) VALUES (1, 'k', 'v')"}, nil},
	}
}

func TestForeignSQL(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := logtest.UpToDate(t, target)
		logtest.Write(t, db, changelog.Author{Actor: "ann", Purpose: "createPartner"}, logtest.Partner(1, "p", true))
		// On PostgreSQL the same session: what ann has set must not last.
		storetest.Exec(t, db, "UPDATE partners SET country = 'HK'")
		for i, e := range logtest.Entries(t, db, 0) {
			want := []string{"ann createPartner", "sql "}[i]
			if got := e.Actor + " " + e.Purpose; got != want {
				t.Errorf("actor and purpose of %v = %q, want %q", e, got, want)
			}
			if e.Version != int64(i+1) || e.Public != int64(i+1) || e.Step != int64(i+1) {
				t.Errorf("numbers of %v = %d, %d, %d, want %d thrice", e, e.Version, e.Public, e.Step, i+1)
			}
		}
	})
}

func TestUseCase(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := logtest.UpToDate(t, target)
		at := time.Date(2026, 1, 2, 3, 4, 5, 678901000, time.UTC)
		who := changelog.Author{Actor: "ann", Purpose: "publishRelease", At: at}
		version, public := logtest.Write(t, db, who, logtest.Partner(2, "p", false), logtest.Release(1, "r", true), logtest.Mention(3, 1, 2, false), "UPDATE partners SET visible = TRUE", "UPDATE mentions SET visible = TRUE")
		if version != 1 || public != 1 {
			t.Errorf("versions = %d, %d, want 1, 1: all in one transaction", version, public)
		}
		var steps []int64
		for _, e := range logtest.Entries(t, db, 0) {
			if e.Version != 1 {
				t.Errorf("version of %v = %d, want 1", e, e.Version)
			}
			if e.Step != 0 {
				steps = append(steps, e.Step)
			}
		}
		if want := []int64{1, 2, 3}; !slices.Equal(steps, want) {
			t.Errorf("steps = %v, want %v", steps, want)
		}
		version, public = logtest.Write(t, db, who, "UPDATE partners SET held = TRUE")
		if version != 2 || public != 1 {
			t.Errorf("versions after a hidden edit = %d, %d, want 2, 1", version, public)
		}
		version, public = logtest.Write(t, db, who, "UPDATE partners SET held = held")
		if version != 2 || public != 1 {
			t.Errorf("versions after no change = %d, %d, want 2, 1", version, public)
		}
		var got time.Time
		if err := db.SQL().QueryRowContext(t.Context(), "SELECT at FROM changes ORDER BY id LIMIT 1").Scan(&got); err != nil || !got.Equal(at) {
			t.Errorf("at = %v, %v, want %v", got, err, at)
		}
		storetest.Exec(t, db, "UPDATE partners SET city = 'Shenzhen'")
		if err := db.SQL().QueryRowContext(t.Context(), "SELECT at FROM changes ORDER BY id DESC LIMIT 1").Scan(&got); err != nil || time.Since(got).Abs() > time.Hour {
			t.Errorf("at of foreign SQL = %v, %v, want about now", got, err)
		}
	})
}

func TestRolledBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := logtest.UpToDate(t, target)
		tx := logtest.Begun(t, db, changelog.Author{Actor: "ann"})
		if _, err := tx.ExecContext(t.Context(), logtest.Release(1, "r", true)); err != nil {
			t.Fatal(err)
		}
		if version, _, err := changelog.CommitVersion(t.Context(), tx, db.Engine()); err != nil || version != 1 {
			t.Fatalf("CommitVersion = %d, %v, want 1", version, err)
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		tx = logtest.Begun(t, db, changelog.Author{Actor: "ann"})
		for _, statement := range []string{"SAVEPOINT s", logtest.Release(1, "r", true), "ROLLBACK TO s"} {
			if _, err := tx.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if version, public, err := changelog.ReadVersions(t.Context(), db); err != nil || version != 0 || public != 0 {
			t.Errorf("versions = %d, %d, %v, want 0, 0", version, public, err)
		}
		if got := logtest.Told(t, db, 0); got != nil {
			t.Errorf("the log holds %v, want nothing", got)
		}
	})
}

func TestBulk(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := logtest.UpToDate(t, target)
		tx := logtest.Begun(t, db, changelog.Author{Actor: "import"})
		if err := changelog.BeginBulk(t.Context(), tx, db.Engine()); err != nil {
			t.Fatalf("BeginBulk: %v", err)
		}
		for i := range 5 {
			if _, err := tx.ExecContext(t.Context(), logtest.Release(i+1, fmt.Sprint(i), true)); err != nil {
				t.Fatal(err)
			}
		}
		if err := changelog.BulkChanged(t.Context(), tx, db.Engine()); err != nil {
			t.Fatalf("BulkChanged: %v", err)
		}
		version, public, err := changelog.CommitVersion(t.Context(), tx, db.Engine())
		if err != nil || version != 1 || public != 1 {
			t.Errorf("CommitVersion = %d, %d, %v, want 1, 1", version, public, err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		storetest.Exec(t, db, "UPDATE releases SET title = 'U' WHERE id = 1")
		want := []string{"* 0 UPDATED public derived", "releases 1 UPDATED public step"}
		if diff := cmp.Diff(want, logtest.Told(t, db, 0)); diff != "" {
			t.Errorf("changes (-want +got):\n%s", diff)
		}
	})
}

func TestTruncate(t *testing.T) {
	t.Parallel()
	db := logtest.UpToDate(t, storetest.Postgres(t))
	storetest.Exec(t, db, logtest.Release(1, "r", true))
	seen := logtest.Newest(t, db)
	storetest.Exec(t, db, "TRUNCATE corrections")
	if diff := cmp.Diff([]string{"* 0 UPDATED public derived"}, logtest.Told(t, db, seen)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
}
