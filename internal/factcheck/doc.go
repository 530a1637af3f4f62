// Package factcheck computes the newsroom's numbers once more: since when
// participations are known, which ties the network has, what timelines count,
// what money comes to and how lists fall into groups. It does so in plain loops
// over an export, from what editors entered, and imports nothing of the program,
// so that it shares none of its mistakes. Its tests compare random newsrooms
// with the API's answers. It is for tests, and slow on purpose.
package factcheck
