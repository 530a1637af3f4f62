package network

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// csvNodes writes a table of partners with the headings that Gephi looks for.
func (w *fileWriter) csvNodes() error {
	table := newTable(w)
	table.row(
		"Id", "Label", "Slug", "Kind", "Country", "Distance", "Degree", "WeightedDegree", "PageRank", "Betweenness", "Community",
	)
	for _, n := range w.Nodes {
		table.row(append([]string{n.ID, n.Label}, valuesOf(n.attributes())...)...)
	}
	return table.end()
}

// csvEdges writes a table of ties with the headings that Gephi looks for.
func (w *fileWriter) csvEdges() error {
	table := newTable(w)
	table.row(
		"Source", "Target", "Type", "Weight", "SourceLabel", "TargetLabel",
		"SharedInitiatives", "SharedReleases", "FirstSharedOn", "LastSharedOn",
	)
	table.Flush()
	err := w.each(func(e FileEdge) error {
		known := []string{e.Source.ID, e.Target.ID, "Undirected", strconv.Itoa(e.Tie.Strength()), e.Source.Label, e.Target.Label}
		table.row(append(known, valuesOf(e.attributes())...)...)
		return table.Error()
	})
	return errors.Join(err, table.end())
}

func valuesOf(attributes []attribute) []string {
	values := make([]string, len(attributes))
	for i, a := range attributes {
		values[i] = a.value
	}
	return values
}

// table writes CSV as RFC 4180 says. What a spreadsheet would take for a formula
// is led by an apostrophe, as spreadsheets themselves do it.
type table struct{ *csv.Writer }

func newTable(to io.Writer) table {
	t := table{csv.NewWriter(to)}
	t.UseCRLF = true
	return t
}

// row writes a row; an error is kept until the end.
func (t table) row(fields ...string) {
	for i, field := range fields {
		if first, _ := utf8.DecodeRuneInString(field); field != "" && strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
			fields[i] = "'" + field
		}
	}
	_ = t.Write(fields)
}

func (t table) end() error {
	t.Flush()
	if err := t.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
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

// jsonGraph writes the file as https://jsongraphformat.info says, version 2. The
// edges come last, so that they are written one by one.
func (w *fileWriter) jsonGraph() error {
	var doc jsonGraph
	g := &doc.Graph
	g.Type, g.Label, g.Metadata = "partners", "Partners and what ties them", map[string]any{}
	if w.AsOf != "" {
		g.Metadata["asOf"] = w.AsOf
	}
	g.Nodes, g.Edges = make(map[string]jsonGraphNode, len(w.Nodes)), []jsonGraphEdge{}
	for _, n := range w.Nodes {
		g.Nodes[n.ID] = jsonGraphNode{n.Label, metadata(n.attributes())}
	}
	head, err := plainJSON(doc)
	if err != nil {
		return err
	}
	const tail = "]}}"
	if _, err := io.WriteString(w, strings.TrimSuffix(head, tail)); err != nil {
		return err
	}
	if err := w.each(w.jsonEdge); err != nil {
		return err
	}
	_, err = io.WriteString(w, tail+"\n")
	return err
}

func (w *fileWriter) jsonEdge(e FileEdge) error {
	known := metadata(e.attributes())
	known["weight"] = e.Tie.Strength()
	text, err := plainJSON(jsonGraphEdge{Source: e.Source.ID, Target: e.Target.ID, Relation: "works with", Metadata: known})
	if err != nil {
		return err
	}
	if w.edges > 1 {
		text = "," + text
	}
	_, err = io.WriteString(w, text)
	return err
}

// plainJSON returns v as JSON with < and > as they are.
func plainJSON(v any) (string, error) {
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
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
