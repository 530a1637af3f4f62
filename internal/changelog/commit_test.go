package changelog_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"pressgraph/internal/changelog"
	"pressgraph/internal/changelog/logtest"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// TestConcurrentWriters lets 16 writers commit and roll back while a reader
// looks on: at every moment the log and the numbers agree.
func TestConcurrentWriters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := logtest.UpToDate(t, target)
		storetest.Exec(t, db, logtest.Partner(1, "p", true), logtest.Partner(2, "hidden", false))
		done := make(chan struct{})
		var watching sync.WaitGroup
		watching.Go(func() { watch(t, db, done) })

		var writers errgroup.Group
		var mu sync.Mutex
		promised := make(map[string][2]int64)
		for writer := range 16 {
			writers.Go(func() error {
				for turn := range 8 {
					purpose := fmt.Sprintf("%d.%d", writer, turn)
					version, public, err := commitOne(t.Context(), db, purpose, writer*1000+turn*10)
					if err != nil {
						return err
					}
					if version != 0 {
						mu.Lock()
						promised[purpose] = [2]int64{version, public}
						mu.Unlock()
					}
				}
				return nil
			})
		}
		if err := writers.Wait(); err != nil {
			t.Errorf("write: %v", err)
		}
		close(done)
		watching.Wait()
		checkNumbers(t, logtest.Entries(t, db, 0), promised)
	})
}

// commitOne writes three rows, of which one is hidden in all turns and all are
// in some, and commits or rolls back; it returns the versions it was promised.
func commitOne(ctx context.Context, db *database.DB, purpose string, id int) (version, public int64, err error) {
	tx, err := db.SQL().BeginTx(ctx, nil)
	if err != nil {
		return 0, 0, err
	}
	defer func() {
		// After Commit there is nothing to roll back.
		_ = tx.Rollback()
	}()
	if err := changelog.Begin(ctx, tx, db.Engine(), changelog.Author{Actor: "w", Purpose: purpose}); err != nil {
		return 0, 0, err
	}
	seen := rand.IntN(3) > 0
	for i := range 3 {
		statement := logtest.Partner(100_000+id+i, purpose+"."+strconv.Itoa(i), seen && i > 0)
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return 0, 0, err
		}
	}
	if rand.IntN(4) == 0 {
		return 0, 0, tx.Rollback()
	}
	version, public, err = changelog.CommitVersion(ctx, tx, db.Engine())
	return version, public, errors.Join(err, tx.Commit())
}

// watch reads one state after the other, in each of which no version may be
// missing.
func watch(t *testing.T, db *database.DB, done <-chan struct{}) {
	var last int
	for {
		select {
		case <-done:
			return
		default:
		}
		wrong := storetest.Count(t, db, `SELECT count(*) FROM content_version v, (SELECT coalesce(max(version), 0) AS newest, count(DISTINCT version) AS versions,
			coalesce(max(public_version), 0) AS public, count(DISTINCT public_version) AS publics, coalesce(max(public_step), 0) AS step, count(public_step) AS steps
			FROM changes) c WHERE v.version <> c.newest OR v.version <> c.versions OR v.public_version <> c.public OR v.public_version <> c.publics
			OR v.public_step <> c.step OR v.public_step <> c.steps`)
		if wrong != 0 {
			t.Errorf("the log and the numbers disagree while others write")
			return
		}
		now := storetest.Count(t, db, "SELECT version FROM content_version")
		if now < last {
			t.Errorf("version = %d after %d", now, last)
		}
		last = now
	}
}

// checkNumbers compares the log with what the writers were promised.
func checkNumbers(t *testing.T, log []logtest.Entry, promised map[string][2]int64) {
	t.Helper()
	byVersion := make(map[int64]string)
	var step int64
	for _, e := range log {
		if e.Purpose == "" {
			continue
		}
		if other, ok := byVersion[e.Version]; ok && other != e.Purpose {
			t.Errorf("version %d belongs to %s and %s", e.Version, other, e.Purpose)
		}
		byVersion[e.Version] = e.Purpose
		want, ok := promised[e.Purpose]
		if !ok {
			t.Errorf("%v was rolled back and is in the log", e)
		}
		if e.Version != want[0] || e.Public != 0 && e.Public != want[1] {
			t.Errorf("versions of %v (%s) = %d, %d, promised were %d, %d", e, e.Purpose, e.Version, e.Public, want[0], want[1])
		}
		step = max(step, e.Step)
	}
	if len(byVersion) != len(promised) {
		t.Errorf("versions in the log = %d, want %d", len(byVersion), len(promised))
	}
	if step == 0 {
		t.Error("no step is public")
	}
}

