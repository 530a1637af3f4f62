package graph_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// lostFields is what these tests ask of the ties that a change takes away.
const lostFields = `lostTies { relation quote quotes public remains mentionRole stage participationRole
	release { title } partner { slug } initiative { slug } suggestion { decision evidence { quote } } }`

// newsdesk is an API with a published release that hosts, announces and quotes.
type newsdesk struct {
	*api

	t                               *testing.T
	acme, duff, lab, release, draft any
}

// newNewsdesk makes a published release that names two partners and reports an
// initiative, in which both take part.
func newNewsdesk(t *testing.T, target database.Target) *newsdesk {
	t.Helper()
	d := &newsdesk{api: newAPI(t, target, false), t: t}
	partner := func(name string) any {
		return dig(d.edit(`mutation($n: String!) { createPartner(input: {kind: COMPANY, names: [{text: $n, locale: "en"}]}) { partner { id } } }`, "n", name), "createPartner", "partner", "id")
	}
	d.acme, d.duff = partner("Acme"), partner("Duff")
	d.lab = dig(d.edit(`mutation($a: ID!, $d: ID!) { createInitiative(input: {kind: JOINT_LABORATORY, names: [{text: "Lab"}], public: true, participants: [{partner: $a, role: LEAD}, {partner: $d}]}) { initiative { id } } }`, "a", d.acme, "d", d.duff), "createInitiative", "initiative", "id")
	d.release = d.make("The Lab opens")
	d.draft = d.make("Another Lab")
	d.edit(`mutation($r: ID!) { publishRelease(id: $r, version: 1) { contentVersion } }`, "r", d.release)
	d.state(part(d.acme, "LEAD", "Acme leads", d.release), part(d.duff, "MEMBER", "Duff helps", d.release, d.draft))
	return d
}

// make makes a draft that is hosted by Acme and reports the initiative.
func (d *newsdesk) make(title string) any {
	return dig(d.edit(`mutation($t: String!, $a: ID!, $l: ID!) { createRelease(input: {kind: STORY, title: $t, summary: "Acme hosts. Acme leads. Duff helps. It opens.",
		partners: [{partner: $a, role: HOST, quotes: [{section: SUMMARY, quote: "Acme hosts"}]}], initiatives: [{initiative: $l, stage: OPENED, quotes: [{section: SUMMARY, quote: "It opens"}]}]}) { release { id } } }`,
		"t", title, "a", d.acme, "l", d.lab), "createRelease", "release", "id")
}

// state replaces the participants of the initiative.
func (d *newsdesk) state(participants ...any) any {
	return d.edit(`mutation($l: ID!, $v: Int!, $p: [ParticipationInput!]) { updateInitiative(id: $l, version: $v, input: {participants: $p}) { `+lostFields+` } }`,
		"l", d.lab, "v", d.version("initiative", d.lab), "p", participants)
}

// part is a partner's part, stated in the summaries of releases.
func part(partner any, role, quote string, releases ...any) any {
	evidence := []any{}
	for _, r := range releases {
		evidence = append(evidence, map[string]any{"release": r, "section": "SUMMARY", "quote": quote})
	}
	return map[string]any{"partner": partner, "role": role, "evidence": evidence}
}

func (d *newsdesk) edit(mutation string, variables ...any) map[string]any {
	d.t.Helper()
	return d.data(d.t, editor(d.t), mutation, pairs(variables))
}

func pairs(variables []any) map[string]any {
	all := map[string]any{}
	for i := 0; i < len(variables); i += 2 {
		all[variables[i].(string)] = variables[i+1]
	}
	return all
}

func (d *newsdesk) version(of string, id any) any {
	d.t.Helper()
	return dig(d.edit(`query($id: ID!) { `+of+`(id: $id) { version } }`, "id", id), of, "version")
}

// change runs a mutation of the release with its version as $v and its id as
// $r, first in a dry run and then in earnest, and returns both lists of lost ties.
func (d *newsdesk) change(field, arguments string, variables ...any) (dry, real []any) {
	d.t.Helper()
	declared := "$r: ID!, $v: Int!"
	for i := 0; i < len(variables); i += 2 {
		declared += fmt.Sprintf(", $%s: ID!", variables[i])
	}
	for _, rehearse := range []bool{true, false} {
		before, _, err := d.store.Versions(d.t.Context())
		if err != nil {
			d.t.Fatal(err)
		}
		mutation := fmt.Sprintf("mutation(%s) { %s(%s, version: $v, dryRun: %v) { contentVersion %s } }", declared, field, arguments, rehearse, lostFields)
		answer := d.edit(mutation, append([]any{"r", d.release, "v", d.version("release", d.release)}, variables...)...)
		lost, _ := dig(answer, field, "lostTies").([]any)
		if !rehearse {
			return dry, lost
		}
		if after, _, err := d.store.Versions(d.t.Context()); err != nil || after != before {
			d.t.Errorf("the dry run of %s moved the version from %d to %d, %v", field, before, after, err)
		}
		dry = lost
	}
	return nil, nil
}

