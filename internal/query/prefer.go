package query

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"entgo.io/ent/dialect"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

const (
	// MaxPreferred bounds the languages that a list of releases may be read in.
	MaxPreferred = 20
	// MaxPreferring bounds the conditions of a filter with them: all of them are
	// asked about the other translations as well.
	MaxPreferring = MaxConditions / 2
)

// preference are the languages that a reader would have releases in, the best
// first. Of each text only one release is listed: of those that the list holds
// in the asker's world the one in the best language, else the first of the text,
// else the one with the lowest id. Nil lists them all.
type preference []content.Language

// ParsePreferred reads the argument prefer: nil where it is left out. Errors:
// BAD_USER_INPUT, all at once.
func ParsePreferred(tags []string) ([]content.Language, error) {
	if tags == nil {
		return nil, nil
	}
	if len(tags) > MaxPreferred {
		return nil, fault.Invalid("prefer", "must be at most %d languages", MaxPreferred)
	}
	p, complaints := make([]content.Language, 0, len(tags)), []error(nil)
	for i, tag := range tags {
		l, err := content.ParseLanguage(tag)
		if err != nil {
			complaints = append(complaints, fault.Invalid("prefer["+strconv.Itoa(i)+"]", "%s", err))
		}
		p = append(p, l)
	}
	return p, errors.Join(complaints...)
}

// key tells preferences apart.
func (p preference) key() string {
	var b strings.Builder
	for _, l := range p {
		b.WriteString(l.Tag + ",")
	}
	return b.String()
}

// prefers makes the page list one release of each text. Errors: LIMIT_EXCEEDED
// for a filter of too many conditions.
func (p *Page) prefers(tags []string) error {
	languages, err := ParsePreferred(tags)
	p.prefer = languages
	if err != nil || p.prefer == nil || p.filter == nil {
		return err
	}
	return p.filter.bounded(MaxPreferring, "a list with prefer")
}

// bounded refuses a filter of more conditions than a list takes. Errors: LIMIT_EXCEEDED.
func (f *Filter) bounded(most int, list string) error {
	if f.conditions <= most {
		return nil
	}
	err := fault.New(fault.CodeLimitExceeded, "the filter of %s holds at most %d conditions", list, most)
	err.Field = "where"
	return err
}

// textOf names the text that a release is of: the first of its translations, or
// the release itself.
func textOf(alias string) string {
	return "COALESCE(" + alias + ".translation_group, " + alias + ".id)"
}

// together returns the page with all releases of a text, for what counts the
// texts: these are as many, whichever release is chosen of each.
func (p *Page) together() *Page {
	all := *p
	all.undivided = true
	return &all
}

// counting is what counts the nodes of the list, or their texts. These are never
// more, but where the nodes are counted beside them SQLite reads an index that
// has all of it, and else one from which it looks up the rows, which are long.
func (p *Page) counting(dialectName string) string {
	if p.prefer == nil {
		return "count(*)"
	}
	texts := "count(DISTINCT " + textOf(p.list.nodeAlias()) + ")"
	if dialectName == dialect.SQLite {
		return "min(count(*), " + texts + ")"
	}
	return texts
}

// best writes the condition that the list holds no translation of a release that
// is to be listed instead.
func (p *Page) best(w *sqlWriter) {
	node, other := p.list.nodeAlias(), w.alias("b")
	row, rows := other, p.list.from(other, w.world)
	// The first of a text that was written with SQL may be in no group.
	of := []string{fmt.Sprintf("(%s.translation_group = %s OR %[1]s.id = %[3]s.translation_group AND %[1]s.translation_group IS NULL)",
		other, textOf(node), node)}
	if p.list.Rows != p.list.Kind.Table() {
		row = w.alias("y")
		from, on := store.Led(p.list.Kind.Table(), other)+database.Along(w.Dialect()), " ON "+row+"."+p.list.Node+" = "+other+".id"
		rows = p.list.from(row, w.world).Beside(from, on)
		of = append(of, row+"."+p.list.Parent+" = r."+p.list.Parent)
	}
	w.text("NOT EXISTS (SELECT 1" + rows.Where(of...) + " AND (")
	p.prefer.terms(w, other)
	w.text(") < (")
	p.prefer.terms(w, node)
	w.text(")")
	all, reading := w.all, w.reading
	w.all, w.reading = false, rowByRow
	if p.roles != nil {
		w.text(" AND ")
		p.list.hasRole(p.roles)(w, row)
	}
	if p.filter != nil {
		w.text(" AND ")
		p.filter.condition(w, other)
	}
	w.all, w.reading = all, reading
	if w.Dialect() == dialect.Postgres {
		// Else it might join all releases with all others for the first few.
		w.text(" OFFSET 0")
	}
	w.text(")")
}

// terms writes what the releases of a text are compared by, the best first.
func (p preference) terms(w *sqlWriter, alias string) {
	if len(p) > 0 {
		p.rank(w, alias+".language")
		w.text(", ")
	}
	w.text("CASE WHEN " + textOf(alias) + " = " + alias + ".id THEN 0 ELSE 1 END, " + alias + ".id")
}

// rank writes how far down a language is, as content.Language.Grade tells for each
// that is preferred. The parts of tags are letters.
func (p preference) rank(w *sqlWriter, column string) {
	w.text("CASE")
	for i, l := range p {
		then := func(grade int) { w.text(fmt.Sprintf(" THEN %d", i*content.LanguageOther+grade)) }
		w.text(" WHEN " + column + " = ")
		w.arg(l.Tag)
		then(content.LanguageSame)
		w.text(" WHEN " + readable(l, "("+column+" || '-')"))
		then(content.LanguageReadable)
		if l.Plain {
			w.text(" WHEN " + begins("("+column+" || '-')", l.Base))
			then(content.LanguageRelated)
		}
	}
	w.text(fmt.Sprintf(" ELSE %d END", len(p)*content.LanguageOther))
}

// begins holds for a tag, ended by a hyphen, whose first parts are these.
func begins(tag, parts string) string {
	return fmt.Sprintf("substr(%s, 1, %d) = '%s-'", tag, len(parts)+1, parts)
}

// readable holds for a tag, ended by a hyphen, of the language and its script:
// one that says so, or one that says nothing else and of whose region it is likely.
func readable(l content.Language, tag string) string {
	at := len(l.Base) + 2
	within := func(regions string) string {
		quoted := "'" + strings.Join(strings.Fields(regions), "-', '") + "-'"
		return fmt.Sprintf("substr(%s, %d, 3) IN (%s)", tag, at, quoted)
	}
	explicit := begins(tag, l.Base+"-"+l.Script)
	regions := content.RegionsOf(l.Base)
	if l.Script != content.LikelyScript(l.Base) {
		if regions[l.Script] == "" {
			return explicit
		}
		return "(" + explicit + " OR " + begins(tag, l.Base) + " AND " + within(regions[l.Script]) + ")"
	}
	// A script is written as Hant, a region as HK, anything else in small letters.
	first, second := fmt.Sprintf("substr(%s, %d, 1)", tag, at), fmt.Sprintf("substr(%s, %d, 1)", tag, at+1)
	other := fmt.Sprintf("lower(%s) <> %[1]s AND upper(%s) <> %[2]s", first, second)
	likely := []string{begins(tag, l.Base), "NOT (" + other + ")"}
	for _, script := range slices.Sorted(maps.Keys(regions)) {
		likely = append(likely, "NOT "+within(regions[script]))
	}
	return "(" + explicit + " OR " + strings.Join(likely, " AND ") + ")"
}
