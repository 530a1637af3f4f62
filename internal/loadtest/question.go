package loadtest

import (
	"fmt"
	"strings"
)

// question is something that a newsroom is asked.
type question struct {
	// name is what --only knows it by, title what it is called in tables.
	name, title string
	document    string
	// found is where its answer holds a value, so that nobody measures how fast
	// nothing is found.
	found []any
	// choose picks the values of its variables: those of the identical request
	// first, then others, no more than asked for.
	choose func(n *newsroom, most int) []variables
}

// variables are the values of a document's variables. Every document has one
// more, $salt, which asks for nothing: it is used by a field that is skipped.
// A new value makes a request that no server has answered before, of a document
// that it has parsed and of content that it has read.
type variables map[string]any

// How many nodes the lists of the questions hold.
const (
	pageSize    = 20
	hundred     = 100
	twoHopStart = 10
)

// Sets that are smaller than what is asked for: there are only so many hottest
// partners, and a pass through all of the dearest questions takes its time.
const (
	hottest = 20
	dear    = 500
)

const newsroomDocument = `query Newsroom($after: Cursor, $salt: ID!) {
  releases(first: 20, after: $after) {
    nodes { id slug title kind publishedOn
      partners(first: 5) { edges { role node { id slug name kind } } }
      initiatives(first: 5) { edges { stage node { id slug name kind } } }
      topics { id slug name } }
    pageInfo { hasNextPage endCursor } }
  salt: node(id: $salt) @skip(if: true) { id } }`

const releaseDocument = `query Release($slug: String!, $salt: ID!) {
  release(slug: $slug) { id title summary body publishedOn publisher { id name }
    partners(first: 50) { edges { role evidence { quote start end } node { id slug name kind country } } }
    initiatives(first: 50) { edges { stage evidence { quote } node { id slug name kind startedOn funding { amount currency } } } }
    topics { id name } translations { id slug language } corrections { note } }
  salt: node(id: $salt) @skip(if: true) { id } }`

const profileDocument = `query Profile($id: ID!, $salt: ID!) {
  partner(id: $id) { id name names { text locale } kind country website parent { id name }
    releaseCount initiativeCount latestReleaseOn
    releases(first: 20) { totalCount edges { role node { id slug title publishedOn } } }
    initiatives(first: 20) { totalCount edges { node { id slug name status } participations { role since } } } }
  salt: node(id: $salt) @skip(if: true) { id } }`

const twoHopDocument = `query TwoHop($after: Cursor, $salt: ID!) {
  partners(first: 10, after: $after, orderBy: [{field: RELEASE_COUNT, direction: DESC}]) { nodes { name
    initiatives(first: 5) { nodes { name
      participants(first: 5) { nodes { name
        releases(first: 3) { nodes { title publishedOn } } } } } } } }
  salt: node(id: $salt) @skip(if: true) { id } }`

const titleDocument = `query Title($slug: String!, $salt: ID!) {
  release(slug: $slug) { title }
  salt: node(id: $salt) @skip(if: true) { id } }`

const hundredDocument = `query Hundred($after: Cursor, $salt: ID!) {
  releases(first: 100, after: $after) {
    nodes { id slug title publishedOn
      partners(first: 5) { edges { role node { id slug name kind } } }
      initiatives(first: 5) { edges { stage node { id slug name kind } } } }
    pageInfo { hasNextPage endCursor } }
  salt: node(id: $salt) @skip(if: true) { id } }`

const yearDocument = `query Year($year: Int!, $salt: ID!) {
  releases(first: 20, where: {year: {eq: $year}, partners: {some: {kind: {eq: COMPANY}}}}) {
    totalCount nodes { id slug title publishedOn } }
  salt: node(id: $salt) @skip(if: true) { id } }`

const deepDocument = `query Deep($after: Cursor, $salt: ID!) {
  releases(first: 20, after: $after) {
    nodes { id slug title publishedOn }
    pageInfo { hasNextPage hasPreviousPage endCursor } }
  salt: node(id: $salt) @skip(if: true) { id } }`

