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

	"pressgraph/ent/migrate"
	"pressgraph/internal/database"
)

// layout is what the columns of a table hold, in the order of their names.
type layout struct {
	table   string
	columns []*schema.Column
}

func layoutOf(table string) (layout, error) {
	for _, t := range migrate.Tables {
		if t.Name == table {
			columns := slices.Clone(t.Columns)
			slices.SortFunc(columns, func(a, b *schema.Column) int { return strings.Compare(a.Name, b.Name) })
			return layout{table: table, columns: columns}, nil
		}
	}
	return layout{}, fmt.Errorf("there is no table %q", table)
}

func quoted(column string) string { return `"` + column + `"` }

// list names the columns for a statement.
func (l layout) list() string {
	names := make([]string, len(l.columns))
	for i, c := range l.columns {
		names[i] = quoted(c.Name)
	}
	return strings.Join(names, ", ")
}

// scan reads a row of exactly these columns.
func (l layout) scan(row database.Row) (Record, error) {
	cells := make([]cell, len(l.columns))
	into := make([]any, len(cells))
	for i, c := range l.columns {
		cells[i] = cellOf(c.Type)
		into[i] = cells[i].into
	}
	if err := row.Scan(into...); err != nil {
		return nil, err
	}
	record := make(Record, len(cells))
	for i, c := range l.columns {
		raw, err := compact(cells[i].value())
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
func (l layout) insert(records []Record) (string, []any, error) {
	var query strings.Builder
	fmt.Fprintf(&query, "INSERT INTO %s (%s) VALUES ", l.table, l.list())
	args := make([]any, 0, len(records)*len(l.columns))
	for i, record := range records {
		if i > 0 {
			query.WriteString(", ")
		}
		for j, c := range l.columns {
			value, err := l.value(c.Name, record[c.Name])
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

// value returns what a column holds as an argument of a statement.
func (l layout) value(name string, raw json.RawMessage) (any, error) {
	at := slices.IndexFunc(l.columns, func(c *schema.Column) bool { return c.Name == name })
	if at < 0 {
		return nil, fmt.Errorf("table %s has no column %q", l.table, name)
	}
	value, err := argument(l.columns[at].Type, raw)
	if err != nil {
		return nil, fmt.Errorf("table %s, column %s: %w", l.table, name, err)
	}
	if value == nil && !l.columns[at].Nullable {
		return nil, fmt.Errorf("table %s, column %s: must not be null", l.table, name)
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
