package cost

import (
	"math"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/graph/nodes"
	"pressgraph/internal/query"
)

// kind is how the objects below a field are counted.
type kind int

const (
	// leaf has no objects below it.
	leaf kind = iota
	// one is a single object.
	one
	// bundle is an unpaged list of values: 1 with all that is in it, and what
	// lies below a value as often as the rule's size says.
	bundle
	// sized is a list with as many objects as the rule's size says.
	sized
	// page is a connection, or another object whose size is that of its rows.
	page
	// rows are the edges or nodes of a connection: they count once for a page,
	// however often they are selected, and what lies below them for each row.
	rows
	// row is the node of an edge, which has been counted with the rows.
	row
	// place tells where a page stands. It needs the rows, but is none.
	place
)

const (
	// few is what an unpaged list of nodes counts as.
	few = 5
	// unbounded is the greatest size of a list that does not say.
	unbounded = math.MaxInt32
)

// rule is how a field is priced.
type rule struct {
	kind kind
	// work is what the field itself costs.
	work int64
	// only, where it is set, is the argument without whose value is there is
	// no work.
	only, is string
	// perRow is what a leaf of a page costs for each of its rows.
	perRow int64
	// flat is for work that is done once, however many rows there are around;
	// links the same where the argument links makes another network.
	flat, links int64
	size        size
}

// size is how many objects a list stands for.
type size struct {
	// arguments name it, the first that is not null.
	arguments []string
	// counted takes the length of the argument's list instead of its value.
	counted bool
	// preset is the size where no argument and no default of the schema says.
	preset int64
	// most is the greatest size that the list answers; a greater one is refused
	// by the list itself, which then reads nothing.
	most int64
}

// coordinate names a field of the schema.
type coordinate struct{ object, field string }

// exceptions are the fields that are priced otherwise than their type tells:
// leaves that need work, and lists with sizes of their own.
var exceptions = sync.OnceValue(func() map[coordinate]rule {
	return map[coordinate]rule{
		{"Query", "nodes"}:        {kind: sized, size: size{arguments: []string{"ids"}, counted: true, most: query.MaxPage}},
		{"Release", "body"}:       {work: 1},
		{"Release", "summary"}:    {work: 1, only: "format", is: "HTML"},
		{"ImportReport", "items"}: {kind: sized, size: first(nodes.MaxImportItems)},
		// A group has a key for each dimension that it was asked by.
		{"Group", "keys"}: {kind: bundle, size: size{preset: query.MaxDimensions, most: query.MaxDimensions}},
		// A network is as large as its limit, however its partners are selected.
		{"Query", "partnerNetwork"}:      {kind: page, links: ofLinks, size: size{arguments: []string{"limit"}, most: nodes.MaxAnalysts}},
		{"PartnerNetwork", "partners"}:   {kind: rows},
		{"PartnerNetwork", "links"}:      {kind: sized, size: first(nodes.MaxLinks)},
		{"PartnerNetwork", "export"}:     {perRow: exportRow},
		{"Community", "partners"}:        {kind: sized, size: first(query.MaxPage)},
		{"Collaboration", "initiatives"}: {kind: sized, size: first(query.MaxPage)},
		{"Collaboration", "releases"}:    {kind: sized, size: first(query.MaxPage)},
		{"Query", "partnerPaths"}: {
			kind: sized, work: 1, flat: ofPaths, links: ofLinks, size: size{arguments: []string{"count"}, most: nodes.MaxPaths},
		},
		{"SearchEdge", "snippet"}:      {work: 1},
		{"SearchEdge", "matchedField"}: {work: 1},
		{"Release", "related"}:         {kind: sized, work: ofRelated, size: first(query.MaxPage)},
		{"Partner", "timeline"}:        {kind: bundle, work: ofTimeline, size: size{preset: 1, most: 1}},
		{"Partner", "received"}:        {kind: bundle, work: ofReceived, size: size{preset: 1, most: 1}},
		{"Partner", "metrics"}:         {kind: one, flat: ofMetrics, links: ofMetricsUnder},
		{"Partner", "collaborators"}:   {kind: page, links: ofLinks, size: first(query.MaxPage)},
		{"Query", "search"}:            {kind: page, flat: ofSearch, size: first(query.MaxPage)},
		{"Group", "funding"}:           {kind: bundle, flat: ofFunding, size: size{preset: 1, most: 1}},
		{"Group", "parts"}:             {kind: bundle, flat: ofFunding, size: size{preset: 1, most: 1}},
	}
})

// connection are the fields of every connection.
var connection = sync.OnceValue(func() map[string]rule {
	return map[string]rule{
		"edges":            {kind: rows},
		"nodes":            {kind: rows},
		"pageInfo":         {kind: place},
		"totalCount":       {work: 1},
		"undatedLinkCount": {work: 1},
		"groupCount":       {work: 1},
		"counts":           {kind: bundle, size: size{preset: 1, most: 1}},
		"groups":           {kind: sized, work: 1, size: first(query.MaxGroups)},
	}
})

// bundled are the types that are values: parts of the object that lists them,
// stored and read with it.
var bundled = sync.OnceValue(func() map[string]bool {
	return map[string]bool{
		"FieldChange": true, "GroupKey": true, "Identifier": true, "ImportProblem": true, "LocalText": true, "Money": true,
		"Name": true, "SearchCount": true, "TimelinePoint": true,
	}
})

// ruleOf returns the rule of a field of the object or interface named.
func ruleOf(schema *ast.Schema, object string, field *ast.FieldDefinition) rule {
	if r, ok := exceptions()[coordinate{object, field.Name}]; ok {
		return r
	}
	if isConnection(object) {
		if r, ok := connection()[field.Name]; ok {
			return r
		}
	}
	result := schema.Types[field.Type.Name()]
	list := field.Type.Elem != nil
	switch {
	case result == nil || result.IsLeafType():
		if list {
			return rule{kind: leaf, work: 1}
		}
		return rule{kind: leaf}
	case isConnection(result.Name):
		return rule{kind: page, size: paged(query.MaxPage)}
	case !list && field.Name == "node" && strings.HasSuffix(object, "Edge"):
		return rule{kind: row}
	case !list:
		return rule{kind: one}
	case field.Arguments.ForName("first") != nil:
		return rule{kind: sized, size: paged(unbounded)}
	case bundled()[result.Name]:
		return rule{kind: bundle, size: size{preset: 1, most: 1}}
	default:
		return rule{kind: sized, size: size{preset: few, most: few}}
	}
}

// first is the size of a list that names it in first alone: what is not said is
// the schema's default or that of a page.
func first(most int64) size {
	return size{arguments: []string{"first"}, preset: query.DefaultPage, most: most}
}

func paged(most int64) size {
	return size{arguments: []string{"first", "last"}, preset: query.DefaultPage, most: most}
}

func isConnection(object string) bool { return strings.HasSuffix(object, "Connection") }
