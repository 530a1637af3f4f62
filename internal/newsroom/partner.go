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

// CreatePartner makes a partner, and tells which others look like it.
func (n *Newsroom) CreatePartner(ctx context.Context, in Input) (Done, error) {
	return n.write(ctx, "createPartner", func(ctx context.Context, e *edit) (int64, error) {
		id, err := e.createPartner(ctx, 0, in, complain("input"))
		if err != nil {
			return 0, err
		}
		return id, e.tellLookAlikes(ctx, id)
	})
}

// UpdatePartner changes a partner that is at the given version, and tells which
// others look like it where its names have changed.
func (n *Newsroom) UpdatePartner(ctx context.Context, id int64, version int, in Input) (Done, error) {
	return n.write(ctx, "updatePartner", func(ctx context.Context, e *edit) (int64, error) {
		return id, partnerDesk().revise(ctx, e, id, version, in)
	})
}

// createPartner makes a partner with the given id, or a fresh one for 0.
func (e *edit) createPartner(ctx context.Context, id int64, in Input, c complaints) (int64, error) {
	return partnerDesk().make(ctx, e, id, partnerState{}, in, c)
}

func partnerDesk() desk[partnerState] {
	return desk[partnerState]{
		node: content.NodePartner, fields: partnerFields(), read: readPartner,
		of:     func(p *partnerState) head { return head{&p.ID, p.Version, p.Visible, &p.Slug, p.ParentID, p.names} },
		create: func(e *edit, id int64) ent.Mutation { return e.db.Partner.Create().SetID(id).Mutation() },
		update: func(e *edit, id int64, version int) ent.Mutation {
			return e.db.Partner.Update().Where(partner.ID(id), partner.Version(version)).AddVersion(1).Mutation()
		},
		check: func(ctx context.Context, e *edit, before, after partnerState, c complaints) error {
			return e.checkIdentifiers(ctx, after, before.identifiers, c.field("identifiers"))
		},
		then: func(ctx context.Context, e *edit, before, after partnerState) error {
			if same(before.names, after.names) {
				return nil
			}
			return e.tellLookAlikes(ctx, after.ID)
		},
	}
}

// readPartner reads a partner's state and keeps others from changing it meanwhile.
func readPartner(ctx context.Context, e *edit, id int64) (partnerState, error) {
	row, err := e.db.Partner.Query().Where(partner.ID(id), locked(sql.LockNoKeyUpdate)).Only(ctx)
	if err != nil {
		return partnerState{}, missing(content.NodePartner, err)
	}
	p := partnerState{Partner: bare(row)}
	p.Descriptions = orNil(p.Descriptions)
	p.names, err = e.names(ctx, content.NodePartner, id)
	if err != nil {
		return p, err
	}
	err = e.db.Identifier.Query().Where(identifier.PartnerID(id)).Order(identifier.ByPosition()).
		Select(identifier.FieldScheme, identifier.FieldValue).Scan(ctx, &p.identifiers)
	p.identifiers = orNil(p.identifiers)
	return p, err
}

func replacePartnerNames(ctx context.Context, e *edit, p *partnerState) error {
	old := e.db.PartnerName.Delete().Where(partnername.PartnerID(p.ID))
	rows := e.db.PartnerName.MapCreateBulk(p.names, func(b *ent.PartnerNameCreate, i int) { fillName(e, b, i, p.names[i]).SetPartnerID(p.ID) })
	return replace(ctx, p.Version > 0, old, rows)
}

func storeIdentifiers(ctx context.Context, e *edit, before, p *partnerState) error {
	if same(before.identifiers, p.identifiers) {
		return nil
	}
	rows := e.db.Identifier.MapCreateBulk(p.identifiers, func(b *ent.IdentifierCreate, i int) {
		b.SetID(e.tx.NewID()).SetPartnerID(p.ID).SetPosition(i).SetScheme(p.identifiers[i].Scheme).SetValue(p.identifiers[i].Value)
	})
	return replace(ctx, p.Version > 0, e.db.Identifier.Delete().Where(identifier.PartnerID(p.ID)), rows)
}
