// Package importing makes drafts of the items of a listing and brings those
// releases up to date that are known. It knows nothing of how a text is read into
// items.
package importing
