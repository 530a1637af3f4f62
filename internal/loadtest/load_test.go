package loadtest

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestPercentile compares with what the word means, tried on every time.
func TestPercentile(t *testing.T) {
	t.Parallel()
	slow := func(all []time.Duration, p int) time.Duration {
		for _, candidate := range all {
			within := 0
			for _, other := range all {
				if other <= candidate {
					within++
				}
			}
			if within*100 >= p*len(all) {
				return candidate
			}
		}
		return 0
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for length := range 230 {
		all := make([]time.Duration, length)
		for i := range all {
			all[i] = time.Duration(1 + rng.IntN(50))
		}
		slices.Sort(all)
		for _, p := range []int{0, 1, 50, 95, 99, 100} {
			if got, want := percentile(all, p), slow(all, p); got != want {
				t.Fatalf("percentile %d of %v = %d, want %d", p, all, got, want)
			}
		}
	}
}

func TestDrawing(t *testing.T) {
	t.Parallel()
	all, err := bodies(titleDocument, each("slug", []string{"a", "b", `c"\`, "d"}, 4))
	if err != nil {
		t.Fatal(err)
	}
	draw := func(seed, run uint64, same bool) []string {
		b := &bench{options: options{seed: seed}}
		d := &drawer{rng: b.rng(1, 1), bodies: all, same: same, salts: &salts{run: run}}
		var drawn []string
		for range 50 {
			drawn = append(drawn, string(d.next()))
		}
		return drawn
	}
	t.Run("is_the_same_for_the_same_seed", func(t *testing.T) {
		t.Parallel()
		if diff := cmp.Diff(draw(3, 1, false), draw(3, 1, false)); diff != "" {
			t.Error(diff)
		}
		if cmp.Equal(draw(3, 1, false), draw(4, 1, false)) {
			t.Error("two seeds draw the same")
		}
	})
	t.Run("varies_every_request_also_from_other_runs", func(t *testing.T) {
		t.Parallel()
		drawn := slices.Concat(draw(3, 1, false), draw(3, 2, false))
		slices.Sort(drawn)
		if distinct := len(slices.Compact(slices.Clone(drawn))); distinct != 100 {
			t.Errorf("%d different requests, want 100", distinct)
		}
	})
	t.Run("draws_from_all_variables", func(t *testing.T) {
		t.Parallel()
		drawn := strings.Join(draw(3, 1, false), "\n")
		for _, slug := range []string{`"slug":"a"`, `"slug":"b"`, `"slug":"c\"\\"`, `"slug":"d"`} {
			if !strings.Contains(drawn, slug) {
				t.Errorf("%s was never drawn", slug)
			}
		}
	})
	t.Run("repeats_the_identical_request", func(t *testing.T) {
		t.Parallel()
		drawn := draw(3, 1, true)
		if distinct := len(slices.Compact(drawn)); distinct != 1 {
			t.Errorf("%d different requests, want one", distinct)
		}
		want := `"variables":{"salt":"` + strings.Repeat("0", 32) + `","slug":"a"}}`
		if !strings.HasSuffix(drawn[0], want) {
			t.Errorf("the request is %s, want it to end in %s", drawn[0], want)
		}
	})
}

// answering serves what answer returns for each request.
func answering(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL + "/graphql"
}

func TestLoop(t *testing.T) {
	t.Parallel()
	ask := func(int) func() []byte { return func() []byte { return []byte(`{"query":"{x}"}`) } }
	t.Run("asks_as_often_as_it_is_told_on_as_many_connections", func(t *testing.T) {
		t.Parallel()
		var mu sync.Mutex
		clients, wrong := map[string]int{}, 0
		address := answering(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			mu.Lock()
			defer mu.Unlock()
			clients[r.RemoteAddr]++
			if r.Method != "POST" || r.URL.Path != "/graphql" || string(body) != `{"query":"{x}"}` {
				wrong++
			}
			fmt.Fprint(w, `{"data":{"text":"\"errors\":"}}`)
		})
		all, err := load{address: address, connections: 4, requests: 200}.run(t.Context(), ask)
		if err != nil {
			t.Fatal(err)
		}
		if len(all.each) != 200 || !slices.IsSorted(all.each) || all.bytes != 31 || all.elapsed <= 0 {
			t.Errorf("took %d times of %d bytes, want 200 sorted ones of 31", len(all.each), all.bytes)
		}
		if wrong > 0 || len(clients) > 4 {
			t.Errorf("%d wrong requests on %d connections, want none on 4", wrong, len(clients))
		}
	})
	t.Run("goes_on_where_the_server_closes_connections", func(t *testing.T) {
		t.Parallel()
		address := answering(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Connection", "close")
			fmt.Fprint(w, `{"data":{}}`)
		})
		all, err := load{address: address, connections: 2, requests: 9}.run(t.Context(), ask)
		if err != nil || len(all.each) != 9 {
			t.Errorf("%d answers and %v, want 9", len(all.each), err)
		}
	})
	t.Run("ends_at_the_first_wrong_answer", func(t *testing.T) {
		t.Parallel()
		for name, wrong := range map[string]struct {
			status int
			text   string
		}{
			"errors":   {200, `{"errors":[{"message":"too dear"}],"data":null}`},
			"overload": {503, "busy"},
			"refusal":  {400, `{"data":{}}`},
		} {
			var asked atomic.Int64
			address := answering(t, func(w http.ResponseWriter, _ *http.Request) {
				if asked.Add(1) == 10 {
					w.WriteHeader(wrong.status)
					fmt.Fprint(w, wrong.text)
					return
				}
				fmt.Fprint(w, `{"data":{}}`)
			})
			const all = 100_000 // The other connection may ask some more before it hears of it.
			_, err := load{address: address, connections: 2, requests: all}.run(t.Context(), ask)
			if err == nil || !strings.Contains(err.Error(), wrong.text) || !strings.Contains(err.Error(), "{x}") || asked.Load() >= all/2 {
				t.Errorf("%s: after %d requests it ends with %v, want the request and %s", name, asked.Load(), err, wrong.text)
			}
		}
	})
}

func TestPass(t *testing.T) {
	t.Parallel()
	t.Run("asks_everything_once", func(t *testing.T) {
		t.Parallel()
		var mu sync.Mutex
		var bodies []string
		address := answering(t, func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			mu.Lock()
			defer mu.Unlock()
			bodies = append(bodies, string(body))
			fmt.Fprint(w, `{"data":{"a":[1,{"b":2}]}}`)
		})
		q := question{found: []any{"a", 1, "b"}}
		err := load{address: address, connections: 3}.pass(t.Context(), 10,
			func(_, i int) []byte { return fmt.Append(nil, i) }, q.check)
		slices.Sort(bodies)
		if want := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}; err != nil || !slices.Equal(bodies, want) {
			t.Errorf("asked %v and ended with %v, want %v", bodies, err, want)
		}
	})
	t.Run("refuses_answers_that_find_nothing", func(t *testing.T) {
		t.Parallel()
		address := answering(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"data":{"a":[1]}}`) })
		for _, found := range [][]any{{"a", 1}, {"b"}, {"a", 0, "b"}} {
			err := load{address: address, connections: 1}.pass(t.Context(), 1,
				func(int, int) []byte { return []byte("{}") }, question{found: found}.check)
			if err == nil || !strings.Contains(err.Error(), "the answer holds no") {
				t.Errorf("%v is found: %v", found, err)
			}
		}
	})
}

func TestExplorerWaitsForABusyServer(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	address := answering(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprint(w, `{"data":{"found":true}}`)
	})
	connection, err := newLine(address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.close()
	var answer struct{ Found bool }
	err = (&explorer{line: connection}).ask(t.Context(), "{x}", nil, &answer)
	if err != nil || !answer.Found || asked.Load() != 2 {
		t.Errorf("after %d requests it has %v, %v; want what the second answered", asked.Load(), answer, err)
	}
}
