package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/cli"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/keys"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// serveWith runs a server within the test until it ends, and returns its log.
func (d *desk) serveWith(t *testing.T, target database.Target, args ...string) *storetest.Log {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, out := io.Pipe()
	log := &storetest.Log{}
	ended := make(chan int, 1)
	args = append([]string{"serve", "--database", target.String(), "--addr", "localhost:0", "--log-level", "warn"}, args...)
	go func() {
		ended <- cli.Run(ctx, args, nil, strings.NewReader(""), out, log)
		out.CloseWithError(fmt.Errorf("%s", log))
	}()
	t.Cleanup(func() {
		cancel()
		if code := <-ended; code != 0 {
			t.Errorf("the server ended with %d: %s", code, log)
		}
	})
	d.address = addressIn(t, read)
	return log
}

// untilAsked ends the work once so many changes were asked for; long after that
// in any case.
func (d *desk) untilAsked(enough int, end func()) {
	defer end()
	for until := time.Now().Add(2 * time.Minute); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		d.mu.Lock()
		asked := len(d.acts)
		d.mu.Unlock()
		if asked >= enough {
			return
		}
	}
}

// limited returns target for a role that may have no more than some sessions.
func limited(t *testing.T, target database.Target, sessions int) database.Target {
	t.Helper()
	admin := storetest.Open(t, target, database.Options{MaxConns: 1})
	role := fmt.Sprintf("limited_%d_%d", sessions, time.Now().UnixNano())
	for _, statement := range []string{
		fmt.Sprintf("CREATE ROLE %s LOGIN CONNECTION LIMIT %d", role, sessions),
		"GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role,
		"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO " + role,
	} {
		if err := admin.Exec(t.Context(), statement, []any{}, nil); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		for _, statement := range []string{"DROP OWNED BY " + role, "DROP ROLE " + role} {
			if err := admin.Exec(context.Background(), statement, []any{}, nil); err != nil {
				t.Error(err)
			}
		}
	})
	name, err := url.Parse(target.String())
	if err != nil {
		t.Fatal(err)
	}
	name.User = url.User(role)
	as, err := database.ParseTarget(name.String())
	if err != nil {
		t.Fatal(err)
	}
	return as
}

// TestFewConnections has many ask a server that may have few sessions: their
// requests wait for one another, and none waits for ever or is refused. What
// would hold a connection while it waits for another would stand still with
// one for all of them.
func TestFewConnections(t *testing.T) {
	t.Parallel()
	const wide = `{ releases(first: 9) { totalCount nodes { title topics { name } partners(first: 3) { nodes { name } } } }
		partners(first: 9) { totalCount nodes { name releases(first: 3) { nodes { title } } } }
		initiatives(first: 9) { totalCount nodes { name participants(first: 3) { nodes { name } } } }
		topics(first: 9) { totalCount } partnerNetwork(limit: 10) { links(first: 10) { source { slug } } } newsroom { contentVersion } }`
	for _, connections := range []int{2, 3, 5} {
		t.Run(fmt.Sprintf("%d are waited for", connections), func(t *testing.T) {
			t.Parallel()
			const editors = 12
			target := storetest.Postgres(t)
			d := newDesk(t, target, editors, 5)
			log := d.serveWith(t, limited(t, target, connections), "--database-connections", fmt.Sprint(connections))
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var all sync.WaitGroup
			all.Go(func() { d.untilAsked(2*editors, cancel) })
			for i := range editors {
				all.Go(func() { d.work(ctx, i, rand.New(rand.NewPCG(uint64(i), 5))) })
				all.Go(func() {
					for range 3 {
						if told, err := d.ask(t.Context(), i, wide); err != nil || len(told.Errors) > 0 {
							t.Errorf("a question is answered with %v, %v", told.Errors, err)
						}
					}
				})
			}
			all.Wait()
			for _, a := range d.acts {
				if !a.acked {
					t.Errorf("%s was refused: %v", a.kind, d.surprises)
				}
			}
			if len(d.acts) == 0 || log.String() != "" {
				t.Errorf("%d changes were asked for, and the log says:\n%s", len(d.acts), log)
			}
		})
	}
}

