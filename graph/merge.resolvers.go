package graph

import (
	"context"
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/merge"
)

// MergePartners is the resolver of Mutation.mergePartners.
func (r *mutationResolver) MergePartners(ctx context.Context, into string, version int, duplicates []string, dryRun bool) (*nodes.PartnerPayload, error) {
	var ids targets
	partner := ids.read("into", content.NodePartner, into)
	return r.partnerPayload(ctx, &ids, func() (newsroom.Done, error) {
		return merge.Partners(ctx, r.in(dryRun), partner, version, each(duplicates, numberOf(content.NodePartner)))
	})
}

// UndoMerge is the resolver of Mutation.undoMerge.
func (r *mutationResolver) UndoMerge(ctx context.Context, duplicate string) (*nodes.PartnerPayload, error) {
	var ids targets
	partner := ids.read("duplicate", content.NodePartner, duplicate)
	return r.partnerPayload(ctx, &ids, func() (newsroom.Done, error) { return merge.Undo(ctx, r.rooms, partner) })
}

// KeepApart is the resolver of Mutation.keepApart.
func (r *mutationResolver) KeepApart(ctx context.Context, partners []string) ([]*nodes.DuplicatePartners, error) {
	kept, err := merge.KeepApart(ctx, r.rooms, each(partners, numberOf(content.NodePartner)))
	if err != nil {
		return nil, err
	}
	return keptApart(ctx, kept.Pairs, "kept apart by an editor")
}

// UndoKeepApart is the resolver of Mutation.undoKeepApart.
func (r *mutationResolver) UndoKeepApart(ctx context.Context, partners []string) ([]*nodes.DuplicatePartners, error) {
	undone, err := merge.UndoKeepApart(ctx, r.rooms, each(partners, numberOf(content.NodePartner)))
	if err != nil {
		return nil, err
	}
	return keptApart(ctx, undone.Pairs, "not kept apart any more")
}
