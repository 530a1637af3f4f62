// Package derive keeps what follows from the content: who is visible, counts, dates
// since when something is known, folded texts and sort keys, and the search index. It
// writes them in the transaction that changes what they follow from, checks them, and
// makes them anew. What readers see of them is the store's to say.
package derive
