package network

import (
	"fmt"
	"slices"
	"strings"

	"pressgraph/internal/content"
)

// LinkBasis is what ties partners.
type LinkBasis string

// The values of LinkBasis.
const (
	BasisInitiative LinkBasis = "INITIATIVE"
	BasisRelease    LinkBasis = "RELEASE"
)

// Filter says which ties count. Start from Every: the zero value holds for none.
type Filter struct {
	// Initiatives and Releases say which of the two tie at all.
	Initiatives, Releases bool
	// AsOf is a day as yyyymmdd, 0 for none. A release counts from the last day
	// that its date can mean, a participation from the last day that its begin
	// can mean up to the last day that its end can mean. What has no date does
	// not count.
	AsOf int
	// Since is a day as yyyymmdd, 0 for none: ties count whose first day is not
	// before it. An initiative ties two partners from when both take part.
	Since int
	// Kinds keeps only initiatives of these kinds; nil keeps all.
	Kinds []content.InitiativeKind
	// MinStrength is how many initiatives and releases together tie at least.
	MinStrength int
	// Without are the ids of partners that are left out.
	Without []int64
}

// Every returns the filter that holds for every tie.
func Every() Filter { return Filter{Initiatives: true, Releases: true, MinStrength: 1} }

// Key tells filters apart: equal keys keep the same ties.
func (f Filter) Key() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%t %t %d %d %d", f.Initiatives, f.Releases, f.AsOf, f.Since, max(f.MinStrength, 1))
	if f.Kinds != nil {
		kinds := slices.Compact(slices.Sorted(slices.Values(f.Kinds)))
		fmt.Fprintf(&b, " of %v", kinds)
	}
	if len(f.Without) > 0 {
		ids := slices.Compact(slices.Sorted(slices.Values(f.Without)))
		fmt.Fprintf(&b, " without %v", ids)
	}
	return b.String()
}

// published tells whether a release with this date counts.
func (f Filter) published(on date) bool { return f.before(on) && f.after(on) }

// before tells whether something with this date was there on the day asked for.
func (f Filter) before(on date) bool { return f.AsOf == 0 || on.known() && int(on.to) <= f.AsOf }

// after tells whether something with this date came since the day asked for.
func (f Filter) after(on date) bool { return f.Since == 0 || on.known() && int(on.from) >= f.Since }

// lasts tells whether a participation was in force on the day asked for.
func (f Filter) lasts(p part) bool {
	return f.before(p.begin) && (f.AsOf == 0 || p.until == 0 || int(p.until) >= f.AsOf)
}

func (f Filter) wants(kind content.InitiativeKind) bool {
	return f.Initiatives && (f.Kinds == nil || slices.Contains(f.Kinds, kind))
}
