package nodes

import (
	"context"
	"fmt"

	"pressgraph/ent/db"
	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/topic"
	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/memory"
	"pressgraph/internal/store"
)

// The fetchers by id: one statement each, none for no ids. They select what the
// request needs; texts have a loader of their own.

func (l *Loaders) releases(ctx context.Context, ids []int64) (loader.Found[*Release], error) {
	return nodesOf(ctx, release.Table, ids, func(ctx context.Context, ids []int64) ([]*db.Release, error) {
		return l.client.Release.Query().Where(database.In(release.FieldID, ids)).Select(l.columns(releaseNeeds())...).All(ctx)
	}, func(e *db.Release) int64 { return e.ID }, func(into *Release, e *db.Release, in *loader.Cohort[*Release]) {
		l.setOwnVersion(content.NodeRelease, e.ID, &e.Version)
		*into = Release{e, l, in}
	})
}

func (l *Loaders) partners(ctx context.Context, ids []int64) (loader.Found[*Partner], error) {
	return nodesOf(ctx, partner.Table, ids, func(ctx context.Context, ids []int64) ([]*db.Partner, error) {
		return l.client.Partner.Query().Where(database.In(partner.FieldID, ids)).Select(l.columns(partnerNeeds())...).All(ctx)
	}, func(e *db.Partner) int64 { return e.ID }, func(into *Partner, e *db.Partner, in *loader.Cohort[*Partner]) {
		l.setOwnVersion(content.NodePartner, e.ID, &e.Version)
		*into = Partner{e, l, in}
	})
}

func (l *Loaders) initiatives(ctx context.Context, ids []int64) (loader.Found[*Initiative], error) {
	return nodesOf(ctx, initiative.Table, ids, func(ctx context.Context, ids []int64) ([]*db.Initiative, error) {
		return l.client.Initiative.Query().Where(database.In(initiative.FieldID, ids)).Select(l.columns(initiativeNeeds())...).All(ctx)
	}, func(e *db.Initiative) int64 { return e.ID }, func(into *Initiative, e *db.Initiative, in *loader.Cohort[*Initiative]) {
		l.setOwnVersion(content.NodeInitiative, e.ID, &e.Version)
		*into = Initiative{e, l, in}
	})
}

func (l *Loaders) topics(ctx context.Context, ids []int64) (loader.Found[*Topic], error) {
	return nodesOf(ctx, topic.Table, ids, func(ctx context.Context, ids []int64) ([]*db.Topic, error) {
		return l.client.Topic.Query().Where(database.In(topic.FieldID, ids)).Select(l.columns(topicNeeds())...).All(ctx)
	}, func(e *db.Topic) int64 { return e.ID }, func(into *Topic, e *db.Topic, in *loader.Cohort[*Topic]) {
		l.setOwnVersion(content.NodeTopic, e.ID, &e.Version)
		*into = Topic{e, l, in}
	})
}

func (l *Loaders) participations(ctx context.Context, ids []int64) (loader.Found[*Participation], error) {
	return nodesOf(ctx, participation.Table, ids, func(ctx context.Context, ids []int64) ([]*db.Participation, error) {
		return l.client.Participation.Query().Where(database.In(participation.FieldID, ids)).Select(l.columns(participationNeeds())...).All(ctx)
	}, func(e *db.Participation) int64 { return e.ID }, func(into *Participation, e *db.Participation, in *loader.Cohort[*Participation]) {
		*into = Participation{e, l, in}
	})
}

// nodesOf returns the nodes of rows of a table, by their ids, from memory or by a
// statement. They are a cohort.
func nodesOf[E, N any](
	ctx context.Context, table string, ids []int64, read func(context.Context, []int64) ([]*E, error), id func(*E) int64,
	wrap func(into *N, row *E, in *loader.Cohort[*N]),
) (loader.Found[*N], error) {
	if len(ids) == 0 {
		return loader.Found[*N]{}, nil
	}
	rows, err := memory.RecallEach(ctx, table, ids, memory.ByRow(table), func(ctx context.Context, ids []int64) (map[int64]*E, error) {
		rows, err := read(ctx, ids)
		return byID(rows, id), err
	})
	if err != nil {
		return loader.Found[*N]{}, fmt.Errorf("load %s: %w", table, err)
	}
	return gather(ids, rows, wrap), nil
}

