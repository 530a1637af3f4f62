package database

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// moody is a driver's connection that panics over some texts, as lib/pq does
// over an answer that is not of its question.
type moody struct{ session }

func (moody) Connect(context.Context) (driver.Conn, error) { return moody{}, nil }
func (moody) Driver() driver.Driver                        { return nil }
func (moody) Close() error                                 { return nil }
func (moody) IsValid() bool                                { return true }
func (moody) ResetSession(context.Context) error           { return nil }
func (moody) Columns() []string                            { return []string{"a"} }

func (moody) BeginTx(context.Context, driver.TxOptions) (driver.Tx, error) { return moodyTx{}, nil }

func (moody) QueryContext(_ context.Context, text string, _ []driver.NamedValue) (driver.Rows, error) {
	if text == "SELECT panic" {
		panic("protocol is out of step")
	}
	return moodyRows{panics: text == "SELECT rows"}, nil
}

func (moody) ExecContext(context.Context, string, []driver.NamedValue) (driver.Result, error) {
	panic("protocol is out of step")
}

type moodyTx struct{}

func (moodyTx) Commit() error   { panic("protocol is out of step") }
func (moodyTx) Rollback() error { panic("protocol is out of step") }

type moodyRows struct{ panics bool }

func (moodyRows) Columns() []string { return []string{"a"} }
func (moodyRows) Close() error      { return nil }

func (r moodyRows) Next([]driver.Value) error {
	if r.panics {
		panic("protocol is out of step")
	}
	return io.EOF
}

func TestPanicOfTheDriver(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, *sql.DB) error{
		"in a query": func(ctx context.Context, db *sql.DB) error { return QueryEach(ctx, db, "SELECT panic", nil, nil) },
		"in rows":    func(ctx context.Context, db *sql.DB) error { return QueryEach(ctx, db, "SELECT rows", nil, nil) },
		"in a statement": func(ctx context.Context, db *sql.DB) error {
			_, err := db.ExecContext(ctx, "LOCK")
			return err
		},
		"in a commit": func(ctx context.Context, db *sql.DB) error {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			return tx.Commit()
		},
		"in undoing": func(ctx context.Context, db *sql.DB) error {
			tx, err := db.BeginTx(ctx, nil)
			if err != nil {
				return err
			}
			return tx.Rollback()
		},
	} {
		t.Run(name+" is an error, is logged, and costs no place in the pool", func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			options := Options{Log: slog.New(slog.NewTextHandler(&log, nil)), Statements: -1}.withDefaults()
			pool := newPool(moody{}, options, 1)
			defer pool.Close()
			for range 3 {
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				if err := call(ctx, pool); err == nil || !strings.Contains(err.Error(), "out of step") {
					t.Errorf("it ends with %v, want the panic as an error", err)
				}
				cancel()
			}
			if got := strings.Count(log.String(), "driver_internal_test.go"); got < 3 {
				t.Errorf("the log tells of %d panics with their stacks, want 3:\n%s", got, &log)
			}
			if err := QueryEach(t.Context(), pool, "SELECT 1", nil, nil); err != nil {
				t.Errorf("afterwards the pool answers %v", err)
			}
		})
	}
}
