package graph_test

import (
	"cmp"
	"fmt"
	"maps"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"pressgraph/internal/content"
)

// ties lets the fields of what adds or changes one tie go through their steps.
func (d *fieldDesk) ties() {
	k := d.kind("Release")
	for by, list := range map[string]string{"linkPartner": "partners", "linkInitiative": "initiatives"} {
		s := k.make(by, k.sample(k.input(k.create), firstValue, list[:8]))
		s.by, s.list = by, list
		for _, p := range d.places(k.input(d.schema.Mutation.Fields.ForName(by)), nil) {
			s.try(p)
		}
	}
}

// corrections changes every field of a published release in public.
func (d *fieldDesk) corrections() {
	k := d.kind("Release")
	s := k.make("to correct", k.sample(k.input(k.create), firstValue, "correct"))
	s.take(s.do("publishRelease", map[string]any{"id": s.id, "version": s.version()}))
	const by = "correctRelease"
	input := k.input(d.schema.Mutation.Fields.ForName(by))
	second := k.sample(input, secondValue, "correct")
	want := d.told(input, second)
	const note = "It was wrong."
	s.take(s.do(by, map[string]any{"id": s.id, "version": s.version(), "input": second, "note": note}))
	s.told(k.node.Name, "corrected", want)
	s.diff("corrected", s.tree, want)
	if got := dig(s.node, "revisions", "nodes", 0, "note"); got != note {
		s.t.Errorf("the revision's note is %v, want %q", got, note)
	}
	s.keep()
	d.tries(by, d.places(input, nil)...)
}

// decisions decides on suggestions with each field of the input.
func (d *fieldDesk) decisions() {
	const by = "decideSuggestions"
	input := d.schema.Types[d.schema.Mutation.Fields.ForName(by).Arguments.ForName("decisions").Type.Name()]
	for _, f := range input.Fields {
		for _, nth := range []int{firstValue, secondValue} {
			d.decide(input, f, nth)
		}
	}
	d.tries(by, d.places(input, nil)...)
}

// decision is what a field of the input of a decision is tried with.
type decision struct {
	relation string
	value    any
	// comes is what the suggestion then tells.
	comes map[string]any
}

// decisionOf makes one up, with a mark for what it makes.
func (d *fieldDesk) decisionOf(f *ast.FieldDefinition, nth int, mark string) decision {
	named := d.schema.Types[f.Type.Name()]
	word := func(relation string) decision {
		value := d.enumValue(f, named, nth)
		return decision{relation, value, map[string]any{f.Name: value}}
	}
	switch f.Name {
	case "id":
		return decision{relation: "MENTION", comes: map[string]any{}}
	case "decision":
		value := [2]any{"REJECTED", "ACCEPTED"}[nth]
		return decision{"MENTION", value, map[string]any{"decision": value}}
	case "target":
		target := d.pool["Partner"][nth+1]
		return decision{"MENTION", target, map[string]any{"target": map[string]any{"id": target}}}
	case "newPartner":
		return decision{"MENTION", d.sample(named, nth, mark), map[string]any{"target": map[string]any{"id": whatever{}}}}
	case "newInitiative":
		return decision{"ANNOUNCEMENT", d.sample(named, nth, mark), map[string]any{"target": map[string]any{"id": whatever{}}}}
	case "mentionRole":
		return word("MENTION")
	case "stage":
		return word("ANNOUNCEMENT")
	case "participationRole":
		return word("PARTICIPATION")
	}
	d.t.Fatalf("decisionOf does not know what to try %s of a decision with: add it there", f.Name)
	return decision{}
}

// decide accepts a suggestion, with nulls but for what must be there and the
// field to try, and finds what has come of it.
func (d *fieldDesk) decide(input *ast.Definition, f *ast.FieldDefinition, nth int) {
	mark := fmt.Sprintf("%s-%d", strings.ToLower(f.Name), nth)
	try := d.decisionOf(f, nth, mark)
	suggestion := d.suggested(try.relation)
	given := map[string]any{"decision": "ACCEPTED"}
	for _, other := range input.Fields {
		if !other.Type.NonNull {
			given[other.Name] = nil
		}
	}
	given[f.Name] = try.value
	given["id"] = suggestion["id"]
	made := d.ask1(`mutation($all: [SuggestionDecisionInput!]!) { decideSuggestions(decisions: $all) { suggestions { `+suggestionFields+` } } }`,
		map[string]any{"all": []any{given}})
	got := dig(made, "decideSuggestions", "suggestions", 0)
	want := map[string]any{"id": suggestion["id"], "decision": "ACCEPTED"}
	maps.Copy(want, try.comes)
	for name := range suggestion {
		if _, changes := want[name]; !changes {
			want[name] = suggestion[name]
		}
	}
	d.step(d.t, "", mark, stepAnswer, func() string { return unlike(d.t, "the answer", want, got) })
	d.step(d.t, "", mark, stepRow, func() string { return unlike(d.t, "the row", settled(want, got), d.suggestionRow(suggestion["id"])) })
	d.step(d.t, "", mark, "makes the relation", func() string {
		word := cmp.Or(dig(got, "mentionRole"), dig(got, "stage"), dig(got, "participationRole"))
		if dig(got, "decision") != "ACCEPTED" {
			word = nil
		}
		return unlike(d.t, "the relation", map[string]any{"word": word}, map[string]any{"word": d.relation(got)})
	})
	if made, ok := try.value.(map[string]any); ok {
		k := d.kind(nodeOf(d.schema.Types[f.Type.Name()].Name))
		id, _ := dig(got, "target", "id").(string)
		k.compare(id, d.told(d.schema.Types[f.Type.Name()], made), mark)
	}
}

