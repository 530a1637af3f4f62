// Package repair finds what is derived and not as it ought to be, and brings it up
// to date: after changes by foreign SQL, or all of it. What is derived from what,
// the core says.
package repair
