package loadtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"testing"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// measured runs the tool as a command.
func measured(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var told bytes.Buffer
	var log storetest.Log
	code = Run(t.Context(), os.Args[0], 7, args, &told, &log)
	return code, told.String(), log.String()
}

// served skips in the short form what serves a newsroom: under the detector the
// server is too slow to be asked by several at once.
func served(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: it asks a whole server")
	}
}

// TestMeasuresEveryQuestion makes a small newsroom, serves it by a process of its
// own and asks everything; no time is judged.
func TestMeasuresEveryQuestion(t *testing.T) {
	t.Parallel()
	served(t)
	storetest.Each(t, func(t *testing.T, target database.Target) {
		code, out, errs := measured(t, "--database", target.String(), "--releases", "200", "--requests", "20",
			"--distinct", "4", "--connections", "3", "--json")
		if code != 0 {
			t.Fatalf("it ended with %d: %s", code, errs)
		}
		var report Report
		if err := json.Unmarshal([]byte(out), &report); err != nil {
			t.Fatal(err)
		}
		all, err := tasks(nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Rows) != len(all) || len(all) != 27 {
			t.Fatalf("%d rows, want nine questions in three ways: %s", len(report.Rows), out)
		}
		for i, row := range report.Rows {
			requireWhole(t, row, all[i], target.Engine() == database.PostgreSQL)
		}
		if report.Releases < fewestReleases || report.Releases > 200 || report.Connections != 3 {
			t.Errorf("the report says %d releases and %d connections, want nearly 200 and 3", report.Releases, report.Connections)
		}
	})
}

func requireWhole(t *testing.T, row Row, of task, postgres bool) {
	t.Helper()
	switch {
	case row.Question != of.name || row.Mode != of.mode:
		t.Errorf("a row is %s, %s; want %s", row.Question, row.Mode, of)
	case row.Requests != 20 || row.Bytes == 0 || row.PerSecond <= 0 || row.P50 <= 0 || row.P50 > row.P95 || row.P95 > row.P99:
		t.Errorf("%s was not measured: %+v", of, row)
	case row.Allocations == nil || *row.Allocations <= 0 || row.Allocated == nil || *row.Allocated <= 0:
		t.Errorf("%s tells no allocations: %+v", of, row)
	case (of.mode == varied) != (row.Distinct > 1):
		t.Errorf("%s had %d different requests", of, row.Distinct)
	case runtime.GOOS != "linux":
	case row.Server == nil || row.Resident == nil || *row.Resident <= 0 || row.Peak == nil || *row.Peak < *row.Resident:
		t.Errorf("%s tells nothing of the server's process: %+v", of, row)
	case (row.Database != nil) != (postgres && of.mode != fromMemory):
		t.Errorf("%s tells of a database: %v", of, row.Database != nil)
	}
}

func TestPutsTheServersFlagsThrough(t *testing.T) {
	t.Parallel()
	code, _, errs := measured(t, "--database", storetest.SQLite(t).String(), "--", "--no-such-flag")
	if code != 1 || !strings.Contains(errs, "no-such-flag") {
		t.Errorf("it ended with %d: %s; want that the server refuses the flag", code, errs)
	}
}

func TestAsksAServerThatRuns(t *testing.T) {
	t.Parallel()
	served(t)
	database := "sqlite:" + t.TempDir() + "/test.db"
	filling := &bench{options: options{database: database, releases: 200}, say: func(string, ...any) {}}
	if err := filling.fill(t.Context(), new(storetest.Log)); err != nil {
		t.Fatal(err)
	}
	running, err := startChild(t.Context(), os.Args[0], new(storetest.Log), serverRole,
		"--addr", "localhost:0", "--database", database, "--log-level", "warn")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := running.stop(); err != nil {
			t.Error(err)
		}
	})
	code, out, errs := measured(t, "--url", running.address, "--only", "title", "--requests", "5", "--distinct", "3", "--connections", "2")
	if code != 0 {
		t.Fatalf("it ended with %d: %s", code, errs)
	}
	for _, want := range []string{"| title | varied, 3 |", "| title | identical |", "| title | from memory |", "database unknown"} {
		if !strings.Contains(out, want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args string
		want string
	}{
		"nothing_to_ask":             {"", "one of --database, --postgres and --url is needed"},
		"two_databases":              {"--postgres --database sqlite:x.db", "exclude each other"},
		"a_question_it_has_not":      {"--url http://localhost:1/graphql --only newsroom,weather", `nothing is called "weather"`},
		"no_connections":             {"--url http://localhost:1/graphql --connections 0", "--connections must be between"},
		"no_time":                    {"--url http://localhost:1/graphql --for 0s", "--for must be longer"},
		"content_for_another_server": {"--url http://localhost:1/graphql --releases 10", "--url names a server that runs"},
		"an_address_it_cannot_ask":   {"--url localhost:8080", "is no address"},
		"a_server_that_is_not_there": {"--url http://localhost:1/graphql", "connection refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := measured(t, strings.Fields(test.args)...)
			if code != 1 || out != "" || !strings.Contains(errs, test.want) {
				t.Errorf("it ended with %d, %q and %q; want 1 and %q", code, out, errs, test.want)
			}
		})
	}
	t.Run("an_empty_database_without_a_number", func(t *testing.T) {
		t.Parallel()
		served(t)
		code, _, errs := measured(t, "--database", storetest.SQLite(t).String())
		if code != 1 || !strings.Contains(errs, "the database is empty") {
			t.Errorf("it ended with %d: %s", code, errs)
		}
	})
	t.Run("a_newsroom_without_full_pages", func(t *testing.T) {
		t.Parallel()
		served(t)
		code, _, errs := measured(t, "--database", storetest.SQLite(t).String(), "--releases", "30")
		if code != 1 || !strings.Contains(errs, "full pages take 150 and 20 at least") {
			t.Errorf("it ended with %d: %s", code, errs)
		}
	})
}

// TestTellsFailedRows asks a server that refuses one question, and goes on with the others.
func TestTellsFailedRows(t *testing.T) {
	t.Parallel()
	var edges []string
	for i := range 100 {
		edges = append(edges, fmt.Sprintf(`{"cursor":"c%d","node":{"value":"v%d"}}`, i, i))
	}
	address := answering(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if bytes.Contains(body, []byte("query Title")) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, `{"errors":[{"message":"busy"}]}`)
			return
		}
		_, _ = io.WriteString(w, `{"data":{"releases":{"totalCount":150,"groups":[]},"partners":{"totalCount":20},"partner":{"id":"1"},
			"list":{"edges":[`+strings.Join(edges, ",")+`],"pageInfo":{"hasNextPage":true}}}}`)
	})
	code, out, errs := measured(t, "--url", address, "--only", "title/identical,median/identical", "--requests", "3", "--distinct", "10")
	if code != 1 || !strings.Contains(errs, `title, identical has failed: warming up: {"query":"query Title`) || !strings.Contains(errs, "HTTP status 503") {
		t.Errorf("it ended with %d: %s; want 1, and the row, the request and the answer that failed", code, errs)
	}
	for _, want := range []string{"| title | identical | failed |", "| median | identical | "} {
		if !strings.Contains(out, want) {
			t.Errorf("the report lacks %q:\n%s", want, out)
		}
	}
}
