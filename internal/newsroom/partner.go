package newsroom

import (
	"context"
	"fmt"

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
		return id, e.updatePartner(ctx, id, version, in)
	})
}

// createPartner makes a partner with the given id, or a fresh one for 0.
func (e *edit) createPartner(ctx context.Context, id int64, in Input, c complaints) (int64, error) {
	var p partnerState
	p.ID, in = e.newID(id), in.given()
	partnerFields().apply(&p, in, true, &work{}, c)
	if err := e.checkPartner(ctx, partnerState{}, &p, in, c); err != nil {
		return 0, err
	}
	b := e.db.Partner.Create().SetID(p.ID).SetCreatedAt(e.now).SetPublicUpdatedAt(e.now).SetUpdatedAt(e.now)
	if err := partnerFields().write(e, b.Mutation(), &partnerState{}, &p); err != nil {
		return 0, err
	}
	if err := b.Exec(ctx); err != nil {
		return 0, fmt.Errorf("create partner: %w", err)
	}
	e.touch(content.NodePartner, p.ID)
	e.touchPointer(content.NodePartner, p.ParentID)
	return p.ID, e.writePartnerRows(ctx, partnerState{}, p)
}

func (e *edit) updatePartner(ctx context.Context, id int64, version int, in Input) error {
	before, err := e.partner(ctx, id)
	if err != nil {
		return err
	}
	if err := checkVersion(version, before.Version); err != nil {
		return err
	}
	after, c := before, complain("input")
	partnerFields().apply(&after, in, false, &work{}, c)
	if err := e.checkPartner(ctx, before, &after, in, c); err != nil || same(before, after) {
		return err
	}
	b := e.db.Partner.Update().Where(partner.ID(id), partner.Version(version)).AddVersion(1).SetUpdatedAt(e.now)
	if err := partnerFields().write(e, b.Mutation(), &before, &after); err != nil {
		return err
	}
	if before.Visible && !same(partnerFields().shown(before), partnerFields().shown(after)) {
		b.SetPublicUpdatedAt(e.now)
	}
	rows, err := b.Save(ctx)
	if err != nil {
		return fmt.Errorf("update partner %d: %w", id, err)
	}
	if err := replaced(rows, version); err != nil {
		return err
	}
	if err := e.renameSlug(ctx, content.NodePartner, id, before.Slug, after.Slug, before.Visible); err != nil {
		return err
	}
	e.touch(content.NodePartner, id)
	e.touchPointer(content.NodePartner, before.ParentID)
	e.touchPointer(content.NodePartner, after.ParentID)
	if err := e.writePartnerRows(ctx, before, after); err != nil || same(before.names, after.names) {
		return err
	}
	return e.tellLookAlikes(ctx, id)
}

// checkPartner checks what needs the database, makes a slug where none was
// given, and returns all complaints.
func (e *edit) checkPartner(ctx context.Context, before partnerState, p *partnerState, in Input, c complaints) error {
	const t = content.NodePartner
	if err := e.checkPlace(ctx, t, p.ID, place{slug: &p.Slug, parent: p.ParentID, names: p.names, in: in}, c); err != nil {
		return err
	}
	if err := e.checkIdentifiers(ctx, *p, before.identifiers, c.field("identifiers")); err != nil {
		return err
	}
	return c.err()
}

// writePartnerRows replaces the rows below a partner where they differ.
func (e *edit) writePartnerRows(ctx context.Context, before, after partnerState) error {
	if !same(before.names, after.names) {
		if err := e.writePartnerNames(ctx, after); err != nil {
			return fmt.Errorf("write the names of partner %d: %w", after.ID, err)
		}
	}
	if !same(before.identifiers, after.identifiers) {
		if err := e.writeIdentifiers(ctx, after); err != nil {
			return fmt.Errorf("write the identifiers of partner %d: %w", after.ID, err)
		}
	}
	return nil
}

func (e *edit) writePartnerNames(ctx context.Context, p partnerState) error {
	if p.Version > 0 {
		if _, err := e.db.PartnerName.Delete().Where(partnername.PartnerID(p.ID)).Exec(ctx); err != nil {
			return err
		}
	}
	rows := e.db.PartnerName.MapCreateBulk(p.names, func(b *ent.PartnerNameCreate, i int) {
		n := p.names[i]
		b.SetID(e.tx.NewID()).SetPartnerID(p.ID).SetPosition(i).SetText(n.Text).SetTextFold(content.Fold(n.Text)).
			SetNillableLocale(n.Locale).SetKind(n.Kind)
	})
	return rows.Exec(ctx)
}

func (e *edit) writeIdentifiers(ctx context.Context, p partnerState) error {
	if p.Version > 0 {
		if _, err := e.db.Identifier.Delete().Where(identifier.PartnerID(p.ID)).Exec(ctx); err != nil {
			return err
		}
	}
	rows := e.db.Identifier.MapCreateBulk(p.identifiers, func(b *ent.IdentifierCreate, i int) {
		b.SetID(e.tx.NewID()).SetPartnerID(p.ID).SetPosition(i).SetScheme(p.identifiers[i].Scheme).SetValue(p.identifiers[i].Value)
	})
	return rows.Exec(ctx)
}