// lost is a lost tie as it is answered.
func lost(relation, quote string, more ...any) map[string]any {
	all := map[string]any{
		"relation": relation, "quote": quote, "quotes": []any{quote}, "public": true, "remains": false, "mentionRole": nil, "stage": nil,
		"participationRole": nil, "release": map[string]any{"title": "The Lab opens"}, "partner": nil, "initiative": nil, "suggestion": nil,
	}
	maps.Copy(all, pairs(more))
	return all
}

func slug(s string) map[string]any { return map[string]any{"slug": s} }

func asked(quote any) map[string]any {
	if text, ok := quote.(string); ok {
		quote = map[string]any{"quote": text}
	}
	return map[string]any{"decision": "PENDING", "evidence": quote}
}

// unasked is what a dry run tells of the same ties: no suggestion is there yet.
func unasked(all []any) []any {
	told := make([]any, len(all))
	for i, tie := range all {
		copied := maps.Clone(tie.(map[string]any))
		copied["suggestion"] = nil
		told[i] = copied
	}
	return told
}

func (d *newsdesk) want(what string, want, dry, got []any) {
	d.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Errorf("%s lost (-want +got):\n%s", what, diff)
	}
	if diff := cmp.Diff(unasked(want), dry); diff != "" {
		d.t.Errorf("the dry run of %s told of (-want +got):\n%s", what, diff)
	}
}

func (d *newsdesk) pending() any {
	return dig(d.edit(`{ suggestions(where: {decision: PENDING}) { totalCount } }`), "suggestions", "totalCount")
}

