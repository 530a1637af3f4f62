package cli_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// outcome is what became of one request of a load.
type outcome struct {
	kind         string
	begun, ended time.Time
	status       int
	code         string
	retryAfter   string
	err          error
	// reused is whether the connection had been answered on before.
	reused bool
}

func (o outcome) took() time.Duration { return o.ended.Sub(o.begun) }

// refused reports whether it was told, in the way it has to be, to come again.
func (o outcome) refused() bool {
	return o.err == nil && o.status == http.StatusServiceUnavailable && o.code == "OVERLOADED" && o.retryAfter != ""
}

// answered reports whether it was answered as on any day.
func (o outcome) answered() bool { return o.err == nil && o.status == http.StatusOK && o.code == "" }

func (o outcome) String() string {
	return fmt.Sprintf("%s: %d %s after %s (Retry-After %q, error %v)", o.kind, o.status, o.code, o.took().Round(time.Millisecond), o.retryAfter, o.err)
}

// load is many clients who ask a server for this and that.
type load struct {
	address, key string
	// pause is how long each waits before it asks again.
	pause time.Duration
	// kinds are what is asked for; none are all of them.
	kinds []string

	mu       sync.Mutex
	outcomes []outcome
}

// documents are what is asked for; nobody may change them.
var documents = map[string]string{ //nolint:gochecknoglobals // a table
	"cheap":   `{ __typename }`,
	"topics":  `{ topics(first: 20) { totalCount nodes { name } } }`,
	"version": `{ newsroom { contentVersion } }`,
	"list":    `{ releases(first: 20) { totalCount nodes { title topics { name } partners(first: 3) { nodes { name } } } } }`,
	"keyed":   `{ topics(first: 5) { nodes { name } } }`,
	"change":  `mutation { createTopic(input: {names: [{text: "Topic %d"}]}) { contentVersion } }`,
	"draft":   `mutation { createRelease(input: {kind: STORY, title: "Release %d"}) { contentVersion } }`,
}

// run has one client ask for all kinds in turn, from its own on, until ctx ends;
// what was begun is waited for.
func (l *load) run(ctx context.Context, client *http.Client, first int, random *rand.Rand) {
	kinds := l.kinds
	if len(kinds) == 0 {
		kinds = []string{"cheap", "topics", "list", "version", "keyed", "change", "draft", "ready"}
	}
	for turn := first; ctx.Err() == nil; turn++ {
		l.note(l.ask(context.WithoutCancel(ctx), client, kinds[turn%len(kinds)], random.IntN(1e15)))
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(float64(l.pause) * (0.5 + random.Float64()))):
		}
	}
}

func (l *load) note(o outcome) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.outcomes = append(l.outcomes, o)
}

func (l *load) ask(ctx context.Context, client *http.Client, kind string, number int) (o outcome) {
	o = outcome{kind: kind, begun: time.Now()}
	defer func() { o.ended = time.Now() }()
	request, err := l.request(ctx, kind, number)
	if err != nil {
		o.err = err
		return o
	}
	trace := &httptrace.ClientTrace{GotConn: func(got httptrace.GotConnInfo) { o.reused = got.Reused }}
	response, err := client.Do(request.WithContext(httptrace.WithClientTrace(ctx, trace)))
	if err != nil {
		o.err = err
		return o
	}
	defer func() { _ = response.Body.Close() }()
	o.status, o.retryAfter = response.StatusCode, response.Header.Get("Retry-After")
	text, err := io.ReadAll(response.Body)
	if o.err = err; err != nil || kind == "ready" {
		return o
	}
	var told answer
	if o.err = json.Unmarshal(text, &told); o.err == nil && len(told.Errors) > 0 {
		o.code = told.Errors[0].Extensions.Code
	}
	return o
}

func (l *load) request(ctx context.Context, kind string, number int) (*http.Request, error) {
	if kind == "ready" {
		return http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(l.address, "/graphql")+"/readyz", http.NoBody)
	}
	document := documents[kind]
	changes := strings.HasPrefix(document, "mutation")
	if changes {
		document = fmt.Sprintf(document, number)
	}
	body, err := json.Marshal(map[string]string{"query": document})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.address, strings.NewReader(string(body)))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if kind == "keyed" || changes {
		request.Header.Set("Authorization", "Bearer "+l.key)
	}
	return request, nil
}

// begin has so many clients ask, until the function returned is called, which
// waits for their last answers.
func (l *load) begin(t *testing.T, clients int, transport *http.Transport) (stop func()) {
	t.Helper()
	transport.MaxIdleConnsPerHost = clients
	client := &http.Client{Transport: transport}
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() { l.run(ctx, client, i, rand.New(rand.NewPCG(uint64(i), 11))) })
	}
	stop = sync.OnceFunc(func() {
		cancel()
		all.Wait()
		transport.CloseIdleConnections()
	})
	t.Cleanup(stop)
	return stop
}

// which returns the outcomes of requests that begun and ended within a time; a
// zero time bounds nothing.
func (l *load) which(from, until time.Time) []outcome {
	l.mu.Lock()
	defer l.mu.Unlock()
	var found []outcome
	for _, o := range l.outcomes {
		if !o.begun.Before(from) && (until.IsZero() || o.ended.Before(until)) {
			found = append(found, o)
		}
	}
	return found
}

// times tells how long requests took.
func times(all []outcome) string {
	if len(all) == 0 {
		return "none"
	}
	took := make([]time.Duration, len(all))
	for i, o := range all {
		took[i] = o.took()
	}
	slices.Sort(took)
	at := func(share float64) time.Duration {
		return took[int(share*float64(len(took)-1))].Round(100 * time.Microsecond)
	}
	return fmt.Sprintf("%d, half of them within %s, 99 of 100 within %s, all within %s", len(all), at(0.5), at(0.99), at(1))
}

// tally counts outcomes by what they were told.
func tally(all []outcome) map[string]int {
	counts := map[string]int{}
	for _, o := range all {
		what := fmt.Sprintf("%d %s", o.status, o.code)
		if o.err != nil {
			what = "no answer"
		}
		counts[strings.TrimSpace(what)]++
	}
	return counts
}

// complain reports what went wrong, and how often, by a few examples.
func complain(t *testing.T, what string, wrong []outcome) {
	t.Helper()
	for _, got := range wrong[:min(len(wrong), 3)] {
		t.Errorf("%s, one of %d: %s", what, len(wrong), got)
	}
}

// keep returns the outcomes for which a condition holds.
func keep(all []outcome, condition func(outcome) bool) []outcome {
	return slices.DeleteFunc(slices.Clone(all), func(o outcome) bool { return !condition(o) })
}

// told reports whether a request was answered, or told to come again.
func (o outcome) told() bool {
	later := o.err == nil && (o.code == "OVERLOADED" || o.code == "TIMEOUT") && o.retryAfter != ""
	return o.answered() || o.refused() || later || o.kind == "ready" && o.status == http.StatusServiceUnavailable
}

// unheard reports that there was nobody to ask: the connection was refused, or
// ended before the server had taken it from the system.
func (o outcome) unheard() bool {
	ended := errors.Is(o.err, syscall.ECONNRESET) || errors.Is(o.err, io.EOF) ||
		// HTTP/2 says so of one that ended before the first word of the server.
		o.err != nil && strings.Contains(o.err.Error(), "client conn could not be established")
	return errors.Is(o.err, syscall.ECONNREFUSED) || o.status == 0 && !o.reused && ended
}

// slowest returns how long the slowest took.
func slowest(all []outcome) (most time.Duration) {
	for _, o := range all {
		most = max(most, o.took())
	}
	return most
}
