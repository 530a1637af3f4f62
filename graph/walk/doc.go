// Package walk makes up requests from what an API tells of itself by
// introspection, so that a field, an argument, an input field or an enum's value
// is asked for from the day it is added. It is for tests. It knows nothing of
// the newsroom: what to put in place of a scalar it is told by a Source.
package walk
