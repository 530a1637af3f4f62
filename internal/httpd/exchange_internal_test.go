package httpd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/go-cmp/cmp"

	"pressgraph/graph"
	"pressgraph/internal/fault"
)

// TestReadAtOnce compares what is read in one go with what is read member by member.
func TestReadAtOnce(t *testing.T) {
	t.Parallel()
	values := []string{
		"", `null`, `""`, `"{ a }"`, `"\u007b a \ud83d\ude00 }"`, `"a` + "\xff" + `b"`, `1`, `true`, `[]`, `["{ a }"]`, `{}`, `{"a": 1.50, "b": [1e400, {"c": null}], "a": 2}`,
	}
	var bodies []string
	for _, name := range []string{"query", "operationName", "variables", "extensions", "Query", "more"} {
		for _, value := range values {
			if value != "" {
				bodies = append(bodies, `{"query": "{ a }", "`+name+`": `+value+`}`, `{"`+name+`": `+value+`, "query": "{ b }"}`)
			}
		}
	}
	for _, body := range slices.Clone(bodies) {
		bodies = append(bodies, " \t\r\n"+body+" \n", body+"\u00a0", body+"{}", body+",", body[:len(body)-1])
	}
	bodies = append(bodies, values...)
	read := 0
	for _, body := range bodies {
		got := readAtOnce([]byte(body))
		want, err := readByMember([]byte(body))
		switch {
		case got == nil && err == nil && strings.Count(body, `"query"`) == 1: // Of several the last counts.
			t.Errorf("%s is not read, though it is %+v", body, want)
		case got != nil && err != nil:
			t.Errorf("%s is read, though %s", body, err)
		case got != nil:
			read++
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s is read as another (-want +got):\n%s", body, diff)
			}
		}
	}
	for _, body := range []string{`{"query":"{ a }","variables":{ },"operationName":"b"}`, `{"query":"{ a }","more":-1.5e3,"again":[{}]}`} {
		if readAtOnce([]byte(body)) == nil {
			t.Errorf("%s is not read at once", body)
		}
	}
	if read < 100 {
		t.Errorf("only %d of %d are read", read, len(bodies))
	}
}

// TestEncodedExtensions compares what is written by hand with what JSON's own writer
// makes of it.
func TestEncodedExtensions(t *testing.T) {
	t.Parallel()
	some, statements := int64(7), 3
	for _, told := range []*costTelling{
		{}, {Requested: 12, Limit: 20_000}, {Requested: 1<<63 - 1, Limit: 1}, {Actual: &some, Limit: 1}, {Statements: &statements},
	} {
		for _, extensions := range []map[string]any{{costMember: told}, {costMember: told, "notices": []string{"<a>"}}} {
			got := appendEncoded(nil, &graphql.Response{Data: json.RawMessage(`{"a":1}`), Extensions: extensions})
			if want := `{"data":{"a":1},"extensions":` + string(plainJSON(extensions)) + `}`; string(got) != want {
				t.Errorf("written %s, want %s", got, want)
			}
		}
	}
}

// TestExchangesAreNobodyElses asks at the same time for different things, and looks
// for what belongs to another request in answers and contexts.
func TestExchangesAreNobodyElses(t *testing.T) {
	t.Parallel()
	s := New(Config{Schema: &graphql.ExecutableSchemaMock{}, Log: slog.New(slog.DiscardHandler)})
	server := httptest.NewServer(s.paced(s.traced(s.protected(s.crossOrigin(s.admitted(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		release, status, refused := s.admitBody(w, r)
		if refused != nil {
			refuse(w, status, refused)
			return
		}
		defer exchangeOf(w).waiting.leave()
		if release != nil {
			defer release()
		}
		body, _, refused := readBody(r)
		if refused != nil {
			return
		}
		about := requestOf(r.Context())
		about.operation = string(body)
		inner, cancel := context.WithCancel(r.Context())
		defer cancel()
		told := graph.RequestFrom(inner)
		setHeader(w, "Cache-Control", about.operation)
		setHeader(w, "X-Told", told.ID+" "+told.Origin)
		w.Header().Add("X-Told", "more")
		w.Header().Add("Vary", about.operation)
		writeBody(w, http.StatusOK, jsonType, []byte(requestOf(inner).operation))
	})))))))
	t.Cleanup(server.Close)
	var asking sync.WaitGroup
	for i := range 8 {
		asking.Go(func() {
			for j := range 40 {
				text := strings.Repeat(fmt.Sprintf("%d-%d ", i, j), 1+j%7)
				if err := askAs(t.Context(), server, text); err != nil {
					t.Error(err)
				}
			}
		})
	}
	asking.Wait()
}

