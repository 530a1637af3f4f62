// Package loader fetches a whole level of a query at a time: it is the only user of
// dataloader, and knows nothing of what is fetched.
//
// Nodes that one batch has loaded form a cohort. A field of theirs is asked for
// by each of them at about the same moment, so a loader for (cohort, field,
// arguments) fetches for all of them when the first one asks, without waiting
// for the others or for a clock: one statement per level and relation of the
// query, however many rows there are.
package loader