// questions returns all that is asked.
func questions() []question {
	return []question{
		{
			"newsroom", "newsroom page: 20 releases with partners, initiatives, topics", newsroomDocument,
			[]any{"releases", "nodes", pageSize - 1, "id"},
			func(n *newsroom, most int) []variables { return pages(n.newest, min(most, n.releases-pageSize)) },
		}, {
			"release", "release with all relations and text", releaseDocument,
			[]any{"release", "body"},
			func(n *newsroom, most int) []variables { return each("slug", n.slugs, most) },
		}, {
			"hottest", fmt.Sprintf("profile of the hottest partner; varied: of the %d hottest", hottest), profileDocument,
			[]any{"partner", "releases", "edges", 0, "node", "id"},
			func(n *newsroom, most int) []variables { return each("id", n.hottest, min(most, hottest)) },
		}, {
			"median", "profile of a median partner", profileDocument,
			[]any{"partner", "id"},
			func(n *newsroom, most int) []variables { return each("id", n.median, most) },
		}, {
			"two-hop", "two-hop: 10 partners → 5 initiatives → 5 partners → 3 releases", twoHopDocument,
			[]any{"partners", "nodes", twoHopStart - 1, "name"},
			func(n *newsroom, most int) []variables {
				return pages(n.busiest, min(most, dear, n.partners-twoHopStart))
			},
		}, {
			"title", "one title by slug", titleDocument,
			[]any{"release", "title"},
			func(n *newsroom, most int) []variables { return each("slug", n.slugs, most) },
		}, {
			"hundred", "100 releases with partners and initiatives", hundredDocument,
			[]any{"releases", "nodes", hundred - 1, "id"},
			func(n *newsroom, most int) []variables { return pages(n.newest, min(most, dear, n.releases-hundred)) },
		}, {
			"year", "a year's releases naming a company: count + 20; varied: the years", yearDocument,
			[]any{"releases", "nodes", 0, "id"},
			func(n *newsroom, most int) []variables { return each("year", n.years, most) },
		}, {
			"deep", "the 20 after the 50,000th (of fewer than 75,000: after two thirds), by cursor", deepDocument,
			[]any{"releases", "nodes", pageSize - 1, "id"},
			func(n *newsroom, most int) []variables { return each("after", n.deep, most) },
		},
	}
}

// each returns the variables that take one value each.
func each[V any](name string, values []V, most int) []variables {
	all := make([]variables, 0, min(len(values), most))
	for _, value := range values[:min(len(values), most)] {
		all = append(all, variables{name: value})
	}
	return all
}

// pages returns the first page of a list, and those after its first rows.
func pages(cursors []string, most int) []variables {
	most = min(len(cursors)+1, max(most, 1))
	return append([]variables{{"after": nil}}, each("after", cursors, most-1)...)
}

// The ways in which a question is asked.
const (
	// varied asks for content that the server has read, by requests that it has
	// not answered yet.
	varied = "varied"
	// identical asks the same each time.
	identical = "identical"
	// fromMemory asks for the same bytes of a server that does nothing but send
	// them: what identical requests cost at least on this machine.
	fromMemory = "from memory"
)

// task is a question and the way in which it is asked.
type task struct {
	question
	mode string
}

func (t task) String() string { return t.name + "/" + strings.ReplaceAll(t.mode, " ", "-") }

// tasks returns those that contain one of the names, as newsroom,
// newsroom/identical or /varied do; all where there are no names.
func tasks(names []string) ([]task, error) {
	var all, chosen []task
	for _, q := range questions() {
		for _, mode := range []string{varied, identical, fromMemory} {
			all = append(all, task{q, mode})
		}
	}
	if len(names) == 0 {
		return all, nil
	}
	known := map[string]bool{}
	for _, t := range all {
		wanted := false
		for _, name := range names {
			if strings.Contains(t.String(), name) {
				known[name], wanted = true, true
			}
		}
		if wanted {
			chosen = append(chosen, t)
		}
	}
	for _, name := range names {
		if !known[name] {
			return nil, fmt.Errorf("nothing is called %q; there are %v", name, all)
		}
	}
	return chosen, nil
}
