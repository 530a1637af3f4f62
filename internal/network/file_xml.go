package network

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const schemaInstance = "http://www.w3.org/2001/XMLSchema-instance"

type graphMLFile struct {
	XMLName  xml.Name     `xml:"graphml"`
	Space    string       `xml:"xmlns,attr"`
	Instance string       `xml:"xmlns:xsi,attr"`
	Location string       `xml:"xsi:schemaLocation,attr"`
	Keys     []graphMLKey `xml:"key"`
	Graph    graphMLGraph `xml:"graph"`
}

type graphMLKey struct {
	ID   string `xml:"id,attr"`
	For  string `xml:"for,attr"`
	Name string `xml:"attr.name,attr"`
	Type string `xml:"attr.type,attr"`
}

type graphMLGraph struct {
	ID      string        `xml:"id,attr"`
	Default string        `xml:"edgedefault,attr"`
	Data    []graphMLData `xml:"data"`
	Nodes   []graphMLNode `xml:"node"`
}

type graphMLNode struct {
	ID   string        `xml:"id,attr"`
	Data []graphMLData `xml:"data"`
}

type graphMLEdge struct {
	XMLName xml.Name
	ID      string        `xml:"id,attr"`
	Source  string        `xml:"source,attr"`
	Target  string        `xml:"target,attr"`
	Data    []graphMLData `xml:"data"`
}

type graphMLData struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

// graphML writes the file as http://graphml.graphdrawing.org says.
func (w *fileWriter) graphML() error {
	const space = "http://graphml.graphdrawing.org/xmlns"
	doc := graphMLFile{Space: space, Instance: schemaInstance, Location: space + " " + space + "/1.0/graphml.xsd"}
	doc.addKeys("graph", []attribute{{name: "asOf", kind: "string"}})
	doc.addKeys("node", append([]attribute{{name: "label", kind: "string"}}, FileNode{}.attributes()...))
	doc.addKeys("edge", append([]attribute{{name: "weight", kind: "int"}}, FileEdge{}.attributes()...))
	g := &doc.Graph
	g.ID, g.Default = "partners", "undirected"
	g.Data = graphMLValues([]attribute{{name: "asOf", value: w.AsOf}})
	for _, n := range w.Nodes {
		label := attribute{name: "label", value: n.Label}
		g.Nodes = append(g.Nodes, graphMLNode{n.ID, graphMLValues(append([]attribute{label}, n.attributes()...))})
	}
	return w.xml(doc, " ", "</graph>\n</graphml>", func(e FileEdge) any {
		weight := attribute{name: "weight", value: strconv.Itoa(e.Tie.Strength())}
		values := graphMLValues(append([]attribute{weight}, e.attributes()...))
		return graphMLEdge{xml.Name{Local: "edge"}, "e" + strconv.Itoa(w.edges), e.Source.ID, e.Target.ID, values}
	})
}

func (doc *graphMLFile) addKeys(of string, attributes []attribute) {
	for _, a := range attributes {
		doc.Keys = append(doc.Keys, graphMLKey{a.name, of, a.name, a.kind})
	}
}

func graphMLValues(attributes []attribute) []graphMLData {
	var data []graphMLData
	for _, a := range attributes {
		if a.value != "" {
			data = append(data, graphMLData{a.name, a.value})
		}
	}
	return data
}

type gexfFile struct {
	XMLName  xml.Name  `xml:"gexf"`
	Space    string    `xml:"xmlns,attr"`
	Instance string    `xml:"xmlns:xsi,attr"`
	Location string    `xml:"xsi:schemaLocation,attr"`
	Version  string    `xml:"version,attr"`
	Meta     gexfMeta  `xml:"meta"`
	Graph    gexfGraph `xml:"graph"`
}

type gexfMeta struct {
	Creator     string `xml:"creator"`
	Description string `xml:"description"`
}

