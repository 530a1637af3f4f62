package graph_test

import (
	"encoding/json"
	"slices"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
)

// stand is a node as it is before and after each step: with the first value in
// every field.
type stand struct {
	fieldKind
	id string
	// node is the newest answer, and tree what its input was to come to.
	node, tree any
	// first is the revision that holds the tree.
	first any
	// by is the mutation that changes it. One that takes the first element of a
	// list of the node names that.
	by, list string
}

// all lets every field of a kind of node go through its steps.
func (k fieldKind) all() {
	k.make("least", k.least(false))
	k.make("nulls", k.least(true)).sameAgain()
	create := k.input(k.create)
	s := k.make("first", k.sample(create, firstValue, "first"))
	s.tries(k.create.Name, k.places(create, nil)...)
	k.step(k.t, k.node.Name, k.node.Name, stepChange, func() string {
		if k.update == nil {
			k.make("second", k.sample(create, secondValue, "second"))
			return "there is no mutation that changes one"
		}
		return ""
	})
	if k.update == nil {
		return
	}
	s.sameAgain()
	update := k.input(k.update)
	for _, p := range k.places(update, nil) {
		s.try(p)
	}
	second := k.sample(update, secondValue, "second")
	s.edit(second)
	s.told(k.node.Name, "all fields", k.fieldDesk.told(create, second))
	// What follows from the other fields must stay right, too.
	one := place{update.Fields[0].Name}
	want := with(s.got(), one, valueAt(s.tree, one))
	s.edit(map[string]any{one[0]: valueAt(s.tree, one)})
	s.told(k.node.Name, "one field of all", want)
	s.keep()
	k.make("kept", k.sample(create, firstValue, "kept"))
	k.make("emptied", k.sample(create, firstValue, "emptied")).empty()
}

// empty clears at once all that can be cleared, and stays so.
func (s *stand) empty() {
	want, nulls := s.tree, map[string]any{}
	for _, p := range s.places(s.input(s.update), nil) {
		if len(p.place) == 1 && !p.neverNull() {
			want, nulls[p.field.Name] = with(want, p.place, nil), nil
		}
	}
	s.edit(nulls)
	s.told(s.fieldKind.node.Name, "emptied", want)
	s.diff("emptied", s.tree, want)
	if s.hasRevisions() {
		emptied := dig(s.node, "revisions", "nodes", 0, "id")
		s.restore(s.first)
		s.told(s.fieldKind.node.Name, "full again", s.tree)
		s.restore(emptied)
		s.told(s.fieldKind.node.Name, "emptied again", want)
	}
	s.keep()
}

// restore makes the node what it was at a revision.
func (s *stand) restore(revision any) {
	s.t.Helper()
	s.take(s.do("restoreRevision", map[string]any{"id": s.id, "version": s.version(), "revision": revision}))
}

// sameAgain gives every field the value that it has: nothing changes.
func (s *stand) sameAgain() {
	if s.update == nil {
		return
	}
	before := s.version()
	s.step(s.t, "", s.fieldKind.node.Name, "stays where it is given the same", func() string {
		s.edit(s.tree)
		if s.version() != before {
			return "it has another version"
		}
		return ""
	})
}

// least is the least that a node is made from; with nulls for all else.
func (k fieldKind) least(nulls bool) map[string]any {
	input := k.input(k.create)
	least := map[string]any{}
	for _, f := range input.Fields {
		switch {
		case f.Type.NonNull && f.DefaultValue == nil:
			least[f.Name] = k.value(input, f, firstValue, "least")
		case nulls && !f.Type.NonNull:
			least[f.Name] = nil
		}
	}
	return least
}

// make makes a node and finds all that it was made with.
func (k fieldKind) make(what string, given map[string]any) *stand {
	s := &stand{fieldKind: k}
	if k.update != nil {
		s.by = k.update.Name
	}
	s.take(k.do(k.create.Name, map[string]any{"input": given}))
	s.told(k.node.Name, "new: "+what, k.fieldDesk.told(k.input(k.create), given))
	s.first = dig(s.node, "revisions", "nodes", 0, "id")
	s.tree = s.got()
	s.keep()
	return s
}

// keep has the export hold the node as it is.
func (s *stand) keep() {
	s.kept = slices.DeleteFunc(s.kept, func(n keptNode) bool { return n.id == s.id })
	s.fieldDesk.kept = append(s.kept, keptNode{s.fieldKind, s.id, s.got()})
}

func (s *stand) take(node any) {
	s.node = node
	s.id, _ = dig(node, "id").(string)
}

