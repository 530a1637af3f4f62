package newsroom

import (
	"context"
	"fmt"
	"slices"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// CreateRelease makes a draft.
func (n *Newsroom) CreateRelease(ctx context.Context, in input.Object) (Done, error) {
	return n.Write(ctx, "createRelease", func(ctx context.Context, e *Edit) (int64, error) {
		r, err := e.CreateRelease(ctx, NewRelease{Status: content.StatusDraft}, in, input.Complain("input"))
		return r.ID, err
	})
}

// UpdateRelease changes a release that is at the given version. The note says
// why, for the editors.
func (n *Newsroom) UpdateRelease(ctx context.Context, id int64, version int, in input.Object, note *string) (Done, error) {
	return n.editRelease(ctx, "updateRelease", id, version, func(ctx context.Context, e *Edit, before ReleaseState) error {
		return e.revise(ctx, before, in, note)
	})
}

// NewRelease is what a new release has beside its input.
type NewRelease struct {
	ID        int64 // a fresh one for 0
	Status    content.ReleaseStatus
	Rank      int64
	Place     *content.Place
	Truncated bool
	Note      *string
}

// CreateRelease makes a release and returns its state.
func (e *Edit) CreateRelease(ctx context.Context, as NewRelease, in input.Object, c input.Complaints) (ReleaseState, error) {
	var r ReleaseState
	r.ID, r.Status, r.Rank, r.ListingPlace, in = e.NewID(as.ID), as.Status, as.Rank, as.Place, in.Given()
	r.group = r.ID
	if _, err := e.rooms.tables.releases.take(ctx, e, &r, in, c); err != nil {
		return r, err
	}
	r.SummaryTruncated = as.Truncated && r.Summary != nil
	if err := e.rooms.tables.releases.inspect(ctx, e, ReleaseState{}, &r, in, c); err != nil {
		return r, err
	}
	return r, e.SaveRelease(ctx, ReleaseState{}, r, as.Note)
}

// editRelease runs a use case on a release that must be at the given version.
func (n *Newsroom) editRelease(ctx context.Context, purpose string, id int64, version int,
	do func(ctx context.Context, e *Edit, before ReleaseState) error,
) (Done, error) {
	return n.Write(ctx, purpose, func(ctx context.Context, e *Edit) (int64, error) {
		before, err := e.ReadRelease(ctx, id)
		if err != nil {
			return 0, err
		}
		if err := CheckVersion(version, before.Version); err != nil {
			return 0, err
		}
		return id, do(ctx, e, before)
	})
}

// revise changes a release as an input says, with a note.
func (e *Edit) revise(ctx context.Context, before ReleaseState, in input.Object, note *string) error {
	c := input.Complain("input")
	change, err := e.Apply(ctx, before, in, c)
	if err != nil {
		return err
	}
	change.Note = takeNote(note, c.AtPath("note"))
	_, err = e.Commit(ctx, change, c)
	return err
}

// Apply applies an input; what is wrong with it is in the complaints.
func (e *Edit) Apply(ctx context.Context, before ReleaseState, in input.Object, c input.Complaints) (ReleaseChange, error) {
	change := ReleaseChange{before: before, After: before, in: in}
	w, err := e.rooms.tables.releases.take(ctx, e, &change.After, in, c)
	change.lost = w.lost
	return change, err
}

// ReleaseChange is what becomes of a release.
type ReleaseChange struct {
	before, After ReleaseState
	// in is what was given.
	in input.Object
	// lost are the ties that the edit has left without evidence.
	lost []Loss
	Note *string
	// always saves a state that differs in nothing.
	always bool
}

// Commit checks a change and stores it with all that follows from it, and
// tells whether it changed anything.
func (e *Edit) Commit(ctx context.Context, change ReleaseChange, c input.Complaints) (bool, error) {
	if err := e.rooms.tables.releases.inspect(ctx, e, change.before, &change.After, change.in, c); err != nil {
		return false, err
	}
	if same(change.before, change.After) && !change.always {
		return false, nil
	}
	if err := e.SaveRelease(ctx, change.before, change.After, change.Note); err != nil {
		return false, err
	}
	lost := change.untied()
	if change.before.Texts() != change.After.Texts() {
		parted, err := e.moveParticipations(ctx, change.before.Texts(), change.After.Texts())
		if err != nil {
			return false, fmt.Errorf("move the evidence in release %d: %w", change.After.ID, err)
		}
		lost = append(lost, parted...)
		if err := e.MoveSuggested(ctx, change.before.Texts(), change.After.Texts()); err != nil {
			return false, fmt.Errorf("move the quotes of suggestions in release %d: %w", change.After.ID, err)
		}
	}
	if err := e.SuggestAgain(ctx, change.After.Texts(), lost); err != nil {
		return false, err
	}
	e.Tell(change.After.ID, lost)
	return true, e.settleSuggested(ctx, change.before, change.After)
}

// untied lists the mentions and announcements that the change takes away: those
// that the text says no more, and those that an editor has left out.
func (change ReleaseChange) untied() []Loss {
	all := slices.Clone(change.lost)
	for _, of := range tieKinds() {
		for _, t := range *of.at(&change.before) {
			stays := slices.ContainsFunc(*of.at(&change.After), func(o Tie) bool { return o.Target == t.Target })
			if !stays && !slices.ContainsFunc(change.lost, func(l Loss) bool { return l.Kind == of.Kind && l.Target == t.Target }) {
				all = append(all, Loss{Tie: t, Kind: of.Kind})
			}
		}
	}
	return all
}

// takeNote returns a note without white space around it; nil where nothing is left.
func takeNote(note *string, c input.Complaints) *string {
	if note == nil || *note == "" {
		return nil
	}
	input.Take(input.To(*note), &note, c, input.TextOf(input.MaxNote))
	return note
}

// checkRelease complains about translations and dates that do not go together.
func checkRelease(ctx context.Context, e *Edit, before, after ReleaseState, c input.Complaints) error {
	if err := e.checkTranslation(ctx, before, after, c); err != nil {
		return fmt.Errorf("check the translations of a release: %w", err)
	}
	e.CheckDate(before, after, c.Field("publishedOn"))
	return nil
}

// CorrectRelease changes a published release and says so in public. The note
// is kept even where the input changes nothing: it is what readers are told.
func (n *Newsroom) CorrectRelease(ctx context.Context, id int64, version int, in input.Object, note string) (Done, error) {
	return n.editRelease(ctx, "correctRelease", id, version, func(ctx context.Context, e *Edit, before ReleaseState) error {
		if before.Status != content.StatusPublished {
			return fault.Conflict("only a published release can be corrected; update this one instead")
		}
		return e.Correct(ctx, before, in, note)
	})
}

// Correct changes a release as an input says, and notes it in public.
func (e *Edit) Correct(ctx context.Context, before ReleaseState, in input.Object, note string) error {
	c := input.Complain("input")
	change, err := e.Apply(ctx, before, in, c)
	if err != nil {
		return err
	}
	input.Must(input.To(note), &note, c.AtPath("note"), input.TextOf(input.MaxNote))
	change.Note, change.always = &note, true
	if _, err := e.Commit(ctx, change, c); err != nil {
		return err
	}
	err = e.DB.Correction.Create().SetID(e.Tx.NewID()).SetReleaseID(before.ID).SetNote(note).SetCorrectedAt(e.Now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("write the correction of release %d: %w", before.ID, err)
	}
	return nil
}
