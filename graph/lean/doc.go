// Package lean executes queries without gqlgen's field machinery. A query is
// planned once: which fields of which type stand where, and what reads each. A
// pass then goes through the plan depth first, in one goroutine, and appends
// plain values to one buffer.
//
// A field whose value is not in memory is left as a gap: it is read in a
// goroutine of its own, while the pass goes on, and the pass is taken up there
// once it has been read. What has been resolved is not resolved again.
//
// Answers, errors and statements are those of gqlgen's executor, which answers
// what is left to it: changes, fields with directives, questions about the schema,
// and documents with fields that the table does not know.
package lean
