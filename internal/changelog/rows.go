package changelog

import (
	"fmt"
	"slices"
	"strings"
)

// told is what one changed row adds to the log, each as SQL; o is the row
// before the change, n after.
type told struct {
	id, subject, object string
	action              string
	derived             string
	public              string
	step                string
}

// columns lists what is told, in the order of the columns of the log.
func (t told) columns() []string {
	return []string{t.id, t.subject, t.object, t.action, t.derived, t.public, t.step}
}

// inserted tells of a row that has come.
func (t contentTable) inserted(n string) told {
	logged := t.log != logNever
	row := told{id: n + ".id", derived: sqlBool(!logged), public: t.seen(n), step: "FALSE", action: sqlText(t.words.insert)}
	row.subject, row.object = t.places("", n)
	if t.words.appear != t.words.insert {
		row.action = fmt.Sprintf("CASE WHEN %s THEN '%s' ELSE '%s' END", t.seen(n), t.words.appear, t.words.insert)
	}
	if logged {
		row.step = row.public
	}
	return row
}

// deleted tells of a row that has gone.
func (t contentTable) deleted(o string) told {
	logged := t.log == logAll
	row := told{id: o + ".id", action: sqlText(t.words.remove), derived: sqlBool(!logged), public: t.seen(o), step: "FALSE"}
	row.subject, row.object = t.places(o, "")
	if logged {
		row.step = row.public
	}
	return row
}

// updated tells of a row that has changed and is still the same.
func (t contentTable) updated(o, n string) told {
	row := told{id: n + ".id", action: sqlText("UPDATED"), derived: "TRUE", step: "FALSE"}
	row.subject, row.object = t.places(o, n)
	noticed := bothHold(t.seen(n), rowsDiffer(o, n, t.content, t.computed))
	if t.owned {
		row.public = noticed
		return row
	}
	before, after := t.seen(o), t.seen(n)
	row.public = fmt.Sprintf("(%s <> %s OR %s)", before, after, noticed)
	if t.words.appear != "UPDATED" {
		row.action = fmt.Sprintf("CASE WHEN %s = %s THEN 'UPDATED' WHEN %s THEN '%s' ELSE '%s' END",
			before, after, after, t.words.appear, t.words.vanish)
	}
	if t.log == logAll {
		row.derived = bothHold(before+" = "+after, "NOT "+rowsDiffer(o, n, t.content, t.editorial))
		row.step = fmt.Sprintf("(%s <> %s OR %s)", before, after, bothHold(after, t.edited(o, n)))
	}
	return row
}

// edited holds where somebody has edited what readers are shown. Names and
// other parts are rows of their own: of their edits the node tells by growing
// its version and the readers' time of change together, which no computed
// change does.
func (t contentTable) edited(o, n string) string {
	shown := rowsDiffer(o, n, t.content)
	if !slices.Contains(t.computed, "public_updated_at") {
		return shown
	}
	return "(" + shown + " OR " + bothHold(rowsDiffer(o, n, []string{"version"}), rowsDiffer(o, n, []string{"public_updated_at"})) + ")"
}

// changed holds where an update has changed anything of meaning.
func (t contentTable) changed(o, n string) string {
	shown := []string{}
	// Columns that a longer condition looks at are in the lists.
	if column, ok := strings.CutPrefix(t.shown, "ROW."); ok && !t.owned {
		shown = append(shown, column)
	}
	return rowsDiffer(o, n, shown, t.content, t.computed, t.editorial, t.upkeep)
}

// seen is shown, for the row r.
func (t contentTable) seen(r string) string { return strings.ReplaceAll(t.shown, "ROW.", r+".") }

// places are the subject and the object of a change from o to n, one of which
// may be missing.
func (t contentTable) places(o, n string) (subject, object string) {
	if t.above != "" {
		return rowColumn(o, t.above), rowColumn(n, t.above)
	}
	r := n
	if r == "" {
		r = o
	}
	fill := func(expr string) string {
		if expr == "" {
			return nowhere
		}
		return strings.ReplaceAll(expr, "ROW.", r+".")
	}
	return fill(t.subject), fill(t.object)
}

// nowhere is the id of nothing.
const nowhere = "CAST(NULL AS bigint)"

// rowColumn is a column of r; null where there is no such row.
func rowColumn(r, name string) string {
	if r == "" {
		return nowhere
	}
	// The only name of a column that both engines reserve.
	if name == "end" {
		name = `"end"`
	}
	return r + "." + name
}

// rowsDiffer holds where any of the columns differs between o and n.
func rowsDiffer(o, n string, lists ...[]string) string {
	names := slices.Concat(lists...)
	before, after := make([]string, len(names)), make([]string, len(names))
	for i, name := range names {
		before[i], after[i] = rowColumn(o, name), rowColumn(n, name)
	}
	if len(names) == 1 {
		return before[0] + " IS DISTINCT FROM " + after[0]
	}
	return "(" + strings.Join(before, ", ") + ") IS DISTINCT FROM (" + strings.Join(after, ", ") + ")"
}

// bothHold joins two conditions, either of which may be FALSE from the start.
func bothHold(a, b string) string {
	if a == "FALSE" {
		return a
	}
	return "(" + a + " AND " + b + ")"
}

func sqlBool(b bool) string {
	if b {
		return "TRUE"
	}
	return "FALSE"
}

func sqlText(s string) string { return "'" + s + "'" }
