package httpd_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pressgraph/internal/httpd"
)

// crowded serves two requests at a time, to clients who may be slow for long.
func crowded(c *httpd.Config) {
	c.Limits.Running = 2
	c.Pace = httpd.Pace{Grace: time.Minute}
}

// TestWhoIsWaitedForHoldsNoPlace has clients take their time, who are more than
// may be answered at a time.
func TestWhoIsWaitedForHoldsNoPlace(t *testing.T) {
	t.Parallel()
	const header = "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n"
	for name, ask := range map[string]string{
		"in sending a body":             header + `{"query": "`,
		"in sending the rest of a body": header + `{"query": "` + strings.Repeat("#", 100_000),
		"in reading answers":            strings.Repeat("GET /graphql?query={"+strings.Repeat("hello%20", 40)+"} HTTP/1.1\r\nHost: x\r\n\r\n", 20_000),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := setup(t, crowded)
			server := httptest.NewServer(r)
			defer server.Close()
			defer server.CloseClientConnections()
			for range 20 {
				conn, err := net.Dial("tcp", server.Listener.Addr().String())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				_ = conn.(*net.TCPConn).SetReadBuffer(4 << 10)
				_ = conn.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
				_, _ = io.WriteString(conn, ask) // Not all of it is taken.
			}
			// What is asked of it keeps the server busy until nobody takes the answers.
			end := time.Now().Add(time.Minute)
			for answered := 0; answered < 3; {
				answer, err := server.Client().Post(server.URL+"/graphql", "application/json", strings.NewReader(`{"query": "{ hello }"}`))
				if err != nil {
					t.Fatal(err)
				}
				text, _ := io.ReadAll(answer.Body)
				_ = answer.Body.Close()
				if answer.StatusCode == http.StatusOK && strings.Contains(string(text), "hello world") {
					answered++
				} else if time.Now().After(end) {
					t.Fatalf("another is answered %d %s", answer.StatusCode, text)
				}
			}
		})
	}
}

// TestRoomForWhatWaits has more wait than there is room for.
func TestRoomForWhatWaits(t *testing.T) {
	t.Parallel()
	r := setup(t, crowded, func(c *httpd.Config) { c.Limits.Waiting = 100_000 })
	server := httptest.NewServer(r)
	defer server.Close()
	defer server.CloseClientConnections()
	long := fmt.Sprintf(`{"query": "{ hello } #%s"}`, strings.Repeat("x", 150_000))
	post := func(body string) int {
		t.Helper()
		answer, err := server.Client().Post(server.URL+"/graphql", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, _ := io.ReadAll(answer.Body)
		if answer.StatusCode == http.StatusServiceUnavailable && (answer.Header.Get("Retry-After") == "" || !strings.Contains(string(text), `"OVERLOADED"`)) {
			t.Errorf("refused with %v %s", answer.Header, text)
		}
		return answer.StatusCode
	}
	if status := post(long); status != http.StatusOK {
		t.Errorf("the first is answered %d", status)
	}
	var conn net.Conn
	for end := time.Now().Add(time.Minute); ; {
		var err error
		if conn, err = net.Dial("tcp", server.Listener.Addr().String()); err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n"+long[:len(long)-1]); err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
		if post(long) != http.StatusOK {
			break
		}
		// The one before may have had the room just then, so that this one was refused.
		if time.Now().After(end) {
			t.Fatal("there is room for another long one")
		}
	}
	if status := post(`{"query": "{ hello }"}`); status != http.StatusOK {
		t.Errorf("a short one is answered %d", status)
	}
	_ = conn.Close()
	for end := time.Now().Add(time.Minute); post(long) != http.StatusOK; {
		if time.Now().After(end) {
			t.Fatal("there is no room a minute after the other has gone")
		}
	}
}

// sink is where an answer goes that nobody keeps.
type sink struct {
	header http.Header
	first  *byte
	body   bytes.Buffer
}

func (s *sink) Header() http.Header { return s.header }
func (s *sink) WriteHeader(int)     {}
func (s *sink) Write(p []byte) (int, error) {
	if s.first == nil && len(p) > 0 {
		s.first = &p[0]
	}
	return s.body.Write(p)
}

// TestFilesAreInMemoryOnce asks for a file twice: what many wait for is not to be
// there for each of them.
func TestFilesAreInMemoryOnce(t *testing.T) {
	t.Parallel()
	r := setupPages(t)
	for _, path := range []string{"/schema.graphql", "/assets/page-1a.js", "/assets/page-1a.css", "/licenses.txt"} {
		for _, encoding := range []string{"", "gzip", "br"} {
			var all [2]sink
			for i := range all {
				all[i].header = http.Header{}
				request := httptest.NewRequest(http.MethodGet, path, http.NoBody)
				request.Header.Set("Accept-Encoding", encoding)
				r.ServeHTTP(&all[i], request)
			}
			if all[0].first == nil || all[0].first != all[1].first {
				t.Errorf("%s as %q is in memory twice", path, encoding)
			}
		}
	}
}
