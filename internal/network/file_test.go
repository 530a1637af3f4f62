package network_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
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
		p := read(t, s).View(network.Every()).Picture(network.Around{Limit: 100})
		if len(p.Links) < 8 {
			continue
		}
		names := map[int32]network.Name{}
		odd := []string{`=1+1`, `"Ada" & <Bob>, Ltd.`, "香港科技大學", `@SUM(A1)`, `＝A1`, `a]]>b`, `-5`, `+5`, `O'Neil; "x"`}
		for i, shown := range p.Partners {
			names[shown.Number] = network.Name{Label: odd[i%len(odd)], Slug: fmt.Sprintf("p-%d", i), Kind: "COMPANY", Country: "HK"}
		}
		return p.File(names, "2025-12-31")
	}
}

func write(t *testing.T, f network.File, as network.NetworkFormat) string {
	t.Helper()
	text, err := f.Write(as)
	if err != nil {
		t.Fatalf("write %s: %v", as, err)
	}
	return text
}

// plain is what every format tells of a network.
type plain struct {
	Labels map[string]string
	Edges  map[string]int
}

func plainly(f network.File) plain {
	p := plain{map[string]string{}, map[string]int{}}
	for _, n := range f.Nodes {
		p.Labels[n.ID] = n.Label
	}
	for _, e := range f.Edges {
		p.Edges[e.Source.ID+" "+e.Target.ID] = e.Tie.Strength()
	}
	return p
}

func check(t *testing.T, format network.NetworkFormat, want, got plain) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s, read again (-want +got):\n%s", format, diff)
	}
}

func TestGraphMLIsReadAgain(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	var doc struct {
		XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
		Keys    []struct {
			ID string `xml:"id,attr"`
		} `xml:"key"`
		Graph struct {
			Default string `xml:"edgedefault,attr"`
			Nodes   []struct {
				ID   string     `xml:"id,attr"`
				Data []keyValue `xml:"data"`
			} `xml:"node"`
			Edges []struct {
				Source string     `xml:"source,attr"`
				Target string     `xml:"target,attr"`
				Data   []keyValue `xml:"data"`
			} `xml:"edge"`
		} `xml:"graph"`
	}
	if err := xml.Unmarshal([]byte(write(t, f, network.FormatGraphML)), &doc); err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	for _, key := range doc.Keys {
		if declared[key.ID] {
			t.Errorf("the key %s is declared twice", key.ID)
		}
		declared[key.ID] = true
	}
	value := func(data []keyValue, key string) (found string) {
		for _, d := range data {
			if !declared[d.Key] {
				t.Errorf("the key %s is not declared", d.Key)
			}
			if d.Key == key {
				found = d.Value
			}
		}
		return found
	}
	got := plain{map[string]string{}, map[string]int{}}
	for _, n := range doc.Graph.Nodes {
		got.Labels[n.ID] = value(n.Data, "label")
	}
	for _, e := range doc.Graph.Edges {
		weight := 0
		fmt.Sscan(value(e.Data, "weight"), &weight)
		got.Edges[e.Source+" "+e.Target] = weight
	}
	check(t, network.FormatGraphML, plainly(f), got)
	if doc.Graph.Default != "undirected" {
		t.Errorf("edges are %s, want undirected", doc.Graph.Default)
	}
}

type keyValue struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

