package coherence_test

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
)

// more are texts that these tests read for nothing but their bytes.
func more() []string {
	return []string{
		`{ releases(first: 20) { totalCount pageInfo { hasNextPage endCursor } nodes { title slug publisher { name } topics { name } partners(first: 5) { totalCount edges { role node { name } } } } } }`,
		`{ partners { totalCount nodes { name names { text } city releaseCount latestReleaseOn updatedAt releases(first: 5) { nodes { title } } } } }`,
		`{ releases(orderBy: [{field: TITLE}], first: 50) { edges { cursor node { title updatedAt } } } }`,
		`{ releases { groupCount(by: [PARTNER]) groups(by: [PARTNER, YEAR]) { count keys { label } } } }`,
		`{ search(query: "reports") { totalCount counts { type count } edges { snippet matchedField } } }`,
		`{ partnerNetwork { partners { partner { name } } linkCount } }`,
		`{ newsroom { name contentVersion } }`,
	}
}

// compare asks everything again, once nothing changes any more, and finds the
// answers that are others than those for which no cache is used.
func (r *room) compare() []finding {
	r.t.Helper()
	texts := []text{r.list().text}
	for _, class := range r.classes {
		texts = append(texts, ofOnePartner(class).text, counted(class).text, filtered(class).text, found(class.releases[0]).text)
	}
	for _, one := range r.releases {
		texts = append(texts, byID(one).text, byGet(one).text, withPartners(one).text)
	}
	for _, document := range more() {
		texts = append(texts, text{document: document})
	}
	var found []finding
	for _, s := range r.servers {
		for _, what := range texts {
			found = append(found, r.differences(s, what)...)
		}
	}
	return found
}

// differences asks for a text with the caches bypassed, and twice as readers do.
func (r *room) differences(s *server, what text) []finding {
	r.t.Helper()
	var answers []*answer
	for _, cost := range []string{"full", "", ""} {
		got, err := s.ask(r.t.Context(), r.clock, what, "X-Cost", cost)
		if err != nil || !got.whole() {
			r.t.Errorf("server %d answers %s: %v %s", s.number, what.document, err, got.body)
			return nil
		}
		answers = append(answers, got)
	}
	full := answers[0]
	var found []finding
	for _, got := range answers[1:] {
		if !bytes.Equal(got.Data, full.Data) {
			found = append(found, finding{equal, fmt.Sprintf("server %d to %s with %v: %s, and without caches %s", s.number, what.document, what.variables, got.Data, full.Data)})
		}
		for _, name := range otherHeaders(got, full) {
			found = append(found, finding{equal, fmt.Sprintf("server %d to %s: the header %s is %q, and without caches %q", s.number, what.document, name, got.header[name], full.header[name])})
		}
	}
	return found
}

// otherHeaders returns the headers of an answer without caches that the other one
// does not have, or has otherwise, but for those of one answer alone.
func otherHeaders(got, full *answer) []string {
	var differ []string
	for _, name := range slices.Sorted(maps.Keys(full.header)) {
		switch name {
		case "Date", "X-Request-Id", "Content-Length", "Etag":
			continue
		}
		if !slices.Equal(got.header[name], full.header[name]) {
			differ = append(differ, name)
		}
	}
	return differ
}
