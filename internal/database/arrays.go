package database

import (
	"encoding/json"
	"fmt"
	"reflect"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/lib/pq"
)

// Key is what arrays are made of: ids, slugs, codes.
type Key interface {
	~int64 | ~int | ~string
}

// In returns a predicate for ent: the column of the selected table holds one
// of keys. It passes them as one argument, so that the statement is the same
// for any number of keys and stays prepared.
func In[K Key](column string, keys []K) func(*entsql.Selector) {
	return func(s *entsql.Selector) { s.Where(ColumnIn(s.C(column), keys)) }
}

// ColumnIn is In for a column of any table: qualified as by Selector.C, or plain.
func ColumnIn[K Key](column string, keys []K) *entsql.Predicate {
	return entsql.P(func(b *entsql.Builder) {
		b.Ident(column)
		argument := Array(b.Dialect(), keys)
		if b.Dialect() == dialect.Postgres {
			b.WriteString(" = ANY(").Arg(argument).WriteString(")")
			return
		}
		b.WriteString(" IN (SELECT value FROM json_each(").Arg(argument).WriteString("))")
	})
}

// KeyTable returns keys as a table for FROM or JOIN, named alias, with columns
// key and ord, which counts from 1: for asking about many parents at once. It
// works in a Selector (FromExpr) and in a Builder (Join).
func KeyTable[K Key](alias string, keys []K) entsql.Querier {
	return entsql.ExprFunc(func(b *entsql.Builder) {
		argument := Array(b.Dialect(), keys)
		if b.Dialect() == dialect.Postgres {
			b.WriteString("unnest(").Arg(argument).WriteString("::" + postgresArray[K]() + ") WITH ORDINALITY AS ")
			b.Ident(alias).WriteString("(key, ord)")
			return
		}
		b.WriteString("(SELECT value AS key, key + 1 AS ord FROM json_each(").Arg(argument).WriteString(")) AS ").Ident(alias)
	})
}

// Along joins a table to those before it in FROM, from which SQLite then goes to
// it and never the other way. Where SQLite is left to choose it judges by how
// much it believes to be in each table, which is nothing before they are
// analyzed and too little once they have grown: it would read a table from end
// to end, and a list of keys again for each of its rows.
func Along(dialectName string) string {
	if dialectName == dialect.Postgres {
		return " JOIN "
	}
	return " CROSS JOIN "
}

// Array returns keys as one argument, for SQL by hand: on PostgreSQL an array,
// for = ANY($1) or unnest($1::bigint[]), on SQLite JSON, for json_each(?).
func Array[K Key](dialectName string, keys []K) any {
	if dialectName == dialect.Postgres {
		return pq.Array(plain(keys))
	}
	if keys == nil {
		return "[]"
	}
	// Numbers and strings always have a form in JSON.
	text, _ := json.Marshal(keys)
	return string(text)
}

// plain returns keys, never nil, as a type that pq knows: to PostgreSQL a nil
// array is NULL, which is neither in nor out.
func plain[K Key](keys []K) any {
	if isText[K]() {
		return convert(keys, func(k K) string { return reflect.ValueOf(k).String() })
	}
	return convert(keys, func(k K) int64 { return reflect.ValueOf(k).Int() })
}

func convert[K Key, T any](keys []K, one func(K) T) []T {
	if same, ok := any(keys).([]T); ok && same != nil {
		return same
	}
	all := make([]T, len(keys))
	for i, k := range keys {
		all[i] = one(k)
	}
	return all
}

func isText[K Key]() bool { return reflect.TypeFor[K]().Kind() == reflect.String }

func postgresArray[K Key]() string {
	if isText[K]() {
		return "text[]"
	}
	return "bigint[]"
}

// Among returns the condition that a column holds one of the keys of an Array, the
// given argument.
func Among(engine Engine, argument int) func(column string) string {
	if engine == PostgreSQL {
		return func(column string) string { return fmt.Sprintf("%s = ANY($%d::bigint[])", column, argument) }
	}
	return func(column string) string {
		return fmt.Sprintf("%s IN (SELECT value FROM json_each($%d))", column, argument)
	}
}
