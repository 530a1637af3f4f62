package graph_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"pressgraph/internal/database"
)

// The two newsrooms whose cost is compared.
const (
	benchSmall = 1_000
	benchLarge = 100_000
)

// measured is what one request costs over one newsroom.
type measured struct {
	statements, allocations int
	each                    time.Duration
}

// TestRequestTable measures every request of BenchmarkRequests and
// BenchmarkSearches over a small and a large newsroom on both engines, loading
// each once, and prints the tables of docs/benchmarks.md. It runs if PRESSGRAPH_BENCH_TABLE is set, as "make
// bench-requests" does, and takes some ten minutes.
func TestRequestTable(t *testing.T) { //nolint:paralleltest // it measures
	if os.Getenv("PRESSGRAPH_BENCH_TABLE") == "" {
		t.Skip("PRESSGRAPH_BENCH_TABLE is not set")
	}
	engines := []database.Engine{database.SQLite, database.PostgreSQL}
	costs := map[database.Engine]map[int]map[string]measured{}
	var requests, searches []string
	for _, engine := range engines {
		costs[engine] = map[int]map[string]measured{}
		for _, size := range []int{benchSmall, benchLarge} {
			began := time.Now()
			target := loadedTarget(t, engine, size)
			fmt.Printf("%s: %d releases loaded in %.1f s\n", engine, size, time.Since(began).Seconds())
			a := newAPI(t, target, false)
			costs[engine][size] = map[string]measured{}
			requests = measureAll(t, a, benchRequests(t, a), costs[engine][size])
			searches = measureAll(t, a, benchSearches(t, a), costs[engine][size])
		}
	}
	fmt.Print(requestTable(requests, engines, costs), "\n", requestTable(searches, engines, costs))
}

// measureAll adds what requests cost, and returns their names.
func measureAll(t *testing.T, a *api, requests []request, costs map[string]measured) (names []string) {
	t.Helper()
	for _, r := range requests {
		result := testing.Benchmark(func(b *testing.B) { r.measure(b, a) })
		if result.N == 0 {
			t.Fatalf("%s could not be measured", r.name)
		}
		names = append(names, r.name)
		costs[r.name] = measured{
			statements:  int(result.Extra["statements/op"]),
			allocations: int(result.AllocsPerOp()),
			each:        time.Duration(result.NsPerOp()),
		}
	}
	return names
}

// requestTable writes what was measured in Markdown. Statements and allocations
// are those on the last engine.
func requestTable(names []string, engines []database.Engine, costs map[database.Engine]map[int]map[string]measured) string {
	var b strings.Builder
	b.WriteString("| request | statements | allocations |")
	for _, engine := range engines {
		fmt.Fprintf(&b, " %s, ms | growth |", engine)
	}
	b.WriteString("\n|---|---|---|" + strings.Repeat("---|---|", len(engines)) + "\n")
	for _, name := range names {
		last := costs[engines[len(engines)-1]]
		small, large := last[benchSmall][name], last[benchLarge][name]
		fmt.Fprintf(&b, "| %s | %d → %d | %d → %d |", strings.ReplaceAll(name, "_", " "),
			small.statements, large.statements, small.allocations, large.allocations)
		for _, engine := range engines {
			small, large := costs[engine][benchSmall][name].each, costs[engine][benchLarge][name].each
			fmt.Fprintf(&b, " %.2f → %.2f | %.2f |", milliseconds(small), milliseconds(large), float64(large)/float64(small))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