func askAs(ctx context.Context, server *httptest.Server, text string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, strings.NewReader(text))
	if err != nil {
		return err
	}
	response, err := server.Client().Do(request)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	h, clean := response.Header, strings.TrimSpace(text)
	told := []string{h.Get("X-Request-Id") + " " + server.URL, "more"}
	switch {
	case string(body) != text, h.Get("Cache-Control") != clean, !slices.Equal(h["Vary"], []string{"Origin", clean}), !slices.Equal(h["X-Told"], told):
		return fmt.Errorf("asked as %q answers %q with %v", text, body, h)
	case h.Get("Content-Length") != fmt.Sprint(len(text)), h.Get("X-Frame-Options") != "DENY", h.Get("X-Content-Type-Options") != "nosniff":
		return fmt.Errorf("asked as %q answers with %v", text, h)
	}
	return response.Body.Close()
}

// TestWholeRequest asks a request for what is made only where it is asked for.
func TestWholeRequest(t *testing.T) {
	t.Parallel()
	type key struct{}
	base, leave := context.WithCancel(context.WithValue(t.Context(), key{}, "of the connection"))
	defer leave()
	var h health
	begun := func() *request {
		r := &request{id: "an id"}
		r.begin(base, "http://localhost")
		ended, err := h.enter()
		if err != nil {
			t.Fatal(err)
		}
		r.watched(&h, ended)
		return r
	}
	r := begun()
	if r.whole.Load() != nil || len(h.ending) > 0 {
		t.Error("it is made before anybody asks")
	}
	if requestOf(r) != r || r.whole.Load() != nil {
		t.Error("to find the request makes it")
	}
	inner, cancel := context.WithTimeout(r, 1<<40)
	defer cancel()
	if got := graph.RequestFrom(inner); got != (graph.Request{ID: "an id", Origin: "http://localhost"}) || inner.Value(key{}) != "of the connection" {
		t.Errorf("it is of %+v and of %v", got, inner.Value(key{}))
	}
	h.dismiss()
	<-inner.Done()
	if !fault.Is(context.Cause(inner), fault.CodeOverloaded) {
		t.Errorf("it ends with %v", context.Cause(inner))
	}
	r.unwatched()

	late := begun()
	h.dismiss()
	if late.Err() == nil || !fault.Is(context.Cause(late), fault.CodeOverloaded) {
		t.Errorf("one that is made after the end of all is told %v", context.Cause(late))
	}
	late.unwatched()

	over := begun()
	over.unwatched()
	if over.Err() != nil || len(h.ending) > 0 {
		t.Errorf("one that is over is told %v, and %d are watched", over.Err(), len(h.ending))
	}
	gone := begun()
	leave()
	<-gone.Done()
	if !errors.Is(context.Cause(gone), context.Canceled) {
		t.Errorf("one whose client has gone is told %v", context.Cause(gone))
	}
	gone.unwatched()
}

// TestReadBody reads bodies that tell how long they are, or do not, in pieces.
func TestReadBody(t *testing.T) {
	t.Parallel()
	for _, length := range []int{0, 1, 100, 5000, freeWait, 3 * freeWait} {
		for _, told := range []bool{true, false} {
			want := bytes.Repeat([]byte("x"), length)
			r := httptest.NewRequest(http.MethodPost, "/graphql", io.MultiReader(bytes.NewReader(want[:length/2]), bytes.NewReader(want[length/2:])))
			if r.ContentLength = -1; told {
				r.ContentLength = int64(length)
			}
			got, _, err := readBody(r)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("of %d bytes, told %t, %d are read, %v", length, told, len(got), err)
			}
		}
	}
}
