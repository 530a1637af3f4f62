package network_test

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"pressgraph/internal/database"
	"pressgraph/internal/network"
	"pressgraph/internal/store"
)

// sheet gathers what was measured: a column a network, a row an act.
type sheet struct {
	columns []string
	rows    []string
	cells   map[string]string
}

func (t *sheet) add(column, row string, do func()) {
	if t.cells == nil {
		t.cells = map[string]string{}
	}
	if len(t.columns) == 0 || t.columns[len(t.columns)-1] != column {
		t.columns = append(t.columns, column)
	}
	if _, known := t.cells[row]; !known {
		t.rows = append(t.rows, row)
		t.cells[row] = ""
	}
	t.cells[column+row] = cell(measure(do))
	fmt.Fprintln(os.Stderr, column, "|", row, "|", t.cells[column+row])
}

func (t *sheet) print() {
	fmt.Printf("| what | %s releases |\n|---%s|\n", strings.Join(t.columns, " | "), strings.Repeat("|---", len(t.columns)))
	for _, row := range t.rows {
		fmt.Print("| ", row, " |")
		for _, column := range t.columns {
			fmt.Print(" ", t.cells[column+row], " |")
		}
		fmt.Println()
	}
}

// TestTable prints the table of docs/benchmarks.md, where it is asked for. The
// networks come from the databases that PRESSGRAPH_BENCH_SQLITE and
// PRESSGRAPH_BENCH_POSTGRES name, several with commas, those of one size at the
// same place. Without any, those of 1,000 and 100,000 releases are made up on
// SQLite, and that of 1,000,000 is built from rows in memory.
//
//nolint:paralleltest // nothing else may run while it measures
func TestTable(t *testing.T) {
	if os.Getenv("PRESSGRAPH_BENCH_NETWORK") == "" {
		t.Skip("skipped: PRESSGRAPH_BENCH_NETWORK is not set")
	}
	var all sheet
	lite, postgres := named("PRESSGRAPH_BENCH_SQLITE"), named("PRESSGRAPH_BENCH_POSTGRES")
	if len(lite)+len(postgres) == 0 {
		for _, releases := range []int{1000, 100_000, 1_000_000} {
			all.addGrown(t, releases)
		}
	}
	for i := range max(len(lite), len(postgres)) {
		var stores []*store.Store
		for _, names := range [][]string{lite, postgres} {
			if i < len(names) {
				target, err := database.ParseTarget(names[i])
				if err != nil {
					t.Fatal(err)
				}
				stores = append(stores, openStore(t, target))
			}
		}
		all.addRead(t, stores)
	}
	all.print()
}

func named(variable string) []string {
	return strings.FieldsFunc(os.Getenv(variable), func(r rune) bool { return r == ',' })
}

func (t *sheet) addGrown(tb testing.TB, releases int) {
	build := network.Assembly(releases)
	column := grouped(releases)
	var snapshot *network.Snapshot
	before := heap()
	t.add(column, "building: lists and ties, from rows in memory", func() {
		snapshot = build()
		seen(tb, snapshot, network.Every())
	})
	tb.Logf("%d releases: %.1f MiB kept", releases, float64(heap()-before)/(1<<20))
	if releases <= 100_000 {
		s := grow(tb, releases)
		t.add(column, "reading from SQLite, and building", func() { seen(tb, read(tb, s), network.Every()) })
	}
	for _, a := range acts(tb, snapshot) {
		t.add(column, a.name, a.do)
	}
}

func (t *sheet) addRead(tb testing.TB, stores []*store.Store) {
	var snapshot *network.Snapshot
	before := heap()
	for _, s := range stores {
		began := time.Now()
		snapshot = read(tb, s)
		seen(tb, snapshot, network.Every())
		_, releases := network.Size(snapshot)
		tb.Logf("%d releases: %.1f MiB kept, %s the first time from %s", releases, float64(heap()-before)/(1<<20), time.Since(began), s.Dialect())
		t.add(grouped(releases), "reading from "+s.Dialect()+", and building", func() {
			snapshot = read(tb, s)
			seen(tb, snapshot, network.Every())
		})
	}
	_, releases := network.Size(snapshot)
	for _, a := range acts(tb, snapshot) {
		t.add(grouped(releases), a.name, a.do)
	}
}

// grouped writes a number with commas.
func grouped(n int) string {
	const thousand = 1000
	if n < thousand {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/thousand), n%thousand)
}

func measure(do func()) testing.BenchmarkResult {
	return testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			do()
		}
	})
}

// cell is a result as the table tells it: time, allocations and their size.
func cell(r testing.BenchmarkResult) string {
	each := time.Duration(r.NsPerOp())
	for unit := time.Second; unit > time.Nanosecond; unit /= 10 {
		if each >= 10*unit {
			each = each.Round(unit)
		}
	}
	return fmt.Sprintf("%s, %d, %.1f MB", each, r.AllocsPerOp(), float64(r.AllocedBytesPerOp())/1e6)
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
