// Package input knows which values the API's types take, from variables and
// from documents alike: an enum's name to the letter, numbers as numbers, and
// nothing turned from one kind of value into another. It knows nothing of what
// the values mean.
package input
