package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"pressgraph/internal/fault"
)

// restoreBatch bounds the rows of one statement.
const restoreBatch = 200

// Import fills an empty database with an export, in one transaction, and
// returns how many rows of each table. The file is read twice: what is damaged
// is refused before anything is written. The change log and its numbers are
// the export's; the version moves once.
func (s *Store) Import(ctx context.Context, file io.ReadSeeker, progress Progress) (map[string]int64, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	if _, err := VerifyExport(file, nil); err != nil {
		return nil, err
	}
	var counts map[string]int64
	_, err := s.try(ctx, job{purpose: "import", restore: true, do: func(ctx context.Context, tx *Tx) error {
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := tx.refuseFull(ctx); err != nil {
			return err
		}
		in := newImporter(file, progress)
		if err := in.begin(); err != nil {
			return err
		}
		counts = in.counts
		if err := tx.takeAll(ctx, in); err != nil {
			return in.at(err)
		}
		if err := tx.takeNumbers(ctx, in.header); err != nil {
			return err
		}
		_, err := tx.rebuildIndex(ctx, nil)
		return err
	}})
	if err != nil {
		return nil, err
	}
	if err := s.refreshTexts(ctx); err != nil {
		return counts, err
	}
	return counts, s.Analyze(ctx)
}

// refuseFull refuses a database that holds anything.
func (tx *Tx) refuseFull(ctx context.Context) error {
	for _, table := range exportTables() {
		var count int64
		err := tx.Query(ctx, "SELECT count(*) FROM "+table, nil, func(row Row) error { return row.Scan(&count) })
		if err != nil {
			return err
		}
		if count > 0 && table != "meta" {
			return fault.Conflict("an export can only be imported into an empty database; this one has %d rows in %s", count, table)
		}
	}
	_, err := tx.Exec(ctx, "DELETE FROM meta")
	return err
}

// takeAll writes all rows of an export.
func (tx *Tx) takeAll(ctx context.Context, in *importer) error {
	var batch []Record
	var parents []Record
	table := ""
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := tx.InsertRecords(ctx, table, batch...)
		batch = batch[:0]
		return err
	}
	for {
		line, err := in.next()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return err
		}
		if ended || line.Table != table || len(batch) == restoreBatch {
			if err := flush(); err != nil {
				return err
			}
		}
		if ended || line.Table != table {
			if err := tx.hang(ctx, table, parents); err != nil {
				return err
			}
			parents, table = nil, line.Table
		}
		if ended {
			return nil
		}
		if hung := withoutParent(line.Row); hung != nil {
			parents = append(parents, hung)
		}
		batch = append(batch, line.Row)
	}
}

// withoutParent takes a row's parent off it, which may come later, and returns
// it; nil where it has none.
func withoutParent(row Record) Record {
	parent, ok := row["parent_id"]
	if !ok || string(parent) == "null" {
		return nil
	}
	row["parent_id"] = json.RawMessage("null")
	return Record{"id": row["id"], "parent_id": parent}
}

// hang gives rows their parents.
func (tx *Tx) hang(ctx context.Context, table string, parents []Record) error {
	for _, row := range parents {
		if err := tx.UpdateRecord(ctx, table, row, "parent_id"); err != nil {
			return err
		}
	}
	return nil
}

// takeNumbers goes on where the export's change log ends, and tells who listens.
func (tx *Tx) takeNumbers(ctx context.Context, header exportHeader) error {
	numbers := "UPDATE content_version SET version = $1, public_version = $2, public_step = $3"
	if _, err := tx.Exec(ctx, numbers, header.Version, header.PublicVersion, header.PublicStep); err != nil {
		return err
	}
	if tx.store.db.Engine() != PostgreSQL {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT setval(pg_get_serial_sequence('changes', 'id'), (SELECT max(id) FROM changes))
		WHERE EXISTS (SELECT 1 FROM changes)`)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "SELECT pg_notify($1, $2)", notifyChannel, fmt.Sprintf("%d %d", header.Version, header.PublicVersion))
	return err
}
