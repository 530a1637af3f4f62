// Package migrate brings a database up to date: the migrations that it lacks, and
// then the kernel of change. It refuses one that has come another way, or further.
package migrate
