package graph

import (
	"context"
	"strings"

	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/importing"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/store"
)

// useCase is a change that a mutation asks for.
type useCase func() (newsroom.Done, error)

// editRelease changes the release that an argument id names.
func (r *Resolver) editRelease(ctx context.Context, id string, change func(release int64) (newsroom.Done, error)) (*nodes.ReleasePayload, error) {
	var ids targets
	release := ids.read("id", content.NodeRelease, id)
	return r.releasePayload(ctx, &ids, func() (newsroom.Done, error) { return change(release) })
}

// releasePayload makes a change, unless an id complains, and tells what it has come to.
func (r *Resolver) releasePayload(ctx context.Context, ids *targets, change useCase) (*nodes.ReleasePayload, error) {
	done, err := ids.then(change)
	if err != nil {
		return nil, err
	}
	l := nodes.From(ctx)
	l.Changed(done.Versions)
	payload := &nodes.ReleasePayload{}
	if payload.Release, err = present(l.ReleaseByID(ctx, done.ID)); err != nil {
		return nil, err
	}
	if payload.MadePublic, err = l.Others(ctx, done.Outcome.MadePublic, done.ID); err != nil {
		return nil, err
	}
	if payload.Withdrawn, err = l.Others(ctx, done.Outcome.Withdrawn, done.ID); err != nil {
		return nil, err
	}
	payload.LostTies = lostTies(done.Lost)
	payload.ContentVersion, err = r.versionOf(ctx, done.Outcome)
	return payload, err
}

func (r *Resolver) partnerPayload(ctx context.Context, ids *targets, change useCase) (*nodes.PartnerPayload, error) {
	done, err := ids.then(change)
	if err != nil {
		return nil, err
	}
	version, err := r.versionOf(ctx, done.Outcome)
	if err != nil {
		return nil, err
	}
	l := nodes.From(ctx)
	l.Changed(done.Versions)
	partner, err := present(l.PartnerByID(ctx, done.ID))
	if err != nil {
		return nil, err
	}
	similar, err := l.PartnersByID(ctx, each(done.Similar, func(a newsroom.LookAlike) int64 { return a.Like }))
	return &nodes.PartnerPayload{Partner: partner, Similar: similar, LostTies: lostTies(done.Lost), ContentVersion: version}, err
}

func (r *Resolver) initiativePayload(ctx context.Context, ids *targets, change useCase) (*nodes.InitiativePayload, error) {
	done, err := ids.then(change)
	if err != nil {
		return nil, err
	}
	version, err := r.versionOf(ctx, done.Outcome)
	if err != nil {
		return nil, err
	}
	nodes.From(ctx).Changed(done.Versions)
	initiative, err := present(nodes.From(ctx).InitiativeByID(ctx, done.ID))
	return &nodes.InitiativePayload{Initiative: initiative, LostTies: lostTies(done.Lost), ContentVersion: version}, err
}

func (r *Resolver) topicPayload(ctx context.Context, ids *targets, change useCase) (*nodes.TopicPayload, error) {
	done, err := ids.then(change)
	if err != nil {
		return nil, err
	}
	version, err := r.versionOf(ctx, done.Outcome)
	if err != nil {
		return nil, err
	}
	nodes.From(ctx).Changed(done.Versions)
	topic, err := present(nodes.From(ctx).TopicByID(ctx, done.ID))
	return &nodes.TopicPayload{Topic: topic, ContentVersion: version}, err
}

// deletePayload deletes one node of a type.
func (r *Resolver) deletePayload(
	ctx context.Context, of content.NodeType, id string, version int,
	remove func(ctx context.Context, id int64, version int) (newsroom.Done, error),
) (*model.DeletePayload, error) {
	var ids targets
	node := ids.read("id", of, id)
	done, err := ids.then(func() (newsroom.Done, error) { return remove(ctx, node, version) })
	if err != nil {
		return nil, err
	}
	reached, err := r.versionOf(ctx, done.Outcome)
	return &model.DeletePayload{DeletedID: content.GlobalID(of, done.ID), ContentVersion: reached}, err
}

