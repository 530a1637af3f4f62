package network_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/network"
	"pressgraph/internal/store/storetest"
)

// tangled returns the file of a random newsroom, with names that formats trip over.
func tangled(t *testing.T) network.File {
	t.Helper()
	s := openStore(t, storetest.SQLite(t))
	for seed := uint64(0); ; seed++ {
		refill(t, s, seed)
		p := picture(t, seen(t, read(t, s), network.Every()), network.Around{Limit: 100})
		if len(p.Links) < 8 {
			continue
		}
		names := map[int32]network.Name{}
		odd := []string{`=1+1`, `"Ada" & <Bob>, Ltd.`, "香港科技大學", `@SUM(A1)`, `＝A1`, `a]]>b`, `-5`, `+5`, `O'Neil; "x"`}
		for i, shown := range p.Partners {
			names[shown.Number] = network.Name{Label: odd[i%len(odd)], Slug: fmt.Sprintf("p-%d", i), Kind: "COMPANY"}
			if i%2 == 0 {
				names[shown.Number] = network.Name{Label: odd[i%len(odd)], Slug: fmt.Sprintf("p-%d", i), Kind: "OTHER", Country: "HK"}
			}
		}
		return p.File(names, "2025-12-31")
	}
}

func write(t *testing.T, f network.File, as network.NetworkFormat) string {
	t.Helper()
	text, err := f.Write(t.Context(), as)
	if err != nil {
		t.Fatalf("write %s: %v", as, err)
	}
	return text
}

// values are what a format tells of a node or an edge, by name. What is not
// known is not there.
type values map[string]string

// plain is a network as every format tells of it: nodes by id, edges by the ids
// of both ends, each with all that is known of it.
type plain struct{ Nodes, Edges map[string]values }

