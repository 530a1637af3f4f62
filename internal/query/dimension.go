package query

import (
	"fmt"
	"slices"
	"strconv"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

// GroupOrder is how groups are ordered; what has no value comes last in both
// key orders, and equal counts are in the order of their keys.
type GroupOrder string

// The values of GroupOrder.
const (
	GroupByCountDesc GroupOrder = "COUNT_DESC"
	GroupByCountAsc  GroupOrder = "COUNT_ASC"
	GroupByKeyAsc    GroupOrder = "KEY_ASC"
	GroupByKeyDesc   GroupOrder = "KEY_DESC"
)

// The bounds of a grouping.
const (
	MaxDimensions = 3
	MaxGroups     = 1000
	DefaultGroups = 100
)

// dimension is what rows are grouped by: a value of the row itself, or one of
// the rows that a relation ties it to.
type dimension struct {
	name string
	// relation is nil for a value of the row itself.
	relation *groupRelation
	// expr is the value, with %s for the alias of the table it is read from.
	expr string
	// nullable is true where a row of the table may lack the value.
	nullable bool
	// text is true for values that are compared as text.
	text bool
	// node is true where the value is the id of a node of kind.
	node bool
	kind Kind
	// field and condition lead back to the rows: where {field: condition(value)},
	// below the relation's field if there is one; absent is for rows without.
	field  string
	filter func(value string) any
	absent any
	// absentField is field for rows without, where that is another one.
	absentField string
	// label is the column by which nodes are ordered.
	label string
}

// groupRelation ties rows to others; dimensions of one relation speak of the
// same row of it.
type groupRelation struct {
	// field is the filter's name of the relation.
	field string
	via   through
	kind  Kind
	pairs bool
	// single is true where each row has exactly one, by the column near.
	single bool
}

// from returns the rows of the relation that exist in the world.
func (r *groupRelation) from(alias string, world access.World) store.Rows {
	return List{Rows: r.via.table, Pairs: r.pairs}.from(alias, world)
}

func equals(value string) any { return map[string]any{"eq": value} }

func equalsYear(value string) any {
	year, _ := strconv.Atoi(value)
	return map[string]any{"eq": year}
}

func notNull() any  { return map[string]any{"isNull": false} }
func isAbsent() any { return map[string]any{"isNull": true} }

func own(name, column, field string) dimension {
	return dimension{name: name, expr: "%s." + column, text: true, field: field, filter: equals}
}

func (d dimension) optional() dimension {
	d.nullable, d.absent = true, isAbsent()
	return d
}

func nodeOf(name string, r *groupRelation) dimension {
	label := "name_sort"
	if r.kind == Releases {
		label = "title_sort"
	}
	return dimension{
		name: name, relation: r, expr: "%s.id", node: true, kind: r.kind, label: label, field: "id",
		filter: func(value string) any {
			id, _ := strconv.ParseInt(value, 10, 64)
			return map[string]any{"eq": content.GlobalID(r.kind.NodeType(), id)}
		},
	}
}

func valueOfNode(name, column, field string, r *groupRelation) dimension {
	d := own(name, column, field)
	d.relation = r
	return d
}

// dimensions returns what rows of a kind can be grouped by in a world.
func dimensions(kind Kind, world access.World) []dimension {
	switch kind {
	case Releases:
		return releaseDimensions()
	case Partners:
		return partnerDimensions()
	case Initiatives:
		return initiativeDimensions()
	case Participations:
		return participationDimensions(world)
	case Topics, Revisions, Suggestions, Changes:
	}
	return nil
}

func releaseDimensions() []dimension {
	partners := &groupRelation{field: "partners", kind: Partners, via: through{"mentions", "release_id", "partner_id"}}
	initiatives := &groupRelation{field: "initiatives", kind: Initiatives, via: through{"announcements", "release_id", "initiative_id"}}
	topics := &groupRelation{field: "topics", kind: Topics, via: through{"release_topics", "release_id", "topic_id"}}
	month := dimension{
		name: "MONTH", nullable: true, text: true, field: "publishedOn", filter: equals,
		expr: "CASE WHEN length(%[1]s.published_on) >= 7 THEN substr(%[1]s.published_on, 1, 7) END",
	}
	return []dimension{
		{name: "YEAR", expr: "%s.year", nullable: true, field: "year", filter: equalsYear, absent: isAbsent()},
		month,
		own("KIND", "kind", "kind"), own("STATUS", "status", "status"), own("LANGUAGE", "language", "language"),
		nodeOf("PARTNER", partners),
		valueOfNode("PARTNER_KIND", "kind", "kind", partners),
		valueOfNode("PARTNER_COUNTRY", "country", "country", partners).optional(),
		nodeOf("INITIATIVE", initiatives),
		valueOfNode("INITIATIVE_KIND", "kind", "kind", initiatives),
		nodeOf("TOPIC", topics),
	}
}

func partnerDimensions() []dimension {
	initiatives := &groupRelation{
		field: "initiatives", kind: Initiatives, via: through{"participations", "partner_id", "initiative_id"}, pairs: true,
	}
	releases := &groupRelation{field: "releases", kind: Releases, via: through{"mentions", "partner_id", "release_id"}}
	year := dimension{
		name: "RELEASE_YEAR", relation: releases, expr: "%s.year", nullable: true, field: "year",
		filter: equalsYear, absent: isAbsent(),
	}
	return []dimension{
		own("KIND", "kind", "kind"),
		own("COUNTRY", "country", "country").optional(),
		valueOfNode("INITIATIVE_KIND", "kind", "kind", initiatives),
		year,
	}
}

// yearOf groups a date by its year, from the column of its earliest day.
func yearOf(name, column, field string) dimension {
	return dimension{
		name: name, expr: "NULLIF(%s." + column + " / 10000, 0)", nullable: true, field: field,
		filter: func(value string) any { return map[string]any{"eq": fmt.Sprintf("%04s", value)} },
		absent: isAbsent(),
	}
}

func initiativeDimensions() []dimension {
	partners := &groupRelation{
		field: "partners", kind: Partners, via: through{"participations", "initiative_id", "partner_id"}, pairs: true,
	}
	topics := &groupRelation{field: "topics", kind: Topics, via: through{"initiative_topics", "initiative_id", "topic_id"}}
	return []dimension{
		own("KIND", "kind", "kind"), own("STATUS", "status", "status"),
		own("CURRENCY", "funding_currency", "currency").optional(),
		yearOf("START_YEAR", "started_earliest", "startedOn"),
		nodeOf("PARTNER", partners),
		valueOfNode("PARTNER_KIND", "kind", "kind", partners),
		valueOfNode("PARTNER_COUNTRY", "country", "country", partners).optional(),
		nodeOf("TOPIC", topics),
	}
}

func participationDimensions(world access.World) []dimension {
	partner := &groupRelation{field: "partner", kind: Partners, via: through{near: "partner_id"}, single: true}
	initiative := &groupRelation{field: "initiative", kind: Initiatives, via: through{near: "initiative_id"}, single: true}
	list := func(value string) any { return []any{value} }
	basis := own("KNOWN_SINCE_BASIS", store.Column(world, "known_basis"), "knownSinceBasis").optional()
	basis.filter, basis.absentField = list, "knownSince"
	role, status := own("ROLE", "role", "roles"), own("STATUS", "status", "statuses")
	role.filter, status.filter = list, list
	return []dimension{
		role, status,
		own("CURRENCY", "contribution_currency", "currency").optional(),
		yearOf("SINCE_YEAR", "since_earliest", "since"),
		yearOf("KNOWN_SINCE_YEAR", store.Column(world, "known_earliest"), "knownSince"), basis,
		nodeOf("PARTNER", partner),
		valueOfNode("PARTNER_KIND", "kind", "kind", partner),
		valueOfNode("PARTNER_COUNTRY", "country", "country", partner).optional(),
		nodeOf("INITIATIVE", initiative),
		valueOfNode("INITIATIVE_KIND", "kind", "kind", initiative),
	}
}

// Grouping is a checked request for groups of a list. It is immutable.
type Grouping struct {
	page  *Page
	by    []dimension
	order GroupOrder
	first int
	key   string
}

// NewGrouping checks a grouping of the rows that the page's list holds on all
// its pages. A nil order or first is the default. Errors: BAD_USER_INPUT,
// PAGE_SIZE_OUT_OF_RANGE, LIMIT_EXCEEDED for a filter of too many conditions.
func (p *Page) NewGrouping(by []string, order *GroupOrder, first *int) (*Grouping, error) {
	g := &Grouping{page: p, order: GroupByCountDesc, first: DefaultGroups}
	if order != nil {
		g.order = *order
	}
	if first != nil {
		g.first = *first
	}
	if g.first < 1 || g.first > MaxGroups {
		f := fault.New(fault.CodePageSize, "must be between 1 and %d", MaxGroups)
		f.Field = "first"
		return nil, f
	}
	if len(by) > MaxDimensions {
		return nil, fault.Invalid("by", "must be at most %d dimensions", MaxDimensions)
	}
	if err := p.roomForCells(); err != nil {
		return nil, err
	}
	known := dimensions(p.list.Kind, p.world)
	for i, name := range by {
		at := slices.IndexFunc(known, func(d dimension) bool { return d.name == name })
		if at < 0 {
			return nil, fault.Invalid("by", "%s is no dimension of this list", name)
		}
		if slices.Contains(by[:i], name) {
			return nil, fault.Invalid("by", "names %s twice", name)
		}
		g.by = append(g.by, known[at])
	}
	g.key = fmt.Sprintf("%s|%v|%s|%d", p.CountKey(), by, g.order, g.first)
	return g, nil
}

// roomForCells refuses a filter to which the where of a group could not be added.
func (p *Page) roomForCells() error {
	switch {
	case p.filter == nil:
		return nil
	case p.prefer != nil:
		return p.filter.bounded(MaxPreferring-CellConditions, "a list with prefer and groups")
	}
	return p.filter.bounded(MaxConditions-CellConditions, "a list with groups")
}

// Key tells groupings apart.
func (g *Grouping) Key() string { return g.key }

// Names returns the dimensions, in the order asked for.
func (g *Grouping) Names() []string {
	names := make([]string, len(g.by))
	for i, d := range g.by {
		names[i] = d.name
	}
	return names
}

// NodeKind tells whether the values of the i-th dimension are nodes, and of which kind.
func (g *Grouping) NodeKind(i int) (Kind, bool) { return g.by[i].kind, g.by[i].node }
