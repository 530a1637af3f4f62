package newsroom

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/suggestion"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// SuggestionDecisionInput is an editor's word on one suggestion.
type SuggestionDecisionInput struct {
	ID       int64
	Decision content.Decision
	// Target is another partner or initiative than the one suggested. At most
	// one of it, NewPartner and NewInitiative is given.
	Target *store.NodeRef
	// NewPartner and NewInitiative are what to make of a label that names nobody yet.
	NewPartner    input.Object
	NewInitiative input.Object
	// The roles and the stage are another than the one suggested; empty for that.
	MentionRole       content.MentionRole
	Stage             content.AnnouncementStage
	ParticipationRole content.ParticipationRole
}

// Decided is what DecideSuggestions did.
type Decided struct {
	// Suggestions are those decided on, in the order given.
	Suggestions []int64
	// Outcome holds the content version reached, and what readers see from now on.
	Outcome store.Outcome
	// Versions are those of the releases that the suggestions speak of.
	Versions map[store.NodeRef]int
	// Lost are the ties that readers see no more, as what states them now is
	// hidden from them.
	Lost []LostTie
	// Similar are the partners that look like those made.
	Similar []LookAlike
}

// maxDecisions bounds the decisions of one call.
const maxDecisions = 100

// DecideSuggestions accepts and rejects suggestions, all or none of them.
//
//   - ACCEPTED makes the relation, with the quote, if there is one, as its
//     evidence. A relation that is there already gets the evidence, and a role
//     that is stronger or was asked for.
//   - REJECTED leaves everything as it is.
//   - PENDING takes a rejection back.
//
// What was accepted is decided for good: the relation itself can be changed.
func (n *Newsroom) DecideSuggestions(ctx context.Context, in []SuggestionDecisionInput) (Decided, error) {
	var decided Decided
	done, err := n.Write(ctx, "decideSuggestions", func(ctx context.Context, e *Edit) (int64, error) {
		decided.Suggestions = nil
		c := input.Complain("decisions")
		if len(in) > maxDecisions {
			c.Add("must hold at most %d decisions", maxDecisions)
			return 0, c.Err()
		}
		seen := map[int64]bool{}
		for i, d := range in {
			if seen[d.ID] {
				c.Item(i).Field("id").Add("is given twice")
				continue
			}
			seen[d.ID] = true
			decided.Suggestions = append(decided.Suggestions, d.ID)
			known := c.Len()
			if err := e.decide(ctx, d, c.Item(i)); err != nil && c.Len() == known {
				return 0, fmt.Errorf("decide on suggestion %d: %w", d.ID, err)
			}
		}
		if err := c.Err(); err != nil {
			return 0, err
		}
		var err error
		decided.Versions, err = e.versionsOfSuggested(ctx, decided.Suggestions)
		return 0, err
	})
	decided.Outcome, decided.Lost, decided.Similar = done.Outcome, done.Lost, done.Similar
	return decided, err
}

func (e *Edit) versionsOfSuggested(ctx context.Context, suggestions []int64) (map[store.NodeRef]int, error) {
	rows, err := e.DB.Suggestion.Query().Where(suggestion.IDIn(suggestions...)).QueryRelease().
		Select(release.FieldID, release.FieldVersion).All(ctx)
	versions := map[store.NodeRef]int{}
	for _, row := range rows {
		versions[store.NodeRef{Type: content.NodeRelease, ID: row.ID}] = row.Version
	}
	return versions, err
}

// decide carries one decision out. Complaints alone are no error.
func (e *Edit) decide(ctx context.Context, in SuggestionDecisionInput, c input.Complaints) error {
	s, err := e.DB.Suggestion.Query().Where(suggestion.ID(in.ID), Locked(sql.LockUpdate)).Only(ctx)
	if db.IsNotFound(err) {
		c.Field("id").Add("there is no such suggestion")
		return nil
	}
	if err != nil {
		return err
	}
	decision := s.Decision
	input.Must(input.To(in.Decision), &decision, c.Field("decision"), input.OneOf)
	if s.Decision == content.DecisionAccepted {
		c.Conflict("this suggestion has been accepted already")
		return nil
	}
	if decision == s.Decision {
		return nil
	}
	b := e.DB.Suggestion.Update().Where(suggestion.ID(s.ID)).SetDecision(decision)
	switch decision {
	case content.DecisionAccepted:
		if err := e.accept(ctx, s, in, b, c); err != nil || c.Any() {
			return err
		}
		b.SetDecidedBy(e.Actor).SetDecidedAt(e.Now)
	case content.DecisionRejected:
		b.SetDecidedBy(e.Actor).SetDecidedAt(e.Now)
	case content.DecisionPending:
		b.ClearDecidedBy().ClearDecidedAt()
	}
	return b.Exec(ctx)
}