func newPlain() plain { return plain{map[string]values{}, map[string]values{}} }

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// plainly returns what every format ought to tell of f.
func plainly(t *testing.T, f network.File) plain {
	t.Helper()
	p := newPlain()
	for _, n := range f.Nodes {
		p.Nodes[n.ID] = known(values{
			"label": n.Label, "slug": n.Slug, "kind": n.Kind, "country": n.Country, "distance": strconv.Itoa(n.Distance),
			"degree": strconv.Itoa(n.Degree), "weighteddegree": strconv.Itoa(n.WeightedDegree), "community": strconv.Itoa(n.Community),
			"pagerank": decimal(n.PageRank), "betweenness": decimal(n.Betweenness),
		})
	}
	err := f.Edges(t.Context(), func(e network.FileEdge) error {
		p.Edges[e.Source.ID+" "+e.Target.ID] = known(values{
			"weight": strconv.Itoa(e.Tie.Strength()), "sharedinitiatives": fmt.Sprint(e.Tie.Initiatives),
			"sharedreleases": fmt.Sprint(e.Tie.Texts), "firstsharedon": e.FirstOn, "lastsharedon": e.LastOn,
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// known leaves out what is not known. Formats differ in the case of names only.
func known(all values) values {
	lower := values{}
	for name, value := range all {
		if value != "" {
			lower[strings.ToLower(name)] = value
		}
	}
	return lower
}

// check compares what was read with what was written. The edges must be those of the file, each once.
func check(t *testing.T, f network.File, format network.NetworkFormat, got plain) {
	t.Helper()
	if diff := cmp.Diff(plainly(t, f), got); diff != "" {
		t.Errorf("%s, read again (-want +got):\n%s", format, diff)
	}
	if len(got.Edges) != f.Links || len(got.Nodes) != len(f.Nodes) {
		t.Errorf("%s holds %d nodes and %d edges, want %d and %d", format, len(got.Nodes), len(got.Edges), len(f.Nodes), f.Links)
	}
}

func TestGraphMLIsReadAgain(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	type data []struct {
		Key   string `xml:"key,attr"`
		Value string `xml:",chardata"`
	}
	var doc struct {
		XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
		Keys    []struct {
			ID   string `xml:"id,attr"`
			For  string `xml:"for,attr"`
			Name string `xml:"attr.name,attr"`
		} `xml:"key"`
		Graph struct {
			Default string `xml:"edgedefault,attr"`
			Data    data   `xml:"data"`
			Nodes   []struct {
				ID   string `xml:"id,attr"`
				Data data   `xml:"data"`
			} `xml:"node"`
			Edges []struct {
				Source string `xml:"source,attr"`
				Target string `xml:"target,attr"`
				Data   data   `xml:"data"`
			} `xml:"edge"`
		} `xml:"graph"`
	}
	if err := xml.Unmarshal([]byte(write(t, f, network.FormatGraphML)), &doc); err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, key := range doc.Keys {
		names[key.For+" "+key.ID] = key.Name
	}
	read := func(of string, all data) values {
		v := values{}
		for _, d := range all {
			if names[of+" "+d.Key] == "" {
				t.Errorf("the key %s of a %s is not declared", d.Key, of)
			}
			v[names[of+" "+d.Key]] = d.Value
		}
		return known(v)
	}
	got := newPlain()
	for _, n := range doc.Graph.Nodes {
		got.Nodes[n.ID] = read("node", n.Data)
	}
	for _, e := range doc.Graph.Edges {
		got.Edges[e.Source+" "+e.Target] = read("edge", e.Data)
	}
	check(t, f, network.FormatGraphML, got)
	if diff := cmp.Diff(values{"asof": "2025-12-31"}, read("graph", doc.Graph.Data)); diff != "" || doc.Graph.Default != "undirected" {
		t.Errorf("the graph is %s, its data (-want +got):\n%s", doc.Graph.Default, diff)
	}
}

func TestGEXFIsReadAgain(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	type attvalues []struct {
		For   string `xml:"for,attr"`
		Value string `xml:"value,attr"`
	}
	var doc struct {
		XMLName     xml.Name `xml:"http://gexf.net/1.3 gexf"`
		Description string   `xml:"meta>description"`
		Graph       struct {
			Default    string `xml:"defaultedgetype,attr"`
			Attributes []struct {
				Class      string `xml:"class,attr"`
				Attributes []struct {
					ID    string `xml:"id,attr"`
					Title string `xml:"title,attr"`
				} `xml:"attribute"`
			} `xml:"attributes"`
			Nodes []struct {
				ID     string    `xml:"id,attr"`
				Label  string    `xml:"label,attr"`
				Values attvalues `xml:"attvalues>attvalue"`
			} `xml:"nodes>node"`
			Edges []struct {
				Source string    `xml:"source,attr"`
				Target string    `xml:"target,attr"`
				Weight string    `xml:"weight,attr"`
				Values attvalues `xml:"attvalues>attvalue"`
			} `xml:"edges>edge"`
		} `xml:"graph"`
	}
	if err := xml.Unmarshal([]byte(write(t, f, network.FormatGEXF)), &doc); err != nil {
		t.Fatal(err)
	}
	titles := map[string]string{}
	for _, class := range doc.Graph.Attributes {
		for _, a := range class.Attributes {
			titles[class.Class+" "+a.ID] = a.Title
		}
	}
	read := func(of, name, value string, all attvalues) values {
		v := values{name: value}
		for _, d := range all {
			if titles[of+" "+d.For] == "" {
				t.Errorf("the attribute %s of a %s is not declared", d.For, of)
			}
			v[titles[of+" "+d.For]] = d.Value
		}
		return known(v)
	}
	got := newPlain()
	for _, n := range doc.Graph.Nodes {
		got.Nodes[n.ID] = read("node", "label", n.Label, n.Values)
	}
	for _, e := range doc.Graph.Edges {
		got.Edges[e.Source+" "+e.Target] = read("edge", "weight", e.Weight, e.Values)
	}
	check(t, f, network.FormatGEXF, got)
	if doc.Graph.Default != "undirected" || !strings.Contains(doc.Description, "2025-12-31") {
		t.Errorf("the graph is %s, described as %q", doc.Graph.Default, doc.Description)
	}
}

func TestTablesAreReadAgain(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	got := newPlain()
	for _, row := range table(t, write(t, f, network.FormatCSVNodes)) {
		id := row["id"]
		delete(row, "id")
		row["label"] = strings.TrimPrefix(row["label"], "'")
		got.Nodes[id] = known(row)
	}
	for _, row := range table(t, write(t, f, network.FormatCSVEdges)) {
		ends := row["source"] + " " + row["target"]
		for end, label := range map[string]string{"source": "sourcelabel", "target": "targetlabel"} {
			if want := got.Nodes[row[end]]["label"]; strings.TrimPrefix(row[label], "'") != want {
				t.Errorf("the %s of %s is called %q, want %q", end, ends, row[label], want)
			}
		}
		if row["type"] != "Undirected" {
			t.Errorf("the edge %s is %s", ends, row["type"])
		}
		for _, name := range []string{"source", "target", "sourcelabel", "targetlabel", "type"} {
			delete(row, name)
		}
		got.Edges[ends] = known(row)
	}
	check(t, f, network.FormatCSVEdges, got)
}

// table reads a table by its headings. No field may begin as a formula does.
func table(t *testing.T, text string) []values {
	t.Helper()
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Error("lines do not end with CR LF")
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []values
	for _, record := range records[1:] {
		row := values{}
		for i, field := range record {
			row[strings.ToLower(records[0][i])] = field
			if field != "" && strings.ContainsAny(string([]rune(field)[:1]), "=+-@\t\r＝＋－＠") {
				t.Errorf("a spreadsheet takes %q for a formula", field)
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func TestJSONGraphIsReadAgain(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	var doc struct {
		Graph struct {
			Directed bool
			Metadata map[string]string
			Nodes    map[string]struct {
				Label    string
				Metadata map[string]any
			}
			Edges []struct {
				Source, Target string
				Directed       bool
				Metadata       map[string]any
			}
		}
	}
	if err := json.Unmarshal([]byte(write(t, f, network.FormatJSONGraph)), &doc); err != nil {
		t.Fatal(err)
	}
	read := func(metadata map[string]any) values {
		v := values{}
		for name, value := range metadata {
			v[name] = fmt.Sprint(value)
			if number, ok := value.(float64); ok {
				v[name] = decimal(number)
			}
		}
		return known(v)
	}
	got := newPlain()
	for id, n := range doc.Graph.Nodes {
		got.Nodes[id] = read(n.Metadata)
		maps.Copy(got.Nodes[id], values{"label": n.Label})
		if _, isNumber := n.Metadata["pageRank"].(float64); !isNumber {
			t.Errorf("pageRank of %s is %v, want a number", id, n.Metadata["pageRank"])
		}
	}
	for _, e := range doc.Graph.Edges {
		if e.Directed {
			t.Errorf("the edge from %s to %s is directed", e.Source, e.Target)
		}
		got.Edges[e.Source+" "+e.Target] = read(e.Metadata)
	}
	check(t, f, network.FormatJSONGraph, got)
	if doc.Graph.Directed || doc.Graph.Metadata["asOf"] != "2025-12-31" {
		t.Errorf("directed %t, metadata %v", doc.Graph.Directed, doc.Graph.Metadata)
	}
}

func TestTheSameFileIsTheSameText(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	for _, format := range formats() {
		first := write(t, f, format)
		if again := write(t, f, format); again != first {
			t.Errorf("%s differs from itself", format)
		}
	}
}

func formats() []network.NetworkFormat {
	return []network.NetworkFormat{
		network.FormatGraphML, network.FormatGEXF, network.FormatCSVEdges, network.FormatCSVNodes, network.FormatJSONGraph,
	}
}
