package loadtest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestReportIsATable(t *testing.T) {
	t.Parallel()
	number, bytes := func(n float64) *float64 { return &n }, func(n int64) *int64 { return &n }
	report := Report{
		Machine:  Machine{"Abacus", 2, "Linux 6", "go1.26"},
		Engine:   "PostgreSQL 15.1",
		Releases: 100, Partners: 20, Connections: 8, Seconds: 10, Seed: 1, LoadBefore: "0.10", LoadAfter: "3.00",
		Rows: []Row{
			{
				Question: "title", Title: "one title", Mode: varied, Distinct: 30, PerSecond: 1234.5, P50: 1.234, P95: 12.34, P99: 123.4,
				Server: number(0.5), Database: number(0.25), Allocations: number(600.4), Allocated: number(2048), Bytes: 512,
				Resident: bytes(100 << 20), Peak: bytes(200 << 20),
			},
			{Question: "title", Title: "one title", Mode: identical, Distinct: 1, PerSecond: 9000, Server: number(0.06), Database: number(0), Bytes: 512},
			{Question: "title", Title: "one title", Mode: fromMemory, Distinct: 1, PerSecond: 9999, Server: number(0.04), Bytes: 512},
			{Question: "deep", Title: "deep page", Mode: varied, Distinct: 2, PerSecond: 10, Bytes: 1024},
			{Question: "deep", Title: "deep page", Mode: identical, Distinct: 1, Failed: "HTTP status 503: busy"},
		},
	}
	want := `2 × Abacus, Linux 6, go1.26; PostgreSQL 15.1. 100 releases, 20 partners, 8 connections, seed 1, 10 s a row. Load 0.10 before, 3.00 after.

| ms of processors a request: all (server + database) | varied | identical | from memory | identical ÷ memory |
|---|---:|---:|---:|---:|
| one title | 0.750 (0.500 + 0.250) | 0.060 (0.060 + 0.000) | 0.040 | 1.5 |
| deep page | – | failed | – | – |

| question | asked | requests/s | p50, ms | p95 | p99 | server, ms | database, ms | allocations | KiB | answer, KiB | resident, MiB | peak, MiB |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
| title | varied, 30 | 1234 | 1.23 | 12.3 | 123 | 0.500 | 0.250 | 600 | 2.00 | 0.5 | 100 | 200 |
| title | identical | 9000 | 0.000 | 0.000 | 0.000 | 0.060 | 0.000 | – | – | 0.5 | – | – |
| title | from memory | 9999 | 0.000 | 0.000 | 0.000 | 0.040 | – | – | – | 0.5 | – | – |
| deep | varied, 2 | 10 | 0.000 | 0.000 | 0.000 | – | – | – | – | 1.0 | – | – |
| deep | identical | failed | | | | | | | | | | |
`
	if diff := cmp.Diff(want, report.markdown()); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	if err := report.failures(); err == nil || err.Error() != "deep, identical has failed: HTTP status 503: busy" {
		t.Errorf("the failures are %v", err)
	}
}

func TestProcessesAreRead(t *testing.T) {
	t.Parallel()
	t.Run("whatever_their_names", func(t *testing.T) {
		t.Parallel()
		got, err := parseSpent("12 (a ) b) S) S 7 12 12 0 -1 4194560 100 0 0 0 150 25 300 40 20 0 5 0 100 0 0\n")
		if want := (spent{7, 1750 * time.Millisecond, 3400 * time.Millisecond}); err != nil || got != want {
			t.Errorf("read %v, %v; want %v", got, err, want)
		}
	})
	t.Run("with_their_memory", func(t *testing.T) {
		t.Parallel()
		got, err := parseResident("Name:\tVmRSS\nVmPeak:\t   99 kB\nVmHWM:\t    20 kB\nVmRSS:\t    10 kB\nThreads:\t3\n")
		if want := (resident{10 << 10, 20 << 10}); err != nil || got != want {
			t.Errorf("read %v, %v; want %v", got, err, want)
		}
	})
	t.Run("or_refused", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{"", "12 (x) S 1 2", "12 (x) S a 12 12 0 -1 4194560 100 0 0 0 150 25 300 40 20"} {
			if got, err := parseSpent(text); err == nil {
				t.Errorf("%q is read as %v", text, got)
			}
		}
		if got, err := parseResident("VmRSS:\t 1 kB\n"); err == nil {
			t.Errorf("a status without a peak is read as %v", got)
		}
	})
}

func TestAddressIsFoundInWhatAServerPrints(t *testing.T) {
	t.Parallel()
	var told strings.Builder
	a := &announcement{to: &told}
	for _, part := range []string{"GraphQL   http://local", "host:1/graphql\nBrowser   http://localhost:1/playground\n", "GraphQL   http://other/\n"} {
		if n, err := a.Write([]byte(part)); n != len(part) || err != nil {
			t.Fatalf("wrote %d bytes of %q: %v", n, part, err)
		}
	}
	if want := "http://localhost:1/graphql\n"; told.String() != want {
		t.Errorf("told %q, want %q", told.String(), want)
	}
}

func TestTasksAreChosenByParts(t *testing.T) {
	t.Parallel()
	for only, want := range map[string]string{
		"title":                       "[title/varied title/identical title/from-memory]",
		"title/identical,deep/varied": "[title/identical deep/varied]",
	} {
		o, err := parseOptions([]string{"--postgres", "--only", only}, new(strings.Builder))
		if got := fmtTasks(o.tasks); err != nil || got != want {
			t.Errorf("--only %s is %s, %v; want %s", only, got, err, want)
		}
	}
}

func fmtTasks(all []task) string {
	var names []string
	for _, t := range all {
		names = append(names, t.String())
	}
	return "[" + strings.Join(names, " ") + "]"
}
