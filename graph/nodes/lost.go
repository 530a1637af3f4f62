package nodes

import (
	"context"

	"pressgraph/graph/loader"
	"pressgraph/internal/content"
)

// LostTie is a relation that a change has taken away.
type LostTie struct {
	Relation          content.RelationKind
	MentionRole       *content.MentionRole
	Stage             *content.AnnouncementStage
	ParticipationRole *content.ParticipationRole
	Quotes            []string
	// Public is whether readers saw it, Remains whether editors still see it.
	Public, Remains bool

	// Ends are the nodes that it is about.
	Ends LostEnds

	in *loader.Cohort[*LostTie]
	// place is where it stands among those answered.
	place int64
}

// LostEnds are the ids of what a lost tie is about; 0 for what it does not have.
type LostEnds struct{ Release, Partner, Initiative, Suggestion int64 }

// LostTies are answered together: each asks for its ends with all the others.
func LostTies(all []*LostTie) []*LostTie {
	in := loader.NewCohort[*LostTie](len(all))
	for i, t := range all {
		t.in, t.place = in, int64(i)
		in.Put(t.place, t)
	}
	return all
}

// Quote returns the first of the words that it stood on, or nil.
func (t *LostTie) Quote() *string {
	if len(t.Quotes) == 0 {
		return nil
	}
	return &t.Quotes[0]
}

// Release returns the release that stated it, or nil.
func (t *LostTie) Release(ctx context.Context) (*Release, error) {
	return lostEnd(ctx, t, "release", func(e *LostEnds) *int64 { return &e.Release }, From(ctx).releases)
}

// Partner returns the partner that was tied, or nil.
func (t *LostTie) Partner(ctx context.Context) (*Partner, error) {
	return lostEnd(ctx, t, "partner", func(e *LostEnds) *int64 { return &e.Partner }, From(ctx).partnersOrSurvivors)
}

// Initiative returns the initiative that was tied, or nil.
func (t *LostTie) Initiative(ctx context.Context) (*Initiative, error) {
	return lostEnd(ctx, t, "initiative", func(e *LostEnds) *int64 { return &e.Initiative }, From(ctx).initiatives)
}

// Suggestion returns what asks the editors about it, or nil.
func (t *LostTie) Suggestion(ctx context.Context) (*Suggestion, error) {
	return lostEnd(ctx, t, "suggestion", func(e *LostEnds) *int64 { return &e.Suggestion }, From(ctx).suggestions)
}

func lostEnd[N any](ctx context.Context, t *LostTie, field string, of func(*LostEnds) *int64, byID nodesByID[*N]) (*N, error) {
	return loader.Load(ctx, t.in, field, t.place, func(ctx context.Context, members map[int64]*LostTie) (map[int64]*N, error) {
		return referenced(ctx, members, func(m *LostTie) *int64 {
			if id := of(&m.Ends); *id != 0 {
				return id
			}
			return nil
		}, byID)
	})
}
