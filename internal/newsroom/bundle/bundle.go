package bundle

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

//go:embed newsroom.jsonl texts/*.md pictures/*.webp
var files embed.FS

// Pictures returns the pictures of the bundled newsroom, which releases show by
// addresses below content.OwnAddress.
func Pictures() fs.FS {
	files, err := fs.Sub(files, "pictures")
	if err != nil {
		return nil // The name is valid: it cannot fail.
	}
	return files
}

// contents is a newsroom as a file, each part with parents before their children.
type contents struct {
	topics, partners, initiatives, releases []record
}

// record is a line of the file: a node of any type, in the shape of the
// API's create input. References are slugs there, and a summary is plain text.
type record struct {
	line        int
	slug, above string
	// in has ids in place of slugs; participants are kept apart, as their evidence
	// stands in releases.
	in           input.Object
	participants any
	// corrections are those that a release has had, the oldest first.
	corrections []correction
	// rank is that in a listing, and place what it says about the date.
	rank  int64
	place *content.Place
}

// correction is what a release says of a correction, and the fields that it
// corrected as they were before.
type correction struct {
	note   string
	before input.Object
}

// read reads the lines and puts parents before their children. The body of
// a release stands in a file of its own, which its slug names.
func read(files fs.FS) (contents, error) {
	byType := map[string][]record{}
	text, err := fs.ReadFile(files, "newsroom.jsonl")
	if err != nil {
		return contents{}, err
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		if number++; strings.TrimSpace(line) == "" {
			continue
		}
		kind, r, err := readRecord(number, line)
		if err == nil && kind == "release" {
			err = r.readBody(files)
		}
		if err != nil {
			return contents{}, fmt.Errorf("line %d: %w", number, err)
		}
		byType[kind] = append(byType[kind], r)
	}
	b := contents{
		topics: parentsFirst(byType["topic"]), partners: parentsFirst(byType["partner"]),
		initiatives: parentsFirst(byType["initiative"]), releases: parentsFirst(byType["release"]),
	}
	for t := range byType {
		if t != "topic" && t != "partner" && t != "initiative" && t != "release" {
			return contents{}, fmt.Errorf("there is no type %q", t)
		}
	}
	return b, nil
}

// parentsFirst orders records so that each follows the one it refers to: its
// parent, or the release that it translates. A circle stays as it came; it is
// refused when it is stored.
func parentsFirst(records []record) []record {
	at := map[string]int{}
	for i, r := range records {
		at[r.slug] = i
	}
	placed := make([]bool, len(records))
	var ordered []record
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

func (r record) complain() input.Complaints {
	return input.Complain(fmt.Sprintf("line %d (%s)", r.line, r.slug))
}

func readRecord(number int, line string) (kind string, _ record, _ error) {
	r := record{line: number}
	var values map[string]any
	if err := json.Unmarshal([]byte(line), &values); err != nil {
		return "", r, err
	}
	r.in = input.Of(values)
	kind, _ = r.in["type"].(string)
	r.slug, _ = r.in["slug"].(string)
	rank, _ := r.in["rank"].(int)
	r.rank, r.participants = int64(rank), r.in["participants"]
	for _, name := range []string{"parent", "translationOf"} {
		if above, ok := r.in[name].(string); ok {
			r.above = above
		}
	}
	escapeSummary(r.in)
	for _, c := range input.Objects(r.in["corrections"]) {
		note, _ := c["note"].(string)
		before, _ := c["before"].(input.Object)
		escapeSummary(before)
		referTo(before, namedTypes())
		r.corrections = append(r.corrections, correction{note: note, before: before})
	}
	for _, name := range []string{"type", "rank", "participants", "corrections"} {
		delete(r.in, name)
	}
	types := namedTypes()
	types["parent"] = types[kind]
	referTo(r.in, types)
	for _, p := range input.Objects(r.participants) {
		referTo(p, types)
	}
	return kind, r, nil
}

// readBody gives a release its body, if there is one.
func (r record) readBody(files fs.FS) error {
	body, err := fs.ReadFile(files, "texts/"+r.slug+".md")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	r.in["body"] = string(body)
	return err
}

func escapeSummary(in input.Object) {
	if summary, ok := in["summary"].(string); ok {
		in["summary"] = content.EscapeMarkdown(summary)
	}
}

// namedTypes are the types of the nodes that fields of the bundle name.
func namedTypes() map[string]content.NodeType {
	return map[string]content.NodeType{
		"publisher": content.NodePartner, "translationOf": content.NodeRelease, "topics": content.NodeTopic,
		"topic": content.NodeTopic, "partner": content.NodePartner, "initiative": content.NodeInitiative, "release": content.NodeRelease,
	}
}

// referTo puts ids in the place of slugs, in all objects within an input, too.
func referTo(in input.Object, types map[string]content.NodeType) {
	for name, value := range in {
		for _, part := range input.Objects(value) {
			referTo(part, types)
		}
		t, names := types[name]
		switch value := value.(type) {
		case string:
			if names {
				in[name] = content.GlobalID(t, ID(t, value))
			}
		case []any:
			for i, slug := range value {
				if slug, ok := slug.(string); ok && names {
					value[i] = content.GlobalID(t, ID(t, slug))
				}
			}
		}
	}
}
