package content

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
)

// NodeType is the sort of thing that a global id names. Its numbers are part
// of every id that has been given out and never change.
type NodeType byte

// The values of NodeType.
const (
	NodeRelease       NodeType = 1
	NodePartner       NodeType = 2
	NodeInitiative    NodeType = 3
	NodeTopic         NodeType = 4
	NodeParticipation NodeType = 5
	NodeRevision      NodeType = 6
	NodeSuggestion    NodeType = 7
	NodeAPIKey        NodeType = 8
)

// String returns the type's name in the API; empty for an unknown one.
func (t NodeType) String() string {
	switch t {
	case NodeRelease:
		return "Release"
	case NodePartner:
		return "Partner"
	case NodeInitiative:
		return "Initiative"
	case NodeTopic:
		return "Topic"
	case NodeParticipation:
		return "Participation"
	case NodeRevision:
		return "Revision"
	case NodeSuggestion:
		return "Suggestion"
	case NodeAPIKey:
		return "APIKey"
	}
	return ""
}

const (
	globalIDBytes = 9
	globalIDChars = 12
)

// Noun returns what a node with an address is called in sentences, in slugs made
// from nothing and, with _id after it, in the columns that name one: "partner".
func (t NodeType) Noun() string {
	switch t {
	case NodeRelease:
		return "release"
	case NodePartner:
		return "partner"
	case NodeInitiative:
		return "initiative"
	case NodeTopic:
		return "topic"
	default:
		return "node"
	}
}

// GlobalID returns the opaque id that clients know: type and number, in 12
// characters that need no escaping in addresses.
func GlobalID(t NodeType, id int64) string {
	raw := make([]byte, 1, globalIDBytes)
	raw[0] = byte(t)
	raw = binary.BigEndian.AppendUint64(raw, uint64(id)) //nolint:gosec // the bits of the number, whatever they are
	return base64.RawURLEncoding.EncodeToString(raw)
}

// AppendGlobalID appends what GlobalID returns.
func AppendGlobalID(b []byte, t NodeType, id int64) []byte {
	var raw [globalIDBytes]byte
	raw[0] = byte(t)
	binary.BigEndian.PutUint64(raw[1:], uint64(id)) //nolint:gosec // the bits of the number, whatever they are
	return base64.RawURLEncoding.AppendEncode(b, raw[:])
}

// ParseGlobalID reads what GlobalID wrote for a known type and a positive
// number, and refuses everything else, so that a thing has one id only.
func ParseGlobalID(s string) (NodeType, int64, error) {
	errNoID := errors.New("is not an id of this newsroom")
	if len(s) != globalIDChars {
		return 0, 0, errNoID
	}
	raw, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(raw) != globalIDBytes {
		return 0, 0, errNoID
	}
	t := NodeType(raw[0])
	id := int64(binary.BigEndian.Uint64(raw[1:])) //nolint:gosec // a number that turns negative is refused below
	if t.String() == "" || id <= 0 || GlobalID(t, id) != s {
		return 0, 0, errNoID
	}
	return t, id, nil
}

// NumberOf returns the number of a global id of a type; 0, which names nothing,
// for anything else.
func NumberOf(t NodeType, global string) int64 {
	found, id, err := ParseGlobalID(global)
	if err != nil || found != t {
		return 0
	}
	return id
}