func TestServeThroughPgBouncer(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	d := newDesk(t, target, 4, 2)
	for _, args := range [][]string{{"serve", "--addr", "localhost:0"}, {"check"}, {"export"}, {"key", "list"}, {"migrate"}} {
		t.Run(args[0]+" refuses one that hands sessions on", func(t *testing.T) {
			t.Parallel()
			pooled := storetest.PgBouncer(t, target, "transaction", 2)
			var out, log bytes.Buffer
			code := cli.Run(t.Context(), append(args, "--database", pooled.String()), nil, strings.NewReader(""), &out, &log)
			if code != 2 || out.Len() > 0 || strings.Count(log.String(), "\n") != 1 || !strings.Contains(log.String(), "pool_mode=session") {
				t.Errorf("it ends with %d, prints %q and says:\n%s", code, &out, &log)
			}
		})
	}
	t.Run("serves from one that keeps them", func(t *testing.T) {
		t.Parallel()
		log := d.serveWith(t, storetest.PgBouncer(t, target, "session", 5), "--database-connections", "5")
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var all sync.WaitGroup
		all.Go(func() { d.untilAsked(20, cancel) })
		for i := range d.secrets {
			all.Go(func() { d.work(ctx, i, rand.New(rand.NewPCG(uint64(i), 5))) })
		}
		all.Wait()
		for _, a := range d.acts {
			if !a.acked {
				t.Errorf("%s was refused: %v", a.kind, d.surprises)
			}
		}
		if len(d.acts) == 0 || log.String() != "" {
			t.Errorf("%d changes were asked for, and the log says:\n%s", len(d.acts), log)
		}
	})
}

// TestServeFromStandby has a server whose database takes no changes, with a
// release that is due: it goes on answering, refuses changes in words that say
// why, and does not fill the log.
func TestServeFromStandby(t *testing.T) {
	t.Parallel()
	target := storetest.Postgres(t)
	d := newDesk(t, target, 1, 2)
	st, rooms, ctx := d.open(t, store.Options{SkipMigrate: true})
	if _, err := keys.First(ctx, st); err != nil {
		t.Fatal(err)
	}
	for _, row := range st.Client().Release.Query().AllX(ctx) {
		at := rooms.Now().Add(500 * time.Millisecond)
		if _, err := rooms.PublishRelease(ctx, row.ID, row.Version, newsroom.PublishInput{At: &at}); err != nil {
			t.Fatal(err)
		}
	}
	closing(t, st)
	log := d.serveWith(t, storetest.Standby(t, target))
	for end := time.Now().Add(time.Minute); !strings.Contains(log.String(), "cannot keep the schedule"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the log does not say that the schedule is not kept:\n%s", log)
		}
	}
	told, err := d.ask(t.Context(), 0, `{ releases(first: 1) { totalCount } }`)
	if err != nil || len(told.Errors) > 0 {
		t.Errorf("a question is answered with %v, %v", told.Errors, err)
	}
	for range 3 {
		told, err = d.ask(t.Context(), 0, `mutation { createTopic(input: {names: [{text: "Standing by"}]}) { contentVersion } }`)
		if err != nil || len(told.Errors) != 1 || told.Errors[0].Extensions.Code != "OVERLOADED" ||
			!strings.Contains(told.Errors[0].Message, "not changed") {
			t.Errorf("a change is answered with %v, %v, want OVERLOADED in words that say why; the log says:\n%s", told.Errors, err, log)
		}
	}
	// Twelve tries of a schedule that does not know how to wait.
	time.Sleep(3 * time.Second)
	for _, sentence := range []string{"cannot keep the schedule", "the database cannot do its work", "the use of a key"} {
		if got := strings.Count(log.String(), sentence); got > 1 {
			t.Errorf("the log says %d times %q, want it said once:\n%s", got, sentence, log)
		}
	}
}
