package query

import "fmt"

// date compares a date as precisely as it is known: prefix names the columns of
// its first and last day, 0 where it is unknown.
func date(column, prefix string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		var all []condition
		for _, o := range p.operands(path, value) {
			all = append(all, p.dateCondition(o, column, prefix))
		}
		return conjunctionOf(all)
	}
}

// dateCondition is one comparison of a partial date. A bound stands for its
// whole period; the stored date counts by its earliest day, for eq by all its
// days.
func (p *filterParser) dateCondition(o operand, column, prefix string) condition {
	first := prefix + "_earliest"
	day := func(op string, day int) condition {
		return func(w *sqlWriter, alias string) {
			w.text(fmt.Sprintf("(%[1]s.%[2]s <> 0 AND %[1]s.%[2]s %[3]s ", alias, first, op))
			w.arg(day)
			w.text(")")
		}
	}
	switch o.name {
	case "isNull":
		return isNull(column, valueOf(p, o, readBool))
	case "precision":
		return precision(column, values(p, o, readText))
	}
	bound := valueOf(p, o, readDate)
	switch o.name {
	case "eq":
		return func(w *sqlWriter, alias string) {
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
