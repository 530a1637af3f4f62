package loader

import "slices"

// Found are nodes by their ids, which ascend.
type Found[N any] struct {
	IDs []int64
	All []N
}

// Get returns the node with an id, false where there is none.
func (f *Found[N]) Get(id int64) (N, bool) {
	if at, ok := slices.BinarySearch(f.IDs, id); ok {
		return f.All[at], true
	}
	var none N
	return none, false
}

// At returns where a node stands; it must be one of them.
func (f *Found[N]) At(id int64) int {
	at, _ := slices.BinarySearch(f.IDs, id)
	return at
}

// Put adds a node, in place of one with the same id.
func (f *Found[N]) Put(id int64, node N) {
	at, ok := len(f.IDs), false
	if at > 0 && f.IDs[at-1] >= id {
		at, ok = slices.BinarySearch(f.IDs, id)
	}
	if ok {
		f.All[at] = node
		return
	}
	f.IDs, f.All = slices.Insert(f.IDs, at, id), slices.Insert(f.All, at, node)
}
