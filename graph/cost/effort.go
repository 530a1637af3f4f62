package cost

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// What work costs that follows from arguments. A unit stands for about a tenth
// of a millisecond in a newsroom of 100,000 releases; docs/cost.md says what was
// measured.
const (
	// exportRow is what writing a partner with its ties into a file costs.
	exportRow = 10
	// ofLinks is for making a network of other ties than all.
	ofLinks = 300
	// ofMetrics is for looking a partner up in the whole network; ofMetricsUnder
	// for measuring a network of other ties.
	ofMetrics, ofMetricsUnder = 20, 5000
	ofPaths                   = 400
	ofRelated                 = 100
	ofTimeline                = 10
	ofSearch                  = 100
	ofFunding                 = 500

	// scan is for reading whatever a filter may hold for, where no index knows.
	scan = 350
	// Conditions, once for each list that they filter and once for each parent.
	ofContains, ofContainsEach     = 150, 5
	ofStart, ofStartEach           = 20, 1
	ofText, ofTextEach             = 500, 10
	ofRelation, ofRelationEach     = 50, 5
	ofComparison, ofComparisonEach = 5, 0

	// ofTexts is for listing one release of each text instead of all: what is counted
	// is read.
	ofTexts, ofTextsEach = 350, 5

	// ofColumns is for grouping by values of the rows themselves, ofOther for by
	// others; each further relation multiplies by manyTimes, each further value
	// by twice.
	ofColumns, ofOther = 100, 1000
	manyTimes, twice   = 10, 2
)

// effort is what a field costs by its arguments, apart from what it answers.
func (p *pricer) effort(f *ast.Field, r rule) price {
	sum := price{flat: r.flat}
	if links, ok := p.argument(f, "links"); ok && r.links > 0 {
		if given, ok := links.(map[string]any); !ok || len(given) > 0 {
			sum.flat = add(sum.flat, r.links)
		}
	}
	if f.Definition.Name == "groups" || f.Definition.Name == "groupCount" {
		sum.flat = add(sum.flat, p.grouping(f))
	}
	if _, ok := p.argument(f, "prefer"); ok && f.Definition.Arguments.ForName("where") != nil {
		sum = sum.and(price{flat: ofTexts, once: ofTextsEach})
	}
	for _, argument := range f.Definition.Arguments {
		t := p.schema.Types[argument.Type.Name()]
		if !isFilter(t) {
			continue
		}
		if value, ok := p.argument(f, argument.Name); ok {
			sum = sum.and(p.filter(t, value))
		}
	}
	return sum
}

// isFilter tells whether an input says which rows of a list are meant.
func isFilter(t *ast.Definition) bool {
	return t != nil && t.Kind == ast.InputObject && t.Fields.ForName("and") != nil
}

// filter prices a filter: all of its conditions, and the reading of what has to
// be read to find out whether they hold.
func (p *pricer) filter(t *ast.Definition, value any) price {
	sum := p.conditions(t, value)
	if sum.once > 0 {
		sum.flat = add(sum.flat, scan)
	}
	return sum
}

func (p *pricer) conditions(t *ast.Definition, value any) price {
	var sum price
	switch value := value.(type) {
	case []any:
		for _, one := range value {
			sum = sum.and(p.conditions(t, one))
		}
	case map[string]any:
		for name, inner := range value {
			if field := t.Fields.ForName(name); field != nil && inner != nil {
				sum = sum.and(p.condition(p.schema.Types[field.Type.Name()], name, inner))
			}
		}
	}
	return sum
}

// condition prices one member of a filter, or of what is within one.
func (p *pricer) condition(t *ast.Definition, name string, value any) price {
	if t != nil && t.Kind == ast.InputObject {
		within := p.conditions(t, value)
		if t.Fields.ForName("some") != nil {
			within = within.and(price{flat: ofRelation, once: ofRelationEach})
		}
		return within
	}
	switch name {
	case "contains":
		return price{flat: ofContains, once: ofContainsEach}
	case "startsWith":
		return price{flat: ofStart, once: ofStartEach}
	case "text":
		return price{flat: ofText, once: ofTextEach}
	}
	const perTen = 10 // values of a list
	return price{flat: ofComparison + length(value)/perTen, once: ofComparisonEach}
}

// grouping prices by what a list is grouped.
func (p *pricer) grouping(f *ast.Field) int64 {
	value, _ := p.argument(f, "by")
	relations, values := map[string]bool{}, 0
	for _, name := range names(value) {
		first, _, _ := strings.Cut(name, "_")
		switch first {
		case "PARTNER", "INITIATIVE", "TOPIC", "RELEASE":
			if relations[first] {
				values++
			}
			relations[first] = true
		default:
			values++
		}
	}
	cost := int64(ofColumns)
	if len(relations) > 0 {
		cost = ofOther
		for range len(relations) - 1 {
			cost = mul(cost, manyTimes)
		}
		values++ // The first value is paid for by ofColumns.
	}
	for range values - 1 {
		cost = mul(cost, twice)
	}
	return cost
}

// names returns a list of names; any other value stands for a list of itself.
func names(value any) []string {
	switch value := value.(type) {
	case string:
		return []string{value}
	case []string:
		return value
	case []any:
		var all []string
		for _, one := range value {
			if name, ok := one.(string); ok {
				all = append(all, name)
			}
		}
		return all
	}
	return nil
}
