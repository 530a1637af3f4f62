package newsroom

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/identifier"
	"pressgraph/ent/db/partner"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
)

// PartnerState is a partner as editors may change it: its row, version 0 for one
// that is not stored yet, and what is stored below it.
type PartnerState struct {
	db.Partner

	names       []content.Name
	identifiers []content.Identifier
}

// partnerFields are the fields of a partner that editors give.
func partnerFields() fields[PartnerState] {
	return fields[PartnerState]{
		required("kind", partner.FieldKind, func(p *PartnerState) *content.PartnerKind { return &p.Kind }, input.Word),
		required("slug", partner.FieldSlug, func(p *PartnerState) *string { return &p.Slug }, content.ParseSlug).made(),
		namesOf(content.NodePartner, func(p *PartnerState) int64 { return p.ID }, func(p *PartnerState) *[]content.Name { return &p.names }),
		optional("country", partner.FieldCountry, func(p *PartnerState) **string { return &p.Country }, content.ParseCountry),
		optional("city", partner.FieldCity, func(p *PartnerState) **string { return &p.City }, input.LineOf(input.MaxLine)),
		optional("website", partner.FieldWebsite, func(p *PartnerState) **string { return &p.Website }, content.ParseURL),
		descriptions("descriptions", partner.FieldDescriptions, func(p *PartnerState) *[]content.LocalText { return &p.Descriptions }),
		picture("logo", partner.FieldLogo, func(p *PartnerState) **content.Image { return &p.Logo }),
		{
			name: "identifiers",
			take: func(p *PartnerState, in input.Form, _ *work) {
				input.TakeIdentifiers(in, "identifiers", &p.identifiers)
			},
			store: storeIdentifiers,
		},
		optional("parent", partner.FieldParentID, func(p *PartnerState) **int64 { return &p.ParentID }, input.Reference(content.NodePartner)),
		flag("public", partner.FieldHeld, func(p *PartnerState) *bool { return &p.Held }).
			hidden(func(p *PartnerState) { p.Held = false }),
	}
}

// CreatePartner makes a partner, and tells which others look like it.
func (n *Newsroom) CreatePartner(ctx context.Context, in input.Object) (Done, error) {
	return n.Write(ctx, "createPartner", func(ctx context.Context, e *Edit) (int64, error) {
		id, err := e.CreatePartner(ctx, 0, in, input.Complain("input"))
		if err != nil {
			return 0, err
		}
		return id, e.tellLookAlikes(ctx, id)
	})
}

// UpdatePartner changes a partner that is at the given version, and tells which
// others look like it where its names have changed.
func (n *Newsroom) UpdatePartner(ctx context.Context, id int64, version int, in input.Object) (Done, error) {
	return n.Write(ctx, "updatePartner", func(ctx context.Context, e *Edit) (int64, error) {
		return id, e.rooms.tables.partners.revise(ctx, e, id, version, in)
	})
}

// CreatePartner makes a partner with the given id, or a fresh one for 0.
func (e *Edit) CreatePartner(ctx context.Context, id int64, in input.Object, c input.Complaints) (int64, error) {
	return e.rooms.tables.partners.make(ctx, e, id, PartnerState{}, in, c)
}

func partnerDesk() desk[PartnerState] {
	return desk[PartnerState]{
		node: content.NodePartner, fields: partnerFields(), read: ReadPartner,
		of:     func(p *PartnerState) head { return head{&p.ID, p.Version, p.Visible, &p.Slug, p.ParentID} },
		base:   func(p *PartnerState) string { return content.SlugOfNames(p.names) },
		create: func(e *Edit, id int64) db.Mutation { return e.DB.Partner.Create().SetID(id).Mutation() },
		update: func(e *Edit, id int64, version int) db.Mutation {
			return e.DB.Partner.Update().Where(partner.ID(id), partner.Version(version)).AddVersion(1).Mutation()
		},
		check: func(ctx context.Context, e *Edit, before, after PartnerState, c input.Complaints) error {
			return e.checkIdentifiers(ctx, after, before.identifiers, c.Field("identifiers"))
		},
		then: func(ctx context.Context, e *Edit, before, after PartnerState) error {
			if same(before.names, after.names) {
				return nil
			}
			return e.tellLookAlikes(ctx, after.ID)
		},
	}
}

// ReadPartner reads a partner's state and keeps others from changing it meanwhile.
func ReadPartner(ctx context.Context, e *Edit, id int64) (PartnerState, error) {
	row, err := e.DB.Partner.Query().Where(partner.ID(id), Locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return PartnerState{}, missing(content.NodePartner, err)
	}
	p := PartnerState{Partner: bare(row)}
	p.Descriptions = orNil(p.Descriptions)
	p.names, err = e.names(ctx, content.NodePartner, id)
	if err != nil {
		return p, err
	}
	err = e.DB.Identifier.Query().Where(identifier.PartnerID(id)).Order(identifier.ByPosition()).
		Select(identifier.FieldScheme, identifier.FieldValue).Scan(ctx, &p.identifiers)
	p.identifiers = orNil(p.identifiers)
	return p, err
}

func storeIdentifiers(ctx context.Context, e *Edit, before, p *PartnerState) error {
	if same(before.identifiers, p.identifiers) {
		return nil
	}
	return e.replaceBelow(ctx, content.NodePartner, p.ID, identifier.Table, len(before.identifiers) > 0, RowsOf(p.identifiers, IdentifierColumns))
}

// IdentifierColumns are those of the row of an entry.
func IdentifierColumns(r content.Identifier) Columns {
	return Columns{"scheme": r.Scheme, "value": r.Value}
}

// CountPartner counts a change of a partner and computes what follows from its
// names; held makes it public, too. It is news to readers if they can tell.
func (e *Edit) CountPartner(ctx context.Context, id int64, held, news bool) error {
	p, err := ReadPartner(ctx, e, id)
	if err != nil {
		return err
	}
	best, fold, sort := e.rooms.named(p.names)
	b := e.DB.Partner.Update().Where(partner.ID(id)).AddVersion(1).SetUpdatedAt(e.Now).SetName(best).SetNameFold(fold).SetNameSort(sort)
	if held {
		b.SetHeld(true)
	}
	if p.Visible && news {
		b.SetPublicUpdatedAt(e.Now)
	}
	e.Touch(content.NodePartner, id)
	return b.Exec(ctx)
}
