package network

import (
	"context"
	"slices"
	"sync"
	"unsafe"
)

const (
	// maxViews bounds the views that a snapshot keeps beside the one of all ties.
	maxViews = 8
	// maxViewBytes bounds their memory where a cache has no bound of its own; the
	// last one is kept whatever its size.
	maxViewBytes = 256 << 20
)

// views are those asked for last, and the one of all ties, which stays.
type views struct {
	every work[*View]

	mu    sync.Mutex
	known map[string]*work[*View]
	// kept are the keys of those that are there, the last that was asked for last.
	kept []string
	// room is that of the cache, which is told of what they take beside the rest.
	room  *room
	fixed int
}

// room is what a cache may take. A nil one is as large as views may be.
type room struct {
	views int
	taken func(bytes int64)
}

func (r *room) forViews() int {
	if r == nil {
		return maxViewBytes
	}
	return r.views
}

func (r *room) take(bytes int) {
	if r != nil {
		r.taken(int64(bytes))
	}
}

// View returns the network under a filter: at once where the same was asked for
// lately, in time proportional to the ties where it says nothing of dates, kinds
// and states, else to the pairs that each release and each initiative ties. Those who
// ask for one filter at a time wait for the same work, each until its ctx ends.
func (s *Snapshot) View(ctx context.Context, f Filter) (*View, error) {
	if f.Key() == Every().Key() {
		return s.every(ctx)
	}
	return s.views.get(ctx, f.Key(), func(ctx context.Context) (*View, error) {
		if err := s.slots.take(ctx, toMake); err != nil {
			return nil, err
		}
		defer s.slots.give()
		if !f.plain() {
			return newView(ctx, s, f)
		}
		all, err := s.every(ctx)
		if err != nil {
			return nil, err
		}
		return all.narrow(ctx, f)
	})
}

// every returns the network of all ties. It takes no slot: everybody needs it.
func (s *Snapshot) every(ctx context.Context) (*View, error) {
	s.views.mu.Lock()
	if s.views.every.do == nil {
		s.views.every.free = true
		s.views.every.do = func(ctx context.Context) (*View, error) { return newView(ctx, s, Every()) }
	}
	s.views.mu.Unlock()
	return s.views.every.get(ctx)
}

func (v *views) get(ctx context.Context, key string, build func(context.Context) (*View, error)) (*View, error) {
	w := v.find(key, build)
	view, err := w.get(ctx)
	v.mu.Lock()
	defer v.mu.Unlock()
	if err != nil {
		if v.known[key] == w && !slices.Contains(v.kept, key) && w.idle() {
			delete(v.known, key)
		}
		return nil, err
	}
	v.keep(key, w)
	return view, nil
}

func (v *views) find(key string, build func(context.Context) (*View, error)) *work[*View] {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known == nil {
		v.known = map[string]*work[*View]{}
	}
	if v.known[key] == nil {
		v.known[key] = &work[*View]{do: build}
	}
	return v.known[key]
}

// keep puts a view that was made last, and lets go of those too many.
func (v *views) keep(key string, w *work[*View]) {
	if at := slices.Index(v.kept, key); at >= 0 {
		v.kept = slices.Delete(v.kept, at, at+1)
	}
	v.kept = append(v.kept, key)
	v.known[key] = w
	bytes := 0
	for at, kept := range slices.Backward(v.kept) {
		bytes += v.known[kept].result.bytes()
		if last := len(v.kept) - 1; at < last && (bytes > v.room.forViews() || last-at >= maxViews) {
			bytes -= v.known[kept].result.bytes()
			for _, old := range v.kept[:at+1] {
				delete(v.known, old)
			}
			v.kept = slices.Delete(v.kept, 0, at+1)
			break
		}
	}
	v.room.take(v.fixed + bytes)
}

// bytes returns about how much memory the snapshot takes without its views.
func (s *Snapshot) bytes() int {
	const known = 40 // of an entry of the map, about
	const number = int(unsafe.Sizeof(int32(0)))
	bytes := len(s.partners)*(int(unsafe.Sizeof(partner{}))+known) + cap(s.releases)*int(unsafe.Sizeof(release{})) +
		cap(s.initiatives)*int(unsafe.Sizeof(initiative{})) + cap(s.parts.values)*int(unsafe.Sizeof(part{})) +
		(cap(s.texts)+cap(s.languages)+cap(s.parts.starts))*number + cap(s.originals)
	for _, p := range s.partners {
		bytes += cap(p.key)
	}
	for _, r := range []rows[int32]{s.named, s.tied, s.together, s.taken} {
		bytes += (cap(r.starts) + cap(r.values)) * number
	}
	return bytes
}

// bytes returns how much memory the view takes at most, with its metrics.
func (v *View) bytes() int {
	const measures = 2*unsafe.Sizeof(float64(0)) + 2*unsafe.Sizeof(int32(0))
	return cap(v.ties.values)*int(unsafe.Sizeof(Tie{})) + cap(v.members.values)*int(unsafe.Sizeof(member{})) +
		(cap(v.ties.starts)+cap(v.members.starts)+cap(v.linked)+cap(v.undated.starts)+cap(v.undated.values))*int(unsafe.Sizeof(int32(0))) +
		len(v.linked)*int(measures)
}

// narrow returns the view of all ties as far as a filter that is plain lets it be
// seen, until ctx ends.
func (v *View) narrow(ctx context.Context, f Filter) (*View, error) {
	narrow := &View{Snapshot: v.Snapshot, filter: f, members: rows[member]{starts: make([]int32, len(v.initiatives)+1)}}
	left, pace := v.leftOut(f), pace{ctx: ctx}
	if f.Initiatives {
		narrow.members = narrow.inForce(left)
	}
	narrow.ties.starts = make([]int32, 1, len(v.partners)+1)
	for number := range int32(len(v.partners)) { //nolint:gosec // as many as fit in memory
		for _, tie := range v.Ties(number) {
			if !f.Initiatives {
				tie.Initiatives = 0
			}
			if !f.Releases {
				tie.Texts = 0
			}
			if !left[number] && !left[tie.To] && tie.Strength() >= max(1, f.MinStrength) {
				narrow.ties.values = append(narrow.ties.values, tie)
			}
		}
		narrow.ties.starts = append(narrow.ties.starts, int32(len(narrow.ties.values))) //nolint:gosec // as many as fit in memory
		if err := pace.step(1 + v.Degree(number)); err != nil {
			return nil, err
		}
	}
	return narrow.ready(), nil
}
