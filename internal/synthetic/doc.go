// Package synthetic makes up newsrooms of any size for load tests: partners
// that few or many releases name, initiatives, topics, dates as precisely known
// as in life. The same seed gives the same newsroom, on both engines. It knows
// the stored model and nothing of how editors come to write it.
package synthetic
