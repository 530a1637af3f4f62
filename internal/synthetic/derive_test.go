package synthetic

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/access"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

var errSeen = errors.New("seen")

// TestDerivedAsTheStoreDerives compares what the plan works out with what the
// store makes of the same rows: it has nothing to change.
func TestDerivedAsTheStoreDerives(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		s, err := derive.Open(t.Context(), target, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Close() })
		ctx := access.With(t.Context(), access.System("test"))
		var planned, derived map[string]string
		_, err = s.Load(ctx, "test", func(ctx context.Context, tx *store.Tx) error {
			p := newPlan(Options{Releases: 700, Seed: 3}, tx.SortAt)
			if err := write(ctx, tx, p, func(int, int) {}); err != nil {
				return err
			}
			planned = everything(ctx, t, tx)
			if err := tx.RecomputeAll(ctx); err != nil {
				return err
			}
			derived = everything(ctx, t, tx)
			return errSeen
		})
		if !errors.Is(err, errSeen) {
			t.Fatal(err)
		}
		if diff := cmp.Diff(derived, planned); diff != "" {
			t.Errorf("what is derived (-by the store +by the plan):\n%s", diff)
		}
	})
}

func everything(ctx context.Context, t *testing.T, tx *store.Tx) map[string]string {
	t.Helper()
	all := map[string]string{}
	for table, columns := range map[string][]string{
		"releases":       {"visible", "partner_count", "public_partner_count", "initiative_count", "public_initiative_count"},
		"mentions":       {"visible", "sort_at", "rank"},
		"announcements":  {"visible", "sort_at", "rank"},
		"release_topics": {"visible", "sort_at", "rank"},
		"initiatives":    {"visible", "partner_count", "public_partner_count", "release_count", "public_release_count"},
		"participations": {"visible", "started", "pair_first", "public_pair_first",
			"known_earliest", "known_latest", "known_basis", "public_known_earliest", "public_known_latest", "public_known_basis"},
		"initiative_topics": {"visible", "started"},
		"partners": {"visible", "release_count", "public_release_count", "initiative_count", "public_initiative_count",
			"latest_release_on", "latest_sort", "public_latest_release_on", "public_latest_sort"},
		"topics":   {"visible", "release_count", "public_release_count"},
		"evidence": {"visible"},
	} {
		for _, column := range columns {
			query := fmt.Sprintf("SELECT id, %s FROM %s", column, table)
			err := tx.Query(ctx, query, nil, func(row database.Row) error {
				var id int64
				var value any
				err := row.Scan(&id, &value)
				if value != nil {
					all[fmt.Sprintf("%s %d %s", table, id, column)] = fmt.Sprint(value)
				}
				return err
			})
			if err != nil {
				t.Fatalf("%s: %v", query, err)
			}
		}
	}
	return all
}