func TestLostTies(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	// What the text says no more is lost, and what else states it is hidden.
	host := lost("MENTION", "Acme hosts", "mentionRole", "HOST", "partner", slug("acme"), "suggestion", asked(nil))
	opened := lost("ANNOUNCEMENT", "It opens", "stage", "OPENED", "initiative", slug("lab"), "suggestion", asked("Lab"))
	leads := lost("PARTICIPATION", "Acme leads", "participationRole", "LEAD", "partner", slug("acme"), "initiative", slug("lab"), "suggestion", asked(nil))
	helps := lost("PARTICIPATION", "Duff helps", "participationRole", "MEMBER", "partner", slug("duff"), "initiative", slug("lab"), "remains", true)
	for _, c := range []struct{ field, arguments string }{
		{"updateRelease", `id: $r, input: {summary: "Nothing of it."}`},
		{"correctRelease", `id: $r, note: "Nothing of it is true.", input: {summary: "Nothing of it."}`},
		{"updateRelease", `id: $r, input: {summary: null}`},
	} {
		t.Run("are told by "+c.field+" with "+c.arguments, func(t *testing.T) {
			t.Parallel()
			storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
				d := newNewsdesk(t, target)
				dry, got := d.change(c.field, c.arguments)
				d.want(c.field, []any{host, opened, leads, helps}, sorted(dry), sorted(got))
				if got := dig(d.data(t, reader(t), `query($l: ID!) { initiative(id: $l) { participants { totalCount } } }`, map[string]any{"l": d.lab}), "initiative", "participants", "totalCount"); fmt.Sprint(got) != "0" {
					t.Errorf("readers see %v participants, want none", got)
				}
				first := dig(d.edit(`query($r: ID!) { release(id: $r) { revisions(first: 2) { nodes { id } } } }`, "r", d.release), "release", "revisions", "nodes", 1, "id")
				if dry, got := d.change("restoreRevision", `id: $r, revision: $first`, "first", first); len(dry)+len(got) != 0 {
					t.Errorf("the restore lost %v, in a dry run %v", got, dry)
				}
				if got := fmt.Sprint(d.pending()); got != "1" {
					t.Errorf("%s suggestions wait after the restore, want that of the participation alone", got)
				}
				d.state(part(d.acme, "LEAD", "Acme leads", d.release), part(d.duff, "MEMBER", ""))
				if got := fmt.Sprint(d.pending()); got != "0" {
					t.Errorf("%s suggestions wait after the participation came back", got)
				}
			})
		})
	}
	t.Run("are told by whatever else takes them away, and not suggested", func(t *testing.T) {
		t.Parallel()
		storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
			d := newNewsdesk(t, target)
			host, opened := unasked([]any{host}), unasked([]any{opened})
			dry, got := d.change("unlinkPartner", "release: $r, partner: $p", "p", d.acme)
			d.want("unlinkPartner", host, dry, got)
			dry, got = d.change("unlinkInitiative", "release: $r, initiative: $l", "l", d.lab)
			d.want("unlinkInitiative", opened, dry, got)
			d.edit(`mutation($r: ID!, $v: Int!, $p: ID!) { linkPartner(release: $r, version: $v, input: {partner: $p, role: HOST, quotes: [{section: SUMMARY, quote: "Acme hosts"}]}) { contentVersion } }`,
				"r", d.release, "v", d.version("release", d.release), "p", d.acme)
			first := dig(d.edit(`query($r: ID!) { release(id: $r) { revisions(first: 2) { nodes { id } } } }`, "r", d.release), "release", "revisions", "nodes", 1, "id")
			dry, got = d.change("restoreRevision", `id: $r, revision: $first`, "first", first)
			d.want("restoreRevision", host, dry, got)
			d.edit(`mutation($r: ID!, $v: Int!, $p: ID!) { linkPartner(release: $r, version: $v, input: {partner: $p, role: HOST, quotes: [{section: SUMMARY, quote: "Acme hosts"}]}) { contentVersion } }`,
				"r", d.release, "v", d.version("release", d.release), "p", d.acme)
			dry, got = d.change("updateRelease", `id: $r, input: {partners: []}`)
			d.want("updateRelease", host, dry, got)
			gone := unasked([]any{lost("PARTICIPATION", "Acme leads", "participationRole", "LEAD", "partner", slug("acme"), "initiative", slug("lab"))})
			hidden := unasked([]any{lost("PARTICIPATION", "Duff helps", "participationRole", "MEMBER", "partner", slug("duff"), "initiative", slug("lab"), "remains", true, "quotes", []any{"Duff helps", "Duff helps"})})
			answer := d.state(part(d.duff, "MEMBER", "Duff helps", d.draft))
			if diff := cmp.Diff(append(gone, hidden...), dig(answer, "updateInitiative", "lostTies")); diff != "" {
				t.Errorf("updateInitiative lost (-want +got):\n%s", diff)
			}
			if got := fmt.Sprint(d.pending()); got != "0" {
				t.Errorf("%s suggestions wait for what editors have taken away", got)
			}
		})
	})
	t.Run("stay where an edit lists them", func(t *testing.T) {
		t.Parallel()
		storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
			d := newNewsdesk(t, target)
			dry, got := d.change("correctRelease", `id: $r, note: "Other words.", input: {summary: "Acme leads. Duff helps.", partners: [{partner: $p, role: HOST}], initiatives: [{initiative: $l, stage: OPENED}]}`, "p", d.acme, "l", d.lab)
			if len(dry)+len(got) != 0 {
				t.Errorf("lost %v, in a dry run %v", got, dry)
			}
		})
	})
	t.Run("are told by a merge of two that a release names in two roles", func(t *testing.T) {
		t.Parallel()
		storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
			d := newNewsdesk(t, target)
			d.edit(`mutation($r: ID!, $v: Int!, $p: ID!) { linkPartner(release: $r, version: $v, input: {partner: $p, role: SPEAKER, quotes: [{section: SUMMARY, quote: "Duff helps"}]}) { contentVersion } }`,
				"r", d.release, "v", d.version("release", d.release), "p", d.duff)
			want := []any{lost("MENTION", "Duff helps", "mentionRole", "SPEAKER", "partner", slug("acme"))}
			for _, dry := range []bool{true, false} {
				answer := d.edit(fmt.Sprintf(`mutation($a: ID!, $d: ID!, $v: Int!) { mergePartners(into: $a, version: $v, duplicates: [$d], dryRun: %v) { %s } }`, dry, lostFields),
					"a", d.acme, "d", d.duff, "v", d.version("partner", d.acme))
				if diff := cmp.Diff(want, dig(answer, "mergePartners", "lostTies")); diff != "" {
					t.Errorf("in a dry run (%v) the merge lost (-want +got):\n%s", dry, diff)
				}
			}
		})
	})
	t.Run("are told by an import of a fuller text", func(t *testing.T) {
		t.Parallel()
		storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
			d := newNewsdesk(t, target)
			const text = "2025\n\nPress Releases\nShort news of it\nAcme hosts many gue…\n"
			importing := func(text string, dry bool) any {
				return dig(d.edit(fmt.Sprintf(`mutation($t: String!) { importReleases(text: $t, publish: true, dryRun: %v) { updatedCount suggestionCount items { release { id version } } %s } }`, dry, lostFields), "t", text), "importReleases")
			}
			made := importing(text, false)
			release := dig(made, "items", 0, "release", "id")
			if release == nil {
				t.Fatalf("imported %v", made)
			}
			d.edit(`mutation($r: ID!, $p: ID!) { linkPartner(release: $r, version: 1, input: {partner: $p, role: HOST, quotes: [{section: SUMMARY, quote: "Acme hosts"}]}) { contentVersion } }`, "r", release, "p", d.acme)
			want := []any{lost("MENTION", "Acme hosts", "mentionRole", "HOST", "partner", slug("acme"), "release", map[string]any{"title": "Short news of it"}, "suggestion", asked("Acme"))}
			const fuller = "2025\n\nPress Releases\nShort news of it\nMany guests came to Acme on Sunday, and all of them stayed.\n"
			if diff := cmp.Diff(unasked(want), dig(importing(fuller, true), "lostTies")); diff != "" {
				t.Errorf("the dry run told of (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(want, dig(importing(fuller, false), "lostTies")); diff != "" {
				t.Errorf("the import lost (-want +got):\n%s", diff)
			}
		})
	})
}

