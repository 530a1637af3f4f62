package memory

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"

	"pressgraph/internal/background"
	"pressgraph/internal/changelog"
	"pressgraph/internal/store"
)

const (
	// patience is how long after the last word from the database what it told
	// counts: answers are at most two seconds old.
	patience = 1800 * time.Millisecond
	// maxChanges is how many changes are taken in one by one; of more at once it is
	// only known that there were any.
	maxChanges = 10_000
	// learnTime bounds how long the changes between two versions are read.
	learnTime = time.Second
	// smallest is what is left to entries however much others need.
	smallest = 1 << 20
)

// Source is where the memory reads, and hears of changes. Store is one.
type Source interface {
	// There returns why the source is known to be gone, without asking it.
	There() error
	Ask(ctx context.Context) (changelog.Told, error)
	ChangedSince(ctx context.Context, after, upTo int64, most int) (changes []changelog.Changed, complete bool, err error)
	View(ctx context.Context, do func(context.Context, *store.View) error) error
	Listen(ctx context.Context, options changelog.ListenOptions, tell func(changelog.Told))
	Tables() changelog.TableNames
}

// Options say how much is remembered.
type Options struct {
	// Bytes bounds what all entries take, about; below 1 nothing is kept.
	Bytes int64
	// Interval is how often the source is asked at least; 0 is its own.
	Interval time.Duration
	// Log is told where changes cannot be heard; nil is nobody.
	Log *slog.Logger
	// Now is the clock that the source tells by when it was asked; nil is time.Now,
	// as the store does.
	Now func() time.Time
}

// Memory keeps what was read of a source. It may be used by many goroutines.
type Memory struct {
	of      Source
	tables  changelog.TableNames
	options Options
	entries *otter.Cache[Key, *entry]
	marks   marks
	compact compactor

	// known is what was heard; nil before anything was.
	known atomic.Pointer[known]
	// committing is how many changes of this process readers may see already that
	// have not been taken in.
	committing atomic.Int64
	// doubted is when it was last unknown whether a change was committed, in
	// nanoseconds: what was asked before does not count.
	doubted atomic.Int64
	// epoch rises when the source has become another: what was kept before is gone.
	epoch atomic.Int64

	// hearing has the one who takes something in.
	hearing chan struct{}

	hits, misses atomic.Int64
}

