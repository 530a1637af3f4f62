package memory

import (
	"sync"

	"pressgraph/internal/changelog"
)

// maxMarks bounds the rows whose changes are known one by one: those that changed
// last, and as many before.
const maxMarks = 50_000

// marks knows at which public version rows have changed last. It may be used by
// many goroutines. The zero marks know nothing, and take everything for changed
// until they are told from when on they know.
type marks struct {
	mu         sync.RWMutex
	young, old map[Tag]int64
	// youngest and oldest are the newest version in each of the two.
	youngest, oldest int64
	// floor is up to which version anything may have changed.
	floor int64
}

// everything says that anything may have changed up to a version.
func (m *marks) everything(version int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.floor = max(m.floor, version)
}

// forget drops all marks: anything may have changed up to a version.
func (m *marks) forget(version int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.young, m.old, m.youngest, m.oldest, m.floor = nil, nil, 0, 0, version
}

// take marks what has changed.
func (m *marks) take(changes []changelog.Changed) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range changes {
		if c.Table == changelog.AnyTable {
			m.floor = max(m.floor, c.Version)
			continue
		}
		m.mark(Tag{table: changelog.AnyTable}, c.Version)
		m.mark(Tag{table: c.Table}, c.Version)
		m.mark(Tag{c.Table, row, c.Row}, c.Version)
		for _, id := range []int64{c.Subject, c.Object} {
			if id != 0 {
				m.mark(Tag{c.Table, beside, id}, c.Version)
			}
		}
	}
}

func (m *marks) mark(t Tag, version int64) {
	if len(m.young) >= maxMarks {
		m.floor = max(m.floor, m.oldest)
		m.old, m.oldest = m.young, m.youngest
		m.young = nil
	}
	if m.young == nil {
		m.young = map[Tag]int64{}
	}
	m.young[t], m.youngest = version, max(m.youngest, version)
}

// changed tells whether any of the rows may have changed after a version.
func (m *marks) changed(tags []Tag, after int64) bool {
	if len(tags) == 0 {
		return false
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	if m.floor > after {
		return true
	}
	if max(m.youngest, m.oldest) <= after {
		return false
	}
	for _, t := range tags {
		if m.young[t] > after || m.old[t] > after {
			return true
		}
	}
	return false
}
