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
	// InitiativeStatuses keeps only initiatives in these states; nil keeps all but
	// PROPOSED and CANCELLED.
	InitiativeStatuses []content.InitiativeStatus
	// ParticipationStatuses keeps only participations in these states; nil keeps all.
	ParticipationStatuses []content.ParticipationStatus
	// AsOf is a day as yyyymmdd, 0 for none. A release counts from the last day
	// that its date can mean, a participation from the last day of when it is
	// known since up to the last day that its end can mean. What has no date does
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
	if f.InitiativeStatuses != nil {
		fmt.Fprintf(&b, " in %v", slices.Compact(slices.Sorted(slices.Values(f.InitiativeStatuses))))
	}
	if f.ParticipationStatuses != nil {
		fmt.Fprintf(&b, " by %v", slices.Compact(slices.Sorted(slices.Values(f.ParticipationStatuses))))
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

// dated tells whether the filter asks for dates, so that what has none is left out.
func (f Filter) dated() bool { return f.AsOf != 0 || f.Since != 0 }

// plain tells whether the filter takes its ties from those of all.
func (f Filter) plain() bool {
	return !f.dated() && f.Kinds == nil && f.InitiativeStatuses == nil && f.ParticipationStatuses == nil
}

// lasts tells whether a participation was in force on the day asked for, or may
// have been, as nobody knows since when it is.
func (f Filter) lasts(p part) bool {
	return (!p.begin.known() || f.before(p.begin)) && (f.AsOf == 0 || p.until == 0 || int(p.until) >= f.AsOf)
}

// wants tells whether an initiative ties.
func (f Filter) wants(i initiative) bool {
	if !f.Initiatives || f.Kinds != nil && !slices.Contains(f.Kinds, i.kind) {
		return false
	}
	if f.InitiativeStatuses == nil {
		return i.status != content.InitiativeStatusProposed && i.status != content.InitiativeStatusCancelled
	}
	return slices.Contains(f.InitiativeStatuses, i.status)
}

// takes tells whether a participation ties.
func (f Filter) takes(p part) bool {
	return f.ParticipationStatuses == nil || slices.Contains(f.ParticipationStatuses, p.status)
}
