package query

import (
	"bytes"
	"fmt"
	"time"
	"unicode/utf8"

	"entgo.io/ent/dialect"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// compared is a condition on a column by an operator; where the column may be
// null, null is unequal to everything and beyond nothing.
func compared(column, op string, value any, nullable bool) condition {
	return func(w *sqlWriter, alias string) {
		name := alias + "." + column
		switch {
		case nullable && op == "<>":
			w.text("(" + name + " IS NULL OR " + name + " <> ")
		case nullable:
			w.text("(" + name + " IS NOT NULL AND " + name + " " + op + " ")
		default:
			w.text("(" + name + " " + op + " ")
		}
		w.arg(value)
		w.text(")")
	}
}

func isNull(column string, null bool) condition {
	word := " IS NOT NULL"
	if null {
		word = " IS NULL"
	}
	return func(w *sqlWriter, alias string) { w.text(alias + "." + column + word) }
}

// among holds where the column is one of the values: nowhere for none.
func among[K database.Key](column string, values []K, nullable bool) condition {
	if len(values) == 0 {
		return never
	}
	return func(w *sqlWriter, alias string) {
		name := alias + "." + column
		w.text("(")
		if nullable {
			w.text(name + " IS NOT NULL AND ")
		}
		listed(w, name, values)
		w.text(")")
	}
}

func orderOperator(name string) (string, bool) {
	op, ok := map[string]string{"eq": "=", "ne": "<>", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}[name]
	return op, ok
}

// ids compares the node's id.
func ids(kind Kind) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		var all []condition
		for _, o := range p.operands(path, value) {
			switch o.name {
			case "eq":
				all = append(all, compared("id", "=", valueOf(p, o, readID(kind)), false))
			case "ne":
				all = append(all, compared("id", "<>", valueOf(p, o, readID(kind)), false))
			case "in":
				all = append(all, among("id", values(p, o, readID(kind)), false))
			case "notIn":
				all = append(all, negationOf(among("id", values(p, o, readID(kind)), false)))
			default:
				all = append(all, p.complain(o.path, "there is no such comparison"))
			}
		}
		return conjunctionOf(all)
	}
}

// text compares a column of plain ASCII text, such as a slug or a code.
func text(column string) fieldParser { return texts(column, "", false) }

// optionalText is text for a column that may be null.
func optionalText(column string) fieldParser { return texts(column, "", true) }

// foldedText compares a column with its folded form beside it.
func foldedText(column, fold string) fieldParser { return texts(column, fold, false) }

func texts(column, fold string, nullable bool) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		var all []condition
		for _, o := range p.operands(path, value) {
			all = append(all, p.textCondition(o, column, fold, nullable))
		}
		return conjunctionOf(all)
	}
}

// textCondition is one comparison of a text. eq and in heed case, contains and
// startsWith do not.
func (p *filterParser) textCondition(o operand, column, fold string, nullable bool) condition {
	switch o.name {
	case "eq":
		same := valueOf(p, o, readText)
		if fold == "" {
			return compared(column, "=", same, nullable)
		}
		// The folded form says nothing more, but has an index.
		return conjunctionOf([]condition{compared(fold, "=", content.Fold(same), false), compared(column, "=", same, nullable)})
	case "ne":
		return compared(column, "<>", valueOf(p, o, readText), nullable)
	case "in":
		return among(column, values(p, o, readText), nullable)
	case "notIn":
		return negationOf(among(column, values(p, o, readText), nullable))
	case "contains", "startsWith":
		return folded(column, fold, valueOf(p, o, readText), o.name == "startsWith")
	case "isNull":
		null := valueOf(p, o, readBool)
		if nullable {
			return isNull(column, null)
		}
		if null {
			return never
		}
		return always
	}
	return p.complain(o.path, "there is no such comparison")
}

// folded looks for a text in the folded form of a column, byte for byte, so
// that %, _ and \ are literal. Without a folded column the text is ASCII and is
// lowered by the database.
func folded(column, fold, wanted string, start bool) condition {
	pattern := content.Fold(wanted)
	if len(pattern) == 0 {
		return isNull(column, false)
	}
	return func(w *sqlWriter, alias string) {
		var value any = pattern
		name := alias + "." + fold
		if fold == "" {
			value, name = string(bytes.ToLower(pattern)), "lower("+alias+"."+column+")"
		}
		w.text("(" + alias + "." + column + " IS NOT NULL AND ")
		switch {
		case start && fold != "":
			// A range of an index; folded text is UTF-8, in which no byte is 255.
			beyond := bytes.Clone(pattern)
			beyond[len(beyond)-1]++
			w.text(name + " >= ")
			w.arg(pattern)
			w.text(" AND " + name + " < ")
			w.arg(beyond)
		case start && w.Dialect() == dialect.Postgres:
			w.text(fmt.Sprintf("substring(%s from 1 for %d) = ", name, lengthOf(value)))
			w.arg(value)
		case start:
			w.text(fmt.Sprintf("substr(%s, 1, %d) = ", name, lengthOf(value)))
			w.arg(value)
		case w.Dialect() == dialect.Postgres:
			w.text("position(")
			w.arg(value)
			w.text(" in " + name + ") > 0")
		default:
			w.text("instr(" + name + ", ")
			w.arg(value)
			w.text(") > 0")
		}
		w.text(")")
	}
}