// New returns an empty memory. It uses nothing of what it keeps until Watch, or a
// request, has asked the source.
func New(of Source, options Options) *Memory {
	if options.Now == nil {
		options.Now = time.Now
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	m := &Memory{of: of, tables: of.Tables(), options: options, hearing: make(chan struct{}, 1)}
	if options.Bytes > 0 {
		m.entries = otter.Must(&otter.Options[Key, *entry]{
			MaximumWeight: uint64(max(options.Bytes, smallest)),
			Weigher:       func(_ Key, e *entry) uint32 { return e.weight },
		})
	}
	return m
}

// Watch hears of changes until ctx ends.
func (m *Memory) Watch(ctx context.Context) {
	trouble := background.NewTrouble(m.options.Log, "cannot read what has changed, and remembers nothing", "what has changed is known again")
	m.of.Listen(ctx, changelog.ListenOptions{Interval: m.options.Interval}, func(told changelog.Told) {
		if err := m.hear(ctx, told); err == nil {
			trouble.Over(ctx)
		} else if ctx.Err() == nil {
			trouble.Failed(ctx, err)
		}
	})
}

// known is what was heard, and when: who asks after that is told no less.
type known struct {
	changelog.Told
	heard time.Time
}

// hear takes in what the source has told: first what has changed, then that this
// is known. Answers overtake each other; one that was asked for after more was
// known, and still tells less, is of a source that has become another.
func (m *Memory) hear(ctx context.Context, told changelog.Told) error {
	if err := m.enter(ctx); err != nil {
		return err
	}
	defer m.leave()
	if before := m.known.Load(); before != nil && told.All < before.All {
		if !told.Asked.After(before.heard) {
			return nil
		}
		m.forget(told)
	}
	return m.takeIn(ctx, told)
}

// heed takes in the versions of a change that this process has committed: others
// may have been taken in already that came later.
func (m *Memory) heed(ctx context.Context, told changelog.Told) error {
	if err := m.enter(ctx); err != nil {
		return err
	}
	defer m.leave()
	if before := m.known.Load(); before != nil && told.All <= before.All {
		return nil
	}
	return m.takeIn(ctx, told)
}

// enter waits until nobody else takes anything in, or for ctx.
func (m *Memory) enter(ctx context.Context) error {
	select {
	case m.hearing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (m *Memory) leave() { <-m.hearing }

func (m *Memory) takeIn(ctx context.Context, told changelog.Told) error {
	before := m.known.Load()
	switch {
	case before == nil:
		m.marks.everything(told.Public)
	case told.All > before.All:
		if err := m.learn(ctx, before.Told, told); err != nil {
			return err
		}
	}
	if before != nil && told.Asked.Before(before.Asked) {
		told.Asked = before.Asked
	}
	m.known.Store(&known{told, m.options.Now()})
	return nil
}

// learn marks what has changed between two versions.
func (m *Memory) learn(ctx context.Context, before, told changelog.Told) error {
	if told.Public == before.Public {
		return nil
	}
	// The database may be silent, and others wait.
	ctx, cancel := context.WithTimeout(ctx, learnTime)
	defer cancel()
	changes, complete, err := m.of.ChangedSince(ctx, before.All, told.All, maxChanges)
	if err != nil {
		return err
	}
	m.marks.take(changes)
	if !complete || versionsIn(changes) != told.Public-before.Public {
		m.marks.everything(told.Public)
	}
	return nil
}

// versionsIn returns how many versions changes, in their order, belong to.
func versionsIn(changes []changelog.Changed) int64 {
	var versions, last int64
	for _, c := range changes {
		if c.Version != last {
			versions, last = versions+1, c.Version
		}
	}
	return versions
}

// forget drops everything.
func (m *Memory) forget(told changelog.Told) {
	m.epoch.Add(1)
	m.marks.forget(told.Public)
	if m.entries != nil {
		m.entries.InvalidateAll()
	}
}

// now returns what is known, and whether that is all that readers can have seen:
// nothing that this process commits is on its way, and the source has been heard
// of just now and not gone since. The order matters: whoever saw a change before it was taken in was
// there while it was committing.
func (m *Memory) now() (told changelog.Told, trusted bool) {
	underWay := m.committing.Load() > 0
	at := m.known.Load()
	if at == nil {
		return changelog.Told{}, false
	}
	fresh := at.Asked.UnixNano() > m.doubted.Load() && m.options.Now().Sub(at.Asked) < patience
	return at.Told, fresh && !underWay && m.of.There() == nil
}

// Trusted tells whether the source is heard of: if not, nothing is answered from
// memory.
func (m *Memory) Trusted() bool {
	at := m.known.Load()
	return at != nil && m.options.Now().Sub(at.Asked) < patience
}

// newest is now, but asks where what is known cannot be trusted.
func (m *Memory) newest(ctx context.Context) (told changelog.Told, trusted bool, err error) {
	if told, trusted = m.now(); trusted {
		return told, true, nil
	}
	asked, err := m.ask(ctx)
	if err != nil {
		return asked, false, err
	}
	if told, trusted = m.now(); trusted {
		return told, true, nil
	}
	return asked, false, nil
}

// ask asks the source, and takes in what it tells.
func (m *Memory) ask(ctx context.Context) (changelog.Told, error) {
	told, err := m.of.Ask(ctx)
	if err != nil {
		return told, err
	}
	return told, m.hear(ctx, told)
}

// Reach returns the newest versions that are known for certain, from memory where
// that can be trusted and has what is wanted; else it asks the source: the word of a
// change may come later than whoever heard of it.
func (m *Memory) Reach(ctx context.Context, all, public int64) (reachedAll, reachedPublic int64, err error) {
	told, trusted := m.now()
	if !trusted || told.All < all || told.Public < public {
		told, err = m.ask(ctx)
	}
	return told.All, told.Public, err
}

var _ store.Keeper = (*Memory)(nil)

// Committing implements store.Keeper: from before a change can be seen until it
// has been taken in, nothing is answered from memory, as one reader might see it
// and the next one not. A change that readers cannot notice is no change here.
func (m *Memory) Committing(all, public int64) func(context.Context, error) {
	known := m.known.Load()
	noticed := known == nil || public > known.Public
	if noticed {
		m.committing.Add(1)
	}
	return func(ctx context.Context, err error) {
		if noticed {
			defer m.committing.Add(-1)
		}
		if err != nil {
			m.doubted.Store(m.options.Now().UnixNano())
			return
		}
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), heedTime)
		defer cancel()
		told := changelog.Told{All: all, Public: public, Asked: m.options.Now()}
		if m.heed(ctx, told) != nil {
			m.doubted.Store(told.Asked.UnixNano())
		}
	}
}

// heedTime bounds how long the answer to a change waits until it is taken in. Where
// that takes longer, nothing is answered from memory until the source is heard of.
const heedTime = 2 * time.Second

// Reserve leaves room for what others keep in memory, about so many bytes of those
// that entries may take.
func (m *Memory) Reserve(bytes int64) {
	if m.entries != nil {
		m.entries.SetMaximum(uint64(max(m.options.Bytes-bytes, smallest)))
	}
}

// Stats are counts since the start, and what is kept now.
type Stats struct {
	Hits, Misses int64
	Entries      int
	Bytes        int64
}

// Stats returns how well the memory serves.
func (m *Memory) Stats() Stats {
	s := Stats{Hits: m.hits.Load(), Misses: m.misses.Load()}
	if m.entries != nil {
		s.Entries, s.Bytes = m.entries.EstimatedSize(), int64(m.entries.WeightedSize()) //nolint:gosec // bounded by Options
	}
	return s
}
