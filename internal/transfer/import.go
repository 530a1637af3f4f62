package transfer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

// restoreBatch bounds the rows of one statement.
const restoreBatch = 200

// Import fills an empty database with an export, in one transaction, and
// returns how many rows of each table. What proves damaged undoes all of it;
// VerifyExport tells beforehand. The change log and its numbers are the
// export's; the version moves once.
//
// A database is empty, too, that holds nothing but keys. They stay beside those
// of the export, whatever their names, but are not told of in its log; of a key
// that both hold, the export's row is kept.
func Import(ctx context.Context, s *store.Store, file io.ReadSeeker, progress derive.Progress) (map[string]int64, error) {
	var counts map[string]int64
	_, err := s.Restore(ctx, "import", func(ctx context.Context, in *store.Tx) error {
		tx := restoring{in}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := tx.refuseFull(ctx); err != nil {
			return err
		}
		from := newImporter(file, progress)
		if err := from.begin(); err != nil {
			return err
		}
		counts = from.counts
		if err := tx.takeAll(ctx, from); err != nil {
			return from.at(err)
		}
		if err := tx.takeNumbers(ctx, from.header); err != nil {
			return err
		}
		return derive.RebuildIndex(ctx, in)
	})
	if err != nil {
		return nil, err
	}
	if err := derive.Refresh(ctx, s); err != nil {
		return counts, err
	}
	return counts, s.Analyze(ctx)
}

// restoring is a transaction that takes an export in.
type restoring struct{ *store.Tx }

// refuseFull refuses a database that holds anything but keys.
func (tx restoring) refuseFull(ctx context.Context) error {
	for _, table := range exportTables() {
		var count int64
		query := "SELECT count(*) FROM " + table
		if table == changesTable {
			query += " WHERE entity <> '" + keysTable + "'"
		}
		err := tx.Query(ctx, query, nil, func(row database.Row) error { return row.Scan(&count) })
		if err != nil {
			return err
		}
		if count > 0 && table != "meta" && table != keysTable {
			return fault.Conflict("an export can only be imported into an empty database; this one has %d rows in %s", count, table)
		}
	}
	for _, table := range []string{"meta", changesTable} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+table); err != nil {
			return err
		}
	}
	return nil
}

// takeAll writes all rows of an export.
func (tx restoring) takeAll(ctx context.Context, in *importer) error {
	var batch []store.Record
	var parents []store.Record
	table := ""
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		if err := tx.replaceKeys(ctx, table, batch); err != nil {
			return err
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

const (
	keysTable    = "api_keys"
	changesTable = "changes"
)

// replaceKeys makes room for keys that are here already: the same secret has
// the same hash.
func (tx restoring) replaceKeys(ctx context.Context, table string, batch []store.Record) error {
	if table != keysTable {
		return nil
	}
	layout, err := store.LayoutOf(table)
	if err != nil {
		return err
	}
	for _, key := range batch {
		hash, err := layout.Value("hash", key["hash"])
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM "+keysTable+" WHERE hash = $1", hash); err != nil {
			return err
		}
	}
	return nil
}

// withoutParent takes a row's parent off it, which may come later, and returns
// it; nil where it has none.
func withoutParent(row store.Record) store.Record {
	parent, ok := row["parent_id"]
	if !ok || string(parent) == "null" {
		return nil
	}
	row["parent_id"] = json.RawMessage("null")
	return store.Record{"id": row["id"], "parent_id": parent}
}

// hang gives rows their parents.
func (tx restoring) hang(ctx context.Context, table string, parents []store.Record) error {
	for _, row := range parents {
		if err := tx.UpdateRecord(ctx, table, row, "parent_id"); err != nil {
			return err
		}
	}
	return nil
}

// takeNumbers goes on where the export's change log ends, and tells who listens.
func (tx restoring) takeNumbers(ctx context.Context, header exportHeader) error {
	numbers := "UPDATE content_version SET version = $1, public_version = $2, public_step = $3"
	if _, err := tx.Exec(ctx, numbers, header.Version, header.PublicVersion, header.PublicStep); err != nil {
		return err
	}
	if tx.SQL().Engine() != database.PostgreSQL {
		return nil
	}
	_, err := tx.Exec(ctx, `SELECT setval(pg_get_serial_sequence('changes', 'id'), (SELECT max(id) FROM changes))
		WHERE EXISTS (SELECT 1 FROM changes)`)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, "SELECT pg_notify($1, $2)", database.NotifyChannel, fmt.Sprintf("%d %d", header.Version, header.PublicVersion))
	return err
}
