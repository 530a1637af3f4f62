package budget

import (
	"sync"
	"time"
)

// glance is the least time between two looks at how much has been used.
const glance = 10 * time.Millisecond

// clock sums what everything that runs uses, and rings once that is too much,
// also while nothing ends. It may be used by many goroutines.
type clock struct {
	limit time.Duration
	ring  func()

	mu      sync.Mutex
	sum     time.Duration
	running map[*meter]struct{}
	timer   *time.Timer
	stopped bool
}

// meter tells how much time one thing has used so far.
type meter struct{ used func() time.Duration }

// start counts what used tells from now on, until stop is called.
func (c *clock) start(used func() time.Duration) (stop func()) {
	m := &meter{used}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running == nil {
		c.running = map[*meter]struct{}{}
	}
	c.running[m] = struct{}{}
	c.wind(c.total())
	return func() { c.end(m) }
}

// spend adds time that has been used otherwise.
func (c *clock) spend(d time.Duration) {
	c.mu.Lock()
	c.sum += d
	over := c.limit > 0 && c.sum > c.limit
	c.mu.Unlock()
	if over {
		c.ring()
	}
}

func (c *clock) end(m *meter) {
	c.mu.Lock()
	delete(c.running, m)
	c.sum += m.used()
	over := c.limit > 0 && c.sum > c.limit
	if len(c.running) == 0 && c.timer != nil {
		c.timer.Stop()
	}
	c.mu.Unlock()
	if over {
		c.ring()
	}
}

// wind sets the timer to when the rest may be used up.
func (c *clock) wind(used time.Duration) {
	if c.limit <= 0 || c.stopped || len(c.running) == 0 {
		return
	}
	next := max(glance, (c.limit-used)/time.Duration(len(c.running)))
	if c.timer == nil {
		c.timer = time.AfterFunc(next, c.look)
		return
	}
	c.timer.Reset(next)
}

func (c *clock) look() {
	c.mu.Lock()
	used := c.total()
	over := used >= c.limit && !c.stopped
	if !over {
		c.wind(used)
	}
	c.mu.Unlock()
	if over {
		c.ring()
	}
}

func (c *clock) total() time.Duration {
	sum := c.sum
	for m := range c.running {
		sum += m.used()
	}
	return sum
}

func (c *clock) used() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.total()
}

func (c *clock) stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stopped = true
	if c.timer != nil {
		c.timer.Stop()
	}
}
