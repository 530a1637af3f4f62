package search

import (
	"slices"

	"pressgraph/internal/content"
)

// SearchType is a type of what can be found.
type SearchType string

// The values of SearchType.
const (
	TypeRelease    SearchType = "RELEASE"
	TypePartner    SearchType = "PARTNER"
	TypeInitiative SearchType = "INITIATIVE"
	TypeTopic      SearchType = "TOPIC"
)

func searchTypes() []SearchType {
	return []SearchType{TypeRelease, TypePartner, TypeInitiative, TypeTopic}
}

// Types are what can be found.
func Types() []content.NodeType {
	return []content.NodeType{content.NodeRelease, content.NodePartner, content.NodeInitiative, content.NodeTopic}
}

// TypeOf returns the type that a node is found as.
func TypeOf(t content.NodeType) SearchType { return searchTypes()[slices.Index(Types(), t)] }

// NodeTypes returns types as the store knows them; nil stays nil.
func NodeTypes(types []SearchType) []content.NodeType {
	if types == nil {
		return nil
	}
	nodes := []content.NodeType{}
	for _, t := range types {
		if i := slices.Index(searchTypes(), t); i >= 0 {
			nodes = append(nodes, Types()[i])
		}
	}
	return nodes
}