func byID[E any](rows []*E, id func(*E) int64) map[int64]*E {
	found := make(map[int64]*E, len(rows))
	for _, e := range rows {
		found[id(e)] = e
	}
	return found
}

// gather makes one cohort of rows, by their ids; nil is none.
func gather[E, N any](ids []int64, rows []*E, wrap func(into *N, row *E, in *loader.Cohort[*N])) loader.Found[*N] {
	in, made := loader.NewCohort[*N](len(ids)), make([]N, len(ids))
	for i, row := range rows {
		if row == nil {
			continue
		}
		wrap(&made[i], row, in)
		in.IDs, in.All = append(in.IDs, ids[i]), append(in.All, &made[i])
	}
	return in.Found
}

// recordsOf makes one cohort of rows that are not kept in memory.
func recordsOf[E, N any](
	ids []int64, rows []*E, err error, what string, id func(*E) int64, wrap func(into *N, row *E, in *loader.Cohort[*N]),
) (loader.Found[*N], error) {
	if err != nil {
		return loader.Found[*N]{}, wrapLoad(what, err)
	}
	there, aligned := byID(rows, id), make([]*E, len(ids))
	for i, id := range ids {
		aligned[i] = there[id]
	}
	return gather(ids, aligned, wrap), nil
}

// without returns the columns but those left out.
func without(columns []string, left ...string) []string {
	skip := map[string]bool{}
	for _, name := range left {
		skip[name] = true
	}
	kept := make([]string, 0, len(columns))
	for _, name := range columns {
		if !skip[name] {
			kept = append(kept, name)
		}
	}
	return kept
}

// Nodes returns the nodes with these ids as the viewer sees them, in their
// order and nil for each that is not there: one statement a type, one more
// where ids of merged partners are among them.
func (l *Loaders) Nodes(ctx context.Context, wanted []store.NodeRef) ([]Node, error) {
	perType := map[content.NodeType][]int64{}
	for _, ref := range wanted {
		perType[ref.Type] = append(perType[ref.Type], ref.ID)
	}
	found := map[store.NodeRef]Node{}
	for _, t := range []content.NodeType{
		content.NodeRelease, content.NodePartner, content.NodeInitiative, content.NodeTopic, content.NodeParticipation,
		content.NodeRevision, content.NodeSuggestion, content.NodeAPIKey,
	} {
		if err := l.addNodes(ctx, found, t, distinct(perType[t])); err != nil {
			return nil, err
		}
	}
	nodes := make([]Node, len(wanted))
	for i, ref := range wanted {
		nodes[i] = found[ref]
	}
	return nodes, nil
}

func (l *Loaders) addNodes(ctx context.Context, to map[store.NodeRef]Node, t content.NodeType, ids []int64) error {
	switch t {
	case content.NodeRelease:
		return addAll(ctx, to, t, ids, l.releases)
	case content.NodePartner:
		return addAll(ctx, to, t, ids, l.partnersOrSurvivors)
	case content.NodeInitiative:
		return addAll(ctx, to, t, ids, l.initiatives)
	case content.NodeTopic:
		return addAll(ctx, to, t, ids, l.topics)
	case content.NodeParticipation:
		return addAll(ctx, to, t, ids, l.participations)
	case content.NodeRevision:
		return addAll(ctx, to, t, ids, l.revisions)
	case content.NodeSuggestion:
		return addAll(ctx, to, t, ids, l.suggestions)
	case content.NodeAPIKey:
		return addAll(ctx, to, t, ids, l.keys)
	default:
		return nil
	}
}

func addAll[N Node](
	ctx context.Context, to map[store.NodeRef]Node, t content.NodeType, ids []int64, byID nodesByID[N],
) error {
	nodes, err := byID(ctx, ids)
	for i, id := range nodes.IDs {
		to[store.NodeRef{Type: t, ID: id}] = nodes.All[i]
	}
	return err
}
