package query

import (
	"fmt"

	"pressgraph/internal/access"
)

// date compares a date as precisely as it is known: prefix names the columns of
// its first and last day, 0 where it is unknown.
func date(column, prefix string) fieldParser {
	return dateField{
		prefix: func(access.World) string { return prefix },
		isNull: func(null bool) condition { return isNull(column, null) },
		known:  func(wanted []string) condition { return precision(column, wanted) },
	}.parse
}

// knownDate compares a date that is derived for both worlds, of which only the
// two days are kept.
func knownDate(prefix string) fieldParser {
	of := func(w access.World) string { return w.Column(prefix) }
	return dateField{prefix: of, isNull: noDays(of), known: daysTo(of)}.parse
}

// dateField is a date to compare: what its two columns are called before
// _earliest and _latest in a world, and the conditions that there is none, and
// that it is known to one of some precisions.
type dateField struct {
	prefix func(access.World) string
	isNull func(null bool) condition
	known  func(wanted []string) condition
}

func (d dateField) parse(p *filterParser, path string, value any, _ int) condition {
	var all []condition
	for _, o := range p.operands(path, value) {
		all = append(all, d.condition(p, o))
	}
	return conjunctionOf(all)
}

// condition is one comparison of a partial date. A bound stands for its
// whole period; the stored date counts by its earliest day, for eq by all its
// days.
func (d dateField) condition(p *filterParser, o operand) condition {
	day := func(op string, day int) condition {
		return func(w *sqlWriter, alias string) {
			w.text(fmt.Sprintf("(%[1]s.%[2]s_earliest <> 0 AND %[1]s.%[2]s_earliest %[3]s ", alias, d.prefix(w.world), op))
			w.arg(day)
			w.text(")")
		}
	}
	switch o.name {
	case "isNull":
		return d.isNull(valueOf(p, o, readBool))
	case "precision":
		return d.known(values(p, o, readText))
	}
	bound := valueOf(p, o, readDate)
	switch o.name {
	case "eq":
		return func(w *sqlWriter, alias string) {
			prefix := d.prefix(w.world)
			w.text(fmt.Sprintf("(%[1]s.%[2]s_earliest >= ", alias, prefix))
			w.arg(bound.Earliest())
			w.text(fmt.Sprintf(" AND %[1]s.%[2]s_latest <= ", alias, prefix))
			w.arg(bound.Latest())
			w.text(fmt.Sprintf(" AND %[1]s.%[2]s_earliest <> 0)", alias, prefix))
		}
	case "gte":
		return day(">=", bound.Earliest())
	case "gt":
		return day(">", bound.Latest())
	case "lte":
		return day("<=", bound.Latest())
	case "lt":
		return day("<", bound.Earliest())
	}
	return p.complain(o.path, "there is no such comparison")
}

// precision holds where a date is known to one of the precisions.
func precision(column string, wanted []string) condition {
	lengths := map[string]int64{"YEAR": 4, "MONTH": 7, "DAY": 10}
	var all []int64
	for _, name := range wanted {
		all = append(all, lengths[name])
	}
	if len(all) == 0 {
		return never
	}
	return func(w *sqlWriter, alias string) {
		w.text("(" + alias + "." + column + " IS NOT NULL AND ")
		listed(w, "length("+alias+"."+column+")", all)
		w.text(")")
	}
}

// noDays holds where a date that has only its two days is missing, or is there.
func noDays(prefix func(access.World) string) func(null bool) condition {
	return func(null bool) condition {
		op := " <> 0"
		if null {
			op = " = 0"
		}
		return func(w *sqlWriter, alias string) { w.text(alias + "." + prefix(w.world) + "_earliest" + op) }
	}
}

// daysTo is precision for a date that has only its two days: they are one, or
// those of a month, or of a year.
func daysTo(prefix func(access.World) string) func(wanted []string) condition {
	between := map[string]string{
		"DAY":   "%[1]s_earliest = %[1]s_latest",
		"MONTH": "%[1]s_earliest <> %[1]s_latest AND %[1]s_earliest / 100 = %[1]s_latest / 100",
		"YEAR":  "%[1]s_earliest / 100 <> %[1]s_latest / 100",
	}
	return func(wanted []string) condition {
		var all []condition
		for _, name := range wanted {
			all = append(all, func(w *sqlWriter, alias string) {
				days := alias + "." + prefix(w.world)
				w.text(fmt.Sprintf("(%[1]s_earliest <> 0 AND "+between[name]+")", days))
			})
		}
		return disjunctionOf(all)
	}
}

// knownBasis holds where what tells a date, in the asker's world, is one of the values.
func knownBasis(column string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		wanted := values(p, operand{path: path, value: value}, readText)
		return func(w *sqlWriter, alias string) { among(w.world.Column(column), wanted, true)(w, alias) }
	}
}
