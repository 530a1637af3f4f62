// Package accessors is a plugin of gqlgen's generator. It writes one table into
// graph/generated that says how each field of each type is read, for the executor
// in graph/lean. A field that it does not understand is left to gqlgen's own
// executor; a release of gqlgen that it does not understand fails to generate, or
// what it has generated fails to compile.
package accessors
