package newsroom

import (
	"pressgraph/ent"
	"pressgraph/ent/partner"
	"pressgraph/internal/content"
)

// partnerState is a partner as editors may change it: its row, version 0 for one
// that is not stored yet, and what is stored below it.
type partnerState struct {
	ent.Partner

	names       []name
	identifiers []registered
}

// partnerFields are the fields of a partner that editors give.
func partnerFields() fields[partnerState] {
	return fields[partnerState]{
		required("kind", partner.FieldKind, func(p *partnerState) *content.PartnerKind { return &p.Kind }, word),
		required("slug", partner.FieldSlug, func(p *partnerState) *string { return &p.Slug }, content.ParseSlug).made(),
		namesOf(func(p *partnerState) *[]name { return &p.names }, replacePartnerNames),
		optional("country", partner.FieldCountry, func(p *partnerState) **string { return &p.Country }, content.ParseCountry),
		optional("city", partner.FieldCity, func(p *partnerState) **string { return &p.City }, lineOf(maxLine)),
		optional("website", partner.FieldWebsite, func(p *partnerState) **string { return &p.Website }, content.ParseURL),
		descriptions("descriptions", partner.FieldDescriptions, func(p *partnerState) *[]content.LocalText { return &p.Descriptions }),
		picture("logo", partner.FieldLogo, func(p *partnerState) **content.Image { return &p.Logo }),
		{
			name:  "identifiers",
			take:  func(p *partnerState, in object, _ *work) { takeIdentifiers(in, "identifiers", &p.identifiers) },
			store: storeIdentifiers,
		},
		optional("parent", partner.FieldParentID, func(p *partnerState) **int64 { return &p.ParentID }, reference(content.NodePartner)),
		flag("public", partner.FieldHeld, func(p *partnerState) *bool { return &p.Held }).
			hidden(func(p *partnerState) { p.Held = false }),
	}
}
