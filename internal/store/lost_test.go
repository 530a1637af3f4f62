package store_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// TestFaultOfLostSessions ends all sessions again and again while they are asked
// and written to, so that each is lost at any place.
func TestFaultOfLostSessions(t *testing.T) {
	t.Parallel()
	target := template(t)
	s := open(t, target, store.Options{Database: database.Options{MaxConns: 6}})
	defer s.Close()
	killer := storetest.Open(t, target, database.Options{MaxConns: 1})
	ctx, stop := context.WithTimeout(everything(t.Context()), 2*time.Second)
	defer stop()
	var working sync.WaitGroup
	work := func(what string, do func(context.Context) error) {
		working.Go(func() {
			for ctx.Err() == nil {
				err := do(everything(t.Context()))
				if faults := fault.All(err); err != nil && (len(faults) == 0 || faults[0].Code != fault.CodeOverloaded) {
					t.Errorf("%s ends with %v, want OVERLOADED", what, err)
					return
				}
			}
		})
	}
	for range 2 {
		work("asking for the versions", func(ctx context.Context) error {
			_, _, err := s.Versions(ctx)
			return err
		})
		work("a view", func(ctx context.Context) error {
			return s.View(ctx, func(ctx context.Context, v *store.View) error {
				_, _, err := v.Versions(ctx)
				return err
			})
		})
		work("a query", func(ctx context.Context) error {
			_, err := s.Client().Partner.Query().WithNames().All(ctx)
			return err
		})
		work("a check", func(ctx context.Context) error {
			_, err := derive.Check(ctx, s)
			return err
		})
		work("a change", func(ctx context.Context) error {
			_, err := s.Write(ctx, "make", func(ctx context.Context, tx *store.Tx) error {
				_, err := partnerIn(tx).SetSlug(strings.ToLower(time.Now().Format("p150405.000000000")) + t.Name()[:4]).Save(ctx)
				return err
			})
			return err
		})
	}
	for ctx.Err() == nil {
		storetest.Exec(t, killer, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
		time.Sleep(3 * time.Millisecond)
	}
	working.Wait()
}
