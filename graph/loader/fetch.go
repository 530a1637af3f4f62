package loader

import (
	"context"
	"fmt"

	"pressgraph/ent"
	"pressgraph/ent/initiative"
	"pressgraph/ent/participation"
	"pressgraph/ent/partner"
	"pressgraph/ent/release"
	"pressgraph/ent/topic"
	"pressgraph/internal/content"
	"pressgraph/internal/memory"
	"pressgraph/internal/store"
)

// The fetchers by id: one statement each, none for no ids. They select what the
// request needs; texts have a loader of their own.

func (l *Loaders) releases(ctx context.Context, ids []int64) (map[int64]*Release, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := recalled(ctx, release.Table, ids, func(ctx context.Context, ids []int64) ([]*ent.Release, error) {
		return l.client.Release.Query().Where(store.In(release.FieldID, ids)).Select(l.columns.releases...).All(ctx)
	}, func(e *ent.Release) int64 { return e.ID })
	return gather(found, err, "releases",
		func(e *ent.Release, in *cohort[*Release]) (int64, *Release) {
			l.setOwnVersion(content.NodeRelease, e.ID, &e.Version)
			return e.ID, &Release{e, l, in}
		})
}

func (l *Loaders) partners(ctx context.Context, ids []int64) (map[int64]*Partner, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := recalled(ctx, partner.Table, ids, func(ctx context.Context, ids []int64) ([]*ent.Partner, error) {
		return l.client.Partner.Query().Where(store.In(partner.FieldID, ids)).Select(l.columns.partners...).All(ctx)
	}, func(e *ent.Partner) int64 { return e.ID })
	return gather(found, err, "partners",
		func(e *ent.Partner, in *cohort[*Partner]) (int64, *Partner) {
			l.setOwnVersion(content.NodePartner, e.ID, &e.Version)
			return e.ID, &Partner{e, l, in}
		})
}

func (l *Loaders) initiatives(ctx context.Context, ids []int64) (map[int64]*Initiative, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := recalled(ctx, initiative.Table, ids, func(ctx context.Context, ids []int64) ([]*ent.Initiative, error) {
		return l.client.Initiative.Query().Where(store.In(initiative.FieldID, ids)).Select(l.columns.initiatives...).All(ctx)
	}, func(e *ent.Initiative) int64 { return e.ID })
	return gather(found, err, "initiatives",
		func(e *ent.Initiative, in *cohort[*Initiative]) (int64, *Initiative) {
			l.setOwnVersion(content.NodeInitiative, e.ID, &e.Version)
			return e.ID, &Initiative{e, l, in}
		})
}

func (l *Loaders) topics(ctx context.Context, ids []int64) (map[int64]*Topic, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := recalled(ctx, topic.Table, ids, func(ctx context.Context, ids []int64) ([]*ent.Topic, error) {
		return l.client.Topic.Query().Where(store.In(topic.FieldID, ids)).Select(l.columns.topics...).All(ctx)
	}, func(e *ent.Topic) int64 { return e.ID })
	return gather(found, err, "topics",
		func(e *ent.Topic, in *cohort[*Topic]) (int64, *Topic) {
			l.setOwnVersion(content.NodeTopic, e.ID, &e.Version)
			return e.ID, &Topic{e, l, in}
		})
}

func (l *Loaders) participations(ctx context.Context, ids []int64) (map[int64]*Participation, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := recalled(ctx, participation.Table, ids, func(ctx context.Context, ids []int64) ([]*ent.Participation, error) {
		return l.client.Participation.Query().Where(store.In(participation.FieldID, ids)).Select(l.columns.participations...).All(ctx)
	}, func(e *ent.Participation) int64 { return e.ID })
	return gather(found, err, "participations",
		func(e *ent.Participation, in *cohort[*Participation]) (int64, *Participation) {
			return e.ID, &Participation{e, l, in}
		})
}

// recalled returns the rows of a table, by their ids, from memory or by a statement.
func recalled[E any](
	ctx context.Context, table string, ids []int64, read func(context.Context, []int64) ([]*E, error), id func(*E) int64,
) (map[int64]*E, error) {
	return memory.Recall(ctx, table, ids, memory.ByRow(table), func(ctx context.Context, ids []int64) (map[int64]*E, error) {
		rows, err := read(ctx, ids)
		return byID(rows, id), err
	})
}

func byID[E any](rows []*E, id func(*E) int64) map[int64]*E {
	found := make(map[int64]*E, len(rows))
	for _, e := range rows {
		found[id(e)] = e
	}
	return found
}

// gather makes one cohort of rows.
func gather[E, N any](
	found map[int64]*E, err error, what string, wrap func(*E, *cohort[N]) (int64, N),
) (map[int64]N, error) {
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", what, err)
	}
	in := newCohort[N](len(found))
	for _, e := range found {
		id, node := wrap(e, in)
		in.nodes[id] = node
	}
	return in.nodes, nil
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
	for id, n := range nodes {
		to[store.NodeRef{Type: t, ID: id}] = n
	}
	return err
}
