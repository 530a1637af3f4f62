package changelog_test

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/changelog"
	"pressgraph/internal/changelog/logtest"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// heard is what Listen told.
type heard struct{ version, public int64 }

// listen starts to listen and returns what is told. Listening ends with the
// test, which fails if it does not.
func listen(t *testing.T, db *database.DB, options changelog.ListenOptions) <-chan heard {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan heard, 1000)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		changelog.Listen(ctx, db, options, func(t changelog.Told) { told <- heard{t.All, t.Public} })
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(5 * time.Second):
			t.Error("Listen goes on 5 s after its context has ended")
		}
	})
	return told
}

// await waits until want is told.
func await(t *testing.T, told <-chan heard, want heard) {
	t.Helper()
	limit := time.After(10 * time.Second)
	var last heard
	for last != want {
		select {
		case last = <-told:
		case <-limit:
			t.Fatalf("told %v at last, want %v within 10 s", last, want)
		}
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	long := changelog.ListenOptions{Interval: time.Hour}
	t.Run("tells at the start, and again each interval", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			told := listen(t, logtest.UpToDate(t, target), changelog.ListenOptions{Interval: 10 * time.Millisecond})
			for range 3 {
				await(t, told, heard{0, 0})
			}
		})
	})
	t.Run("tells of what another process writes", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			told := listen(t, logtest.UpToDate(t, target), changelog.ListenOptions{Interval: 20 * time.Millisecond})
			other := storetest.Open(t, target, database.Options{})
			storetest.Exec(t, other, logtest.Partner(1, "p", true), logtest.Partner(2, "q", false))
			await(t, told, heard{2, 1})
		})
	})
	t.Run("tells at once when it is nudged", func(t *testing.T) {
		t.Parallel()
		storetest.Each(t, func(t *testing.T, target database.Target) {
			db := logtest.UpToDate(t, target)
			nudge := make(chan struct{}, 1)
			told := listen(t, db, changelog.ListenOptions{Interval: time.Hour, Nudge: nudge})
			await(t, told, heard{0, 0})
			storetest.Exec(t, db, logtest.Partner(1, "p", true))
			nudge <- struct{}{}
			await(t, told, heard{1, 1})
		})
	})
	t.Run("tells of what PostgreSQL notifies", func(t *testing.T) {
		t.Parallel()
		db := logtest.UpToDate(t, storetest.Postgres(t))
		told := listen(t, db, long)
		awaitListener(t, db)
		storetest.Exec(t, db, logtest.Partner(1, "p", true))
		await(t, told, heard{1, 1})
		storetest.Exec(t, db, "UPDATE partners SET held = TRUE")
		await(t, told, heard{2, 1})
	})
	t.Run("hears again after the connection was lost", func(t *testing.T) {
		t.Parallel()
		db := logtest.UpToDate(t, storetest.Postgres(t))
		told := listen(t, db, changelog.ListenOptions{Interval: 50 * time.Millisecond})
		awaitListener(t, db)
		storetest.Exec(t, db, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'")
		awaitListener(t, db)
		storetest.Exec(t, db, logtest.Partner(1, "p", true))
		await(t, told, heard{1, 1})
	})
	t.Run("hears a standby once it is promoted", func(t *testing.T) {
		t.Parallel()
		primary := storetest.Postgres(t)
		logtest.UpToDate(t, primary)
		target, promote := storetest.PromotableStandby(t, primary)
		var log lockedLog
		db := storetest.Open(t, target, database.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		told := listen(t, db, long)
		await(t, told, heard{0, 0})
		for end := time.Now().Add(time.Minute); !strings.Contains(log.String(), "does not tell of changes"); time.Sleep(20 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("a minute later the log does not say that it is refused:\n%s", log.String())
			}
		}
		promote()
		awaitListener(t, db)
		storetest.Exec(t, db, logtest.Partner(1, "p", true))
		await(t, told, heard{1, 1})
		for _, sentence := range []string{"does not tell of changes", "tells of changes again"} {
			if n := strings.Count(log.String(), sentence); n != 1 {
				t.Errorf("the log says %d times %q:\n%s", n, sentence, log.String())
			}
		}
	})
	t.Run("is silent while the database is, and ends all the same", func(t *testing.T) {
		t.Parallel()
		target := storetest.Postgres(t)
		between := storetest.Holdable(t, target)
		through, err := database.ParseTarget(between.Name)
		if err != nil {
			t.Fatal(err)
		}
		db := logtest.UpToDate(t, through)
		told := listen(t, db, changelog.ListenOptions{Interval: 20 * time.Millisecond})
		await(t, told, heard{0, 0})
		between.Hold()
		defer between.Release()
		time.Sleep(100 * time.Millisecond)
		for len(told) > 0 {
			<-told
		}
		select {
		case h := <-told:
			t.Errorf("told %v while the database does not answer", h)
		case <-time.After(300 * time.Millisecond):
		}
	})
}

// lockedLog is a log that is read while it is written.
type lockedLog struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// awaitListener waits until a connection listens.
func awaitListener(t *testing.T, db *database.DB) {
	t.Helper()
	for range 200 {
		if storetest.Count(t, db, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND state = 'idle'") > 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("nobody listens")
}
