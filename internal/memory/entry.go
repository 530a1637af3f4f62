package memory

import (
	"math"
	"sync/atomic"
)

// Key names an entry: a kind of question, and the node that it is asked about.
type Key struct {
	Question string
	ID       int64
}

// entry is something that was read or answered. It is not changed once it is
// kept, but for checked.
type entry struct {
	value any
	// missing is whether there was nothing to read.
	missing bool
	tags    []Tag
	// version is the public version that it is not older than, and epoch that of
	// the memory then.
	version, epoch int64
	// checked is up to which version it is known to be true.
	checked atomic.Int64
	weight  uint32
}

// What an entry takes beside its value: itself, its place in the cache, and its
// tags.
const (
	bytesPerEntry = 256
	bytesPerTag   = 16
)

// recall returns an entry if it is true at what is known now.
func (m *Memory) recall(key Key, at int64) (*entry, bool) {
	if m.entries == nil {
		return nil, false
	}
	e, ok := m.entries.GetIfPresent(key)
	if !ok || !m.isTrue(e, at) {
		m.misses.Add(1)
		return nil, false
	}
	m.hits.Add(1)
	return e, true
}

func (m *Memory) isTrue(e *entry, at int64) bool {
	if e.epoch != m.epoch.Load() {
		return false
	}
	if e.checked.Load() >= at {
		return true
	}
	known := m.known.Load()
	if known == nil || m.marks.changed(e.tags, e.version) {
		return false
	}
	e.checked.Store(known.Public)
	return true
}

// keep keeps what is true at a version, unless the memory has become another's.
func (m *Memory) keep(key Key, e *entry, bytes int64) {
	if m.entries == nil {
		return
	}
	e.checked.Store(e.version)
	e.weight = uint32(min(bytes+bytesPerEntry+int64(len(key.Question))+bytesPerTag*int64(len(e.tags)), math.MaxUint32)) //nolint:gosec // bounded
	m.entries.Set(key, e)
}
