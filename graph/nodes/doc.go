// Package nodes is the read model that resolvers answer from: releases, partners,
// initiatives, topics and what ties them, as the viewer of a request sees them, with
// their lists, groups, matches and networks. Each knows how its fields are read:
// from memory, or by the statements of package query, for all of its cohort at once
// (package loader). It knows nothing of resolvers.
package nodes
