package network

import (
	"fmt"
	"strconv"

	"pressgraph/internal/content"
)

// NetworkFormat is how a network is written to a file.
type NetworkFormat string

// The values of NetworkFormat.
const (
	FormatGraphML   NetworkFormat = "GRAPHML"
	FormatGEXF      NetworkFormat = "GEXF"
	FormatCSVEdges  NetworkFormat = "CSV_EDGES"
	FormatCSVNodes  NetworkFormat = "CSV_NODES"
	FormatJSONGraph NetworkFormat = "JSON_GRAPH"
)

// File is a picture with what other programs need to know of its partners.
type File struct {
	// AsOf is the day that it shows, empty for today.
	AsOf  string
	Nodes []FileNode
	Edges []FileEdge
}

// FileNode is a partner in a file.
type FileNode struct {
	// ID is its global id.
	ID, Label, Slug, Kind, Country string
	Distance                       int
	Standing
}

// FileEdge is a tie in a file, between two of its nodes.
type FileEdge struct {
	Source, Target  FileNode
	Tie             Tie
	FirstOn, LastOn string
}

// Name is what a file tells of a partner.
type Name struct{ Label, Slug, Kind, Country string }

// File returns the picture for a file. Partners without a name in names, by
// number, are left out, and so are their ties.
func (p *Picture) File(names map[int32]Name, asOf string) File {
	f := File{AsOf: asOf}
	nodes := map[int32]FileNode{}
	for _, shown := range p.Partners {
		name, ok := names[shown.Number]
		if !ok {
			continue
		}
		node := FileNode{
			ID:    content.GlobalID(content.NodePartner, p.view.ID(shown.Number)),
			Label: name.Label, Slug: name.Slug, Kind: name.Kind, Country: name.Country,
			Distance: shown.Distance, Standing: shown.Standing,
		}
		nodes[shown.Number] = node
		f.Nodes = append(f.Nodes, node)
	}
	for _, link := range p.Links {
		source, from := nodes[link.Source]
		target, to := nodes[link.To]
		if !from || !to {
			continue
		}
		shared := p.view.Shared(link.Source, link.To)
		f.Edges = append(f.Edges, FileEdge{source, target, link.Tie, text(shared.First), text(shared.Last)})
	}
	return f
}

func text(d *content.PartialDate) string {
	if d == nil {
		return ""
	}
	return string(*d)
}

// Write returns the file in a format. The same file is the same text.
func (f File) Write(as NetworkFormat) (string, error) {
	switch as {
	case FormatGraphML:
		return f.graphML()
	case FormatGEXF:
		return f.gexf()
	case FormatCSVEdges:
		return f.csvEdges()
	case FormatCSVNodes:
		return f.csvNodes()
	case FormatJSONGraph:
		return f.jsonGraph()
	}
	return "", fmt.Errorf("no such format: %q", as)
}

// attribute is a value that a format names and types. kind is as in GraphML:
// string, int or double.
type attribute struct{ name, kind, value string }

// attributes returns what is known of a node beside its id and label; an empty
// value is none.
func (n FileNode) attributes() []attribute {
	return []attribute{
		{"slug", "string", n.Slug},
		{"kind", "string", n.Kind},
		{"country", "string", n.Country},
		{"distance", "int", strconv.Itoa(n.Distance)},
		{"degree", "int", strconv.Itoa(n.Degree)},
		{"weightedDegree", "int", strconv.Itoa(n.WeightedDegree)},
		{"pageRank", "double", decimal(n.PageRank)},
		{"betweenness", "double", decimal(n.Betweenness)},
		{"community", "int", strconv.Itoa(n.Community)},
	}
}

// attributes returns what is known of an edge beside its ends and its weight.
func (e FileEdge) attributes() []attribute {
	return []attribute{
		{"sharedInitiatives", "int", strconv.Itoa(int(e.Tie.Initiatives))},
		{"sharedReleases", "int", strconv.Itoa(int(e.Tie.Releases))},
		{"firstSharedOn", "string", e.FirstOn},
		{"lastSharedOn", "string", e.LastOn},
	}
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
