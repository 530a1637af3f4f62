// Package search finds releases, partners, initiatives and topics by their
// words: pages of matches, best first, and where in a text they are. It writes
// statements for both engines, which answer the same, and runs none of them.
//
// Matches fall into tiers, each in an order that both engines compute equally:
//
//	1.00  a whole name, title or abbreviation says what was asked for
//	0.75  names and titles hold all of it
//	0.50  summaries and descriptions help
//	0.25  the body is needed
//
// Within a tier what stands later in time comes first; see store.SearchFirst.
package search
