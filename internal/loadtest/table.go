package loadtest

import (
	"errors"
	"fmt"
	"strings"
)

// Report is all that a run has told.
type Report struct {
	Machine Machine `json:"machine"`
	// Engine is what keeps the content, with its version.
	Engine      string  `json:"engine"`
	Releases    int     `json:"releases"`
	Partners    int     `json:"partners"`
	Connections int     `json:"connections"`
	Seconds     float64 `json:"seconds,omitempty"`
	Seed        uint64  `json:"seed"`
	// LoadBefore and LoadAfter are how many processes wanted a processor, in the
	// mean of a minute.
	LoadBefore string `json:"loadBefore"`
	LoadAfter  string `json:"loadAfter"`
	Rows       []Row  `json:"rows"`
}

// failures names the rows that failed, or is nil.
func (r Report) failures() error {
	var errs []error
	for _, row := range r.Rows {
		if row.Failed != "" {
			errs = append(errs, fmt.Errorf("%s, %s has failed: %s", row.Question, row.Mode, row.Failed))
		}
	}
	return errors.Join(errs...)
}

// markdown writes the report as tables.
func (r Report) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s; %s. %d releases, %d partners, %d connections, seed %d", r.Machine, r.Engine,
		r.Releases, r.Partners, r.Connections, r.Seed)
	if r.Seconds > 0 {
		fmt.Fprintf(&b, ", %g s a row", r.Seconds)
	}
	fmt.Fprintf(&b, ". Load %s before, %s after.\n\n", r.LoadBefore, r.LoadAfter)
	b.WriteString(r.summary())
	b.WriteByte('\n')
	b.WriteString(r.details())
	return b.String()
}

// summary is the time of processors, a line for each question.
func (r Report) summary() string {
	var b strings.Builder
	b.WriteString("| ms of processors a request: all (server + database) | varied | identical | from memory | identical ÷ memory |\n" +
		"|---|---:|---:|---:|---:|\n")
	of := map[string]map[string]Row{}
	var order []Row
	for _, row := range r.Rows {
		if of[row.Question] == nil {
			of[row.Question] = map[string]Row{}
			order = append(order, row)
		}
		of[row.Question][row.Mode] = row
	}
	for _, row := range order {
		modes := of[row.Question]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", row.Title, modes[varied].processors(), modes[identical].processors(),
			modes[fromMemory].processors(), ratio(modes[identical], modes[fromMemory]))
	}
	return b.String()
}

// What stands in the place of what was not measured, or cannot be.
const (
	failed = "failed"
	none   = "–"
)

// processors tells the time of both, or of the server alone.
func (row Row) processors() string {
	switch {
	case row.Failed != "":
		return failed
	case row.Server == nil:
		return none
	case row.Database == nil:
		return short(*row.Server)
	}
	return fmt.Sprintf("%s (%s + %s)", short(*row.Server+*row.Database), short(*row.Server), short(*row.Database))
}

func ratio(a, b Row) string {
	if a.Server == nil || b.Server == nil || *b.Server == 0 {
		return none
	}
	sum := *a.Server
	if a.Database != nil {
		sum += *a.Database
	}
	return fmt.Sprintf("%.1f", sum / *b.Server)
}

// details is everything, a line for each row.
func (r Report) details() string {
	var b strings.Builder
	b.WriteString("| question | asked | requests/s | p50, ms | p95 | p99 | server, ms | database, ms | allocations | KiB | answer, KiB | " +
		"resident, MiB | peak, MiB |\n|---|---|" + strings.Repeat("---:|", 11) + "\n")
	for _, row := range r.Rows {
		asked := row.Mode
		if row.Mode == varied {
			asked = fmt.Sprintf("%s, %d", row.Mode, row.Distinct)
		}
		if row.Failed != "" {
			fmt.Fprintf(&b, "| %s | %s | %s |%s\n", row.Question, asked, failed, strings.Repeat(" |", 10))
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %.0f | %s | %s | %s | %s | %s | %s | %s | %.1f | %s | %s |\n", row.Question, asked, row.PerSecond,
			short(row.P50), short(row.P95), short(row.P99), cell(row.Server, 1), cell(row.Database, 1), whole(row.Allocations, 1),
			cell(row.Allocated, 1<<10), float64(row.Bytes)/(1<<10), mebibytes(row.Resident), mebibytes(row.Peak))
	}
	return b.String()
}

// short writes three digits that count, but no more than three behind the point.
func short(n float64) string {
	switch {
	case n >= 100:
		return fmt.Sprintf("%.0f", n)
	case n >= 10:
		return fmt.Sprintf("%.1f", n)
	case n >= 1:
		return fmt.Sprintf("%.2f", n)
	}
	return fmt.Sprintf("%.3f", n)
}

func cell(n *float64, unit float64) string {
	if n == nil {
		return none
	}
	return short(*n / unit)
}

func whole(n *float64, unit float64) string {
	if n == nil {
		return none
	}
	return fmt.Sprintf("%.0f", *n/unit)
}

func mebibytes(n *int64) string {
	if n == nil {
		return none
	}
	return fmt.Sprintf("%d", *n>>20)
}
