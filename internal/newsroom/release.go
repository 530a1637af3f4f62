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
	return n.write(ctx, "createRelease", func(ctx context.Context, e *edit) (int64, error) {
		r, err := e.createRelease(ctx, newRelease{status: content.StatusDraft}, in, input.Complain("input"))
		return r.ID, err
	})
}

// UpdateRelease changes a release that is at the given version. The note says
// why, for the editors.
func (n *Newsroom) UpdateRelease(ctx context.Context, id int64, version int, in input.Object, note *string) (Done, error) {
	return n.editRelease(ctx, "updateRelease", id, version, func(ctx context.Context, e *edit, before releaseState) error {
		return e.revise(ctx, before, in, note)
	})
}

// newRelease is what a new release has beside its input.
type newRelease struct {
	id        int64 // a fresh one for 0
	status    content.ReleaseStatus
	rank      int64
	place     *content.Place
	truncated bool
	note      *string
}

// createRelease makes a release and returns its state.
func (e *edit) createRelease(ctx context.Context, as newRelease, in input.Object, c input.Complaints) (releaseState, error) {
	var r releaseState
	r.ID, r.Status, r.Rank, r.ListingPlace, in = e.newID(as.id), as.status, as.rank, as.place, in.Given()
	r.group = r.ID
	if _, err := e.tables.releases.take(ctx, e, &r, in, c); err != nil {
		return r, err
	}
	r.SummaryTruncated = as.truncated && r.Summary != nil
	if err := e.tables.releases.inspect(ctx, e, releaseState{}, &r, in, c); err != nil {
		return r, err
	}
	return r, e.saveRelease(ctx, releaseState{}, r, as.note)
}

// editRelease runs a use case on a release that must be at the given version.
func (n *Newsroom) editRelease(ctx context.Context, purpose string, id int64, version int,
	do func(ctx context.Context, e *edit, before releaseState) error,
) (Done, error) {
	return n.write(ctx, purpose, func(ctx context.Context, e *edit) (int64, error) {
		before, err := e.release(ctx, id)
		if err != nil {
			return 0, err
		}
		if err := checkVersion(version, before.Version); err != nil {
			return 0, err
		}
		return id, do(ctx, e, before)
	})
}

// revise changes a release as an input says, with a note.
func (e *edit) revise(ctx context.Context, before releaseState, in input.Object, note *string) error {
	change, c, err := e.changed(ctx, before, in)
	if err != nil {
		return err
	}
	change.note = takeNote(note, c.AtPath("note"))
	_, err = e.commit(ctx, change, c)
	return err
}

// changed applies an input; what is wrong with it is in the complaints.
func (e *edit) changed(ctx context.Context, before releaseState, in input.Object) (releaseChange, input.Complaints, error) {
	change, c := releaseChange{before: before, after: before, in: in}, input.Complain("input")
	w, err := e.tables.releases.take(ctx, e, &change.after, in, c)
	change.lost = w.lost
	return change, c, err
}

// releaseChange is what becomes of a release.
type releaseChange struct {
	before, after releaseState
	// in is what was given.
	in input.Object
	// lost are the ties that the edit has left without evidence.
	lost []lostTie
	note *string
	// always saves a state that differs in nothing.
	always bool
}

// commit checks a change and stores it with all that follows from it, and
// tells whether it changed anything.
func (e *edit) commit(ctx context.Context, change releaseChange, c input.Complaints) (bool, error) {
	if err := e.tables.releases.inspect(ctx, e, change.before, &change.after, change.in, c); err != nil {
		return false, err
	}
	if same(change.before, change.after) && !change.always {
		return false, nil
	}
	if err := e.saveRelease(ctx, change.before, change.after, change.note); err != nil {
		return false, err
	}
	lost := change.untied()
	if change.before.texts() != change.after.texts() {
		parted, err := e.moveParticipations(ctx, change.before.texts(), change.after.texts())
		if err != nil {
			return false, fmt.Errorf("move the evidence in release %d: %w", change.after.ID, err)
		}
		lost = append(lost, parted...)
		if err := e.moveSuggested(ctx, change.before.texts(), change.after.texts()); err != nil {
			return false, fmt.Errorf("move the quotes of suggestions in release %d: %w", change.after.ID, err)
		}
	}
	if err := e.suggestAgain(ctx, change.after.texts(), lost); err != nil {
		return false, err
	}
	e.tell(change.after.ID, lost)
	return true, e.settleSuggested(ctx, change.before, change.after)
}

// untied lists the mentions and announcements that the change takes away: those
// that the text says no more, and those that an editor has left out.
func (change releaseChange) untied() []lostTie {
	all := slices.Clone(change.lost)
	for _, of := range tieKinds() {
		for _, t := range *of.at(&change.before) {
			stays := slices.ContainsFunc(*of.at(&change.after), func(o tie) bool { return o.target == t.target })
			if !stays && !slices.ContainsFunc(change.lost, func(l lostTie) bool { return l.kind == of.kind && l.target == t.target }) {
				all = append(all, lostTie{tie: t, kind: of.kind})
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
func checkRelease(ctx context.Context, e *edit, before, after releaseState, c input.Complaints) error {
	if err := e.checkTranslation(ctx, before, after, c); err != nil {
		return fmt.Errorf("check the translations of a release: %w", err)
	}
	e.checkDate(before, after, c.Field("publishedOn"))
	return nil
}

// CorrectRelease changes a published release and says so in public. The note
// is kept even where the input changes nothing: it is what readers are told.
func (n *Newsroom) CorrectRelease(ctx context.Context, id int64, version int, in input.Object, note string) (Done, error) {
	return n.editRelease(ctx, "correctRelease", id, version, func(ctx context.Context, e *edit, before releaseState) error {
		if before.Status != content.StatusPublished {
			return fault.Conflict("only a published release can be corrected; update this one instead")
		}
		return e.correct(ctx, before, in, note)
	})
}

// correct changes a release as an input says, and notes it in public.
func (e *edit) correct(ctx context.Context, before releaseState, in input.Object, note string) error {
	change, c, err := e.changed(ctx, before, in)
	if err != nil {
		return err
	}
	input.Must(input.To(note), &note, c.AtPath("note"), input.TextOf(input.MaxNote))
	change.note, change.always = &note, true
	if _, err := e.commit(ctx, change, c); err != nil {
		return err
	}
	err = e.db.Correction.Create().SetID(e.tx.NewID()).SetReleaseID(before.ID).SetNote(note).SetCorrectedAt(e.now).Exec(ctx)
	if err != nil {
		return fmt.Errorf("write the correction of release %d: %w", before.ID, err)
	}
	return nil
}
