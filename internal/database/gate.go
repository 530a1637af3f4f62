package database

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"pressgraph/internal/budget"
)

const (
	// stuck is for how long nothing of a table may have ended before those who
	// wait for it are sent away: longer than any statement of an operation may
	// run, so that the table must be locked.
	stuck = 2 * time.Second
	// held is the same for transactions, which may have more to do.
	held = 10 * time.Second
	// transactions is the lane of those, a name that no table has.
	transactions = "transactions"
)

// gate shares a pool's connections among transactions and the statements of
// operations, which are those with a budget. Some connections are left to
// everything else: versions and keys. Some more are left to other tables than the
// busiest, so that a table that is locked does not take the others with it,
// whether it is waited for by those who read or by those who write. A nil gate is
// open.
type gate struct {
	most, perTable int
	now            func() time.Time

	mu      sync.Mutex
	running int
	lanes   map[string]*lane
	queue   []*waiter
}

// lane is what runs on one table.
type lane struct {
	running int
	// moved is when something last began or ended.
	moved time.Time
}

// waiter is a statement that waits.
type waiter struct {
	tables []string
	since  time.Time
	// admitted is closed once it may run.
	admitted chan struct{}
}

// newGate returns the gate of a pool with so many connections.
func newGate(conns int) *gate {
	reserve := 0
	if conns > 1 {
		reserve = max(1, conns/8)
	}
	most := conns - reserve
	perTable := most
	if most > 1 {
		perTable = most - max(1, most/4)
	}
	return &gate{most: most, perTable: perTable, now: time.Now, lanes: map[string]*lane{}}
}

type ticketKey struct{}

// ticket is the place of one statement.
type ticket struct {
	once sync.Once
	give func()
}

func (t *ticket) leave() { t.once.Do(t.give) }

// leaveGate gives back the place of the statement that ran under ctx, if it had
// one.
func leaveGate(ctx context.Context) {
	if t, ok := ctx.Value(ticketKey{}).(*ticket); ok {
		t.leave()
	}
}

// enter waits until a statement may run, and returns the context to run it
// under. Its place is given back by leave or by the end of its rows.
func (g *gate) enter(ctx context.Context, text string) (_ context.Context, leave func(), err error) {
	spending := budget.From(ctx)
	if g == nil || spending == nil {
		return ctx, func() {}, nil
	}
	own, err := spending.Enter(ctx)
	if err != nil {
		return ctx, nil, err
	}
	tables := tablesOf(text)
	if err := g.wait(ctx, tables, true); err != nil {
		own()
		return ctx, nil, err
	}
	t := &ticket{give: func() {
		g.leave(tables)
		own()
	}}
	return context.WithValue(ctx, ticketKey{}, t), t.leave, nil
}

// hold waits until a transaction may begin: as long as it takes where nobody
// waits for an answer, as commands do. Its place is given back by leave; its
// statements need none of their own.
func (g *gate) hold(ctx context.Context) (leave func(), err error) {
	if g == nil {
		return func() {}, nil
	}
	lane := []string{transactions}
	_, hurried := ctx.Deadline()
	if err := g.wait(ctx, lane, hurried); err != nil {
		return nil, err
	}
	t := &ticket{give: func() { g.leave(lane) }}
	return t.leave, nil
}

// wait waits for a place; whoever is hurried not where nothing has moved for long.
func (g *gate) wait(ctx context.Context, tables []string, hurried bool) error {
	w := g.join(tables)
	if w == nil {
		return nil
	}
	if !hurried {
		select {
		case <-w.admitted:
			return nil
		case <-ctx.Done():
			return g.giveUp(w, context.Cause(ctx))
		}
	}
	timer := time.NewTimer(g.patience(w))
	defer timer.Stop()
	for {
		select {
		case <-w.admitted:
			return nil
		case <-ctx.Done():
			return g.giveUp(w, context.Cause(ctx))
		case <-timer.C:
		}
		left := g.patience(w)
		if left <= 0 {
			return g.giveUp(w, busy())
		}
		timer.Reset(left)
	}
}

