package httpd_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/httpd"
)

// raw sends a text to a server over a connection of its own.
func raw(t *testing.T, r *rig, text string) *bufio.Reader {
	t.Helper()
	_, answers := connect(t, r, text)
	return answers
}

func connect(t *testing.T, r *rig, text string) (net.Conn, *bufio.Reader) {
	t.Helper()
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	return conn, bufio.NewReader(conn)
}

func TestBodiesThatAreTooLongAreNotAskedFor(t *testing.T) {
	t.Parallel()
	const most = 1000
	for _, tt := range []struct {
		name, key string
		length    int
		want      int
	}{
		{"a reader's", "", most + 1, 413},
		{"a reader's of more than anybody's", "", 1 << 40, 413},
		{"an editor's", "Bearer good", 2*most + 1, 413},
		{"an editor's that is longer than a reader's", "Bearer good", 2 * most, 100},
		{"a reader's of the greatest length", "", most, 100},
		{"nobody's", "Bearer bad", most, 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := setup(t, func(c *httpd.Config) { c.Limits.Body, c.Limits.EditorBody = most, 2*most })
			head := fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: %d\r\n", tt.length)
			if tt.key != "" {
				head += "Authorization: " + tt.key + "\r\n"
			}
			answers := raw(t, r, head+"\r\n")
			if tt.want == 100 {
				if line, err := answers.ReadString('\n'); err != nil || line != "HTTP/1.1 100 Continue\r\n" {
					t.Errorf("answered %q, %v; want 100 Continue", line, err)
				}
				return
			}
			answer, err := http.ReadResponse(answers, nil)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			if answer.StatusCode != tt.want || err != nil {
				t.Errorf("answered %d %s, %v; want %d", answer.StatusCode, body, err, tt.want)
			}
			if tt.want == 413 && (!strings.Contains(string(body), `"LIMIT_EXCEEDED"`) || !answer.Close) {
				t.Errorf("answered %s, and the connection is closed: %v", body, answer.Close)
			}
			if _, err := answers.ReadByte(); tt.want == 413 && err != io.EOF {
				t.Errorf("the connection goes on: %v", err)
			}
		})
	}
}

func TestPackedBodiesAreNotOpened(t *testing.T) {
	t.Parallel()
	r := setup(t)
	for _, encoding := range []string{"gzip", "br", "deflate", "zstd", "identity, gzip", "x"} {
		got := r.do(t, http.MethodPost, "/graphql", `{"query": "{ hello }"}`, "Content-Encoding", encoding)
		if codes := got.codes(t); got.StatusCode != 415 || !cmp.Equal(codes, []string{"BAD_USER_INPUT"}) || got.Header.Get("Accept-Encoding") != "identity" {
			t.Errorf("a body in %s is answered %d %v, Accept-Encoding %q", encoding, got.StatusCode, codes, got.Header.Get("Accept-Encoding"))
		}
	}
	if got := r.do(t, http.MethodPost, "/graphql", `{"query": "{ hello }"}`, "Content-Encoding", "Identity"); got.StatusCode != 200 {
		t.Errorf("a body that is not packed is answered %d %s", got.StatusCode, got.body)
	}
}

func TestNamesOfUTF8(t *testing.T) {
	t.Parallel()
	r := setup(t)
	for charset, want := range map[string]int{
		"utf-8": 200, "utf8": 200, "UTF8": 200, `"utf-8"`: 200, `"Utf8"`: 200, "utf-16": 415, "latin1": 415, "utf": 415, "": 415,
	} {
		got := r.do(t, http.MethodPost, "/graphql", `{"query": "{ hello }"}`, "Content-Type", "application/json; charset="+charset)
		if got.StatusCode != want {
			t.Errorf("a charset of %s is answered %d %s, want %d", charset, got.StatusCode, got.body, want)
		}
	}
}

