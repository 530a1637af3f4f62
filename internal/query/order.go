package query

import (
	"fmt"
	"strconv"
	"strings"

	"pressgraph/internal/access"
)

// OrderDirection is which way an order runs; nulls come last in both.
type OrderDirection string

// The directions.
const (
	Ascending  OrderDirection = "ASC"
	Descending OrderDirection = "DESC"
)

// ReleaseOrderField is what releases are compared by.
type ReleaseOrderField string

// The values of ReleaseOrderField.
const (
	ReleaseByPublishedAt  ReleaseOrderField = "PUBLISHED_AT"
	ReleaseByTitle        ReleaseOrderField = "TITLE"
	ReleaseByUpdatedAt    ReleaseOrderField = "UPDATED_AT"
	ReleaseByPartnerCount ReleaseOrderField = "PARTNER_COUNT"
)

// PartnerOrderField is what partners are compared by.
type PartnerOrderField string

// The values of PartnerOrderField.
const (
	PartnerByName            PartnerOrderField = "NAME"
	PartnerByReleaseCount    PartnerOrderField = "RELEASE_COUNT"
	PartnerByInitiativeCount PartnerOrderField = "INITIATIVE_COUNT"
	PartnerByLatestRelease   PartnerOrderField = "LATEST_RELEASE"
	PartnerByUpdatedAt       PartnerOrderField = "UPDATED_AT"
)

// InitiativeOrderField is what initiatives are compared by.
type InitiativeOrderField string

// The values of InitiativeOrderField.
const (
	InitiativeByName         InitiativeOrderField = "NAME"
	InitiativeByStartedOn    InitiativeOrderField = "STARTED_ON"
	InitiativeByFunding      InitiativeOrderField = "FUNDING"
	InitiativeByPartnerCount InitiativeOrderField = "PARTNER_COUNT"
	InitiativeByUpdatedAt    InitiativeOrderField = "UPDATED_AT"
)

// ParticipationOrderField is what participations are compared by.
type ParticipationOrderField string

// The values of ParticipationOrderField.
const (
	ParticipationBySince      ParticipationOrderField = "SINCE"
	ParticipationByKnownSince ParticipationOrderField = "KNOWN_SINCE"
)

// ReleaseOrder is one step in an order of releases.
type ReleaseOrder struct {
	Field     ReleaseOrderField
	Direction OrderDirection
}

// PartnerOrder is one step in an order of partners.
type PartnerOrder struct {
	Field     PartnerOrderField
	Direction OrderDirection
}

// InitiativeOrder is one step in an order of initiatives.
type InitiativeOrder struct {
	Field     InitiativeOrderField
	Direction OrderDirection
}

// ParticipationOrder is one step in an order of participations.
type ParticipationOrder struct {
	Field     ParticipationOrderField
	Direction OrderDirection
}

// Step is one step in any order: a field of the node's kind and a direction.
type Step struct {
	Field      string
	Descending bool
}

// ReleaseSteps returns the steps of an order of releases; the default for none.
func ReleaseSteps(order []*ReleaseOrder) []Step {
	return stepsOf(order, Step{string(ReleaseByPublishedAt), true}, func(o *ReleaseOrder) Step { return step(o.Field, o.Direction) })
}

// PartnerSteps returns the steps of an order of partners; the default for none.
func PartnerSteps(order []*PartnerOrder) []Step {
	return stepsOf(order, Step{string(PartnerByName), false}, func(o *PartnerOrder) Step { return step(o.Field, o.Direction) })
}

// InitiativeSteps returns the steps of an order of initiatives; the default for none.
func InitiativeSteps(order []*InitiativeOrder) []Step {
	return stepsOf(order, Step{string(InitiativeByStartedOn), true}, func(o *InitiativeOrder) Step { return step(o.Field, o.Direction) })
}

// ParticipationSteps returns the steps of an order of participations; the default for none.
func ParticipationSteps(order []*ParticipationOrder) []Step {
	return stepsOf(order, Step{string(ParticipationBySince), true}, func(o *ParticipationOrder) Step { return step(o.Field, o.Direction) })
}

func stepsOf[O any](order []*O, usual Step, of func(*O) Step) []Step {
	if len(order) == 0 {
		return []Step{usual}
	}
	steps := make([]Step, len(order))
	for i, o := range order {
		steps[i] = of(o)
	}
	return steps
}

