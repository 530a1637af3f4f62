package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"pressgraph/internal/content"
	"pressgraph/internal/ingest"
	"pressgraph/internal/newsroom/importing"
)

// result is what an import of one or more files came to. Its zero value is an
// import of nothing.
type result struct {
	Items     []resultItem    `json:"items"`
	Created   int             `json:"created"`
	Updated   int             `json:"updated"`
	Unchanged int             `json:"unchanged"`
	Problems  []resultProblem `json:"problems"`
	LostTies  []resultLost    `json:"lostTies,omitempty"`
	// many is true where each line must say which file it is of.
	many bool
	// done is true once a text was imported, be it without items.
	done bool
}

type resultItem struct {
	File string `json:"file,omitempty"`
	importing.Result
}

type resultProblem struct {
	File string `json:"file,omitempty"`
	ingest.Problem
}

// resultLost is a tie that the fuller text of a known release has taken away.
type resultLost struct {
	File     string               `json:"file,omitempty"`
	Line     int                  `json:"line"`
	Title    string               `json:"title"`
	Relation content.RelationKind `json:"relation"`
	// Role is the role, or the stage of an announcement.
	Role string `json:"role"`
	Name string `json:"name"`
	// Quote is the first of the words that it stood on.
	Quote string `json:"quote"`
}

func (l resultLost) sentence() string {
	return fmt.Sprintf("%s: %q: lost the tie to %s as %s, which stood on %q; a suggestion asks about it",
		place(l.File, l.Line), l.Title, l.Name, l.Role, l.Quote)
}

func (r *result) addLost(file string, item importing.Result) {
	for _, l := range item.Lost {
		lost := resultLost{File: file, Line: item.Line, Title: item.Title, Relation: l.Relation, Role: l.Word, Name: l.Name}
		if len(l.Quotes) > 0 {
			lost.Quote = l.Quotes[0]
		}
		r.LostTies = append(r.LostTies, lost)
	}
}

func (r *result) add(file string, report importing.Report) {
	name := ""
	if r.many {
		name = file
	}
	for _, item := range report.Items {
		r.Items = append(r.Items, resultItem{name, item})
		r.addLost(name, item)
	}
	for _, problem := range report.Problems {
		r.Problems = append(r.Problems, resultProblem{name, problem})
	}
	r.Created += report.Created
	r.Updated += report.Updated
	r.Unchanged += report.Unchanged
	r.done = true
}

func (r *result) writeJSON(out io.Writer) error {
	if r.Items == nil {
		r.Items = []resultItem{}
	}
	if r.Problems == nil {
		r.Problems = []resultProblem{}
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}

// writeTable writes a line an item, the counts, and a line a problem.
func (r *result) writeTable(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, item := range r.Items {
		on := "–"
		if item.PublishedOn != nil {
			on = *item.PublishedOn
		}
		// Flush tells of errors.
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", item.Action, on, place(item.File, item.Line), item.Title)
	}
	_, _ = fmt.Fprintf(table, "%d created, %d updated, %d unchanged\n", r.Created, r.Updated, r.Unchanged)
	for _, lost := range r.LostTies {
		_, _ = fmt.Fprintln(table, lost.sentence())
	}
	for _, problem := range r.Problems {
		_, _ = fmt.Fprintln(table, problem.sentence())
	}
	return table.Flush()
}

func (p resultProblem) sentence() string {
	sentence := p.Message
	if p.Item != "" {
		sentence = fmt.Sprintf("%q: %s", p.Item, sentence)
	}
	if at := place(p.File, p.Line); at != "" {
		sentence = at + ": " + sentence
	}
	return sentence
}

// place names a line, in its file where there are several.
func place(file string, line int) string {
	switch {
	case line == 0:
		return file
	case file == "":
		return fmt.Sprintf("line %d", line)
	default:
		return fmt.Sprintf("%s:%d", file, line)
	}
}
