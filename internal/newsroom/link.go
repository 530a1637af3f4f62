package newsroom

import (
	"context"
	"slices"

	"pressgraph/internal/fault"
)

// LinkPartner adds or changes one mention of a release and leaves the others.
// Quotes left out keep what was there.
func (n *Newsroom) LinkPartner(ctx context.Context, release int64, version int, in Input) (Done, error) {
	return n.relate(ctx, "linkPartner", release, version, func(ctx context.Context, e *edit, r *releaseState, c complaints) error {
		return e.relink(ctx, r, mentionWords(), &r.partners, in, c)
	})
}

// UnlinkPartner removes one mention of a release.
func (n *Newsroom) UnlinkPartner(ctx context.Context, release int64, version int, partner int64) (Done, error) {
	return n.relate(ctx, "unlinkPartner", release, version, func(_ context.Context, _ *edit, r *releaseState, _ complaints) error {
		var err error
		r.partners, err = withoutTie(r.partners, partner, "partner")
		return err
	})
}

// LinkInitiative adds or changes one announcement of a release and leaves the
// others. Quotes left out keep what was there.
func (n *Newsroom) LinkInitiative(ctx context.Context, release int64, version int, in Input) (Done, error) {
	return n.relate(ctx, "linkInitiative", release, version, func(ctx context.Context, e *edit, r *releaseState, c complaints) error {
		return e.relink(ctx, r, announcementWords(), &r.initiatives, in, c)
	})
}

// UnlinkInitiative removes one announcement of a release.
func (n *Newsroom) UnlinkInitiative(ctx context.Context, release int64, version int, initiative int64) (Done, error) {
	return n.relate(ctx, "unlinkInitiative", release, version, func(_ context.Context, _ *edit, r *releaseState, _ complaints) error {
		var err error
		r.initiatives, err = withoutTie(r.initiatives, initiative, "initiative")
		return err
	})
}

// relink adds or changes one tie of a release.
func (e *edit) relink(ctx context.Context, r *releaseState, words tieWords, into *[]tie, in Input, c complaints) error {
	w := wanted{}
	w.add(words.to, numberOf(words.to, in[words.target]))
	k, err := e.lookUp(ctx, w)
	if err != nil {
		return err
	}
	*into = withTie(*into, r.tie(in.read(c, words.fields()...), words, *into, k))
	return nil
}

// relate changes the ties of a release that is at the given version.
func (n *Newsroom) relate(ctx context.Context, purpose string, release int64, version int,
	do func(context.Context, *edit, *releaseState, complaints) error,
) (Done, error) {
	return n.write(ctx, purpose, func(ctx context.Context, e *edit) (int64, error) {
		before, err := e.releaseAt(ctx, release, version)
		if err != nil {
			return 0, err
		}
		change, c := releaseChange{before: before, after: before}, complain("input")
		if err := do(ctx, e, &change.after, c); err != nil {
			return 0, err
		}
		_, err = e.commit(ctx, change, c)
		return release, err
	})
}

// withTie puts a tie in the place of the one to the same target, or behind all.
func withTie(ties []tie, t tie) []tie {
	ties = slices.Clone(ties)
	at := slices.IndexFunc(ties, func(other tie) bool { return other.target == t.target })
	if at < 0 {
		return append(ties, t)
	}
	ties[at] = t
	return ties
}

func withoutTie(ties []tie, target int64, noun string) ([]tie, error) {
	at := slices.IndexFunc(ties, func(t tie) bool { return t.target == target })
	if at < 0 {
		return nil, fault.NotFound("the release has no tie to this %s", noun)
	}
	return orNil(slices.Delete(slices.Clone(ties), at, at+1)), nil
}