type gexfGraph struct {
	Default    string           `xml:"defaultedgetype,attr"`
	Mode       string           `xml:"mode,attr"`
	Attributes []gexfAttributes `xml:"attributes"`
	Nodes      []gexfNode       `xml:"nodes>node"`
	Edges      struct{}         `xml:"edges"`
}

type gexfAttributes struct {
	Class      string          `xml:"class,attr"`
	Mode       string          `xml:"mode,attr"`
	Attributes []gexfAttribute `xml:"attribute"`
}

type gexfAttribute struct {
	ID    string `xml:"id,attr"`
	Title string `xml:"title,attr"`
	Type  string `xml:"type,attr"`
}

type gexfNode struct {
	ID     string      `xml:"id,attr"`
	Label  string      `xml:"label,attr"`
	Values []gexfValue `xml:"attvalues>attvalue"`
}

type gexfEdge struct {
	XMLName xml.Name
	ID      string      `xml:"id,attr"`
	Source  string      `xml:"source,attr"`
	Target  string      `xml:"target,attr"`
	Weight  int         `xml:"weight,attr"`
	Values  []gexfValue `xml:"attvalues>attvalue"`
}

type gexfValue struct {
	For   string `xml:"for,attr"`
	Value string `xml:"value,attr"`
}

// gexf writes the file as https://gexf.net says, version 1.3.
func (w *fileWriter) gexf() error {
	const space = "http://gexf.net/1.3"
	doc := gexfFile{Space: space, Instance: schemaInstance, Location: space + " " + space + "/gexf.xsd", Version: "1.3"}
	doc.Meta = gexfMeta{Creator: "Pressgraph", Description: "Partners and what ties them"}
	if w.AsOf != "" {
		doc.Meta.Description += ", as of " + w.AsOf
	}
	g := &doc.Graph
	g.Default, g.Mode = "undirected", "static"
	g.Attributes = []gexfAttributes{
		gexfDeclare("node", FileNode{}.attributes()),
		gexfDeclare("edge", FileEdge{}.attributes()),
	}
	for _, n := range w.Nodes {
		g.Nodes = append(g.Nodes, gexfNode{n.ID, n.Label, gexfValues(n.attributes())})
	}
	return w.xml(doc, "  ", "</edges>\n </graph>\n</gexf>", func(e FileEdge) any {
		id := "e" + strconv.Itoa(w.edges)
		return gexfEdge{xml.Name{Local: "edge"}, id, e.Source.ID, e.Target.ID, e.Tie.Strength(), gexfValues(e.attributes())}
	})
}

func gexfDeclare(class string, attributes []attribute) gexfAttributes {
	all := gexfAttributes{Class: class, Mode: "static"}
	for _, a := range attributes {
		kind := a.kind
		if kind == "int" {
			kind = "integer"
		}
		all.Attributes = append(all.Attributes, gexfAttribute{a.name, a.name, kind})
	}
	return all
}

func gexfValues(attributes []attribute) []gexfValue {
	var values []gexfValue
	for _, a := range attributes {
		if a.value != "" {
			values = append(values, gexfValue{a.name, a.value})
		}
	}
	return values
}

// xml writes a document that ends with tail, and its edges one by one before
// that. indent is that of the element which holds them.
func (w *fileWriter) xml(doc any, indent, tail string, edge func(FileEdge) any) error {
	head, err := xml.MarshalIndent(doc, "", " ")
	if err != nil {
		return fmt.Errorf("write XML: %w", err)
	}
	begin := strings.TrimRight(strings.TrimSuffix(string(head), tail), "\n ")
	if _, err := io.WriteString(w, xml.Header+begin); err != nil {
		return err
	}
	err = w.each(func(e FileEdge) error {
		text, err := xml.MarshalIndent(edge(e), indent+" ", " ")
		if err != nil {
			return fmt.Errorf("write XML: %w", err)
		}
		_, err = w.Write(append([]byte{'\n'}, text...))
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n"+indent+tail+"\n")
	return err
}
