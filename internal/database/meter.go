package database

import (
	"runtime"
	"sync"
	"time"
)

// slow is from when on it pays to ask how much of the time a processor worked:
// asking takes some microseconds, and a statement of less is as good as nothing.
const slow = 5 * time.Millisecond

// meter tells what a statement takes of the database's time. Where the database
// works in this process that is the processor's time, so that others who work
// meanwhile do not count; else it is what passes from begin to end. used may be
// called from any goroutine. A nil meter measures nothing.
type meter struct {
	ours  bool
	begin time.Time

	mu  sync.Mutex
	sum time.Duration
	// call is the one under way.
	call call
}

// call is one call of the driver, which works on one thread.
type call struct {
	active bool
	begin  time.Time
	// thread is where it works, and before what that had worked by then; exact
	// is whether this is known.
	thread thread
	before time.Duration
	exact  bool
}

func newMeter(on session) *meter {
	_, ours := on.(*sqliteConn)
	return &meter{ours: ours, begin: time.Now()}
}

// work tells that a call of the driver begins, and rest that it has ended.
func (m *meter) work() (rest func()) {
	if m == nil || !m.ours {
		return func() {}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.call = call{active: true, begin: time.Now()}
	// The first call, and those of a statement that has turned out slow.
	if m.sum == 0 || m.sum > slow {
		runtime.LockOSThread()
		m.call.thread = thisThread()
		m.call.before, m.call.exact = m.call.thread.worked()
		return func() {
			m.rest()
			runtime.UnlockOSThread()
		}
	}
	return m.rest
}

func (m *meter) rest() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sum += m.call.used()
	m.call = call{}
}

// used returns what the call has taken so far.
func (c call) used() time.Duration {
	if !c.active {
		return 0
	}
	passed := max(time.Since(c.begin), 1)
	if !c.exact || passed < slow {
		return passed
	}
	worked, ok := c.thread.worked()
	if !ok {
		return passed
	}
	return worked - c.before
}

func (m *meter) used() time.Duration {
	if !m.ours {
		return time.Since(m.begin)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sum + m.call.used()
}