const suggestionFields = `id decision mentionRole stage participationRole target { id } initiative { id }`

// suggested returns a suggestion of a relation, which an edit has left without words.
func (d *fieldDesk) suggested(relation string) map[string]any {
	quotes := []any{map[string]any{"section": "TITLE", "quote": "open"}}
	made := d.ask1(`mutation($p: ID!, $i: ID!, $quotes: [QuoteInput!]) { createRelease(input: {
		kind: STORY, title: "We open", partners: [{partner: $p, quotes: $quotes}], initiatives: [{initiative: $i, quotes: $quotes}]
	}) { release { id } } }`, map[string]any{"p": d.pool["Partner"][0], "i": d.pool["Initiative"][0], "quotes": quotes})
	release := dig(made, "createRelease", "release", "id")
	lost := d.ask1(`mutation($r: ID!, $p: ID!) {
		createInitiative(input: {kind: OTHER, names: [{text: "A new one"}], participants: [{partner: $p, evidence: [{release: $r, section: TITLE, quote: "open"}]}]}) { contentVersion }
		updateRelease(id: $r, version: 1, input: {title: "Closed"}) { lostTies { relation suggestion { `+suggestionFields+` } } }
	}`, map[string]any{"r": release, "p": d.pool["Partner"][0]})
	all, _ := dig(lost, "updateRelease", "lostTies").([]any)
	for _, tie := range all {
		if dig(tie, "relation") == relation {
			return dig(tie, "suggestion").(map[string]any)
		}
	}
	d.t.Fatalf("no suggestion of a relation %s has come of %v", relation, all)
	return nil
}

// suggestionRow reads a suggestion from the database.
func (d *fieldDesk) suggestionRow(id any) any {
	_, number, err := content.ParseGlobalID(id.(string))
	if err != nil {
		d.t.Fatal(err)
	}
	rows, err := d.store.RecordsOf(d.t.Context(), "suggestions", "id", number)
	if err != nil || len(rows) != 1 {
		d.t.Fatalf("found %d suggestions, %v", len(rows), err)
	}
	row := rows[0]
	node := func(name string, number int64) any {
		if number == 0 {
			return nil
		}
		return map[string]any{"id": global(name, number)}
	}
	partner, initiative := node("Partner", row.Number("partner_id")), node("Initiative", row.Number("initiative_id"))
	read := map[string]any{"id": id, "target": partner}
	for _, column := range []string{"decision", "mention_role", "stage", "participation_role"} {
		read[column] = row[column]
	}
	read["mentionRole"], read["participationRole"] = row["mention_role"], row["participation_role"]
	delete(read, "mention_role")
	delete(read, "participation_role")
	switch {
	case string(row["relation"]) == `"ANNOUNCEMENT"`:
		read["target"] = initiative
	case string(row["relation"]) == `"PARTICIPATION"`:
		read["initiative"] = initiative
	}
	return read
}

// relation reads what ties the target of a suggestion to its release or
// initiative, by its word; nothing where it is not accepted.
func (d *fieldDesk) relation(suggestion any) any {
	answer := dig(d.ask1(`query($id: ID!) { node(id: $id) { ... on Suggestion {
		release { partners { edges { node { id } word: role } } initiatives { edges { node { id } word: stage } } }
		initiative { participants { edges { node { id } participations { word: role } } } }
	} } }`, map[string]any{"id": dig(suggestion, "id")}), "node")
	var words []any
	for _, list := range [][]any{{"release", "partners"}, {"release", "initiatives"}, {"initiative", "participants"}} {
		edges, _ := dig(answer, append(list, "edges")...).([]any)
		for _, edge := range edges {
			if dig(edge, "node", "id") == dig(suggestion, "target", "id") {
				words = append(words, edge)
			}
		}
	}
	if len(words) != 1 {
		return nil
	}
	if dig(words[0], "word") == nil {
		return dig(words[0], "participations", 0, "word")
	}
	return dig(words[0], "word")
}
