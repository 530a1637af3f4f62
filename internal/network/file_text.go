package network

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// csvNodes writes a table of partners with the headings that Gephi looks for.
func (f File) csvNodes() (string, error) {
	rows := [][]string{{
		"Id", "Label", "Slug", "Kind", "Country", "Distance", "Degree", "WeightedDegree", "PageRank", "Betweenness", "Community",
	}}
	for _, n := range f.Nodes {
		row := []string{n.ID, n.Label}
		for _, a := range n.attributes() {
			row = append(row, a.value)
		}
		rows = append(rows, row)
	}
	return writeCSV(rows)
}

// csvEdges writes a table of ties with the headings that Gephi looks for.
func (f File) csvEdges() (string, error) {
	rows := [][]string{{
		"Source", "Target", "Type", "Weight", "SourceLabel", "TargetLabel",
		"SharedInitiatives", "SharedReleases", "FirstSharedOn", "LastSharedOn",
	}}
	for _, e := range f.Edges {
		row := []string{e.Source.ID, e.Target.ID, "Undirected", strconv.Itoa(e.Tie.Strength()), e.Source.Label, e.Target.Label}
		for _, a := range e.attributes() {
			row = append(row, a.value)
		}
		rows = append(rows, row)
	}
	return writeCSV(rows)
}

// writeCSV writes as RFC 4180 says. What a spreadsheet would take for a formula
// is led by an apostrophe, as spreadsheets themselves do it.
func writeCSV(rows [][]string) (string, error) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	for _, row := range rows {
		for i, field := range row {
			if first, _ := utf8.DecodeRuneInString(field); field != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
				row[i] = "'" + field
			}
		}
		if err := w.Write(row); err != nil {
			return "", fmt.Errorf("write CSV: %w", err)
		}
	}
	w.Flush()
	return b.String(), w.Error()
}

type jsonGraph struct {
	Graph struct {
		Directed bool                     `json:"directed"`
		Type     string                   `json:"type"`
		Label    string                   `json:"label"`
		Metadata map[string]any           `json:"metadata"`
		Nodes    map[string]jsonGraphNode `json:"nodes"`
		Edges    []jsonGraphEdge          `json:"edges"`
	} `json:"graph"`
}

type jsonGraphNode struct {
	Label    string         `json:"label"`
	Metadata map[string]any `json:"metadata"`
}

type jsonGraphEdge struct {
	Source   string         `json:"source"`
	Target   string         `json:"target"`
	Relation string         `json:"relation"`
	Directed bool           `json:"directed"`
	Metadata map[string]any `json:"metadata"`
}

// jsonGraph writes the file as https://jsongraphformat.info says, version 2.
func (f File) jsonGraph() (string, error) {
	var doc jsonGraph
	g := &doc.Graph
	g.Type, g.Label, g.Metadata = "partners", "Partners and what ties them", map[string]any{}
	if f.AsOf != "" {
		g.Metadata["asOf"] = f.AsOf
	}
	g.Nodes, g.Edges = make(map[string]jsonGraphNode, len(f.Nodes)), make([]jsonGraphEdge, 0, len(f.Edges))
	for _, n := range f.Nodes {
		g.Nodes[n.ID] = jsonGraphNode{n.Label, metadata(n.attributes())}
	}
	for _, e := range f.Edges {
		known := metadata(e.attributes())
		known["weight"] = e.Tie.Strength()
		g.Edges = append(g.Edges, jsonGraphEdge{Source: e.Source.ID, Target: e.Target.ID, Relation: "works with", Metadata: known})
	}
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(doc); err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return b.String(), nil
}

// metadata returns the known values, numbers as numbers.
func metadata(attributes []attribute) map[string]any {
	known := map[string]any{}
	for _, a := range attributes {
		switch {
		case a.value == "":
		case a.kind == "string":
			known[a.name] = a.value
		default:
			known[a.name] = json.Number(a.value)
		}
	}
	return known
}