// got is the newest answer in the shape of the input.
func (s *stand) got() any { return s.read(s.input(s.create), s.node) }

func (s *stand) version() any { return dig(s.node, "version") }

// edit changes the node.
func (s *stand) edit(input any) {
	s.t.Helper()
	s.take(s.do(s.by, s.variables(input)))
}

// variables are the arguments of the mutation that changes the node.
func (s *stand) variables(input any) map[string]any {
	id := "id"
	if s.list != "" {
		id = "release"
	}
	return map[string]any{id: s.id, "version": s.version(), "input": input}
}

// place is where a field of the mutation's input stands in the tree.
func (s *stand) place(p inputField) place {
	if s.list == "" {
		return p.place
	}
	return append(place{s.list}, p.place...)
}

// told holds what has come of a change against what was to come of it.
func (s *stand) told(of, name string, want any) {
	s.t.Helper()
	s.step(s.t, of, name, stepAnswer, func() string { return unlike(s.t, "the answer", want, s.got()) })
	s.keeps(name, want)
}

// keeps holds what is stored, and saved as a revision, against a tree.
func (s *stand) keeps(name string, want any) {
	s.t.Helper()
	s.step(s.t, "", name, stepRow, func() string { return unlike(s.t, "the row", want, s.row(s.id)) })
	s.step(s.t, s.fieldKind.node.Name, name, stepRevision, func() string {
		if !s.hasRevisions() {
			return "there are none"
		}
		return unlike(s.t, "the revision", want, s.saved())
	})
}

// saved is the state that the newest revision holds.
func (s *stand) saved() any {
	_, number, err := content.ParseGlobalID(s.id)
	if err != nil {
		s.t.Fatal(err)
	}
	version, err := s.version().(json.Number).Int64()
	if err != nil {
		s.t.Fatal(err)
	}
	rows, err := s.store.Records(s.t.Context(), "revisions", "release_id = $1 AND version = $2", number, version)
	if err != nil || len(rows) != 1 {
		s.t.Fatalf("found %d revisions of version %d, %v", len(rows), version, err)
	}
	return asJSON(s.t, rows[0]["state"])
}

// diff holds what the newest revision tells as changed against the trees.
func (s *stand) diff(name string, before, after any) {
	s.t.Helper()
	if !s.hasRevisions() {
		return
	}
	s.step(s.t, "", name, stepDiff, func() string {
		want := stepsBetween("", bare(s.t, before), bare(s.t, after))
		return unlike(s.t, "the diff", want, dig(s.node, "revisions", "nodes", 0, "changes"))
	})
}

// try lets a field go through its steps.
func (s *stand) try(p inputField) {
	s.change(p)
	s.reorder(p)
	s.clear(p)
	s.leaveOut(p)
	s.tries(s.by, p)
}

// change gives a field its second value, and goes back.
func (s *stand) change(p inputField) {
	if !p.leaf {
		return
	}
	s.step(s.t, p.coordinate(), p.place.String(), stepChange, func() string {
		if p.field.Name == "id" {
			return "it is given by the server"
		}
		second := s.value(p.input, p.field, secondValue, "first")
		want := with(s.tree, s.place(p), second)
		if s.list != "" && s.ends(p) {
			both, _ := valueAt(s.tree, place{s.list}).([]any)
			changed, _ := valueAt(want, place{s.list}).([]any)
			want = with(s.tree, place{s.list}, append(slices.Clone(both), changed[0]))
		}
		s.edit(s.only(p, second))
		s.told(p.coordinate(), p.place.String(), want)
		s.diff(p.place.String(), s.tree, want)
		return ""
	})
	s.back(p)
}

// reorder turns a list round.
func (s *stand) reorder(p inputField) {
	if p.field.Type.Elem == nil {
		return
	}
	all, _ := valueAt(s.tree, s.place(p)).([]any)
	turned := slices.Clone(all)
	slices.Reverse(turned)
	want, name := with(s.tree, s.place(p), turned), p.place.String()+" turned round"
	s.edit(s.only(p, turned))
	s.step(s.t, p.coordinate(), name, stepOrder, func() string { return unlike(s.t, "the answer", want, s.got()) })
	s.keeps(name, want)
	s.diff(name, s.tree, want)
	s.back(p)
}

// ends tells whether a field of a tie says what is tied: another is another tie.
func (s *stand) ends(p inputField) bool { return p.field.Type.Name() == "ID" }

