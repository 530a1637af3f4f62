package store_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// between fails unless told lies between two instants that the database told.
func between(t *testing.T, what string, from, told, to time.Time) {
	t.Helper()
	if told.Before(from) || told.After(to) {
		t.Errorf("%s is %s, want a time of the database between %s and %s", what, told, from, to)
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		off  time.Duration
		says string
	}{
		"of a server that is ahead":  {5 * time.Minute, "ahead of the database's"},
		"of a server that is behind": {-5 * time.Minute, "behind the database's"},
		"of a server that is right":  {0, ""},
	} {
		t.Run(name+" counts nothing on PostgreSQL", func(t *testing.T) {
			t.Parallel()
			target := template(t)
			var log syncBuffer
			ours := func() time.Time { return time.Now().Add(test.off) }
			s := open(t, target, store.Options{Database: database.Options{Now: ours, Log: slog.New(slog.NewTextHandler(&log, nil))}})
			defer s.Close()
			right := storetest.Open(t, target, database.Options{})
			asked := func() time.Time {
				t.Helper()
				rows, err := right.QueryContext(t.Context(), "SELECT clock_timestamp()")
				if err != nil {
					t.Fatal(err)
				}
				defer rows.Close()
				var at time.Time
				if !rows.Next() {
					t.Fatal("the database does not tell the time")
				} else if err := rows.Scan(&at); err != nil {
					t.Fatal(err)
				}
				return at
			}
			from := asked()
			told, err := s.AskNow(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			between(t, "AskNow", from, told, asked())
			from = asked()
			for range 3 {
				if _, err := s.Write(everything(t.Context()), "look", func(_ context.Context, tx *store.Tx) error {
					told = tx.Now()
					return nil
				}); err != nil {
					t.Fatal(err)
				}
				between(t, "the time of a transaction", from, told, asked())
			}
			if now := s.Now(); now.After(asked()) || now.Before(from.Add(-time.Minute)) {
				t.Errorf("Now is %s, the database says %s", now, asked())
			}
			if got := strings.Count(log.String(), "the clock of this server"); test.says == "" && got != 0 || test.says != "" && got != 1 {
				t.Errorf("the log speaks of the clock %d times:\n%s", got, log.String())
			}
			if !strings.Contains(log.String(), test.says) {
				t.Errorf("the log does not say %q:\n%s", test.says, log.String())
			}
		})
	}
}