// join takes a place, or returns the waiter for one.
func (g *gate) join(tables []string) *waiter {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fits(tables) {
		g.take(tables)
		return nil
	}
	w := &waiter{tables: tables, since: g.now(), admitted: make(chan struct{})}
	g.queue = append(g.queue, w)
	return w
}

// patience returns how much longer it is worth waiting: nothing where one of the
// tables has been full for long without anything ending.
func (g *gate) patience(w *waiter) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	moved := w.since
	for _, table := range w.tables {
		if !g.full(table) {
			continue
		}
		if table == transactions {
			return held - g.now().Sub(g.lanes[table].moved)
		}
		return stuck - g.now().Sub(g.lanes[table].moved)
	}
	for _, l := range g.lanes {
		if l.moved.After(moved) {
			moved = l.moved
		}
	}
	return stuck - g.now().Sub(moved)
}

// giveUp leaves the queue; a place that was given meanwhile goes to others.
func (g *gate) giveUp(w *waiter, reason error) error {
	g.mu.Lock()
	at := slices.Index(g.queue, w)
	if at >= 0 {
		g.queue = slices.Delete(g.queue, at, at+1)
	}
	g.mu.Unlock()
	if at < 0 {
		g.leave(w.tables)
	}
	return reason
}

func (g *gate) leave(tables []string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.running--
	for _, table := range tables {
		l := g.lanes[table]
		l.running--
		l.moved = g.now()
	}
	// Whoever fits goes, the first who came first: those before may wait for a
	// table that is locked.
	g.queue = slices.DeleteFunc(g.queue, func(w *waiter) bool {
		if !g.fits(w.tables) {
			return false
		}
		g.take(w.tables)
		close(w.admitted)
		return true
	})
}

func (g *gate) fits(tables []string) bool {
	if g.running >= g.most {
		return false
	}
	return !slices.ContainsFunc(tables, g.full)
}

// full reports whether no more may run on a table. A table and the transactions
// together have no more than one table may, whichever came first: nobody knows
// which tables transactions wait for. One of them always has a place, and half of
// them at most are theirs.
func (g *gate) full(table string) bool {
	l := g.lanes[table]
	if l == nil || l.running == 0 {
		return false
	}
	if table == transactions {
		return l.running >= g.perTable/2 || l.running+g.busiest() >= g.perTable
	}
	return l.running+max(1, g.runningOn(transactions)) >= g.perTable
}

func (g *gate) runningOn(table string) int {
	if l := g.lanes[table]; l != nil {
		return l.running
	}
	return 0
}

// busiest returns how many run on the table on which most do.
func (g *gate) busiest() int {
	most := 0
	for table, l := range g.lanes {
		if table != transactions {
			most = max(most, l.running)
		}
	}
	return most
}

func (g *gate) take(tables []string) {
	g.running++
	for _, table := range tables {
		l := g.lanes[table]
		if l == nil {
			l = &lane{}
			g.lanes[table] = l
		}
		l.running++
		l.moved = g.now()
	}
}

// tablesOf returns the names that follow FROM and JOIN in a statement of ours,
// each once. It need not know the language: a name too many is a lane too many.
func tablesOf(text string) []string {
	var tables []string
	for {
		at := strings.Index(text, "FROM ")
		if join := strings.Index(text, "JOIN "); join >= 0 && (at < 0 || join < at) {
			at = join
		}
		if at < 0 {
			return tables
		}
		text = strings.TrimLeft(text[at+len("FROM "):], " \n\t\"`")
		end := strings.IndexFunc(text, func(c rune) bool { return c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') })
		if end < 0 {
			end = len(text)
		}
		if name := text[:end]; name != "" && !slices.Contains(tables, name) {
			tables = append(tables, name)
		}
	}
}
