package httpd

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pressgraph/internal/fault"
)

// measure is what a selection comes to with its fragments written out. Counts
// stop at uncounted. Its zero value is an empty selection.
type measure struct {
	// depth of the fields outside of questions about the schema, and where
	// the deepest stands.
	depth   int
	deepest *ast.Position
	// schemaDepth is the depth of __schema and __type, themselves included.
	schemaDepth int
	aliases     int
	directives  int
	// selections counts fields and fragments.
	selections int
	// size estimates the answer if this stands in a question about the
	// schema; schemaSize sums it over those that do.
	size, schemaSize int
}

// uncounted is where counting stops, far above any limit.
const uncounted = 1 << 30

func add(a, b int) int { return min(a+b, uncounted) }

// inWords writes a count that may not have been counted to its end.
func inWords(n int) string {
	if n >= uncounted {
		return "more than a billion"
	}
	return strconv.Itoa(n)
}

// and returns what two neighbours come to.
func (m measure) and(n measure) measure {
	if n.depth > m.depth {
		m.depth, m.deepest = n.depth, n.deepest
	}
	m.schemaDepth = max(m.schemaDepth, n.schemaDepth)
	m.aliases = add(m.aliases, n.aliases)
	m.directives = add(m.directives, n.directives)
	m.selections = add(m.selections, n.selections)
	m.size = add(m.size, n.size)
	m.schemaSize = add(m.schemaSize, n.schemaSize)
	return m
}

// measurer measures each fragment of a document once.
type measurer struct {
	fragments map[string]*ast.FragmentDefinition
	// known holds the fragments measured and, with a zero measure, those that
	// are being measured.
	known map[*ast.FragmentDefinition]measure
	open  map[*ast.FragmentDefinition]bool
	// cycle is the first fragment found to spread itself.
	cycle *gqlerror.Error
}

func newMeasurer(doc *ast.QueryDocument) *measurer {
	m := &measurer{
		fragments: make(map[string]*ast.FragmentDefinition, len(doc.Fragments)),
		known:     make(map[*ast.FragmentDefinition]measure, len(doc.Fragments)),
		open:      map[*ast.FragmentDefinition]bool{},
	}
	for _, fragment := range doc.Fragments {
		// Of two with one name, validation goes on with the first.
		if _, twice := m.fragments[fragment.Name]; !twice {
			m.fragments[fragment.Name] = fragment
		}
	}
	return m
}

func (m *measurer) operation(op *ast.OperationDefinition) measure {
	measured := m.selectionSet(op.SelectionSet)
	measured.directives = add(measured.directives, len(op.Directives))
	for _, variable := range op.VariableDefinitions {
		measured.directives = add(measured.directives, len(variable.Directives))
	}
	return measured
}

func (m *measurer) definition(fragment *ast.FragmentDefinition) measure {
	if measured, ok := m.known[fragment]; ok {
		return measured
	}
	m.open[fragment] = true
	measured := m.selectionSet(fragment.SelectionSet)
	measured.directives = add(measured.directives, len(fragment.Directives))
	delete(m.open, fragment)
	m.known[fragment] = measured
	return measured
}

func (m *measurer) selectionSet(set ast.SelectionSet) measure {
	var sum measure
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			sum = sum.and(m.field(selection))
		case *ast.InlineFragment:
			inner := m.selectionSet(selection.SelectionSet)
			sum = sum.and(inner).and(measure{selections: 1, directives: len(selection.Directives)})
		case *ast.FragmentSpread:
			sum = sum.and(m.spread(selection))
		}
	}
	return sum
}

func (m *measurer) spread(spread *ast.FragmentSpread) measure {
	own := measure{selections: 1, directives: len(spread.Directives)}
	fragment := m.fragments[spread.Name]
	if fragment == nil {
		return own // Validation says that there is none.
	}
	if m.open[fragment] {
		if m.cycle == nil {
			m.cycle = coded(fault.CodeValidationFailed, "the fragment %q spreads itself", spread.Name)
			m.cycle.Locations = []gqlerror.Location{{Line: spread.Position.Line, Column: spread.Position.Column}}
		}
		return own
	}
	return m.definition(fragment).and(own)
}

func (m *measurer) field(field *ast.Field) measure {
	measured := m.selectionSet(field.SelectionSet)
	measured.selections = add(measured.selections, 1)
	measured.directives = add(measured.directives, len(field.Directives))
	if field.Alias != field.Name {
		measured.aliases = add(measured.aliases, 1)
	}
	measured.size = min(schemaItems(field.Name)*(1+measured.size), uncounted)
	if field.Name == "__schema" || field.Name == "__type" {
		measured.schemaDepth = max(measured.schemaDepth, measured.depth) + 1
		measured.schemaSize = add(measured.schemaSize, measured.size)
		measured.depth, measured.deepest = 1, field.Position
		return measured
	}
	measured.depth++
	if measured.deepest == nil {
		measured.deepest = field.Position
	}
	return measured
}

// schemaItems returns how many objects a field of the schema's description
// stands for, about as many as in a schema of some size.
func schemaItems(field string) int {
	switch field {
	case "types":
		return 100
	case "fields":
		return 15
	case "directives", "inputFields", "enumValues", "possibleTypes":
		return 8
	case "args":
		return 4
	case "interfaces":
		return 2
	default:
		return 1
	}
}