// TestImmediateConstraints is the life of a session that asks for its version
// early and goes on writing.
func TestImmediateConstraints(t *testing.T) {
	t.Parallel()
	db := logtest.UpToDate(t, storetest.Postgres(t))
	tx := logtest.Begun(t, db, changelog.Author{Actor: "ann"})
	for i, statement := range []string{
		logtest.Release(1, "r", true), "SET CONSTRAINTS ALL IMMEDIATE", logtest.Release(2, "s", true), logtest.Release(3, "t", true),
		"SET CONSTRAINTS ALL DEFERRED", logtest.Release(4, "u", true), logtest.Release(5, "v", true),
	} {
		if _, err := tx.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("statement %d: %v", i, err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{1, 2, 3, 4, 4} {
		e := logtest.Entries(t, db, 0)[i]
		if e.Version != want || e.Public != want || e.Step != int64(i+1) {
			t.Errorf("numbers of %v = %d, %d, %d, want %d, %d, %d", e, e.Version, e.Public, e.Step, want, want, i+1)
		}
	}
	if left := storetest.Count(t, db, "SELECT count(*) FROM touched"); left != 0 {
		t.Errorf("rows left in touched = %d, want 0", left)
	}
}

const (
	manyNodes    = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
	manyPartners = 200
	manyReleases = 100
)

// manyMentions makes so many releases and 200 partners, and returns the
// statement that relates each with each.
func manyMentions(t testing.TB, db *database.DB, releases int) string {
	t.Helper()
	// SQLite takes a WITH before INSERT, and so does PostgreSQL.
	storetest.Exec(t, db,
		manyNodes+"INSERT INTO releases (id, slug, visible, kind, language, title, title_fold, title_sort, "+logtest.Life+") SELECT i, 'r' || i, TRUE, 'STORY', 'en', 'T', '', '', "+began+" FROM n WHERE i <= "+strconv.Itoa(releases),
		manyNodes+"INSERT INTO partners (id, slug, visible, kind, name, name_fold, name_sort, "+logtest.Life+") SELECT i, 'p' || i, TRUE, 'COMPANY', 'N', '', '', "+began+" FROM n")
	return "INSERT INTO mentions (id, release_id, partner_id, visible) SELECT r.id * 1000 + p.id, r.id, p.id, TRUE FROM releases r, partners p"
}

// began is lifeBegan where PostgreSQL cannot guess the types.
const began = "CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP"

func TestManyRows(t *testing.T) {
	t.Parallel()
	releases := manyReleases
	if testing.Short() {
		releases = 10
	}
	many := releases * manyPartners
	storetest.Each(t, func(t *testing.T, target database.Target) {
		db := logtest.UpToDate(t, target)
		insert := manyMentions(t, db, releases)
		before, _, err := changelog.ReadVersions(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		for i, statement := range []string{insert, "UPDATE mentions SET role = 'FUNDER'", "UPDATE mentions SET id = -id", "DELETE FROM mentions"} {
			seen := logtest.Newest(t, db)
			version, _ := logtest.Write(t, db, changelog.Author{Actor: "ann"}, statement)
			if want := before + int64(i) + 1; version != want {
				t.Errorf("version after %q = %d, want %d", statement, version, want)
			}
			want := many
			if i == 2 {
				want = 2 * many
			}
			if got := storetest.Count(t, db, "SELECT count(*) FROM changes WHERE public_step IS NOT NULL AND version = $1 AND id > $2", version, seen); got != want {
				t.Errorf("changes of %q = %d, want %d", statement, got, want)
			}
		}
	})
}

// BenchmarkManyRows inserts 20,000 mentions in one transaction.
func BenchmarkManyRows(b *testing.B) {
	for name, open := range map[string]func(testing.TB) database.Target{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		b.Run(name, func(b *testing.B) {
			db := logtest.UpToDate(b, open(b))
			insert := manyMentions(b, db, manyReleases)
			for b.Loop() {
				logtest.Write(b, db, changelog.Author{Actor: "ann"}, insert)
				b.StopTimer()
				logtest.Write(b, db, changelog.Author{Actor: "ann"}, "DELETE FROM mentions")
				b.StartTimer()
			}
		})
	}
}
