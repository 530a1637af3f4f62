package nodes

import (
	"context"
	"slices"

	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/query"
	"pressgraph/internal/store"
)

// ReleasePayload is what a change of a release has come to.
type ReleasePayload struct {
	Release *Release
	// MadePublic and Withdrawn are the other nodes that readers see from now on,
	// or no longer.
	MadePublic     []Addressable
	Withdrawn      []Addressable
	LostTies       []*LostTie
	ContentVersion string
}

// PartnerPayload is what a change of a partner has come to.
type PartnerPayload struct {
	Partner        *Partner
	Similar        []*Partner
	LostTies       []*LostTie
	ContentVersion string
}

// InitiativePayload is what a change of an initiative has come to.
type InitiativePayload struct {
	Initiative     *Initiative
	LostTies       []*LostTie
	ContentVersion string
}

// TopicPayload is what a change of a topic has come to.
type TopicPayload struct {
	Topic          *Topic
	ContentVersion string
}

// Others returns the nodes that were named, but for the release with the id
// that is given. It asks anew: what was read before a change is not what it is after it.
func (l *Loaders) Others(ctx context.Context, named []store.NodeRef, release int64) ([]Addressable, error) {
	nodes, err := l.Nodes(ctx, named)
	if err != nil {
		return nil, err
	}
	others := []Addressable{}
	for i, node := range nodes {
		if named[i] == (store.NodeRef{Type: content.NodeRelease, ID: release}) {
			continue
		}
		if other, ok := node.(Addressable); ok {
			others = append(others, other)
		}
	}
	return others, nil
}

// DecideSuggestionsPayload is what decisions on suggestions have come to.
type DecideSuggestionsPayload struct {
	Suggestions    []*Suggestion
	MadePublic     []Addressable
	LostTies       []*LostTie
	Similar        []*DuplicatePartners
	ContentVersion string
}

// DuplicatePartners are partners that are alike.
type DuplicatePartners struct {
	Partners []*Partner
	Score    float64
	Reason   string
}

// ImportReport is what an import has come to.
type ImportReport struct {
	DryRun                                     bool
	CreatedCount, UpdatedCount, UnchangedCount int
	SuggestionCount                            int
	LostTies                                   []*LostTie
	Problems                                   []*ImportProblem
	ContentVersion                             string
	// All are the items in the order of the text.
	All []*ImportItem
}

// ImportItem is an item of a text.
type ImportItem struct {
	Line    *int
	Title   string
	Outcome string

	// ID is that of the release that the item became; 0 where it is none.
	ID int64
	in *loader.Cohort[*ImportItem]
	// place is where it stands among the items answered.
	place int64
}

// ImportProblem is something that was left out of an import.
type ImportProblem struct {
	Line    *int
	Item    *string
	Message string
}

// MaxImportItems bounds the items that one field answers.
const MaxImportItems = 1000

// Items returns the first items that came to one of the outcomes; of all where
// outcomes is nil.
func (r *ImportReport) Items(first *int, outcomes []string) ([]*ImportItem, error) {
	most := query.DefaultPage
	if first != nil {
		most = *first
	}
	if most < 1 || most > MaxImportItems {
		f := fault.New(fault.CodePageSize, "first must be between 1 and %d", MaxImportItems)
		f.Field = "first"
		return nil, f
	}
	items := []*ImportItem{}
	for _, item := range r.All {
		if len(items) < most && (outcomes == nil || slices.Contains(outcomes, item.Outcome)) {
			items = append(items, item)
		}
	}
	in := loader.NewCohort[*ImportItem](len(items))
	for i, item := range items {
		shown := *item
		shown.in = in
		in.Put(int64(i), &shown)
		shown.place = int64(i)
		items[i] = &shown
	}
	return items, nil
}

// Release returns the release that the item became, or nil.
func (i *ImportItem) Release(ctx context.Context) (*Release, error) {
	return loader.Load(ctx, i.in, "release", i.place, func(ctx context.Context, members map[int64]*ImportItem) (map[int64]*Release, error) {
		return referenced(ctx, members, func(m *ImportItem) *int64 {
			if m.ID == 0 {
				return nil
			}
			return &m.ID
		}, From(ctx).releases)
	})
}

// SuggestionsByID returns the suggestions with these ids, in their order.
func (l *Loaders) SuggestionsByID(ctx context.Context, ids []int64) ([]*Suggestion, error) {
	found, err := l.suggestions(ctx, distinct(slices.Clone(ids)))
	return inOrder(ids, found), err
}

// PartnersByID returns the partners with these ids, in their order.
func (l *Loaders) PartnersByID(ctx context.Context, ids []int64) ([]*Partner, error) {
	found, err := l.partners(ctx, distinct(slices.Clone(ids)))
	return inOrder(ids, found), err
}

// inOrder leaves out what is not there.
func inOrder[N any](ids []int64, from loader.Found[N]) []N {
	nodes := make([]N, 0, len(ids))
	for _, id := range ids {
		if node, ok := from.Get(id); ok {
			nodes = append(nodes, node)
		}
	}
	return nodes
}
