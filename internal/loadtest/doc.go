// Package loadtest asks a running server what a newsroom is asked most, over and
// over on a few connections, and tells how many answers a second that gives, how
// long each takes and what it costs the server and its database. It knows the
// API as any client does, and of the server only what the system tells of its
// processes. It is a tool for those who work on the program, and no part of it.
package loadtest
