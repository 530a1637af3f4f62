package newsroom

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"pressgraph/internal/content"
)

//go:embed bundle/newsroom.jsonl
var bundled string

// bundle is a newsroom as a file, each part with parents before their children.
type bundle struct {
	topics, partners, initiatives, releases []bundleRecord
}

// bundleRecord is a line of the file: a node of any type, in the shape of the
// API's create input. References are slugs there, and a summary is plain text.
type bundleRecord struct {
	line        int
	slug, above string
	// in has ids in place of slugs; participants are kept apart, as their evidence
	// stands in releases.
	in           Input
	participants any
	// rank is that in a listing, and place what it says about the date.
	rank  int64
	place *content.Place
}

// readBundle reads the lines and puts parents before their children.
func readBundle(text string) (bundle, error) {
	byType := map[string][]bundleRecord{}
	lines := bufio.NewReader(strings.NewReader(text))
	for number := 1; ; number++ {
		line, err := lines.ReadString('\n')
		if strings.TrimSpace(line) != "" {
			kind, r, err := readRecord(number, line)
			if err != nil {
				return bundle{}, fmt.Errorf("line %d: %w", number, err)
			}
			byType[kind] = append(byType[kind], r)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return bundle{}, err
		}
	}
	b := bundle{
		topics: parentsFirst(byType["topic"]), partners: parentsFirst(byType["partner"]),
		initiatives: parentsFirst(byType["initiative"]), releases: parentsFirst(byType["release"]),
	}
	for t := range byType {
		if t != "topic" && t != "partner" && t != "initiative" && t != "release" {
			return bundle{}, fmt.Errorf("there is no type %q", t)
		}
	}
	return b, nil
}

// parentsFirst orders records so that each follows the one it refers to: its
// parent, or the release that it translates. A circle stays as it came; it is
// refused when it is stored.
func parentsFirst(records []bundleRecord) []bundleRecord {
	at := map[string]int{}
	for i, r := range records {
		at[r.slug] = i
	}
	placed := make([]bool, len(records))
	var ordered []bundleRecord
	var place func(i int)
	place = func(i int) {
		if placed[i] {
			return
		}
		placed[i] = true
		if above, ok := at[records[i].above]; ok {
			place(above)
		}
		ordered = append(ordered, records[i])
	}
	for i := range records {
		place(i)
	}
	return ordered
}

func (r bundleRecord) complain() complaints {
	return complain(fmt.Sprintf("line %d (%s)", r.line, r.slug))
}

func readRecord(number int, line string) (kind string, _ bundleRecord, _ error) {
	r := bundleRecord{line: number}
	var values map[string]any
	if err := json.Unmarshal([]byte(line), &values); err != nil {
		return "", r, err
	}
	r.in = NewInput(values)
	kind, _ = r.in["type"].(string)
	r.slug, _ = r.in["slug"].(string)
	rank, _ := r.in["rank"].(int)
	r.rank, r.participants = int64(rank), r.in["participants"]
	for _, name := range []string{"parent", "translationOf"} {
		if above, ok := r.in[name].(string); ok {
			r.above = above
		}
	}
	if summary, ok := r.in["summary"].(string); ok {
		r.in["summary"] = content.EscapeMarkdown(summary)
	}
	for _, name := range []string{"type", "rank", "participants"} {
		delete(r.in, name)
	}
	types := bundleTypes()
	types["parent"] = types[kind]
	referTo(r.in, types)
	for _, p := range objects(r.participants) {
		referTo(p, types)
	}
	return kind, r, nil
}

// bundleTypes are the types of the nodes that fields of the bundle name.
func bundleTypes() map[string]content.NodeType {
	return map[string]content.NodeType{
		"publisher": content.NodePartner, "translationOf": content.NodeRelease, "topics": content.NodeTopic,
		"topic": content.NodeTopic, "partner": content.NodePartner, "initiative": content.NodeInitiative, "release": content.NodeRelease,
	}
}

// referTo puts ids in the place of slugs, in all objects within an input, too.
func referTo(in Input, types map[string]content.NodeType) {
	for name, value := range in {
		for _, part := range objects(value) {
			referTo(part, types)
		}
		t, names := types[name]
		switch value := value.(type) {
		case string:
			if names {
				in[name] = content.GlobalID(t, BundleID(t, value))
			}
		case []any:
			for i, slug := range value {
				if slug, ok := slug.(string); ok && names {
					value[i] = content.GlobalID(t, BundleID(t, slug))
				}
			}
		}
	}
}
