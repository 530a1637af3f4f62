package graph

import (
	"context"
	"pressgraph/graph/generated"
	"pressgraph/graph/nodes"
)

// Release is the resolver of Evidence.release.
func (r *evidenceResolver) Release(ctx context.Context, obj *nodes.Evidence) (*nodes.Release, error) {
	return obj.Release(ctx)
}

// Partner is the resolver of Participation.partner.
func (r *participationResolver) Partner(ctx context.Context, obj *nodes.Participation) (*nodes.Partner, error) {
	return obj.Partner(ctx)
}

// Initiative is the resolver of Participation.initiative.
func (r *participationResolver) Initiative(ctx context.Context, obj *nodes.Participation) (*nodes.Initiative, error) {
	return obj.Initiative(ctx)
}

// Evidence is the resolver of Participation.evidence.
func (r *participationResolver) Evidence(ctx context.Context, obj *nodes.Participation) ([]*nodes.Evidence, error) {
	return obj.Evidence(ctx)
}

func (r *Resolver) Evidence() generated.EvidenceResolver { return &evidenceResolver{r} }

func (r *Resolver) Participation() generated.ParticipationResolver { return &participationResolver{r} }

type (
	evidenceResolver      struct{ *Resolver }
	participationResolver struct{ *Resolver }
)