// lengthOf counts as the database does: bytes of bytes, characters of text.
func lengthOf(v any) int {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v)
	case []byte:
		return len(v)
	}
	return 0
}

// names compares the names of a node: what is asked for must hold of one name,
// ne and notIn of all of them.
func names(table, owner string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		p.names++
		var one, all []condition
		for _, o := range p.operands(path, value) {
			switch o.name {
			case "ne", "notIn":
				o.name = map[string]string{"ne": "eq", "notIn": "in"}[o.name]
				all = append(all, negationOf(named(table, owner, p.textCondition(o, "text", "text_fold", false), true)))
			case "isNull":
				c := named(table, owner, always, false)
				if valueOf(p, o, readBool) {
					c = negationOf(c)
				}
				all = append(all, c)
			default:
				one = append(one, p.textCondition(o, "text", "text_fold", false))
			}
		}
		if len(one) > 0 {
			all = append(all, named(table, owner, conjunctionOf(one), true))
		}
		return conjunctionOf(all)
	}
}

// named holds where one of the node's names meets c. In a list of all nodes few
// names are read first: looked up for one node after the other, a name that
// none has is looked up for all. OFFSET 0 keeps PostgreSQL from doing so.
func named(table, owner string, c condition, few bool) condition {
	return func(w *sqlWriter, alias string) {
		end := w.closing()
		x := w.alias("x")
		first := few && w.all && alias == "r"
		if first || w.apart() {
			w.text(fmt.Sprintf("%s.id IN (SELECT %s.%s FROM %s WHERE ", alias, x, owner, store.Led(table, x)))
		} else {
			w.text(fmt.Sprintf("EXISTS (SELECT 1 FROM %s WHERE %s.%s = %s.id AND ", store.Led(table, x), x, owner, alias))
		}
		c(w, x)
		if first && w.Dialect() == dialect.Postgres {
			w.text(" OFFSET 0)")
			return
		}
		end()
	}
}

// enum compares a column of enum names.
func enum(column string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		var all []condition
		for _, o := range p.operands(path, value) {
			all = append(all, p.textCondition(o, column, "", false))
		}
		return conjunctionOf(all)
	}
}

// oneOf holds where a column of enum names is one of a list.
func oneOf(column string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		return among(column, values(p, operand{path: path, value: value}, readText), false)
	}
}

// integer compares a column of whole numbers.
func integer(column string, nullable bool) fieldParser {
	return numbers(func(access.World) string { return column }, nullable)
}

// count compares a stored count, of the life that the asker sees.
func count(column string) fieldParser {
	return numbers(func(w access.World) string { return w.Column(column) }, false)
}

func numbers(column func(access.World) string, nullable bool) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		var all []condition
		for _, o := range p.operands(path, value) {
			all = append(all, p.numberCondition(o, column, nullable))
		}
		return conjunctionOf(all)
	}
}

func (p *filterParser) numberCondition(o operand, column func(access.World) string, nullable bool) condition {
	op, ordered := orderOperator(o.name)
	late := func(on func(column string) condition) condition {
		return func(w *sqlWriter, alias string) { on(column(w.world))(w, alias) }
	}
	switch {
	case ordered:
		v := valueOf(p, o, readInt)
		return late(func(c string) condition { return compared(c, op, v, nullable) })
	case o.name == "in":
		all := values(p, o, readInt)
		return late(func(c string) condition { return among(c, all, nullable) })
	case o.name == "isNull":
		null := valueOf(p, o, readBool)
		return late(func(c string) condition { return isNull(c, null) })
	}
	return p.complain(o.path, "there is no such comparison")
}

// instant compares the column of a release's instant, which may be null.
func instant(column string) fieldParser {
	return limits(column, func(op string, at time.Time) condition {
		at = instantBound(at)
		return conjunctionOf([]condition{compared(column, op, at, true), placedBy(op, at)})
	}, readTime)
}

// amount compares a column of amounts that may be null.
func amount(column string) fieldParser {
	return limits(column, func(op string, a content.Amount) condition {
		return compared(column, op, int64(a), true)
	}, readAmount)
}

// limits compares a column that may be null with values that have an order but,
// being as exact as they are, are never asked to be unequal.
func limits[V any](column string, compare func(op string, v V) condition, read func(any) (V, error)) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		var all []condition
		for _, o := range p.operands(path, value) {
			op, ordered := orderOperator(o.name)
			switch {
			case ordered && o.name != "ne":
				all = append(all, compare(op, valueOf(p, o, read)))
			case o.name == "isNull":
				all = append(all, isNull(column, valueOf(p, o, readBool)))
			default:
				all = append(all, p.complain(o.path, "there is no such comparison"))
			}
		}
		return conjunctionOf(all)
	}
}

// placedBy says the same of a release's place in time, which indexes are by: it
// is the instant in microseconds where there is one. It is not exact: bounds
// belong to it.
func placedBy(op string, at time.Time) condition {
	from, to := compared("sort_at", ">=", at.UnixMicro(), false), compared("sort_at", "<=", at.UnixMicro()+1, false)
	switch op {
	case "<", "<=":
		return to
	case ">", ">=":
		return from
	}
	return conjunctionOf([]condition{from, to})
}

// instantBound keeps a bound within what both databases can hold.
func instantBound(t time.Time) time.Time {
	if t.Year() < 1 {
		return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t
}
