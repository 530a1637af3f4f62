package loader

import (
	"context"

	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// ReleasePayload is what a change of a release has come to.
type ReleasePayload struct {
	Release *Release
	// MadePublic and Withdrawn are the other nodes that readers see from now on,
	// or no longer.
	MadePublic     []Addressable
	Withdrawn      []Addressable
	ContentVersion string
}

// PartnerPayload is what a change of a partner has come to.
type PartnerPayload struct {
	Partner        *Partner
	ContentVersion string
}

// InitiativePayload is what a change of an initiative has come to.
type InitiativePayload struct {
	Initiative     *Initiative
	ContentVersion string
}

// TopicPayload is what a change of a topic has come to.
type TopicPayload struct {
	Topic          *Topic
	ContentVersion string
}

// Others returns the nodes that were named, but for the release with the id
// that is given. It asks anew: what was read before a change is not what it is after it.
func (l *Loaders) Others(ctx context.Context, named []store.NodeRef, release int64) ([]Addressable, error) {
	nodes, err := l.Nodes(ctx, named)
	if err != nil {
		return nil, err
	}
	others := []Addressable{}
	for i, node := range nodes {
		if named[i] == (store.NodeRef{Type: content.NodeRelease, ID: release}) {
			continue
		}
		if other, ok := node.(Addressable); ok {
			others = append(others, other)
		}
	}
	return others, nil
}
