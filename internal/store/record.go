package store

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"pressgraph/internal/database"
)

// Record is one row of a table: the value of every column, as JSON. It is the
// same for both engines, but for the order and spacing in columns that are JSON
// themselves, which Same looks through.
type Record map[string]json.RawMessage

// ID returns the id of the row; 0 where it has none.
func (r Record) ID() int64 { return r.Number("id") }

// Text returns a column of text; empty where it is null or something else.
func (r Record) Text(column string) string {
	var text string
	if err := json.Unmarshal(r[column], &text); err != nil {
		return ""
	}
	return text
}

// Instant returns a column that holds one; nil where it is null or something else.
func (r Record) Instant(column string) *time.Time {
	var at *time.Time
	if err := json.Unmarshal(r[column], &at); err != nil {
		return nil
	}
	return at
}

// Null tells whether a column is null or missing.
func (r Record) Null(column string) bool { return len(r[column]) == 0 || string(r[column]) == "null" }

// Number returns a column of whole numbers; 0 where it is null or something else.
func (r Record) Number(column string) int64 {
	var n *int64
	if err := json.Unmarshal(r[column], &n); err != nil || n == nil {
		return 0
	}
	return *n
}

// Same reports whether two rows hold the same in the given columns of a table.
func Same(a, b Record, columns ...string) bool {
	return !slices.ContainsFunc(columns, func(c string) bool { return !bytes.Equal(Canonical(a[c]), Canonical(b[c])) })
}

// Records reads the rows of a table that meet a condition, by their ids.
func (tx *Tx) Records(ctx context.Context, table, condition string, args ...any) ([]Record, error) {
	return records(ctx, tx.conn, table, condition, args)
}

// Records reads the rows of a table that meet a condition, by their ids. It
// knows no visibility.
func (s *Store) Records(ctx context.Context, table, condition string, args ...any) ([]Record, error) {
	return records(ctx, s.db, table, condition, args)
}

// RecordsOf is Tx.RecordsOf outside of a transaction.
func (s *Store) RecordsOf(ctx context.Context, table, column string, ids ...int64) ([]Record, error) {
	return recordsOf(ctx, s.db, s.db.Engine(), table, column, ids)
}

func records(ctx context.Context, on database.Queries, table, condition string, args []any) ([]Record, error) {
	layout, err := LayoutOf(table)
	if err != nil {
		return nil, err
	}
	var found []Record
	query := fmt.Sprintf("SELECT %s FROM %s WHERE %s", layout.List(), table, condition)
	if !strings.Contains(condition, "ORDER BY") {
		query += " ORDER BY id"
	}
	err = database.QueryEach(ctx, on, query, args, func(row database.Row) error {
		record, err := layout.Scan(row)
		found = append(found, record)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", table, err)
	}
	return found, nil
}

// RecordsOf reads the rows of a table that have one of the ids in a column.
func (tx *Tx) RecordsOf(ctx context.Context, table, column string, ids ...int64) ([]Record, error) {
	return recordsOf(ctx, tx.conn, tx.store.db.Engine(), table, column, ids)
}

func recordsOf(ctx context.Context, on database.Queries, engine database.Engine, table, column string, ids []int64) ([]Record, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return records(ctx, on, table, database.Among(engine, 1)(column), []any{database.Array(engine.Dialect(), ids)})
}

// InsertRecords writes rows as they stand. The caller touches what follows.
func (tx *Tx) InsertRecords(ctx context.Context, table string, records ...Record) error {
	layout, err := LayoutOf(table)
	if err != nil {
		return err
	}
	for batch := range slices.Chunk(records, max(1, maxArguments/len(layout.Columns))) {
		query, args, err := layout.insert(batch)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, query, args...); err != nil {
			return fmt.Errorf("write %s: %w", table, err)
		}
	}
	return nil
}

// UpdateRecord writes the given columns of a row that is there.
func (tx *Tx) UpdateRecord(ctx context.Context, table string, record Record, columns ...string) error {
	layout, err := LayoutOf(table)
	if err != nil || len(columns) == 0 {
		return err
	}
	set, args := make([]string, len(columns)), []any{record.ID()}
	for i, name := range columns {
		value, err := layout.Value(name, record[name])
		if err != nil {
			return err
		}
		args = append(args, value)
		set[i] = fmt.Sprintf("%s = $%d", quoted(name), len(args))
	}
	query := fmt.Sprintf("UPDATE %s SET %s WHERE id = $1", table, strings.Join(set, ", "))
	rows, err := tx.Exec(ctx, query, args...)
	if err != nil {
		return fmt.Errorf("write %s: %w", table, err)
	}
	if rows != 1 {
		return fmt.Errorf("write %s %d: there are %d such rows", table, record.ID(), rows)
	}
	return nil
}

// DeleteRecords removes rows of a table by their ids.
func (tx *Tx) DeleteRecords(ctx context.Context, table string, ids ...int64) error {
	if len(ids) == 0 {
		return nil
	}
	if _, err := LayoutOf(table); err != nil {
		return err
	}
	slices.Sort(ids)
	_, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE "+database.Among(tx.store.db.Engine(), 1)("id"), database.Array(tx.Dialect(), ids))
	if err != nil {
		return fmt.Errorf("delete from %s: %w", table, err)
	}
	return nil
}

// maxArguments bounds the arguments of one statement; SQLite takes 32,766.
const maxArguments = 5000

// Canonical is JSON in one form: sorted, without spaces, and with plain numbers
// and characters. What is no JSON stays as it is.
func Canonical(raw json.RawMessage) []byte {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if len(raw) == 0 || decoder.Decode(&value) != nil {
		return raw
	}
	text, err := Compact(plainNumbers(value))
	if err != nil {
		return raw
	}
	return text
}

// Compact is JSON on one line, with plain characters.
func Compact(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(out.Bytes(), "\n"), nil
}

// plainNumbers writes numbers out: PostgreSQL keeps no exponents.
func plainNumbers(value any) any {
	switch v := value.(type) {
	case json.Number:
		return plainNumber(v)
	case []any:
		for i := range v {
			v[i] = plainNumbers(v[i])
		}
	case map[string]any:
		for _, name := range slices.Collect(maps.Keys(v)) {
			v[name] = plainNumbers(v[name])
		}
	}
	return value
}

func plainNumber(n json.Number) json.Number {
	if !strings.ContainsAny(string(n), "eE") {
		return n
	}
	f, err := n.Float64()
	if err != nil {
		return n
	}
	return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
}