// versionOf returns the version that holds what was done; the newest one where
// nothing was to be kept.
func (r *Resolver) versionOf(ctx context.Context, o store.Outcome) (string, error) {
	if o.ContentVersion == 0 {
		return r.contentVersion(ctx)
	}
	return access.Everything.Counter(o.ContentVersion, o.PublicVersion), nil
}

// present turns the absence of a node that was there a moment ago into
// NOT_FOUND: somebody else was faster to delete it.
func present[N any](node *N, err error) (*N, error) {
	if err == nil && node == nil {
		return nil, fault.NotFound("this was deleted in the meantime")
	}
	return node, err
}

// importReport shapes what an import has come to.
func importReport(report importing.Report, dryRun bool, version string) *nodes.ImportReport {
	return &nodes.ImportReport{
		DryRun: dryRun, CreatedCount: report.Created, UpdatedCount: report.Updated, UnchangedCount: report.Unchanged,
		SuggestionCount: report.Suggestions, LostTies: lostTies(report.Lost()),
		ContentVersion: version,
		All: each(report.Items, func(item importing.Result) *nodes.ImportItem {
			return &nodes.ImportItem{
				Line: known(item.Line), Title: item.Title, Outcome: strings.ToUpper(string(item.Action)), ID: item.Release,
			}
		}),
		Problems: each(append([]ingest.Problem{}, report.Problems...), func(p ingest.Problem) *nodes.ImportProblem {
			return &nodes.ImportProblem{Line: known(p.Line), Item: known(p.Item), Message: p.Message}
		}),
	}
}

func (r *Resolver) decidedPayload(ctx context.Context, decided newsroom.Decided) (*nodes.DecideSuggestionsPayload, error) {
	l := nodes.From(ctx)
	l.Changed(decided.Versions)
	payload := &nodes.DecideSuggestionsPayload{}
	var err error
	if payload.Suggestions, err = l.SuggestionsByID(ctx, decided.Suggestions); err != nil {
		return nil, err
	}
	if payload.MadePublic, err = l.Others(ctx, decided.Outcome.MadePublic, 0); err != nil {
		return nil, err
	}
	payload.LostTies = lostTies(decided.Lost)
	if payload.Similar, err = lookAlikes(ctx, decided.Similar); err != nil {
		return nil, err
	}
	payload.ContentVersion, err = r.versionOf(ctx, decided.Outcome)
	return payload, err
}

// lookAlikes answers each partner with those that look like it.
func lookAlikes(ctx context.Context, all []newsroom.LookAlike) ([]*nodes.DuplicatePartners, error) {
	var ids []int64
	for _, a := range all {
		ids = append(ids, a.Partner, a.Like)
	}
	found, err := nodes.From(ctx).PartnersByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	byID := map[int64]*nodes.Partner{}
	for _, p := range found {
		byID[p.ID] = p
	}
	groups := []*nodes.DuplicatePartners{}
	last := int64(0)
	for _, a := range all {
		if byID[a.Partner] == nil || byID[a.Like] == nil {
			continue // nothing is left of it after a dry run
		}
		if a.Partner != last {
			last = a.Partner
			groups = append(groups, &nodes.DuplicatePartners{
				Partners: []*nodes.Partner{byID[a.Partner]}, Score: a.Score, Reason: "their names look alike",
			})
		}
		group := groups[len(groups)-1]
		group.Partners = append(group.Partners, byID[a.Like])
	}
	return groups, nil
}

// keptApart answers each pair of partners with what was said of it.
func keptApart(ctx context.Context, pairs []merge.Pair, reason string) ([]*nodes.DuplicatePartners, error) {
	l := nodes.From(ctx)
	all := make([]*nodes.DuplicatePartners, len(pairs))
	for i, pair := range pairs {
		partners, err := l.PartnersByID(ctx, []int64{pair.A, pair.B})
		if err != nil {
			return nil, err
		}
		all[i] = &nodes.DuplicatePartners{Partners: partners, Reason: reason}
	}
	return all, nil
}
