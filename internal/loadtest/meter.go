package loadtest

import "time"

// server is what is asked.
type server struct {
	address string
	// pid is 0 where the process is not known; child is nil where it is not ours.
	pid   int
	child *child
	// database is the first process of PostgreSQL, or 0.
	database int
}

// reading is what a server and its database have used so far.
type reading struct {
	server, database time.Duration
	allocated        allocated
}

func (s *server) read() (reading, error) {
	var now reading
	if s.pid != 0 {
		used, err := spentBy(s.pid)
		if err != nil {
			return now, err
		}
		now.server = used.own
	}
	if s.database != 0 {
		used, err := spentByAll(s.database)
		if err != nil {
			return now, err
		}
		now.database = used
	}
	if s.child != nil {
		told, err := s.child.allocated()
		if err != nil {
			return now, err
		}
		now.allocated = told
	}
	return now, nil
}

// Row is what one question took, asked in one way. What could not be measured is nil.
type Row struct {
	Question string `json:"question"`
	Title    string `json:"title"`
	Mode     string `json:"mode"`
	// Failed is why it was not measured: the first wrong answer.
	Failed string `json:"failed,omitempty"`
	// Distinct is how many different variables there were to draw from.
	Distinct int `json:"distinct"`
	Requests int `json:"requests"`
	// Bytes is the length of the last answer.
	Bytes     int     `json:"answerBytes"`
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"perSecond"`
	// The times are in milliseconds: those of answers by the clock, those of
	// server and database of processors, for each request.
	P50      float64  `json:"p50"`
	P95      float64  `json:"p95"`
	P99      float64  `json:"p99"`
	Server   *float64 `json:"server,omitempty"`
	Database *float64 `json:"database,omitempty"`
	// Allocations and Allocated are the server's objects and bytes for each request.
	Allocations *float64 `json:"allocations,omitempty"`
	Allocated   *float64 `json:"allocatedBytes,omitempty"`
	// Resident and Peak are the server's memory after the row, and the most it had until then.
	Resident *int64 `json:"residentBytes,omitempty"`
	Peak     *int64 `json:"peakBytes,omitempty"`
}

// measure fills a row with what requests took between two readings.
func (s *server) measure(row *Row, all took, before, after reading) error {
	count := len(all.each)
	row.Requests, row.Bytes, row.Seconds = count, all.bytes, all.elapsed.Seconds()
	row.PerSecond = float64(count) / row.Seconds
	row.P50 = milliseconds(percentile(all.each, 50))
	row.P95 = milliseconds(percentile(all.each, 95))
	row.P99 = milliseconds(percentile(all.each, 99))
	share := func(total float64) *float64 {
		one := total / float64(count)
		return &one
	}
	if s.database != 0 {
		row.Database = share(milliseconds(after.database - before.database))
	}
	if s.child != nil {
		row.Allocations = share(float64(after.allocated.Objects - before.allocated.Objects))
		row.Allocated = share(float64(after.allocated.Bytes - before.allocated.Bytes))
	}
	if s.pid == 0 {
		return nil
	}
	row.Server = share(milliseconds(after.server - before.server))
	memory, err := residentOf(s.pid)
	row.Resident, row.Peak = &memory.now, &memory.peak
	return err
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
