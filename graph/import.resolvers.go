package graph

import (
	"context"
	"pressgraph/graph/nodes"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom/importing"
	"strings"
)

// ImportReleases is the resolver of Mutation.importReleases.
func (r *mutationResolver) ImportReleases(ctx context.Context, text string, format string, publish bool, dryRun bool) (*nodes.ImportReport, error) {
	document, err := ingest.Read(strings.NewReader(text), ingest.Format(format), ingest.DefaultLimit)
	if err != nil {
		return nil, err
	}
	report, err := importing.Run(ctx, r.rooms, document.Items, importing.Options{
		Publish: publish, DryRun: dryRun, Source: "API", Format: format, Problems: document.Problems,
	})
	if err != nil {
		return nil, err
	}
	version, err := r.versionOf(ctx, report.Outcome)
	return importReport(report, dryRun, version), err
}
