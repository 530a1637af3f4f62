package synthetic

import (
	"context"
	"fmt"

	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

// MaxReleases bounds the size of a newsroom, which is planned in memory.
const MaxReleases = 5_000_000

// Options say what to make up.
type Options struct {
	// Releases is how many there are to be, drafts included; at least 1.
	Releases int
	// Seed chooses one of many newsrooms of that size.
	Seed uint64
	// Progress, if any, is told how many of all rows are written, now and then.
	Progress func(done, total int)
}

// Check refuses a size that is out of range: BAD_USER_INPUT.
func (o Options) Check() error {
	if o.Releases < 1 || o.Releases > MaxReleases {
		return fault.Invalid("releases", "must be between 1 and %d", MaxReleases)
	}
	return nil
}

// Summary counts what was written.
type Summary struct {
	Releases, Partners, Initiatives, Topics           int
	Mentions, Announcements, Participations, Evidence int
}

// Load fills an empty database in one transaction, without a revision for each
// release. The change log tells of it in one row. Errors: CONFLICT for a
// database that holds anything, BAD_USER_INPUT for a size that is out of range.
func Load(ctx context.Context, into *store.Store, options Options) (Summary, error) {
	if err := options.Check(); err != nil {
		return Summary{}, err
	}
	if options.Progress == nil {
		options.Progress = func(int, int) {}
	}
	var p *plan
	_, err := into.Load(ctx, "bench-data", func(ctx context.Context, tx *store.Tx) error {
		if err := refuseFilled(ctx, tx); err != nil {
			return err
		}
		p = newPlan(options, tx.SortAt)
		return write(ctx, tx, p, options.Progress)
	})
	if err != nil {
		return Summary{}, err
	}
	if err := into.Analyze(ctx); err != nil {
		return Summary{}, fmt.Errorf("gather statistics: %w", err)
	}
	return p.summary(), nil
}

func refuseFilled(ctx context.Context, tx *store.Tx) error {
	filled := false
	query := `SELECT 1 WHERE EXISTS (SELECT 1 FROM releases) OR EXISTS (SELECT 1 FROM partners)
	OR EXISTS (SELECT 1 FROM initiatives) OR EXISTS (SELECT 1 FROM topics)`
	err := tx.Query(ctx, query, nil, func(database.Row) error {
		filled = true
		return nil
	})
	if err == nil && filled {
		err = fault.Conflict("the database holds content already; synthetic data goes into an empty one only")
	}
	return err
}

// write copies all tables, those first that others refer to.
func write(ctx context.Context, tx *store.Tx, p *plan, progress func(done, total int)) error {
	tables := p.tables()
	total := 0
	names := make([]string, len(tables))
	for i, t := range tables {
		total += t.size
		names[i] = t.name
	}
	if err := tx.WithoutIndexes(ctx, names, func() error { return copyTables(ctx, tx, tables, total, progress) }); err != nil {
		return err
	}
	progress(total, total)
	// What is derived is compared next, for which the engine should know the tables.
	_, err := tx.Exec(ctx, "ANALYZE")
	return err
}

func copyTables(ctx context.Context, tx *store.Tx, tables []table, total int, progress func(done, total int)) error {
	done := 0
	for _, t := range tables {
		rows := func(yield func([]any) bool) {
			for row := range t.rows {
				if !yield(row) {
					return
				}
				if done++; done%1000 == 0 {
					progress(done, total)
				}
			}
		}
		if err := tx.Copy(ctx, t.name, t.columns, rows); err != nil {
			return fmt.Errorf("write %s: %w", t.name, err)
		}
	}
	return nil
}
