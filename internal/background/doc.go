// Package background is about work that goes on beside requests: it begins again
// after a panic, and tells the log of what fails again and again without filling it.
package background
