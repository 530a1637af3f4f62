package newsroom

import (
	"context"
	"slices"

	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// LinkPartner adds or changes one mention of a release and leaves the others.
// Quotes left out keep what was there.
func (n *Newsroom) LinkPartner(ctx context.Context, release int64, version int, in input.Object) (Done, error) {
	return n.link(ctx, "linkPartner", release, version, MentionTies(), in)
}

// UnlinkPartner removes one mention of a release.
func (n *Newsroom) UnlinkPartner(ctx context.Context, release int64, version int, partner int64) (Done, error) {
	return n.unlink(ctx, "unlinkPartner", release, version, MentionTies(), partner)
}

// LinkInitiative adds or changes one announcement of a release and leaves the
// others. Quotes left out keep what was there.
func (n *Newsroom) LinkInitiative(ctx context.Context, release int64, version int, in input.Object) (Done, error) {
	return n.link(ctx, "linkInitiative", release, version, AnnouncementTies(), in)
}

// UnlinkInitiative removes one announcement of a release.
func (n *Newsroom) UnlinkInitiative(ctx context.Context, release int64, version int, initiative int64) (Done, error) {
	return n.unlink(ctx, "unlinkInitiative", release, version, AnnouncementTies(), initiative)
}

// link adds or changes one tie of a release.
func (n *Newsroom) link(ctx context.Context, purpose string, release int64, version int, of TieKind, in input.Object) (Done, error) {
	return n.relate(ctx, purpose, release, version, func(ctx context.Context, e *Edit, r *ReleaseState, c input.Complaints) error {
		w := input.Wanted{}
		w.Add(of.To, input.NumberOf(of.To, in[of.Target]))
		k, err := e.LookUp(ctx, w)
		if err != nil {
			return err
		}
		all := of.at(r)
		*all = WithTie(*all, r.tie(in.Read(c, of.fields()...), of, *all, k))
		return nil
	})
}

// unlink removes the tie of a release to a node.
func (n *Newsroom) unlink(ctx context.Context, purpose string, release int64, version int, of TieKind, target int64) (Done, error) {
	return n.relate(ctx, purpose, release, version, func(_ context.Context, _ *Edit, r *ReleaseState, _ input.Complaints) error {
		all := of.at(r)
		at := slices.IndexFunc(*all, func(t Tie) bool { return t.Target == target })
		if at < 0 {
			return fault.NotFound("the release has no tie to this %s", of.Target)
		}
		*all = orNil(slices.Delete(slices.Clone(*all), at, at+1))
		return nil
	})
}

// relate changes the ties of a release that is at the given version.
func (n *Newsroom) relate(ctx context.Context, purpose string, release int64, version int,
	do func(context.Context, *Edit, *ReleaseState, input.Complaints) error,
) (Done, error) {
	return n.editRelease(ctx, purpose, release, version, func(ctx context.Context, e *Edit, before ReleaseState) error {
		change, c := ReleaseChange{before: before, After: before}, input.Complain("input")
		if err := do(ctx, e, &change.After, c); err != nil {
			return err
		}
		_, err := e.Commit(ctx, change, c)
		return err
	})
}

// WithTie puts a tie in the place of the one to the same target, or behind all.
func WithTie(ties []Tie, t Tie) []Tie {
	ties = slices.Clone(ties)
	at := slices.IndexFunc(ties, func(other Tie) bool { return other.Target == t.Target })
	if at < 0 {
		return append(ties, t)
	}
	ties[at] = t
	return ties
}
