package query

import (
	"github.com/maypok86/otter/v2"

	"pressgraph/internal/access"
)

// Pages keeps pages that were checked before, so that what many requests ask for in
// the same way is checked once. A nil one keeps none. It may be used by many
// goroutines.
type Pages struct{ kept *otter.Cache[pageKey, *Page] }

// maxPages bounds how many are kept; each takes less than a kilobyte.
const maxPages = 2000

// NewPages returns an empty one.
func NewPages() *Pages {
	return &Pages{otter.Must(&otter.Options[pageKey, *Page]{MaximumSize: maxPages})}
}

// pageKey tells pages apart that have no filter and no cursor.
type pageKey struct {
	list        string
	world       access.World
	step        Step
	first, last int
}

// Of returns the page that arguments ask for: one that was checked before, or a new
// one. of returns the list, which its name stands for. Errors: those of NewPage.
func (p *Pages) Of(name string, of func() List, world access.World, steps []Step, args Args) (*Page, error) {
	key, ok := simple(name, world, steps, args)
	if p == nil || !ok {
		return NewPage(of(), world, steps, args)
	}
	if known, ok := p.kept.GetIfPresent(key); ok {
		return known, nil
	}
	page, err := NewPage(of(), world, steps, args)
	if err == nil {
		p.kept.Set(key, page)
	}
	return page, err
}

// simple returns the key of a page that has nothing but an order and a size.
func simple(name string, world access.World, steps []Step, args Args) (key pageKey, ok bool) {
	if len(steps) != 1 || args.Where != nil || args.Roles != nil || args.Prefer != nil || args.After != nil || args.Before != nil {
		return key, false
	}
	key = pageKey{list: name, world: world, step: steps[0]}
	const without = -1 // No page has this size: those out of range are not kept.
	key.first, key.last = without, without
	if args.First != nil {
		key.first = *args.First
	}
	if args.Last != nil {
		key.last = *args.Last
	}
	return key, true
}
