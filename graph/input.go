package graph

import (
	"errors"

	"github.com/99designs/gqlgen/graphql"

	"pressgraph/graph/model"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
)

// Inputs of the API become those of the newsroom, which checks them. An id
// within an input that is malformed or of another type becomes 0, which names
// nothing: the newsroom complains about it together with all else.

// numberOf returns the number of a global id of a type; 0 for anything else.
func numberOf(t content.NodeType) func(string) int64 {
	return func(global string) int64 {
		found, id, err := content.ParseGlobalID(global)
		if err != nil || found != t {
			return 0
		}
		return id
	}
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

func same[T any](v T) T { return v }

func text[T ~string](v T) string { return string(v) }

// optional returns a value of a create input: null is as left out there.
func optional[G, T any](in graphql.Omittable[*G], to func(G) T) *T {
	v := in.Value()
	if v == nil {
		return nil
	}
	made := to(*v)
	return &made
}

// field returns a value of an update input: left out, null, or set.
func field[G, T any](in graphql.Omittable[*G], to func(G) T) newsroom.Field[T] {
	return newsroom.Field[T]{Set: in.IsSet(), Value: optional(in, to)}
}

// listField is field for a list.
func listField[G, T any](in graphql.Omittable[[]G], to func(G) T) newsroom.Field[[]T] {
	if !in.IsSet() || in.Value() == nil {
		return newsroom.Field[[]T]{Set: in.IsSet()}
	}
	return newsroom.To(each(in.Value(), to))
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

func nameInput(in *model.NameInput) newsroom.NameInput {
	return newsroom.NameInput{Text: in.Text, Locale: in.Locale.Value(), Kind: in.Kind}
}

func localTextInput(in *model.LocalTextInput) newsroom.LocalTextInput {
	return newsroom.LocalTextInput{Text: in.Text, Locale: in.Locale}
}

func identifierInput(in *model.IdentifierInput) newsroom.IdentifierInput {
	return newsroom.IdentifierInput{Scheme: in.Scheme, Value: in.Value}
}

func moneyInput(in model.MoneyInput) newsroom.MoneyInput {
	return newsroom.MoneyInput{Amount: in.Amount, Currency: in.Currency}
}

func imageInput(in model.ImageInput) newsroom.ImageInput {
	return newsroom.ImageInput{
		URL: in.URL, Alt: in.Alt, Width: in.Width.Value(), Height: in.Height.Value(), Credit: in.Credit.Value(),
	}
}

func quoteInput(in *model.QuoteInput) newsroom.QuoteInput {
	return newsroom.QuoteInput{Section: in.Section, Quote: in.Quote, Start: in.Start.Value()}
}

func evidenceInput(in *model.EvidenceInput) newsroom.EvidenceInput {
	return newsroom.EvidenceInput{
		Release: numberOf(content.NodeRelease)(in.Release), Section: in.Section, Quote: in.Quote, Start: in.Start.Value(),
	}
}

func mentionInput(in *model.MentionInput) newsroom.MentionInput {
	return newsroom.MentionInput{
		Partner: numberOf(content.NodePartner)(in.Partner), Role: in.Role, Quotes: listField(in.Quotes, quoteInput),
	}
}

func announcementInput(in *model.AnnouncementInput) newsroom.AnnouncementInput {
	return newsroom.AnnouncementInput{
		Initiative: numberOf(content.NodeInitiative)(in.Initiative), Stage: in.Stage, Quotes: listField(in.Quotes, quoteInput),
	}
}

func participationInput(in *model.ParticipationInput) newsroom.ParticipationInput {
	return newsroom.ParticipationInput{
		ID: optional(in.ID, numberOf(content.NodeParticipation)), Partner: numberOf(content.NodePartner)(in.Partner),
		Role: in.Role, Status: in.Status, Since: field(in.Since, text), Until: field(in.Until, text),
		Contribution: field(in.Contribution, moneyInput), Evidence: listField(in.Evidence, evidenceInput),
	}
}
