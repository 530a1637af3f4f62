package nodes

import (
	"sync"
	"sync/atomic"

	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// changed are the versions that nodes have by the request's own changes.
type changed struct {
	any      atomic.Bool
	mu       sync.Mutex
	versions map[store.NodeRef]int
}

// Changed says which versions nodes have by a change of this request. Of them
// none is answered that is later: it would be of somebody else, whose change the
// caller has not seen, and would overwrite unseen with the next one.
func (l *Loaders) Changed(versions map[store.NodeRef]int) {
	l.changed.mu.Lock()
	defer l.changed.mu.Unlock()
	l.changed.any.Store(len(versions) > 0 || l.changed.versions != nil)
	for node, version := range versions {
		if l.changed.versions == nil {
			l.changed.versions = map[store.NodeRef]int{}
		}
		l.changed.versions[node] = version
	}
}

// ownVersion returns the version to answer of a node that is stored at another.
func (l *Loaders) ownVersion(t content.NodeType, id int64, stored int) int {
	l.changed.mu.Lock()
	defer l.changed.mu.Unlock()
	if own, ok := l.changed.versions[store.NodeRef{Type: t, ID: id}]; ok {
		return min(own, stored)
	}
	return stored
}

// setOwnVersion puts the version to answer in place of that which is stored. Rows
// that requests share are not written: only those that change anything have other
// versions, and these share none.
func (l *Loaders) setOwnVersion(t content.NodeType, id int64, stored *int) {
	if !l.changed.any.Load() {
		return
	}
	if own := l.ownVersion(t, id, *stored); own != *stored {
		*stored = own
	}
}
