package nodes

import (
	"context"

	"pressgraph/ent/db"
	"pressgraph/ent/db/revision"
	"pressgraph/graph/loader"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/query"
)

// Revision is a saved state of a release. Only editors see any.
type Revision struct{ *db.Revision }

// Suggestion is a relation that waits for an editor's word. Only editors see any.
type Suggestion struct {
	*db.Suggestion
	from *Loaders
	in   *loader.Cohort[*Suggestion]
}

// APIKey is what a caller is known by. Only admins see any.
type APIKey struct{ *db.APIKey }

// CreateAPIKeyPayload is a new key with its secret.
type CreateAPIKeyPayload struct {
	Key    *APIKey
	Secret string
}

// IsNode marks a node.
func (*Revision) IsNode() {}

// IsNode marks a node.
func (*Suggestion) IsNode() {}

// IsNode marks a node.
func (*APIKey) IsNode() {}

// GlobalID returns the id that the API answers.
func (r *Revision) GlobalID() string { return content.GlobalID(content.NodeRevision, r.ID) }

// GlobalID returns the id that the API answers.
func (s *Suggestion) GlobalID() string { return content.GlobalID(content.NodeSuggestion, s.ID) }

// GlobalID returns the id that the API answers.
func (k *APIKey) GlobalID() string { return content.GlobalID(content.NodeAPIKey, k.ID) }

// Revisions returns a page of the states that the release was saved in, the
// newest first.
func (r *Release) Revisions(args query.Args) (*List[*Revision], error) {
	return pageOf(r.from, r.in, r.ID, releaseRevisions(), nil, args)
}

// Suggestions returns a page of all suggestions, the most confident first.
func (l *Loaders) Suggestions(args query.Args) (*List[*Suggestion], error) {
	return pageOf(l, l.root, 0, allSuggestions(), nil, args)
}

func (l *Loaders) revisions(ctx context.Context, ids []int64) (loader.Found[*Revision], error) {
	if len(ids) == 0 {
		return loader.Found[*Revision]{}, nil
	}
	columns := without(revision.Columns, revision.FieldState)
	rows, err := l.client.Revision.Query().Where(database.In(revision.FieldID, ids)).Select(columns...).All(ctx)
	return recordsOf(ids, rows, err, "revisions", func(e *db.Revision) int64 { return e.ID },
		func(into *Revision, e *db.Revision, _ *loader.Cohort[*Revision]) { *into = Revision{e} })
}

func (l *Loaders) suggestions(ctx context.Context, ids []int64) (loader.Found[*Suggestion], error) {
	if len(ids) == 0 {
		return loader.Found[*Suggestion]{}, nil
	}
	rows, err := l.client.Suggestion.Query().Where(database.In("id", ids)).All(ctx)
	return recordsOf(ids, rows, err, "suggestions", func(e *db.Suggestion) int64 { return e.ID },
		func(into *Suggestion, e *db.Suggestion, in *loader.Cohort[*Suggestion]) {
			*into = Suggestion{e, l, in}
		})
}

// keys answers nobody but admins: editors, who see all else, see no keys.
func (l *Loaders) keys(ctx context.Context, ids []int64) (loader.Found[*APIKey], error) {
	if len(ids) == 0 || !access.From(ctx).Role.Allows(access.RoleAdmin) {
		return loader.Found[*APIKey]{}, nil
	}
	rows, err := l.client.APIKey.Query().Where(database.In("id", ids)).All(ctx)
	return recordsOf(ids, rows, err, "keys", func(e *db.APIKey) int64 { return e.ID },
		func(into *APIKey, e *db.APIKey, _ *loader.Cohort[*APIKey]) { *into = APIKey{e} })
}

// Changes returns what differs from the revision before.
func (r *Revision) Changes() []*content.FieldChange {
	all := make([]*content.FieldChange, len(r.Revision.Changes))
	for i := range all {
		all[i] = &r.Revision.Changes[i]
	}
	return all
}

// Release returns the release that states the relation.
func (s *Suggestion) Release(ctx context.Context) (*Release, error) {
	return loader.Load(ctx, s.in, "release", s.ID, func(ctx context.Context, members map[int64]*Suggestion) (map[int64]*Release, error) {
		return referenced(ctx, members, func(m *Suggestion) *int64 { return &m.ReleaseID }, s.from.releases)
	})
}

// Initiative returns what the partner would take part in, or nil.
func (s *Suggestion) Initiative(ctx context.Context) (*Initiative, error) {
	if s.Relation != content.RelationParticipation {
		return nil, nil
	}
	return s.initiative(ctx)
}

func (s *Suggestion) initiative(ctx context.Context) (*Initiative, error) {
	return loader.Load(ctx, s.in, "initiative", s.ID, func(ctx context.Context, members map[int64]*Suggestion) (map[int64]*Initiative, error) {
		return referenced(ctx, members, func(m *Suggestion) *int64 { return m.InitiativeID }, s.from.initiatives)
	})
}

// Target returns the partner or initiative that the relation would be with;
// nil where nobody knows it yet.
func (s *Suggestion) Target(ctx context.Context) (Addressable, error) {
	if s.Relation == content.RelationAnnouncement {
		found, err := s.initiative(ctx)
		return orNone(found, found != nil), err
	}
	found, err := loader.Load(ctx, s.in, "partner", s.ID, func(ctx context.Context, members map[int64]*Suggestion) (map[int64]*Partner, error) {
		return referenced(ctx, members, func(m *Suggestion) *int64 { return m.PartnerID }, s.from.partnersOrSurvivors)
	})
	return orNone(found, found != nil), err
}

// orNone keeps a nil node from being an Addressable that is not nil.
func orNone(node Addressable, there bool) Addressable {
	if !there {
		return nil
	}
	return node
}

// Evidence returns where the release states the relation, or nil.
func (s *Suggestion) Evidence(ctx context.Context) (*Evidence, error) {
	return loader.Load(ctx, s.in, "evidence", s.ID, func(_ context.Context, members map[int64]*Suggestion) (map[int64]*Evidence, error) {
		siblings := loader.NewCohort[*Evidence](len(members))
		for id, m := range members {
			if m.Quote == nil || m.Section == nil || m.Start == nil || m.End == nil {
				continue
			}
			quote := &db.Evidence{ID: id, ReleaseID: m.ReleaseID, Section: *m.Section, Quote: *m.Quote, Start: *m.Start, End: *m.End}
			siblings.Put(id, &Evidence{quote, s.from, siblings})
		}
		return siblings.Members(), nil
	})
}

// Amount returns the money that the text speaks of.
func (s *Suggestion) Amount() *Money {
	return moneyOf(s.AmountAmount, s.AmountCurrency, s.AmountQualifier)
}