func TestGEXFIsReadAgain(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	type values []struct {
		For   string `xml:"for,attr"`
		Value string `xml:"value,attr"`
	}
	var doc struct {
		XMLName xml.Name `xml:"http://gexf.net/1.3 gexf"`
		Version string   `xml:"version,attr"`
		Graph   struct {
			Attributes []struct {
				Class      string `xml:"class,attr"`
				Attributes []struct {
					ID   string `xml:"id,attr"`
					Type string `xml:"type,attr"`
				} `xml:"attribute"`
			} `xml:"attributes"`
			Nodes []struct {
				ID     string `xml:"id,attr"`
				Label  string `xml:"label,attr"`
				Values values `xml:"attvalues>attvalue"`
			} `xml:"nodes>node"`
			Edges []struct {
				Source string `xml:"source,attr"`
				Target string `xml:"target,attr"`
				Weight int    `xml:"weight,attr"`
				Values values `xml:"attvalues>attvalue"`
			} `xml:"edges>edge"`
		} `xml:"graph"`
	}
	if err := xml.Unmarshal([]byte(write(t, f, network.FormatGEXF)), &doc); err != nil {
		t.Fatal(err)
	}
	declared := map[string]string{}
	for _, class := range doc.Graph.Attributes {
		for _, a := range class.Attributes {
			declared[class.Class+" "+a.ID] = a.Type
		}
	}
	got := plain{map[string]string{}, map[string]int{}}
	for _, n := range doc.Graph.Nodes {
		got.Labels[n.ID] = n.Label
		for _, v := range n.Values {
			if declared["node "+v.For] == "" {
				t.Errorf("the attribute %s of nodes is not declared", v.For)
			}
		}
	}
	for _, e := range doc.Graph.Edges {
		got.Edges[e.Source+" "+e.Target] = e.Weight
		for _, v := range e.Values {
			if declared["edge "+v.For] == "" {
				t.Errorf("the attribute %s of edges is not declared", v.For)
			}
		}
	}
	check(t, network.FormatGEXF, plainly(f), got)
	for name, kind := range declared {
		if kind != "string" && kind != "integer" && kind != "double" {
			t.Errorf("the attribute %s has the type %s, which GEXF does not have", name, kind)
		}
	}
}

func TestTablesAreReadAgain(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	got := plain{map[string]string{}, map[string]int{}}
	for _, row := range table(t, write(t, f, network.FormatCSVNodes)) {
		got.Labels[row["Id"]] = strings.TrimPrefix(row["Label"], "'")
	}
	for _, row := range table(t, write(t, f, network.FormatCSVEdges)) {
		weight := 0
		fmt.Sscan(row["Weight"], &weight)
		got.Edges[row["Source"]+" "+row["Target"]] = weight
	}
	check(t, network.FormatCSVEdges, plainly(f), got)
}

// table reads a table by its headings. No field may begin as a formula does.
func table(t *testing.T, text string) []map[string]string {
	t.Helper()
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Error("lines do not end with CR LF")
	}
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, field := range record {
			row[records[0][i]] = field
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
				Metadata       struct{ Weight int }
			}
		}
	}
	if err := json.Unmarshal([]byte(write(t, f, network.FormatJSONGraph)), &doc); err != nil {
		t.Fatal(err)
	}
	got := plain{map[string]string{}, map[string]int{}}
	for id, n := range doc.Graph.Nodes {
		got.Labels[id] = n.Label
		if _, isNumber := n.Metadata["pageRank"].(float64); !isNumber {
			t.Errorf("pageRank of %s is %v, want a number", id, n.Metadata["pageRank"])
		}
	}
	for _, e := range doc.Graph.Edges {
		got.Edges[e.Source+" "+e.Target] = e.Metadata.Weight
	}
	check(t, network.FormatJSONGraph, plainly(f), got)
	if doc.Graph.Directed || doc.Graph.Metadata["asOf"] != "2025-12-31" {
		t.Errorf("directed %t, metadata %v", doc.Graph.Directed, doc.Graph.Metadata)
	}
}

func TestTheSameFileIsTheSameText(t *testing.T) {
	t.Parallel()
	f := tangled(t)
	for _, format := range []network.NetworkFormat{
		network.FormatGraphML, network.FormatGEXF, network.FormatCSVEdges, network.FormatCSVNodes, network.FormatJSONGraph,
	} {
		first := write(t, f, format)
		if again := write(t, f, format); again != first {
			t.Errorf("%s differs from itself", format)
		}
	}
}
