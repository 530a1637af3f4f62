package factcheck

import (
	"maps"
	"slices"
	"strings"
)

// Group is one cell of a grouping: its keys, "" for the rows without a value.
type Group struct {
	Keys           []string
	Rows           []any
	Funding, Parts map[string]string
}

// Key tells groups of one grouping apart.
func (g *Group) Key() string { return strings.Join(g.Keys, "|") }

// Groups puts rows of one list into groups by its dimensions, named as in the API;
// nodes are named by their slugs.
func (w *World) Groups(rows []any, by []string) map[string]*Group {
	groups := map[string]*Group{}
	for _, row := range rows {
		cells := map[string][]string{}
		w.fill(row, by, nil, map[string]any{}, cells)
		for key, keys := range cells {
			if groups[key] == nil {
				groups[key] = &Group{Keys: keys}
			}
			groups[key].Rows = append(groups[key].Rows, row)
		}
	}
	for _, g := range groups {
		g.Funding, g.Parts = sums(g.Rows)
	}
	return groups
}

// fill goes through all ways in which a row has values: one related row for each
// relation, the same for all dimensions of it.
func (w *World) fill(row any, by, keys []string, picked map[string]any, cells map[string][]string) {
	if len(keys) == len(by) {
		cells[strings.Join(keys, "|")] = slices.Clone(keys)
		return
	}
	relation, field := dimension(by[len(keys)])
	from := []any{row}
	if relation != "" {
		from = w.related(row, by, relation)
	}
	if at, ok := picked[relation]; ok {
		from = []any{at}
	}
	for _, at := range from {
		more := maps.Clone(picked)
		if relation != "" {
			more[relation] = at
		}
		w.fill(row, by, append(slices.Clone(keys), w.value(at, field)), more, cells)
	}
}

// related returns the rows of a relation that make groups; one of nil where
// there are none. Rows without a value count only where all lack it, if the
// relation is asked for one value alone.
func (w *World) related(row any, by []string, relation string) []any {
	all := w.relations(row, relation)
	var fields []string
	for _, name := range by {
		if of, field := dimension(name); of == relation {
			fields = append(fields, field)
		}
	}
	if len(fields) == 1 {
		all = slices.DeleteFunc(all, func(at any) bool { return w.value(at, fields[0]) == "" })
	}
	if len(all) == 0 {
		return []any{nil}
	}
	return all
}

// relations returns what a row is related to.
func (w *World) relations(row any, relation string) []any {
	var all []any
	add := func(related bool, to any) {
		if related && !slices.Contains(all, to) {
			all = append(all, to)
		}
	}
	if p, ok := row.(*Participation); ok {
		add(relation == "partners", p.Partner)
		add(relation == "initiatives", p.Initiative)
		return all
	}
	switch relation {
	case "partners":
		for _, m := range w.Mentions {
			add(row == any(m.Release), m.Partner)
		}
		for _, p := range w.Participations {
			add(row == any(p.Initiative), p.Partner)
		}
	case "initiatives":
		for _, a := range w.Announcements {
			add(row == any(a.Release), a.Initiative)
		}
		for _, p := range w.Participations {
			add(row == any(p.Partner), p.Initiative)
		}
	case "releases":
		for _, m := range w.Mentions {
			add(row == any(m.Partner), m.Release)
		}
	case "topics":
		for _, t := range append(slices.Clone(w.ReleaseTopics), w.Tags...) {
			add(row == any(t.Release) || row == any(t.Initiative), t.Topic)
		}
	}
	return all
}

// dimension returns the relation that a dimension goes by, "" for the
// row itself, and the field that is its value there.
func dimension(name string) (relation, field string) {
	relations := map[string]string{"PARTNER": "partners", "INITIATIVE": "initiatives", "TOPIC": "topics", "RELEASE": "releases"}
	if to, ok := relations[name]; ok {
		return to, "NODE"
	}
	first, rest, found := strings.Cut(name, "_")
	if to, ok := relations[first]; ok && found {
		return to, rest
	}
	return "", name
}

// value returns the value of a field as the API writes it; "" for none.
func (w *World) value(row any, field string) string {
	switch r := row.(type) {
	case *Release:
		return releaseValue(r, field)
	case *Partner:
		return map[string]string{"NODE": r.Slug, "KIND": r.Kind, "COUNTRY": r.Country}[field]
	case *Topic:
		return r.Slug
	case *Initiative:
		return map[string]string{
			"NODE": r.Slug, "KIND": r.Kind, "STATUS": r.Status, "CURRENCY": currency(r.Funding), "START_YEAR": year(r.Started),
		}[field]
	case *Participation:
		known := w.KnownSince(r)
		return map[string]string{
			"ROLE": r.Role, "STATUS": r.Status, "CURRENCY": currency(r.Gift), "SINCE_YEAR": year(r.Since),
			"KNOWN_SINCE_YEAR": year(known.On), "KNOWN_SINCE_BASIS": known.Basis,
		}[field]
	}
	return ""
}

func releaseValue(r *Release, field string) string {
	month := ""
	if r.On.Known() && period(r.On.From, 1) == period(r.On.To, 1) {
		month = period(r.On.From, 1)
	}
	return map[string]string{
		"NODE": r.Slug, "KIND": r.Kind, "STATUS": r.Status, "LANGUAGE": r.Language, "YEAR": year(r.On), "MONTH": month,
	}[field]
}

func year(d Date) string {
	if !d.Known() {
		return ""
	}
	return period(d.From, 12)
}

func currency(m *Money) string {
	if m == nil {
		return ""
	}
	return m.Currency
}
