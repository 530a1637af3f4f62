package graph

import (
	"context"
	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
)

// CreatePartner is the resolver of Mutation.createPartner.
func (r *mutationResolver) CreatePartner(ctx context.Context, input map[string]any) (*nodes.PartnerPayload, error) {
	return r.partnerPayload(ctx, &targets{}, func() (newsroom.Done, error) {
		return r.rooms.CreatePartner(ctx, inputAt(ctx, input))
	})
}

// UpdatePartner is the resolver of Mutation.updatePartner.
func (r *mutationResolver) UpdatePartner(ctx context.Context, id string, version int, input map[string]any) (*nodes.PartnerPayload, error) {
	var ids targets
	partner := ids.read("id", content.NodePartner, id)
	return r.partnerPayload(ctx, &ids, func() (newsroom.Done, error) {
		return r.rooms.UpdatePartner(ctx, partner, version, inputAt(ctx, input))
	})
}

// DeletePartner is the resolver of Mutation.deletePartner.
func (r *mutationResolver) DeletePartner(ctx context.Context, id string, version int) (*model.DeletePayload, error) {
	return r.deletePayload(ctx, content.NodePartner, id, version, r.rooms.DeletePartner)
}

// CreateInitiative is the resolver of Mutation.createInitiative.
func (r *mutationResolver) CreateInitiative(ctx context.Context, input map[string]any) (*nodes.InitiativePayload, error) {
	return r.initiativePayload(ctx, &targets{}, func() (newsroom.Done, error) {
		return r.rooms.CreateInitiative(ctx, given(input))
	})
}

// UpdateInitiative is the resolver of Mutation.updateInitiative.
func (r *mutationResolver) UpdateInitiative(ctx context.Context, id string, version int, input map[string]any, dryRun bool) (*nodes.InitiativePayload, error) {
	var ids targets
	initiative := ids.read("id", content.NodeInitiative, id)
	return r.initiativePayload(ctx, &ids, func() (newsroom.Done, error) {
		return r.in(dryRun).UpdateInitiative(ctx, initiative, version, given(input))
	})
}

// DeleteInitiative is the resolver of Mutation.deleteInitiative.
func (r *mutationResolver) DeleteInitiative(ctx context.Context, id string, version int) (*model.DeletePayload, error) {
	return r.deletePayload(ctx, content.NodeInitiative, id, version, r.rooms.DeleteInitiative)
}

// CreateTopic is the resolver of Mutation.createTopic.
func (r *mutationResolver) CreateTopic(ctx context.Context, input map[string]any) (*nodes.TopicPayload, error) {
	return r.topicPayload(ctx, &targets{}, func() (newsroom.Done, error) {
		return r.rooms.CreateTopic(ctx, given(input))
	})
}

// UpdateTopic is the resolver of Mutation.updateTopic.
func (r *mutationResolver) UpdateTopic(ctx context.Context, id string, version int, input map[string]any) (*nodes.TopicPayload, error) {
	var ids targets
	topic := ids.read("id", content.NodeTopic, id)
	return r.topicPayload(ctx, &ids, func() (newsroom.Done, error) {
		return r.rooms.UpdateTopic(ctx, topic, version, given(input))
	})
}

// DeleteTopic is the resolver of Mutation.deleteTopic.
func (r *mutationResolver) DeleteTopic(ctx context.Context, id string, version int) (*model.DeletePayload, error) {
	return r.deletePayload(ctx, content.NodeTopic, id, version, r.rooms.DeleteTopic)
}
