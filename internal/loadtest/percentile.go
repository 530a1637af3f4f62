package loadtest

import "time"

// percentile returns the smallest of the sorted times that at least p of 100 are
// not longer than; 0 where there are none.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := (p*len(sorted) + 99) / 100
	return sorted[max(rank, 1)-1]
}
