package httpd_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/httpd"
)

const (
	plain   = "application/json"
	graphqL = "application/graphql-response+json"
)

func TestPost(t *testing.T) {
	t.Parallel()
	r := setup(t)
	tests := []struct {
		name, body string
		headers    []string
		status     int
		want       string
	}{
		{"answers a query", `{"query": "{ hello }"}`, nil, 200, `{"data":{"hello":"hello world"}}`},
		{"takes variables", `{"query": "query($n: String) { hello(name: $n) }", "variables": {"n": "<Ada>"}, "operationName": null}`, nil, 200, `{"data":{"hello":"hello \u003cAda\u003e"}}`},
		{"takes a charset of UTF-8", `{"query": "{ hello }"}`, []string{"Content-Type", "application/json; charset=UTF-8"}, 200, `{"data":{"hello":"hello world"}}`},
		{"takes unknown members", `{"query": "{ hello }", "extensions": {"x": 1}, "id": 7}`, nil, 200, `{"data":{"hello":"hello world"}}`},
		{"executes a mutation", `{"query": "mutation { add(n: 1) }"}`, nil, 200, `{"data":{"add":1}}`},
		{"chooses the operation by name", `{"query": "query a { hello } query b { who }", "operationName": "b"}`, nil, 200, `{"data":{"who":"PUBLIC "}}`},
		{"answers a batch in its order", `[{"query": "{ hello }"}, {"query": "{ who }"}]`, nil, 200, `[{"data":{"hello":"hello world"}},{"data":{"who":"PUBLIC "}}]`},
		{"answers a batch of one as a list", `[{"query": "{ hello }"}]`, nil, 200, `[{"data":{"hello":"hello world"}}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := r.do(t, http.MethodPost, "/graphql", tt.body, tt.headers...)
			if got.StatusCode != tt.status || got.body != tt.want {
				t.Errorf("answered %d %s, want %d %s", got.StatusCode, got.body, tt.status, tt.want)
			}
		})
	}
}

func TestPostRefuses(t *testing.T) {
	t.Parallel()
	long := `{"query": "{ hello }", "x": "` + strings.Repeat("x", 1<<20) + `"}`
	many := `[` + strings.Repeat(`{"query": "{ hello }"},`, 10) + `{"query": "{ hello }"}]`
	tests := []struct {
		name, body string
		headers    []string
		status     int
		code       string
	}{
		{"an empty body", ``, nil, 400, "BAD_USER_INPUT"},
		{"a body that is no JSON", `{"query": "{ hello }"`, nil, 400, "BAD_USER_INPUT"},
		{"a string", `"{ hello }"`, nil, 400, "BAD_USER_INPUT"},
		{"null", `null`, nil, 400, "BAD_USER_INPUT"},
		{"an object with something behind it", `{"query": "{ hello }"} {}`, nil, 400, "BAD_USER_INPUT"},
		{"an object without a query", `{}`, nil, 400, "BAD_USER_INPUT"},
		{"a query that is a number", `{"query": 7}`, nil, 400, "BAD_USER_INPUT"},
		{"an operationName that is an object", `{"query": "{ hello }", "operationName": {}}`, nil, 400, "BAD_USER_INPUT"},
		{"variables that are a list", `{"query": "{ hello }", "variables": []}`, nil, 400, "BAD_USER_INPUT"},
		{"extensions that are a string", `{"query": "{ hello }", "extensions": "x"}`, nil, 400, "BAD_USER_INPUT"},
		{"an empty batch", `[]`, nil, 400, "BAD_USER_INPUT"},
		{"a batch of numbers", `[1]`, nil, 400, "BAD_USER_INPUT"},
		{"a batch that is too long", many, nil, 400, "LIMIT_EXCEEDED"},
		{"a body that is too long", long, nil, 413, "LIMIT_EXCEEDED"},
		{"no content type", `{"query": "{ hello }"}`, []string{"Content-Type", ""}, 415, "BAD_USER_INPUT"},
		{"plain text", `{"query": "{ hello }"}`, []string{"Content-Type", "text/plain"}, 415, "BAD_USER_INPUT"},
		{"a form", `query=%7Bhello%7D`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "BAD_USER_INPUT"},
		{"a multipart form", `--x--`, []string{"Content-Type", "multipart/form-data; boundary=x"}, 415, "BAD_USER_INPUT"},
		{"another charset", `{"query": "{ hello }"}`, []string{"Content-Type", "application/json; charset=utf-16"}, 415, "BAD_USER_INPUT"},
	}
	r := setup(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := r.do(t, http.MethodPost, "/graphql", tt.body, tt.headers...)
			codes := got.codes(t)
			if got.StatusCode != tt.status || !cmp.Equal(codes, []string{tt.code}) {
				t.Errorf("answered %d %v, want %d %s\n%s", got.StatusCode, codes, tt.status, tt.code, got.body)
			}
			checkNoGo(t, got.body)
			if got.Header.Get("X-Request-Id") == "" {
				t.Error("answered without X-Request-Id")
			}
		})
	}
}

// checkNoGo complains of words that only the program's own language has.
func checkNoGo(t *testing.T, body string) {
	t.Helper()
	for _, word := range []string{"json:", "Go ", "map[", "struct", "interface", "RawParams", "unmarshal", "slice", "int64"} {
		if strings.Contains(body, word) {
			t.Errorf("the answer speaks of %q: %s", word, body)
		}
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	get := func(pairs ...string) string {
		values := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			values.Set(pairs[i], pairs[i+1])
		}
		return "/graphql?" + values.Encode()
	}
	tests := []struct {
		name, method, target string
		status               int
		want                 string
	}{
		{"answers a query", "GET", get("query", "{ hello }"), 200, `"hello world"`},
		{"takes variables", "GET", get("query", "query($n: String) { hello(name: $n) }", "variables", `{"n":"Ada"}`), 200, `"hello Ada"`},
		{"refuses a mutation", "GET", get("query", "mutation { add(n: 1) }"), 405, `"BAD_USER_INPUT"`},
		{"refuses variables that are no object", "GET", get("query", "{ hello }", "variables", `7`), 400, `"variables"`},
		{"refuses a missing query", "GET", "/graphql", 400, `"query"`},
		{"refuses a malformed address", "GET", "/graphql?query=%zz", 400, `"BAD_USER_INPUT"`},
		{"refuses other methods", "PUT", "/graphql", 405, `"BAD_USER_INPUT"`},
	}
	r := setup(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := r.do(t, tt.method, tt.target, "", "Accept", graphqL)
			if got.StatusCode != tt.status || !strings.Contains(got.body, tt.want) {
				t.Errorf("answered %d %s, want %d with %s", got.StatusCode, got.body, tt.status, tt.want)
			}
			if tt.status == 405 && got.Header.Get("Allow") == "" {
				t.Error("answered 405 without Allow")
			}
		})
	}
	if n := r.schema.added.Load(); n != 0 {
		t.Errorf("a mutation by GET was executed %d times", n)
	}
}

func TestStatusFollowsTheMediaType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, query     string
		plain, response int
		code            string
	}{
		{"a parse error", "{", 200, 400, "GRAPHQL_PARSE_FAILED"},
		{"a validation error", "{ nothing }", 200, 400, "GRAPHQL_VALIDATION_FAILED"},
		{"a document without an operation", "fragment f on Query { hello }", 200, 400, "GRAPHQL_VALIDATION_FAILED"},
		{"a missing variable", "query($n: Int!) { find(where: {title: \"\", year: $n}) }", 200, 400, "BAD_USER_INPUT"},
		{"a limit", "{ other " + strings.Repeat("{ a ", 15) + "{ c }" + strings.Repeat(" }", 15) + " }", 200, 400, "LIMIT_EXCEEDED"},
		{"a fault in a field", "{ refuse }", 200, 200, "BAD_USER_INPUT"},
		{"an internal error in a field", "{ fail }", 200, 200, "INTERNAL"},
		{"an overload where nothing else is answered", "{ overload }", 503, 503, "OVERLOADED"},
		{"an overload where something else is answered", "{ overload hello }", 200, 200, "OVERLOADED"},
	}
	r := setup(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for accept, want := range map[string]int{plain: tt.plain, graphqL: tt.response} {
				got := r.query(t, tt.query, "Accept", accept)
				if codes := got.codes(t); got.StatusCode != want || !cmp.Equal(codes, []string{tt.code}) {
					t.Errorf("%s: answered %d %v, want %d %s\n%s", accept, got.StatusCode, codes, want, tt.code, got.body)
				}
				if typ := got.Header.Get("Content-Type"); typ != accept+"; charset=utf-8" {
					t.Errorf("answered as %s, want %s", typ, accept)
				}
				if retry := got.Header.Get("Retry-After"); (retry != "") != (tt.code == "OVERLOADED") {
					t.Errorf("%s: Retry-After is %q", accept, retry)
				}
				executed := tt.plain == tt.response
				if strings.Contains(got.body, `"data"`) != executed {
					t.Errorf("data in the answer: %v, want %v: %s", !executed, executed, got.body)
				}
			}
		})
	}
}

func TestAccept(t *testing.T) {
	t.Parallel()
	r := setup(t)
	for accept, want := range map[string]string{
		"":                             plain,
		"*/*":                          plain,
		"application/*;q=0.5":          plain,
		"text/html, */*;q=0.1":         plain,
		graphqL:                        graphqL,
		graphqL + ", " + plain:         graphqL,
		graphqL + ";q=0.5, " + plain:   plain,
		plain + ";q=0.9, " + graphqL:   graphqL,
		"text/html":                    plain,
		"application/graphql-response": plain,
	} {
		got := r.query(t, "{ hello }", "Accept", accept)
		if typ := got.Header.Get("Content-Type"); typ != want+"; charset=utf-8" {
			t.Errorf("Accept: %q was answered as %s, want %s", accept, typ, want)
		}
	}
}

func TestVariableErrorsSpeakOfTheSchema(t *testing.T) {
	t.Parallel()
	const query = `query($w: Where, $ids: [ID!], $o: Direction) { find(where: $w, ids: $ids, order: $o) }`
	tests := []struct{ name, variables, field, message string }{
		{"a missing member", `{"w": {}}`, "w.title", "w.title must be given, as its type is String!"},
		{"a null", `{"w": {"title": null}}`, "w.title", "w.title must not be null, as its type is String!"},
		{"an unknown member", `{"w": {"title": "", "size": 1}}`, "w.size", "w.size is no field of Where"},
		{"a list for an object", `{"w": [{"title": "x"}]}`, "w", "w must be of type Where"},
		{"a string for a number", `{"w": {"title": "x", "year": true}}`, "w.year", "w.year must be of type Int"},
		{"something deeper", `{"w": {"title": "x", "nested": {"title": "x", "year": []}}}`, "w.nested.year", "w.nested.year must be of type Int"},
		{"a null in a list", `{"ids": ["a", null]}`, "ids[1]", "ids[1] must not be null, as its type is ID!"},
		{"a value that an enum does not have", `{"o": "UP"}`, "o", `o must be one of "ASC", "DESC"`},
	}
	r := setup(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := `{"query": ` + string(mustJSON(t, query)) + `, "variables": ` + tt.variables + `}`
			got := r.do(t, http.MethodPost, "/graphql", body)
			var answered struct {
				Errors []struct {
					Message    string
					Extensions struct{ Code, Field string }
				}
			}
			if err := json.Unmarshal([]byte(got.body), &answered); err != nil || len(answered.Errors) != 1 {
				t.Fatalf("answered %s", got.body)
			}
			e := answered.Errors[0]
			if e.Message != tt.message || e.Extensions.Field != tt.field || e.Extensions.Code != "BAD_USER_INPUT" {
				t.Errorf("answered %+v, want field %s, message %q", e, tt.field, tt.message)
			}
			checkNoGo(t, got.body)
		})
	}
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAuthentication(t *testing.T) {
	t.Parallel()
	r := setup(t)
	bare := setup(t, func(c *httpd.Config) { c.Keys = nil })
	tests := []struct {
		name    string
		rig     *rig
		header  string
		status  int
		want    string
		version string
	}{
		{"nobody is a reader", r, "", 200, `PUBLIC `, "p42"},
		{"a valid key is its holder", r, "Bearer good", 200, `EDITOR ada`, "e97"},
		{"the scheme has no case", r, "bearer good", 200, `EDITOR ada`, "e97"},
		{"a wrong key is refused", r, "Bearer bad", 401, `UNAUTHENTICATED`, ""},
		{"an empty key is refused", r, "Bearer ", 401, `UNAUTHENTICATED`, ""},
		{"another scheme is refused", r, "Basic Z29vZA==", 401, `UNAUTHENTICATED`, ""},
		{"any key is refused where there are none", bare, "Bearer good", 401, `UNAUTHENTICATED`, ""},
		{"a broken key store is our fault", r, "Bearer broken", 500, `INTERNAL`, ""},
		{"a key store that is out of reach is to be asked later", r, "Bearer busy", 503, `OVERLOADED`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.rig.query(t, "{ who }", "Authorization", tt.header)
			if got.StatusCode != tt.status || !strings.Contains(got.body, tt.want) {
				t.Errorf("answered %d %s, want %d with %s", got.StatusCode, got.body, tt.status, tt.want)
			}
			if version := got.Header.Get("X-Content-Version"); version != tt.version {
				t.Errorf("X-Content-Version is %q, want %q", version, tt.version)
			}
			if challenge := got.Header.Get("WWW-Authenticate"); (challenge != "") != (tt.status == 401) {
				t.Errorf("WWW-Authenticate is %q", challenge)
			}
		})
	}
	if strings.Contains(r.log.String(), "good") || strings.Contains(r.log.String(), "Bearer") {
		t.Errorf("the log holds a key:\n%s", r.log)
	}
}

func TestInternalErrors(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"{ fail }", "{ boom }"} {
		t.Run("are told by their request id alone: "+query, func(t *testing.T) {
			t.Parallel()
			r := setup(t)
			got := r.query(t, query)
			var body struct {
				Errors []struct {
					Message    string
					Path       []string
					Extensions struct{ Code, RequestID string }
				}
			}
			if err := json.Unmarshal([]byte(got.body), &body); err != nil || len(body.Errors) != 1 {
				t.Fatalf("answered %s", got.body)
			}
			id := got.Header.Get("X-Request-Id")
			if e := body.Errors[0]; e.Extensions.RequestID != id || id == "" || e.Message == "" || len(e.Path) != 1 {
				t.Errorf("answered %+v with X-Request-Id %q", e, id)
			}
			if log := r.log.String(); !strings.Contains(log, `"request":"`+id+`"`) || !strings.Contains(log, "password") && !strings.Contains(log, "kaboom") {
				t.Errorf("the log does not tell the cause under %s:\n%s", id, log)
			}
		})
	}
	t.Run("of the store answer 500", func(t *testing.T) {
		t.Parallel()
		r := setup(t)
		r.store.err = errors.New("disk on fire")
		got := r.query(t, "{ hello }")
		if got.StatusCode != 500 || strings.Contains(got.body, "fire") || !strings.Contains(r.log.String(), "fire") {
			t.Errorf("answered %d %s\n%s", got.StatusCode, got.body, r.log)
		}
	})
}

func TestRequestsAreCutOff(t *testing.T) {
	t.Parallel()
	r := setup(t, func(c *httpd.Config) { c.Limits.Time = 20 * time.Millisecond })
	got := r.query(t, "{ wait }")
	if codes := got.codes(t); !cmp.Equal(codes, []string{"TIMEOUT"}) || got.Header.Get("Retry-After") == "" {
		t.Errorf("answered %d %s, Retry-After %q", got.StatusCode, got.body, got.Header.Get("Retry-After"))
	}
	got = r.query(t, "{ hello }", "Authorization", "Bearer slow")
	if codes := got.codes(t); got.StatusCode != http.StatusGatewayTimeout || !cmp.Equal(codes, []string{"TIMEOUT"}) || got.Header.Get("Retry-After") == "" {
		t.Errorf("where it takes long to find out who asks: answered %d %s", got.StatusCode, got.body)
	}
}

func TestTheLogHoldsNoVariables(t *testing.T) {
	t.Parallel()
	r := setup(t)
	r.do(t, http.MethodPost, "/graphql?secret=hunter2", `{"query": "query Greet($n: String) { hello(name: $n) }", "variables": {"n": "hunter2"}, "operationName": "Greet"}`)
	log := r.log.String()
	if strings.Contains(log, "hunter2") || !strings.Contains(log, `"operation":"Greet"`) || !strings.Contains(log, `"status":200`) {
		t.Errorf("the log reads:\n%s", log)
	}
}
