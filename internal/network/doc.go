// Package network is the graph of partners: who is tied to whom, by what,
// since when, and what follows from it. It reads what is public once for each
// public version and keeps it in memory; it knows nothing of requests, and
// never what readers must not see, whoever asks.
//
// Two partners are tied by each initiative that both take part in and by each
// release that names both in another role than MENTIONED. The strength of a
// tie is the number of these, all translations of a text being one.
//
// Everything is computed in one order, that of the partners' names, and without
// randomness: the same content answers the same, to the last digit.
package network