func step[F ~string](field F, direction OrderDirection) Step {
	return Step{string(field), direction == Descending}
}

// ByName orders by name: the lists whose order is not declared.
func ByName() []Step { return []Step{{"NAME", false}} }

// Entered orders as the editors did.
func Entered() []Step { return []Step{{"POSITION", false}} }

// valueKind is how the value of a term is kept in a cursor and scanned.
type valueKind byte

const (
	kindInt valueKind = iota
	kindBytes
	kindTime
	kindFloat
)

// term is one comparison of an order. Its expression is never null.
type term struct {
	// name is what the expression is known by, whatever the alias.
	name string
	expr string
	kind valueKind
	desc bool
	// flag is true for a term that only sends rows without a value to the end.
	flag bool
}

// absence says how the first column of an order tells that a row has no value.
type absence struct {
	// expr is the bare column, as an index has it.
	expr     string
	nullable bool
	// none stands for no value in cursors, and in the column unless it is
	// nullable; text is the same in SQL. It is less than every value.
	none int64
	text string
}

// ordering is a total order over the rows of a list, as a list of terms.
type ordering struct {
	terms []term
	// joins is true where a term needs the node's table beside the rows.
	joins bool
	// first is set where the order falls into halves; see half.
	first *absence
	// steps are how many fields the order is by, rank and id not counted.
	steps int
}

// order resolves the steps for a list in a world. Repeated fields are dropped;
// ties are broken by rank (releases) and id, in the direction of the last step.
func (l List) order(world access.World, steps []Step) (ordering, error) {
	var o ordering
	if l.Kind == Changes {
		return ordering{terms: stepTerms(world)}, nil
	}
	seen := map[string]bool{}
	last := false
	for _, step := range steps {
		if seen[step.Field] {
			continue
		}
		seen[step.Field] = true
		last = step.Descending
		if step.Field == "POSITION" {
			o.terms = append(o.terms, term{name: "position", expr: "r.position", desc: step.Descending})
			continue
		}
		c, ok := fieldsOf(l.Kind).ordered[step.Field]
		if !ok {
			return ordering{}, fmt.Errorf("order %s by %s: no such field", l.Name, step.Field)
		}
		l.addTerms(&o, c, world, step.Descending)
	}
	o.steps = len(seen)
	if l.Kind == Releases {
		l.addTerms(&o, column{name: "rank"}, world, last)
	}
	l.addTerms(&o, column{name: "id"}, world, last)
	return o, nil
}

// addTerms appends the comparison by one column; ascending, the value that
// stands for none is sent to the end by a term of its own.
func (l List) addTerms(o *ordering, c column, world access.World, desc bool) {
	name := c.name
	if c.twoLives {
		name = world.Column(name)
	}
	expr := l.columnExpr(name, &o.joins)
	if len(o.terms) == 0 && c.none != nil && (c.nullable || !desc) && !o.joins {
		o.first = &absence{expr: expr, nullable: c.nullable, none: *c.none, text: strconv.FormatInt(*c.none, 10)}
	}
	if c.nullable {
		expr = fmt.Sprintf("COALESCE(%s, %d)", expr, *c.none)
	}
	if c.none != nil && !desc {
		o.terms = append(o.terms, term{
			name: name + "?",
			flag: true,
			expr: fmt.Sprintf("CASE WHEN %s = %d THEN 1 ELSE 0 END", expr, *c.none),
		})
	}
	o.terms = append(o.terms, term{name: name, expr: expr, kind: c.kind, desc: desc})
}

// columnExpr names a column of the node: in the rows where they are the nodes
// or repeat it, else in the joined table of the nodes.
func (l List) columnExpr(name string, joins *bool) string {
	if l.Rows == l.Kind.Table() {
		return "r." + name
	}
	if carried, ok := l.Carried[name]; ok {
		return "r." + carried
	}
	*joins = true
	return "n." + name
}

// signature tells orderings apart: a cursor of one is refused under another.
func (o ordering) signature(list string) string {
	var b strings.Builder
	b.WriteString(list)
	for _, t := range o.terms {
		b.WriteByte(' ')
		b.WriteString(t.name)
		if t.desc {
			b.WriteByte('-')
		}
	}
	return b.String()
}
