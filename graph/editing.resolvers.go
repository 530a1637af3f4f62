package graph

import (
	"context"
	"pressgraph/graph/generated"
	"pressgraph/graph/model"
	"pressgraph/graph/nodes"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"time"
)

// CreateRelease is the resolver of Mutation.createRelease.
func (r *mutationResolver) CreateRelease(ctx context.Context, input map[string]any) (*nodes.ReleasePayload, error) {
	return r.releasePayload(ctx, &targets{}, func() (newsroom.Done, error) {
		return r.rooms.CreateRelease(ctx, inputAt(ctx, input))
	})
}

// UpdateRelease is the resolver of Mutation.updateRelease.
func (r *mutationResolver) UpdateRelease(ctx context.Context, id string, version int, input map[string]any, note *string, dryRun bool) (*nodes.ReleasePayload, error) {
	return r.editRelease(ctx, id, func(release int64) (newsroom.Done, error) {
		return r.in(dryRun).UpdateRelease(ctx, release, version, inputAt(ctx, input), note)
	})
}

// SubmitRelease is the resolver of Mutation.submitRelease.
func (r *mutationResolver) SubmitRelease(ctx context.Context, id string, version int) (*nodes.ReleasePayload, error) {
	return r.editRelease(ctx, id, func(release int64) (newsroom.Done, error) {
		return r.rooms.SubmitRelease(ctx, release, version)
	})
}

// ReturnRelease is the resolver of Mutation.returnRelease.
func (r *mutationResolver) ReturnRelease(ctx context.Context, id string, version int, note *string) (*nodes.ReleasePayload, error) {
	return r.editRelease(ctx, id, func(release int64) (newsroom.Done, error) {
		return r.rooms.ReturnRelease(ctx, release, version, note)
	})
}

// PublishRelease is the resolver of Mutation.publishRelease.
func (r *mutationResolver) PublishRelease(ctx context.Context, id string, version int, at *time.Time, dryRun bool) (*nodes.ReleasePayload, error) {
	return r.editRelease(ctx, id, func(release int64) (newsroom.Done, error) {
		return r.rooms.PublishRelease(ctx, release, version, newsroom.PublishInput{At: at, DryRun: dryRun})
	})
}

// UnpublishRelease is the resolver of Mutation.unpublishRelease.
func (r *mutationResolver) UnpublishRelease(ctx context.Context, id string, version int) (*nodes.ReleasePayload, error) {
	return r.editRelease(ctx, id, func(release int64) (newsroom.Done, error) {
		return r.rooms.UnpublishRelease(ctx, release, version)
	})
}

// ArchiveRelease is the resolver of Mutation.archiveRelease.
func (r *mutationResolver) ArchiveRelease(ctx context.Context, id string, version int) (*nodes.ReleasePayload, error) {
	return r.editRelease(ctx, id, func(release int64) (newsroom.Done, error) {
		return r.rooms.ArchiveRelease(ctx, release, version)
	})
}

// CorrectRelease is the resolver of Mutation.correctRelease.
func (r *mutationResolver) CorrectRelease(ctx context.Context, id string, version int, input map[string]any, note string, dryRun bool) (*nodes.ReleasePayload, error) {
	return r.editRelease(ctx, id, func(release int64) (newsroom.Done, error) {
		return r.in(dryRun).CorrectRelease(ctx, release, version, inputAt(ctx, input), note)
	})
}

// RestoreRevision is the resolver of Mutation.restoreRevision.
func (r *mutationResolver) RestoreRevision(ctx context.Context, id string, version int, revision string, dryRun bool) (*nodes.ReleasePayload, error) {
	var ids targets
	of, to := ids.read("id", content.NodeRelease, id), ids.read("revision", content.NodeRevision, revision)
	return r.releasePayload(ctx, &ids, func() (newsroom.Done, error) { return r.in(dryRun).RestoreRevision(ctx, of, version, to) })
}

// DeleteRelease is the resolver of Mutation.deleteRelease.
func (r *mutationResolver) DeleteRelease(ctx context.Context, id string, version int) (*model.DeletePayload, error) {
	return r.deletePayload(ctx, content.NodeRelease, id, version, r.rooms.DeleteRelease)
}

// LinkPartner is the resolver of Mutation.linkPartner.
func (r *mutationResolver) LinkPartner(ctx context.Context, release string, version int, input map[string]any) (*nodes.ReleasePayload, error) {
	var ids targets
	of := ids.read("release", content.NodeRelease, release)
	return r.releasePayload(ctx, &ids, func() (newsroom.Done, error) {
		return r.rooms.LinkPartner(ctx, of, version, given(input))
	})
}

// UnlinkPartner is the resolver of Mutation.unlinkPartner.
func (r *mutationResolver) UnlinkPartner(ctx context.Context, release string, version int, partner string, dryRun bool) (*nodes.ReleasePayload, error) {
	var ids targets
	of, to := ids.read("release", content.NodeRelease, release), ids.read("partner", content.NodePartner, partner)
	return r.releasePayload(ctx, &ids, func() (newsroom.Done, error) { return r.in(dryRun).UnlinkPartner(ctx, of, version, to) })
}

// LinkInitiative is the resolver of Mutation.linkInitiative.
func (r *mutationResolver) LinkInitiative(ctx context.Context, release string, version int, input map[string]any) (*nodes.ReleasePayload, error) {
	var ids targets
	of := ids.read("release", content.NodeRelease, release)
	return r.releasePayload(ctx, &ids, func() (newsroom.Done, error) {
		return r.rooms.LinkInitiative(ctx, of, version, given(input))
	})
}

// UnlinkInitiative is the resolver of Mutation.unlinkInitiative.
func (r *mutationResolver) UnlinkInitiative(ctx context.Context, release string, version int, initiative string, dryRun bool) (*nodes.ReleasePayload, error) {
	var ids targets
	of, to := ids.read("release", content.NodeRelease, release), ids.read("initiative", content.NodeInitiative, initiative)
	return r.releasePayload(ctx, &ids, func() (newsroom.Done, error) { return r.in(dryRun).UnlinkInitiative(ctx, of, version, to) })
}

func (r *Resolver) Mutation() generated.MutationResolver { return &mutationResolver{r} }

type mutationResolver struct{ *Resolver }
