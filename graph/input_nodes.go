package graph

import (
	"pressgraph/graph/model"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

func createReleaseInput(in model.CreateReleaseInput) newsroom.CreateReleaseInput {
	return newsroom.CreateReleaseInput{
		Kind: in.Kind, Language: in.Language, Title: in.Title, Slug: in.Slug.Value(), Summary: in.Summary.Value(),
		Body: in.Body.Value(), PublishedOn: optional(in.PublishedOn, text), HeroImage: optional(in.HeroImage, imageInput),
		SourceURL: in.SourceURL.Value(), Publisher: optional(in.Publisher, numberOf(content.NodePartner)),
		TranslationOf: optional(in.TranslationOf, numberOf(content.NodeRelease)),
		Topics:        each(in.Topics.Value(), numberOf(content.NodeTopic)),
		Partners:      each(in.Partners.Value(), mentionInput), Initiatives: each(in.Initiatives.Value(), announcementInput),
	}
}

func updateReleaseInput(in model.UpdateReleaseInput) newsroom.UpdateReleaseInput {
	return newsroom.UpdateReleaseInput{
		Kind: field(in.Kind, same), Language: field(in.Language, same), Title: field(in.Title, same), Slug: field(in.Slug, same),
		Summary: field(in.Summary, same), Body: field(in.Body, same), PublishedOn: field(in.PublishedOn, text),
		HeroImage: field(in.HeroImage, imageInput), SourceURL: field(in.SourceURL, same),
		Publisher:     field(in.Publisher, numberOf(content.NodePartner)),
		TranslationOf: field(in.TranslationOf, numberOf(content.NodeRelease)),
		Topics:        listField(in.Topics, numberOf(content.NodeTopic)),
		Partners:      listField(in.Partners, mentionInput), Initiatives: listField(in.Initiatives, announcementInput),
	}
}

func createPartnerInput(in model.CreatePartnerInput) newsroom.CreatePartnerInput {
	return newsroom.CreatePartnerInput{
		Kind: in.Kind, Slug: in.Slug.Value(), Names: each(in.Names, nameInput), Country: in.Country.Value(), City: in.City.Value(),
		Website: in.Website.Value(), Descriptions: each(in.Descriptions.Value(), localTextInput),
		Logo: optional(in.Logo, imageInput), Identifiers: each(in.Identifiers.Value(), identifierInput),
		Parent: optional(in.Parent, numberOf(content.NodePartner)), Public: in.Public,
	}
}

func updatePartnerInput(in model.UpdatePartnerInput) newsroom.UpdatePartnerInput {
	return newsroom.UpdatePartnerInput{
		Kind: field(in.Kind, same), Slug: field(in.Slug, same), Names: listField(in.Names, nameInput),
		Country: field(in.Country, same), City: field(in.City, same), Website: field(in.Website, same),
		Descriptions: listField(in.Descriptions, localTextInput), Logo: field(in.Logo, imageInput),
		Identifiers: listField(in.Identifiers, identifierInput), Parent: field(in.Parent, numberOf(content.NodePartner)),
		Public: field(in.Public, same),
	}
}

func createInitiativeInput(in model.CreateInitiativeInput) newsroom.CreateInitiativeInput {
	return newsroom.CreateInitiativeInput{
		Kind: in.Kind, Slug: in.Slug.Value(), Names: each(in.Names, nameInput), Status: in.Status,
		Descriptions: each(in.Descriptions.Value(), localTextInput), StartedOn: optional(in.StartedOn, text),
		EndedOn: optional(in.EndedOn, text), Funding: optional(in.Funding, moneyInput),
		Parent: optional(in.Parent, numberOf(content.NodeInitiative)), Topics: each(in.Topics.Value(), numberOf(content.NodeTopic)),
		Participants: each(in.Participants.Value(), participationInput), Public: in.Public,
	}
}

func updateInitiativeInput(in model.UpdateInitiativeInput) newsroom.UpdateInitiativeInput {
	return newsroom.UpdateInitiativeInput{
		Kind: field(in.Kind, same), Slug: field(in.Slug, same), Names: listField(in.Names, nameInput), Status: field(in.Status, same),
		Descriptions: listField(in.Descriptions, localTextInput), StartedOn: field(in.StartedOn, text),
		EndedOn: field(in.EndedOn, text), Funding: field(in.Funding, moneyInput),
		Parent: field(in.Parent, numberOf(content.NodeInitiative)), Topics: listField(in.Topics, numberOf(content.NodeTopic)),
		Participants: listField(in.Participants, participationInput), Public: field(in.Public, same),
	}
}

func createTopicInput(in model.CreateTopicInput) newsroom.CreateTopicInput {
	return newsroom.CreateTopicInput{
		Slug: in.Slug.Value(), Names: each(in.Names, nameInput), Parent: optional(in.Parent, numberOf(content.NodeTopic)),
	}
}

func updateTopicInput(in model.UpdateTopicInput) newsroom.UpdateTopicInput {
	return newsroom.UpdateTopicInput{
		Slug: field(in.Slug, same), Names: listField(in.Names, nameInput), Parent: field(in.Parent, numberOf(content.NodeTopic)),
	}
}

func decisionInput(in *model.SuggestionDecisionInput) newsroom.SuggestionDecisionInput {
	return newsroom.SuggestionDecisionInput{
		ID: numberOf(content.NodeSuggestion)(in.ID), Decision: in.Decision, Target: optional(in.Target, nodeRef),
		NewPartner: optional(in.NewPartner, createPartnerInput), NewInitiative: optional(in.NewInitiative, createInitiativeInput),
		MentionRole: orZero(in.MentionRole.Value()), Stage: orZero(in.Stage.Value()), ParticipationRole: orZero(in.ParticipationRole.Value()),
	}
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
