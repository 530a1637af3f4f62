package httpd_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/graph/walk"
)

// httpRequest is sent as GET where it has no body.
type httpRequest struct {
	path    string
	query   url.Values
	body    any
	headers map[string]string
}

// httpAnswer is all that a client gets.
type httpAnswer struct {
	status  int
	headers http.Header
	body    []byte
}

// pair is two servers that are asked the same.
type pair struct {
	t       *testing.T
	servers [2]*room
	answers [2]httpAnswer
	// what was asked, and how much of it was answered
	requests, answered, filled, failed int
	// codes counts the answers with an error, by the first one's code.
	codes map[string]int
}

// maxFailures is how many differences are told.
const maxFailures = 5

// send asks one server.
func (r *room) send(q httpRequest) (httpAnswer, error) {
	method, body := http.MethodGet, io.Reader(http.NoBody)
	if q.body != nil {
		text, err := json.Marshal(q.body)
		if err != nil {
			return httpAnswer{}, err
		}
		method, body = http.MethodPost, bytes.NewReader(text)
	}
	target := r.server.URL + q.path
	if len(q.query) > 0 {
		target += "?" + q.query.Encode()
	}
	request, err := http.NewRequest(method, target, body) //nolint:noctx // the server's limits end it
	if err != nil {
		return httpAnswer{}, err
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range q.headers {
		request.Header.Set(name, value)
	}
	response, err := r.server.Client().Do(request)
	if err != nil {
		return httpAnswer{}, err
	}
	text, err := io.ReadAll(response.Body)
	if closed := response.Body.Close(); err == nil {
		err = closed
	}
	response.Header.Del("Date")
	response.Header.Del("X-Request-Id")
	return httpAnswer{response.StatusCode, response.Header, text}, err
}

// differs asks both servers, and returns what their answers differ in.
func (p *pair) differs(q httpRequest) string {
	p.t.Helper()
	done := make(chan error)
	for i, r := range p.servers {
		go func() {
			var err error
			p.answers[i], err = r.send(q)
			done <- err
		}()
	}
	for range p.servers {
		if err := <-done; err != nil {
			p.t.Fatal(err)
		}
	}
	return difference(p.answers[0], p.answers[1])
}

// again asks what may be answered from memory now: each server as before, and
// having looked and found as often as the other.
func (p *pair) again(q httpRequest) string {
	p.t.Helper()
	before := p.answers
	if between := p.differs(q); between != "" {
		return "again, " + between
	}
	for i := range before {
		if !bytes.Equal(before[i].body, p.answers[i].body) {
			return fmt.Sprintf("again, server %d answers\n  %s\nand before\n  %s", i, p.answers[i].body, before[i].body)
		}
	}
	plain, hiding := p.servers[0].memory.Stats(), p.servers[1].memory.Stats()
	// What is asked for twice at a time may be found once or not at all.
	if plain.Hits+plain.Misses != hiding.Hits+hiding.Misses || plain.Entries != hiding.Entries {
		return fmt.Sprintf("the memories: %+v and %+v", plain, hiding)
	}
	return ""
}

// difference tells what two answers differ in.
func difference(a, b httpAnswer) string {
	if a.status != b.status {
		return fmt.Sprintf("status %d and %d", a.status, b.status)
	}
	if !bytes.Equal(a.body, b.body) {
		at := 0
		for at < min(len(a.body), len(b.body)) && a.body[at] == b.body[at] {
			at++
		}
		around := func(s []byte) []byte { return s[max(0, at-150):min(len(s), at+150)] }
		return fmt.Sprintf("from byte %d on:\n  plain:  %s\n  hiding: %s", at, around(a.body), around(b.body))
	}
	if diff := cmp.Diff(a.headers, b.headers); diff != "" {
		return "headers (-plain +hiding):\n" + diff
	}
	return ""
}

// same asks both servers what is no operation of a walker.
func (p *pair) same(q httpRequest) {
	p.t.Helper()
	if difference := p.differs(q); difference != "" {
		p.t.Errorf("%s %v %v differs: %s", q.path, q.query, q.body, difference)
	}
}

// ask sends operations, and the pages that follow from what was answered.
func (p *pair) ask(w *walk.Walker, requests int) {
	p.t.Helper()
	var next []*walk.Operation
	for p.requests < requests && p.failed < maxFailures {
		var operation *walk.Operation
		if len(next) > 0 {
			operation, next = next[0], next[1:]
		} else {
			operation = w.Operation()
		}
		q := p.dressed(operation)
		difference := p.differs(q)
		if _, told := q.headers["X-Cost"]; !told && difference == "" {
			difference = p.again(q)
		}
		if difference != "" {
			p.failed++
			p.tell(operation, q, difference)
			continue
		}
		var body struct {
			Errors []struct{ Extensions struct{ Code string } }
			Data   json.RawMessage
		}
		text := p.answers[0].body
		if batch := []json.RawMessage{}; json.Unmarshal(text, &batch) == nil {
			text = batch[0]
		}
		if err := json.Unmarshal(text, &body); err != nil {
			p.t.Fatalf("request %d is answered %.300s", p.requests, text)
		}
		values, more := w.Learn(operation, body.Data)
		if len(next) < 4 {
			next = append(next, more...)
		}
		if len(body.Errors) > 0 {
			p.codes[body.Errors[0].Extensions.Code]++
		} else if values > 0 {
			p.answered++
		}
		if values > 3 {
			p.filled++
		}
	}
}

// dressed sends operations in all the ways in which they may be sent.
func (p *pair) dressed(operation *walk.Operation) httpRequest {
	p.requests++
	document, variables := operation.Document()
	body := map[string]any{"query": document, "variables": variables}
	q := httpRequest{path: "/graphql", body: body, headers: map[string]string{"X-Cost": "full"}}
	switch p.requests % 20 {
	case 0:
		q.headers["X-Cost"] = one(p.servers[0], []string{"only", "off"})
	case 3, 8, 13:
		delete(q.headers, "X-Cost")
	case 5:
		q.headers["Accept"] = "application/graphql-response+json"
	case 9:
		q.body = []any{body, body}
	case 11, 17:
		text, err := json.Marshal(variables)
		if err != nil || len(document) > 4000 {
			break
		}
		q.body, q.query = nil, url.Values{"query": {document}, "variables": {string(text)}}
	}
	return q
}

// tell reports the smallest operation that is answered differently.
func (p *pair) tell(operation *walk.Operation, q httpRequest, difference string) {
	p.t.Helper()
	number := p.requests
	for smaller := true; smaller; {
		smaller = false
		for less := range operation.Smaller {
			document, variables := less.Document()
			tried := httpRequest{path: q.path, body: map[string]any{"query": document, "variables": variables}, headers: q.headers}
			if found := p.differs(tried); found != "" {
				operation, difference, smaller = less, found, true
				break
			}
		}
	}
	document, variables := operation.Document()
	text, err := json.Marshal(variables)
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Errorf("request %d is answered differently:\n%swith %s and %v\n%s", number, document, text, q.headers, difference)
}

// pages compares what is served beside the API.
func (p *pair) pages() {
	p.t.Helper()
	for _, path := range []string{
		"/", "/schema.graphql", "/feeds/releases.rss", "/feeds/releases.atom", "/feeds/releases.json", "/sitemap.xml", "/healthz", "/readyz",
	} {
		p.same(httpRequest{path: path})
	}
	// A key that was revoked in one newsroom and never was in the other.
	p.same(httpRequest{path: "/graphql", body: map[string]any{"query": "{ viewer { role } }"}, headers: map[string]string{
		"Authorization": "Bearer " + p.servers[1].revoked,
	}})
	version := p.answers[0].headers.Get("X-Content-Version")
	p.same(httpRequest{path: "/graphql", body: map[string]any{"query": "{ newsroom { contentVersion } }"}, headers: map[string]string{
		"X-Content-Version": version,
	}})
}

// report says how much of the schema was asked for, and complains where it is
// so little that the comparison says little.
func (p *pair) report(w *walk.Walker, soak bool) {
	p.t.Helper()
	for i, r := range p.servers {
		if r.log.Len() > 0 {
			p.t.Errorf("server %d tells of failures: %.2000s", i, r.log)
		}
	}
	p.t.Logf("%d requests: %d answered without an error, %d with more than three values; refused: %v", p.requests, p.answered, p.filled, p.codes)
	least := map[string]float64{"asked": 0.6, "answered": 0.5, "inputs": 0.5, "refused": 0}
	if soak {
		least = map[string]float64{"asked": 1, "answered": 0.97, "inputs": 1, "refused": 0.8}
	}
	for name, share := range map[string]walk.Share{
		"asked": w.Covered.Asked(), "answered": w.Covered.Answered(), "inputs": w.Covered.Inputs(), "refused": w.Covered.Refused(),
	} {
		p.t.Logf("%s: %d of %d", name, share.Used, share.All)
		if share.Of() < least[name] {
			p.t.Errorf("%s are %d of %d; missing: %s", name, share.Used, share.All, strings.Join(share.Missing, " "))
		}
	}
	if p.answered*10 < p.requests*6 || p.filled*2 < p.requests {
		p.t.Errorf("of %d requests only %d were answered without an error, and %d with more than three values", p.requests, p.answered, p.filled)
	}
}