func TestHeadIsAnsweredAsGet(t *testing.T) {
	t.Parallel()
	r := setupPages(t)
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	plainly := &http.Transport{DisableCompression: true}
	for _, target := range []string{
		"/graphql?query={hello}", "/graphql?query={nothing}", "/graphql?query={", "/graphql", "/graphql?query=mutation{add(n:1)}", "/schema.graphql", "/healthz", "/readyz",
		"/playground", "/explore", "/assets/page-1a.js", "/licenses.txt", "/nothing",
	} {
		heads := map[string]*http.Response{}
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			request, err := http.NewRequest(method, server.URL+target, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Accept", graphqL)
			answer, err := plainly.RoundTrip(request)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(answer.Body)
			if err != nil || method == http.MethodHead && len(body) > 0 {
				t.Errorf("%s %s is answered %q, %v", method, target, body, err)
			}
			_ = answer.Body.Close()
			for _, changing := range []string{"X-Request-Id", "Date", "Content-Security-Policy"} {
				answer.Header.Del(changing)
			}
			heads[method] = answer
		}
		get, head := heads[http.MethodGet], heads[http.MethodHead]
		if get.StatusCode != head.StatusCode {
			t.Errorf("%s: HEAD is answered %d, GET %d", target, head.StatusCode, get.StatusCode)
		}
		if diff := cmp.Diff(get.Header, head.Header); diff != "" {
			t.Errorf("%s: (-GET +HEAD)\n%s", target, diff)
		}
		if get.ContentLength < 0 || head.ContentLength != get.ContentLength {
			t.Errorf("%s: HEAD tells %d bytes, GET %d", target, head.ContentLength, get.ContentLength)
		}
	}
	if n := r.schema.added.Load(); n != 0 {
		t.Errorf("%d mutations were executed", n)
	}
}

func TestAnswersHoldFewErrors(t *testing.T) {
	t.Parallel()
	r := setup(t)
	aliases := func(n int) string { return "{" + numbered(n, " a#: refuse") + " }" }
	wide := setup(t, func(c *httpd.Config) { c.Limits.Aliases = 5000 })
	got := wide.query(t, aliases(400))
	if codes := got.codes(t); len(codes) != 50 || !strings.Contains(got.body, "and 351 more errors") {
		t.Errorf("answered %d errors, want 50 of which the last counts the rest: %.300s", len(codes), got.body)
	}
	if got := r.query(t, aliases(50)); len(got.codes(t)) != 50 || strings.Contains(got.body, "more errors") {
		t.Errorf("answered %d errors, want all 50: %.300s", len(got.codes(t)), got.body)
	}
	batch := "[" + strings.TrimSuffix(strings.Repeat(`{"query": "`+aliases(60)+`"},`, 3), ",") + "]"
	wide.log.Reset()
	if got := wide.do(t, http.MethodPost, "/graphql", batch); strings.Count(got.body, `"message"`) != 150 || strings.Count(got.body, "and 11 more errors") != 3 {
		t.Errorf("a batch is answered %d errors: %.300s", strings.Count(got.body, `"message"`), got.body)
	}
	if line := wide.log.String(); !strings.Contains(line, `"codes":"BAD_USER_INPUT×180"`) {
		t.Errorf("the log reads %s", line)
	}
}

func TestSlowClientsAreDropped(t *testing.T) {
	t.Parallel()
	impatient := func(c *httpd.Config) {
		c.Pace = httpd.Pace{Grace: 50 * time.Millisecond, Rate: 1 << 20}
	}
	ended := func(t *testing.T, answers io.Reader) {
		t.Helper()
		if _, err := io.Copy(io.Discard, answers); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("the connection goes on: %v", err)
		}
	}
	t.Run("who do not send their bodies", func(t *testing.T) {
		t.Parallel()
		r := setup(t, impatient)
		answers := raw(t, r, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")
		ended(t, answers)
	})
	t.Run("who send them in driblets", func(t *testing.T) {
		t.Parallel()
		r := setup(t, impatient)
		conn, answers := connect(t, r, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n{")
		over := make(chan struct{})
		go func() {
			defer close(over)
			for {
				if _, err := conn.Write([]byte(" ")); err != nil {
					return
				}
				time.Sleep(5 * time.Millisecond)
			}
		}()
		ended(t, answers)
		_ = conn.Close()
		<-over
	})
	t.Run("who do not read their answers", func(t *testing.T) {
		t.Parallel()
		r := setup(t, impatient)
		done := make(chan error, 1)
		slow := r.Paced(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, err := w.Write(make([]byte, 256<<20))
			done <- err
		}))
		server := httptest.NewServer(slow)
		t.Cleanup(server.CloseClientConnections)
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err == nil {
			t.Error("the answer was written to nobody")
		}
	})
	t.Run("but not those who keep pace", func(t *testing.T) {
		t.Parallel()
		r := setup(t, func(c *httpd.Config) {
			c.Pace = httpd.Pace{Grace: 20 * time.Second, Rate: 1}
			c.Limits.Time = 50 * time.Millisecond
		})
		body := `{"query": "{ hello }"}`
		conn, answers := connect(t, r, fmt.Sprintf("POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", len(body)))
		for _, b := range []byte(body) { // Longer than one may think about the question.
			time.Sleep(5 * time.Millisecond)
			if _, err := conn.Write([]byte{b}); err != nil {
				t.Fatal(err)
			}
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := io.ReadAll(answer.Body); !strings.Contains(string(got), `"hello world"`) {
			t.Errorf("answered %d %s", answer.StatusCode, got)
		}
	})
}
