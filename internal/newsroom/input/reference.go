package input

import (
	"errors"

	"pressgraph/internal/content"
)

// Known tells which nodes an input may refer to: asked for all at once, so
// that every reference that leads nowhere is complained about.
type Known struct {
	// IDs leads from the id that was given to the node's: a partner that was
	// merged into another is that other.
	IDs map[content.NodeType]map[int64]int64
	// Groups are the groups of translations that the releases are in.
	Groups map[int64]int64
}

// Group returns the group of translations that a release is in.
func (k Known) Group(release int64) int64 {
	if group, ok := k.Groups[release]; ok {
		return group
	}
	return release
}

// Wanted collects the ids that an input names.
type Wanted map[content.NodeType]map[int64]bool

// Add wants nodes of a type.
func (w Wanted) Add(t content.NodeType, ids ...int64) {
	for _, id := range ids {
		if w[t] == nil {
			w[t] = map[int64]bool{}
		}
		w[t][id] = true
	}
}

// Of returns a parser that leads from a given id to the node's own.
func (k Known) Of(t content.NodeType) func(int64) (int64, error) {
	return func(id int64) (int64, error) {
		if node, ok := k.IDs[t][id]; ok {
			return node, nil
		}
		return 0, NoSuch(t)
	}
}

// Node returns a parser that leads from a global id to the node's own number.
func (k Known) Node(t content.NodeType) func(string) (int64, error) {
	return func(global string) (int64, error) { return k.Of(t)(NumberOf(t, global)) }
}

// TakeTopics applies a list of topics, each only once.
func TakeTopics(in Form, name string, into *[]int64, k Known) {
	seen := map[int64]bool{}
	TakeList(in.list(name), into, in.Field(name), func(v any, c Complaints) int64 {
		id := NumberOf(content.NodeTopic, v)
		Must(To(id), &id, c, k.Of(content.NodeTopic))
		if seen[id] {
			c.Add("is given twice")
		}
		seen[id] = true
		return id
	})
}

// NumberOf returns the number of a global id of a type; 0, which names nothing,
// for anything else.
func NumberOf(t content.NodeType, global any) int64 {
	text, _ := global.(string)
	return content.NumberOf(t, text)
}

// Reference parses the global id of a node that is looked for later on.
func Reference(t content.NodeType) func(string) (int64, error) {
	return func(global string) (int64, error) { return NumberOf(t, global), nil }
}

// NoSuch says that a reference leads nowhere.
func NoSuch(t content.NodeType) error { return errors.New("there is no such " + t.Noun()) }
