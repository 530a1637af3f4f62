package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/model"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// Inputs of the API go to the newsroom as they are, and it checks them. An id that
// is malformed or of another type names nothing: the newsroom complains about it
// together with all else.

// numberOf returns the number of a global id of a type; 0 for anything else.
func numberOf(t content.NodeType) func(string) int64 {
	return func(global string) int64 { return content.NumberOf(t, global) }
}

// targets reads the ids that a mutation itself names, and gathers complaints.
type targets struct{ complaints []error }

// read returns the number of an id of a type. One of another type is 0, which
// names nothing.
func (t *targets) read(field string, of content.NodeType, global string) int64 {
	if _, _, err := content.ParseGlobalID(global); err != nil {
		t.complaints = append(t.complaints, fault.Invalid(field, "%s", err))
	}
	return numberOf(of)(global)
}

// then makes a change if there are no complaints.
func (t *targets) then(change useCase) (newsroom.Done, error) {
	if err := t.err(); err != nil {
		return newsroom.Done{}, err
	}
	return change()
}

// err returns all complaints as one error; nil if there are none.
func (t *targets) err() error { return errors.Join(t.complaints...) }

// optional returns a value of a create input: null is as left out there.
func optional[G, T any](in graphql.Omittable[*G], to func(G) T) *T {
	v := in.Value()
	if v == nil {
		return nil
	}
	made := to(*v)
	return &made
}

// each maps a list; nil stays nil.
func each[G, T any](all []G, to func(G) T) []T {
	if all == nil {
		return nil
	}
	mapped := make([]T, len(all))
	for i, v := range all {
		mapped[i] = to(v)
	}
	return mapped
}

func decisionInput(in *model.SuggestionDecisionInput) newsroom.SuggestionDecisionInput {
	return newsroom.SuggestionDecisionInput{
		ID: numberOf(content.NodeSuggestion)(in.ID), Decision: in.Decision, Target: optional(in.Target, nodeRef),
		NewPartner: inputOf(in.NewPartner), NewInitiative: inputOf(in.NewInitiative),
		MentionRole: orZero(in.MentionRole.Value()), Stage: orZero(in.Stage.Value()), ParticipationRole: orZero(in.ParticipationRole.Value()),
	}
}

// given returns an input of the API as the newsroom takes it.
func given(values map[string]any) input.Object { return input.Of(values) }

// inputAt returns an input as a request gives it. A picture that this server holds
// may come back by the address that it was answered with there.
func inputAt(ctx context.Context, values map[string]any) input.Object {
	in := given(values)
	for _, name := range []string{"heroImage", "logo"} {
		image, _ := in[name].(input.Object)
		if address, given := image["url"].(string); given {
			image["url"] = content.StoredAddress(model.OriginFrom(ctx), address)
		}
	}
	return in
}

// inputOf returns an input; nil where there is none.
func inputOf(in graphql.Omittable[map[string]any]) input.Object {
	if in.Value() == nil {
		return nil
	}
	return given(in.Value())
}

// nodeRef returns the node that a global id names; the zero type for one that is malformed.
func nodeRef(global string) store.NodeRef {
	t, id, err := content.ParseGlobalID(global)
	if err != nil {
		return store.NodeRef{}
	}
	return store.NodeRef{Type: t, ID: id}
}

// orZero returns a value, or its zero where there is none.
func orZero[T any](v *T) T {
	if v == nil {
		var zero T
		return zero
	}
	return *v
}