// sorted puts the participation of Duff last, as lists of them come by random ids.
func sorted(all []any) []any {
	if len(all) == 4 && dig(all[2], "partner", "slug") == "duff" {
		all[2], all[3] = all[3], all[2]
	}
	return all
}

func TestSuggestionsWithoutAQuote(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		d := newNewsdesk(t, target)
		d.change("correctRelease", `id: $r, note: "x", input: {summary: "Nothing of it."}`)
		asked := dig(d.edit(`{ suggestions(where: {decision: PENDING}) { nodes { id relation label evidence { quote release { title } } target { slug } } } }`), "suggestions", "nodes").([]any)
		if len(asked) != 3 {
			t.Fatalf("%d suggestions, want 3: %v", len(asked), asked)
		}
		accept := func(dry bool) any {
			var decisions []any
			for _, s := range asked {
				decisions = append(decisions, map[string]any{"id": dig(s, "id"), "decision": "ACCEPTED"})
			}
			return dig(d.edit(fmt.Sprintf(`mutation($d: [SuggestionDecisionInput!]!) { decideSuggestions(decisions: $d, dryRun: %v) { suggestions { decision evidence { quote } } %s similar { score } } }`, dry, lostFields), "d", decisions), "decideSuggestions")
		}
		for _, s := range asked {
			if quote := dig(s, "evidence", "quote"); quote != nil && quote != "Lab" {
				t.Errorf("the suggestion of %v quotes %q, which does not name it", dig(s, "label"), quote)
			}
		}
		t.Run("are accepted without evidence", func(t *testing.T) {
			if got := dig(accept(true), "suggestions", 0, "decision"); got != "PENDING" {
				t.Errorf("after a dry run it is %v", got)
			}
			if got := dig(accept(false), "suggestions", 0, "decision"); got != "ACCEPTED" {
				t.Errorf("it is %v", got)
			}
			seen := d.data(t, reader(t), `query($r: ID!, $l: ID!) { release(id: $r) { partners { edges { role evidence { quote } } } }
				initiative(id: $l) { participants { edges { node { slug } participations { role evidence { quote } } } } } }`, map[string]any{"r": d.release, "l": d.lab})
			want := map[string]any{
				"release":    map[string]any{"partners": map[string]any{"edges": []any{map[string]any{"role": "HOST", "evidence": []any{}}}}},
				"initiative": map[string]any{"participants": map[string]any{"edges": []any{map[string]any{"node": slug("acme"), "participations": []any{map[string]any{"role": "LEAD", "evidence": []any{}}}}}}},
			}
			if diff := cmp.Diff(want, seen); diff != "" {
				t.Errorf("readers see (-want +got):\n%s", diff)
			}
		})
		t.Run("stay so, and quotes move with their text or go", func(t *testing.T) {
			quoted := func() any {
				return dig(d.edit(`{ suggestions(where: {decision: ACCEPTED}) { nodes { relation evidence { quote start } } } }`), "suggestions", "nodes", 0, "evidence")
			}
			d.change("updateRelease", `id: $r, input: {title: "At last the Lab opens"}`)
			if diff := cmp.Diff(fmt.Sprint(map[string]any{"quote": "Lab", "start": 12}), fmt.Sprint(quoted())); diff != "" {
				t.Errorf("quoted (-want +got):\n%s", diff)
			}
			d.change("updateRelease", `id: $r, input: {title: "It opens"}`)
			if got := quoted(); got != nil {
				t.Errorf("quotes %v, which the release does not say", got)
			}
		})
	})
}