// accept makes the relation that a suggestion speaks of, and notes in b what it
// came to.
func (e *Edit) accept(ctx context.Context, s *db.Suggestion, in SuggestionDecisionInput, b *db.SuggestionUpdate, c input.Complaints) error {
	before, err := e.ReadRelease(ctx, s.ReleaseID)
	if err != nil {
		return err
	}
	quote := quoteOf(s, before.Texts(), c)
	ends, err := e.endsOf(ctx, s, in, c)
	if err != nil || c.Any() {
		return err
	}
	setNonZero(ends.partner, b.SetPartnerID)
	setNonZero(ends.initiative, b.SetInitiativeID)
	switch s.Relation {
	case content.RelationMention:
		t := tieTo(ends.partner, before.partners)
		t.Word = chosen(in.MentionRole, content.MentionRole(t.Word), *s.MentionRole)
		b.SetMentionRole(content.MentionRole(t.Word))
		return e.acceptTie(ctx, before, MentionTies(), t.with(quote), s)
	case content.RelationAnnouncement:
		t := tieTo(ends.initiative, before.initiatives)
		t.Word = chosen(in.Stage, content.AnnouncementStage(t.Word), *s.Stage)
		b.SetStage(content.AnnouncementStage(t.Word))
		return e.acceptTie(ctx, before, AnnouncementTies(), t.with(quote), s)
	case content.RelationParticipation:
		role := *s.ParticipationRole
		if in.ParticipationRole != "" {
			role = in.ParticipationRole
		}
		b.SetParticipationRole(role)
		return e.acceptParticipation(ctx, ends, role, amountOf(s), quote)
	}
	return fmt.Errorf("a suggestion of the relation %q", s.Relation)
}

func setNonZero(id int64, set func(int64) *db.SuggestionUpdate) {
	if id != 0 {
		set(id)
	}
}

// chosen is the word that was asked for, else the stronger of the one that is
// there and the one suggested.
func chosen[R content.Enum](asked, there, suggested R) string {
	switch {
	case asked != "":
		return string(asked)
	case there != "" && !content.Stronger(suggested, there):
		return string(there)
	}
	return string(suggested)
}

// with adds evidence that is not there yet.
func (t Tie) with(v Evidence) Tie {
	t.Evidence = withEvidence(t.Evidence, v)
	return t
}

// withEvidence adds evidence that is not there yet; none is added for the zero value.
func withEvidence(all []Evidence, v Evidence) []Evidence {
	if v.Quote == "" || stands(v, all) {
		return all
	}
	return append(slices.Clip(all), v)
}

// stands tells whether evidence at the place of v is among all.
func stands(v Evidence, all []Evidence) bool {
	return slices.ContainsFunc(all, func(known Evidence) bool { return known.Place() == v.Place() })
}

func (e *Edit) acceptTie(ctx context.Context, before ReleaseState, of TieKind, t Tie, s *db.Suggestion) error {
	after := before
	*of.at(&after) = WithTie(*of.at(&before), t)
	if reflect.DeepEqual(before, after) {
		return nil
	}
	note := "Accepted the suggestion of " + s.Label
	return e.SaveRelease(ctx, before, after, &note)
}

// quoteOf finds where the quote of a suggestion stands now, or complains. It is
// zero for a suggestion without one.
func quoteOf(s *db.Suggestion, now Texts, c input.Complaints) Evidence {
	found := suggestedQuote(s).Place()
	if found.Quote == "" || now.Hold(found) {
		return found
	}
	span, err := content.FindSpan(now.In(found.section), found.Quote, nil)
	if err != nil {
		c.Field("id").Add("the quote of this suggestion cannot be found in the release as it is now: %s", err)
	}
	found.Span = span
	return found
}
