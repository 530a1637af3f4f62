package store

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/schema/field"

	"pressgraph/ent/db/migrate"
	"pressgraph/internal/database"
)

// Layout is what the columns of a table hold, in the order of their names.
type Layout struct {
	Table   string
	Columns []*schema.Column
}

// LayoutOf returns the layout of a table.
func LayoutOf(table string) (Layout, error) {
	for _, t := range migrate.Tables {
		if t.Name == table {
			columns := slices.Clone(t.Columns)
			slices.SortFunc(columns, func(a, b *schema.Column) int { return strings.Compare(a.Name, b.Name) })
			return Layout{Table: table, Columns: columns}, nil
		}
	}
	return Layout{}, fmt.Errorf("there is no table %q", table)
}

func quoted(column string) string { return `"` + column + `"` }

// List names the columns for a statement.
func (l Layout) List() string {
	names := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		names[i] = quoted(c.Name)
	}
	return strings.Join(names, ", ")
}

// Scan reads a row of exactly these columns.
func (l Layout) Scan(row database.Row) (Record, error) {
	cells := make([]cell, len(l.Columns))
	into := make([]any, len(cells))
	for i, c := range l.Columns {
		cells[i] = cellOf(c.Type)
		into[i] = cells[i].into
	}
	if err := row.Scan(into...); err != nil {
		return nil, err
	}
	record := make(Record, len(cells))
	for i, c := range l.Columns {
		raw, err := Compact(cells[i].value())
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", c.Name, err)
		}
		record[c.Name] = raw
	}
	return record, nil
}

// cell is a place to scan a column into, and what was scanned as JSON takes it.
type cell struct {
	into  any
	value func() any
}

func cellOf(kind field.Type) cell {
	switch kind {
	case field.TypeBool:
		return nullable(func(n sql.NullBool) (any, bool) { return n.Bool, n.Valid })
	case field.TypeTime:
		return nullable(func(n sql.NullTime) (any, bool) { return database.StoredTime(n.Time), n.Valid })
	case field.TypeFloat64:
		return nullable(func(n sql.NullFloat64) (any, bool) { return n.Float64, n.Valid })
	case field.TypeBytes:
		return nullable(func(n []byte) (any, bool) { return n, n != nil })
	case field.TypeJSON:
		return nullable(func(n []byte) (any, bool) { return json.RawMessage(n), n != nil })
	case field.TypeInt, field.TypeInt32, field.TypeInt64:
		return nullable(func(n sql.NullInt64) (any, bool) { return n.Int64, n.Valid })
	default:
		return nullable(func(n sql.NullString) (any, bool) { return n.String, n.Valid })
	}
}

func nullable[N any](value func(N) (any, bool)) cell {
	into := new(N)
	return cell{into, func() any {
		v, valid := value(*into)
		if !valid {
			return nil
		}
		return v
	}}
}

// insert returns the statement that writes rows, which name every column.
func (l Layout) insert(records []Record) (string, []any, error) {
	var query strings.Builder
	fmt.Fprintf(&query, "INSERT INTO %s (%s) VALUES ", l.Table, l.List())
	args := make([]any, 0, len(records)*len(l.Columns))
	for i, record := range records {
		if i > 0 {
			query.WriteString(", ")
		}
		for j, c := range l.Columns {
			value, err := l.Value(c.Name, record[c.Name])
			if err != nil {
				return "", nil, err
			}
			args = append(args, value)
			fmt.Fprintf(&query, "%s$%d", [2]string{"(", ", "}[min(j, 1)], len(args))
		}
		query.WriteString(")")
	}
	return query.String(), args, nil
}

// Value returns what a column holds as an argument of a statement.
func (l Layout) Value(name string, raw json.RawMessage) (any, error) {
	at := slices.IndexFunc(l.Columns, func(c *schema.Column) bool { return c.Name == name })
	if at < 0 {
		return nil, fmt.Errorf("table %s has no column %q", l.Table, name)
	}
	value, err := argument(l.Columns[at].Type, raw)
	if err != nil {
		return nil, fmt.Errorf("table %s, column %s: %w", l.Table, name, err)
	}
	if value == nil && !l.Columns[at].Nullable {
		return nil, fmt.Errorf("table %s, column %s: must not be null", l.Table, name)
	}
	return value, nil
}

func argument(kind field.Type, raw json.RawMessage) (any, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil //nolint:nilnil // NULL is a value
	}
	switch kind {
	case field.TypeBool:
		return decoded[bool](raw)
	case field.TypeTime:
		return decoded[time.Time](raw)
	case field.TypeFloat64:
		return decoded[float64](raw)
	case field.TypeBytes:
		return decoded[[]byte](raw)
	case field.TypeJSON:
		return raw, nil
	case field.TypeInt, field.TypeInt32, field.TypeInt64:
		return decoded[int64](raw)
	default:
		return decoded[string](raw)
	}
}

func decoded[V any](raw json.RawMessage) (any, error) {
	var v V
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	return v, nil
}
