package newsroom

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent"
	"pressgraph/ent/identifier"
	"pressgraph/ent/partner"
	"pressgraph/ent/partnername"
	"pressgraph/internal/content"
)

// partnerState is a partner as editors may change it.
type partnerState struct {
	id      int64
	version int // 0 for one that is not stored yet
	visible bool

	kind                   content.PartnerKind
	slug                   string
	names                  []name
	country, city, website *string
	descriptions           []content.LocalText
	logo                   *content.Image
	identifiers            []registered
	parent                 *int64
	held                   bool
}

// apply changes the state as an input says.
func (p *partnerState) apply(in UpdatePartnerInput, c complaints) {
	must(in.Kind, &p.kind, c.field("kind"), oneOf)
	must(in.Slug, &p.slug, c.field("slug"), content.ParseSlug)
	takeNames(in.Names, &p.names, c.field("names"))
	take(in.Country, &p.country, c.field("country"), content.ParseCountry)
	take(in.City, &p.city, c.field("city"), lineOf(maxLine))
	take(in.Website, &p.website, c.field("website"), content.ParseURL)
	takeDescriptions(in.Descriptions, &p.descriptions, c.field("descriptions"))
	takeImage(in.Logo, &p.logo, c.field("logo"))
	takeIdentifiers(in.Identifiers, &p.identifiers, c.field("identifiers"))
	take(in.Parent, &p.parent, c.field("parent"), asIs)
	must(in.Public, &p.held, c.field("public"), asIs)
}

// shown is what readers see of a partner: an edit of it is news to them.
func (p partnerState) shown() partnerState {
	p.held = false
	return p
}

// partner reads a partner's state and keeps others from changing it meanwhile.
func (e *edit) partner(ctx context.Context, id int64) (partnerState, error) {
	row, err := e.db.Partner.Query().Where(partner.ID(id), locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return partnerState{}, missing(content.NodePartner, err)
	}
	p := partnerState{
		id: row.ID, version: row.Version, visible: row.Visible, kind: row.Kind, slug: row.Slug, country: row.Country,
		city: row.City, website: row.Website, descriptions: orNil(row.Descriptions), logo: row.Logo, parent: row.ParentID, held: row.Held,
	}
	names, err := e.db.PartnerName.Query().Where(partnername.PartnerID(id)).Order(partnername.ByPosition()).All(ctx)
	if err != nil {
		return p, err
	}
	for _, n := range names {
		p.names = append(p.names, name{Text: n.Text, Locale: n.Locale, Kind: n.Kind})
	}
	entries, err := e.db.Identifier.Query().Where(identifier.PartnerID(id)).Order(identifier.ByPosition()).All(ctx)
	for _, i := range entries {
		p.identifiers = append(p.identifiers, registered{Scheme: i.Scheme, Value: i.Value})
	}
	return p, err
}

// fillPartner sets every column that editors change, and those computed from
// them. JSON that stays is not written: its text may be another's.
func (e *edit) fillPartner(m *ent.PartnerMutation, before, p partnerState) {
	m.SetSlug(p.slug)
	m.SetHeld(p.held)
	m.SetUpdatedAt(e.now)
	m.SetKind(p.kind)
	put(p.country, m.SetCountry, m.ClearCountry)
	put(p.city, m.SetCity, m.ClearCity)
	put(p.website, m.SetWebsite, m.ClearWebsite)
	switch {
	case p.descriptions == nil:
		m.ClearDescriptions()
	case !same(before.descriptions, p.descriptions):
		m.SetDescriptions(p.descriptions)
	}
	switch {
	case p.logo == nil:
		m.ClearLogo()
	case !same(before.logo, p.logo):
		m.SetLogo(p.logo)
	}
	put(p.parent, m.SetParentID, m.ClearParentID)
	n := e.named(p.names)
	m.SetName(n.name)
	m.SetNameFold(n.fold)
	m.SetNameSort(n.sort)
}
