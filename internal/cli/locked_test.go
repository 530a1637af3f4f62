package cli_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// TestALockedTableUnderLoad has many ask a server with few connections for this
// and that while nobody may read or write releases.
func TestALockedTableUnderLoad(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	clients, pause, quiet, locked := 24, time.Second, time.Second, 4*time.Second
	if soak() {
		clients, pause, quiet, locked = 500, 10*time.Second, 10*time.Second, 30*time.Second
	}
	// One connection is for whoever leads, and of ten another one listens.
	for _, connections := range []int{2, 10} {
		t.Run(fmt.Sprintf("with %d connections", connections), func(t *testing.T) {
			if !soak() {
				t.Parallel()
			}
			target := storetest.Postgres(t)
			l := &load{key: keyFor(t, target), pause: pause}
			server := startProcess(t, target.String(), "--demo", "--log-level", "info", "--database-connections", fmt.Sprint(connections))
			l.address = server.address
			follow(t, server).after(t, time.Time{}, true)
			stop := l.begin(t, clients, &http.Transport{})
			time.Sleep(quiet)

			tx, err := storetest.Open(t, target, database.Options{MaxConns: 1}).Tx(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if err := tx.Exec(t.Context(), "LOCK TABLE releases IN ACCESS EXCLUSIVE MODE", []any{}, nil); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			time.Sleep(locked)
			ended := time.Now()
			if err := tx.Rollback(); err != nil {
				t.Error(err)
			}
			time.Sleep(quiet + 2*time.Second)
			stop()
			server.end()
			checkLocked(t, l, begun, ended, connections == 10 && !soak())
			t.Log(withoutAnswers(server.log.String()))
		})
	}
}

// checkLocked checks what became of requests. Where there is room, readers who do
// not ask for what is locked do not notice; where there are very many, some are told
// to come again.
func checkLocked(t *testing.T, l *load, begun, ended time.Time, room bool) {
	t.Helper()
	meanwhile := keep(l.which(begun, time.Time{}), func(o outcome) bool { return o.begun.Before(ended) })
	for _, kind := range []string{"cheap", "topics", "version", "ready", "keyed", "change", "list", "draft"} {
		of := keep(meanwhile, func(o outcome) bool { return o.kind == kind })
		t.Logf("%s while the table is locked: %v; %s", kind, tally(of), times(of))
		if len(of) == 0 {
			t.Errorf("nobody has asked for %s", kind)
		}
	}
	apart := []string{"cheap", "topics", "version", "ready", "keyed"}
	if room {
		complain(t, "while another table is locked", keep(meanwhile, func(o outcome) bool { return slices.Contains(apart, o.kind) && !o.answered() }))
	}
	all := l.which(time.Time{}, time.Time{})
	complain(t, "with a lock", keep(all, func(o outcome) bool { return !o.told() }))
	// An editor's request has thirty seconds.
	complain(t, "without an end", keep(all, func(o outcome) bool { return o.took() > 35*time.Second }))
	var last time.Time
	for _, got := range meanwhile {
		if got.ended.After(last) {
			last = got.ended
		}
	}
	after := l.which(ended.Add(2*time.Second), time.Time{})
	t.Logf("what was under way had ended %s after the lock; two seconds after it: %v; %s", last.Sub(ended), tally(after), times(after))
	complain(t, "after the lock", keep(after, func(o outcome) bool { return !o.answered() }))
}
