package network

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"pressgraph/internal/budget"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
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
	// Links is how many of the picture's ties are between two of its nodes.
	Links int

	picture *Picture
	// places find nodes by the partner's number.
	places map[int32]int
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
	Source, Target  *FileNode
	Tie             Tie
	FirstOn, LastOn string
}

// Name is what a file tells of a partner.
type Name struct{ Label, Slug, Kind, Country string }

// File returns the picture for a file. Partners without a name in names, by
// number, are left out, and so are their ties.
func (p *Picture) File(names map[int32]Name, asOf string) File {
	f := File{AsOf: asOf, picture: p, places: map[int32]int{}}
	for _, shown := range p.Partners {
		name, ok := names[shown.Number]
		if !ok {
			continue
		}
		f.places[shown.Number] = len(f.Nodes)
		f.Nodes = append(f.Nodes, FileNode{
			ID:    content.GlobalID(content.NodePartner, p.view.ID(shown.Number)),
			Label: name.Label, Slug: name.Slug, Kind: name.Kind, Country: name.Country,
			Distance: shown.Distance, Standing: shown.Standing,
		})
	}
	for _, link := range p.Links {
		if f.holds(link) {
			f.Links++
		}
	}
	return f
}

func (f File) holds(l Link) bool {
	_, source := f.places[l.Source]
	_, target := f.places[l.To]
	return source && target
}

// Edges calls each for the ties of the file, the strongest first, until it
// returns an error, or ctx ends. They are made as they are asked for: there may
// be half a million.
func (f File) Edges(ctx context.Context, each func(FileEdge) error) error {
	if f.picture == nil {
		return nil
	}
	for _, link := range f.picture.Links {
		if !f.holds(link) {
			continue
		}
		shared, err := f.picture.view.SharedFor(ctx, link.Source, link.To)
		if err != nil {
			return err
		}
		source, target := &f.Nodes[f.places[link.Source]], &f.Nodes[f.places[link.To]]
		if err := each(FileEdge{source, target, link.Tie, text(shared.First), text(shared.Last)}); err != nil {
			return err
		}
	}
	return nil
}

func text(d *content.PartialDate) string {
	if d == nil {
		return ""
	}
	return string(*d)
}

// maxFile is how many bytes a file has at most that is answered as a text.
const maxFile = 8 << 20

// Write returns the file in a format. The same file is the same text. Errors:
// LIMIT_EXCEEDED beyond 8 MiB, with about how large the file would be; why ctx
// ended.
func (f File) Write(ctx context.Context, as NetworkFormat) (string, error) {
	w := &fileWriter{File: f, ctx: ctx, most: maxFile}
	var err error
	switch as {
	case FormatGraphML:
		err = w.graphML()
	case FormatGEXF:
		err = w.gexf()
	case FormatCSVEdges:
		err = w.csvEdges()
	case FormatCSVNodes:
		err = w.csvNodes()
	case FormatJSONGraph:
		err = w.jsonGraph()
	default:
		err = fmt.Errorf("no such format: %q", as)
	}
	if errors.Is(err, errFull) {
		return "", w.tooLarge()
	}
	return w.out.String(), err
}

// errFull is what a writer fails with that has no room left.
var errFull = errors.New("the file is too large")

// fileWriter writes a file piece by piece, as far as there is room.
type fileWriter struct {
	File

	ctx context.Context //nolint:containedctx // it lives as long as one call
	out strings.Builder
	// most is how many bytes there may be.
	most int
	// edges is how many have been written, begin where the first begins.
	edges, begin int
}

// Write implements io.Writer.
func (w *fileWriter) Write(p []byte) (int, error) {
	if w.out.Len()+len(p) > w.most {
		return 0, errFull
	}
	return w.out.Write(p)
}

// each calls write for each edge, and counts them.
func (w *fileWriter) each(write func(FileEdge) error) error {
	w.begin = w.out.Len()
	return w.Edges(w.ctx, func(e FileEdge) error {
		w.edges++
		return write(e)
	})
}

// tooLarge says about how large the whole file would be, from its edges so far:
// the strongest, whose numbers may be longer than those of others. To know exactly
// would take writing all of it.
func (w *fileWriter) tooLarge() error {
	size := float64(w.most)
	if w.edges > 1 {
		size = float64(w.begin) + float64(w.out.Len()-w.begin)*float64(w.Links)/float64(w.edges-1)
	}
	size = max(size, float64(w.most)+1)
	f := fault.New(fault.CodeLimitExceeded,
		"the file has about %s, more than %s, the most that is answered; ask for fewer partners (limit), or for stronger ties (links.minStrength)",
		budget.Size(int64(size)), budget.Size(int64(w.most)))
	f.Details = map[string]any{"size": int64(size), "limit": w.most}
	return f
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
		{"sharedReleases", "int", strconv.Itoa(int(e.Tie.Texts))},
		{"firstSharedOn", "string", e.FirstOn},
		{"lastSharedOn", "string", e.LastOn},
	}
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