// only is the input that gives one field another value; whatever to leave it out.
func (s *stand) only(p inputField, value any) any {
	changed := with(s.tree, s.place(p), value)
	if s.list != "" {
		all, _ := valueAt(changed, place{s.list}).([]any)
		return all[0]
	}
	return map[string]any{p.place[0]: valueAt(changed, p.place[:1])}
}

// back gives a field its first value again: by a restore where there are
// revisions, else by another change.
func (s *stand) back(p inputField) {
	s.t.Helper()
	s.step(s.t, s.fieldKind.node.Name, p.place.String(), stepRestore, func() string {
		if s.hasRevisions() {
			s.restore(s.first)
			return ""
		}
		top := valueAt(s.tree, p.place[:1])
		if p.place[0] == "participants" && unlike(s.t, "", idsIn(top), idsIn(valueAt(s.got(), p.place[:1]))) != "" {
			top = withoutIDs(top) // They are gone.
		}
		s.edit(map[string]any{p.place[0]: top})
		return "there is nothing to restore"
	})
	s.told(p.coordinate(), p.place.String()+" again", settled(withIDsOf(s.tree), s.got()))
	s.tree = s.got()
}

// clear gives null to a field; one that is never null refuses it.
func (s *stand) clear(p inputField) {
	s.t.Helper()
	input := s.only(p, nil)
	if p.neverNull() {
		s.refused(p, input)
		return
	}
	s.without(p, stepClear, input, with(s.tree, s.place(p), nil))
}

// leaveOut leaves a field out of the input around it.
func (s *stand) leaveOut(p inputField) {
	s.t.Helper()
	if len(s.place(p)) == 1 || p.field.Type.NonNull && p.field.DefaultValue == nil {
		return
	}
	want := s.tree
	if !slices.Contains(staying(), p.coordinate()) {
		want = with(s.tree, s.place(p), s.fieldDesk.told(p.input, map[string]any{})[p.field.Name])
	}
	s.without(p, stepLeaveOut, s.only(p, whatever{}), want)
}

// without makes a change that leaves a field without a value of its own.
func (s *stand) without(p inputField, step string, input, want any) {
	s.t.Helper()
	s.step(s.t, p.coordinate(), p.place.String(), step, func() string {
		variables := s.variables(input)
		if errs := s.ask(asRole(s.t, access.RoleAdmin), s.document(s.by, variables), variables).Errors; len(errs) > 0 {
			return errs.Error()
		}
		before := s.version()
		s.take(s.again(s.id))
		if p.field.Name == "id" {
			return s.renewed(p)
		}
		s.told(p.coordinate(), p.place.String()+" "+step, want)
		if s.version() != before {
			s.diff(p.place.String()+" "+step, s.tree, want)
		}
		return ""
	})
	s.back(p)
}

// renewed tells whether the record of an element is another one.
func (s *stand) renewed(p inputField) string {
	if valueAt(s.got(), p.place) == valueAt(s.tree, p.place) {
		return "the record is the one that was there"
	}
	return ""
}

// refused gives null to what is never null: nothing changes.
func (s *stand) refused(p inputField, input any) {
	s.t.Helper()
	variables := s.variables(input)
	response := s.ask(asRole(s.t, access.RoleAdmin), s.document(s.by, variables), variables)
	s.step(s.t, p.coordinate(), p.place.String(), stepClear, func() string {
		got := codes(response.Errors)
		wrong := len(got) != 1 || got[0] != "BAD_USER_INPUT" && (got[0] != "GRAPHQL_VALIDATION_FAILED" || !p.field.Type.NonNull)
		if wrong || !p.field.Type.NonNull && !slices.Equal(fields(response.Errors), []string{"input." + p.field.Name}) {
			return "null is answered with " + response.Errors.Error()
		}
		before := s.version()
		s.take(s.again(s.id))
		if s.version() != before {
			return "what was refused has made another version"
		}
		return unlike(s.t, "what was refused", s.tree, s.got())
	})
}

// idsIn are the ids of the elements of a list.
func idsIn(list any) (ids []any) {
	all, _ := list.([]any)
	for _, element := range all {
		ids = append(ids, dig(element, "id"))
	}
	return ids
}

// withIDsOf lets records have whatever ids.
func withIDsOf(tree any) any {
	switch tree := tree.(type) {
	case []any:
		return each1(tree, withIDsOf)
	case map[string]any:
		open := map[string]any{}
		for name, value := range tree {
			open[name] = withIDsOf(value)
			if name == "id" {
				open[name] = whatever{}
			}
		}
		return open
	}
	return tree
}
