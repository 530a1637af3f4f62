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

// CreatePartnerInput is a new partner. What is nil is left out.
type CreatePartnerInput struct {
	Kind content.PartnerKind
	// Slug is made from the names when left out.
	Slug         *string
	Names        []NameInput
	Country      *string
	City         *string
	Website      *string
	Descriptions []LocalTextInput
	Logo         *ImageInput
	Identifiers  []IdentifierInput
	Parent       *int64
	// Public holds the partner public, whatever leads to it.
	Public bool
}

// UpdatePartnerInput changes a partner.
type UpdatePartnerInput struct {
	Kind         Field[content.PartnerKind]
	Slug         Field[string]
	Names        Field[[]NameInput]
	Country      Field[string]
	City         Field[string]
	Website      Field[string]
	Descriptions Field[[]LocalTextInput]
	Logo         Field[ImageInput]
	Identifiers  Field[[]IdentifierInput]
	Parent       Field[int64]
	Public       Field[bool]
}

func (in CreatePartnerInput) fields() UpdatePartnerInput {
	return UpdatePartnerInput{
		Kind: To(in.Kind), Slug: orOut(in.Slug), Names: To(in.Names), Country: orOut(in.Country), City: orOut(in.City),
		Website: orOut(in.Website), Descriptions: list(in.Descriptions), Logo: orOut(in.Logo),
		Identifiers: list(in.Identifiers), Parent: orOut(in.Parent), Public: To(in.Public),
	}
}

// CreatePartner makes a partner, and tells which others look like it.
func (n *Newsroom) CreatePartner(ctx context.Context, in CreatePartnerInput) (Done, error) {
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
func (n *Newsroom) UpdatePartner(ctx context.Context, id int64, version int, in UpdatePartnerInput) (Done, error) {
	return n.write(ctx, "updatePartner", func(ctx context.Context, e *edit) (int64, error) {
		return id, e.updatePartner(ctx, id, version, in)
	})
}

// createPartner makes a partner with the given id, or a fresh one for 0.
func (e *edit) createPartner(ctx context.Context, id int64, in CreatePartnerInput, c complaints) (int64, error) {
	p := partnerState{id: e.newID(id)}
	fields := in.fields()
	p.apply(fields, c)
	if err := e.checkPartner(ctx, partnerState{}, &p, fields, c); err != nil {
		return 0, err
	}
	b := e.db.Partner.Create().SetID(p.id).SetCreatedAt(e.now).SetPublicUpdatedAt(e.now)
	e.fillPartner(b.Mutation(), partnerState{}, p)
	if err := b.Exec(ctx); err != nil {
		return 0, fmt.Errorf("create partner: %w", err)
	}
	e.touch(content.NodePartner, p.id)
	e.touchPointer(content.NodePartner, p.parent)
	return p.id, e.writePartnerRows(ctx, partnerState{}, p)
}

func (e *edit) updatePartner(ctx context.Context, id int64, version int, in UpdatePartnerInput) error {
	before, err := e.partner(ctx, id)
	if err != nil {
		return err
	}
	if err := checkVersion(version, before.version); err != nil {
		return err
	}
	after, c := before, complain("input")
	after.apply(in, c)
	if err := e.checkPartner(ctx, before, &after, in, c); err != nil || same(before, after) {
		return err
	}
	b := e.db.Partner.Update().Where(partner.ID(id), partner.Version(version)).AddVersion(1)
	e.fillPartner(b.Mutation(), before, after)
	if before.visible && !same(before.shown(), after.shown()) {
		b.SetPublicUpdatedAt(e.now)
	}
	rows, err := b.Save(ctx)
	if err != nil {
		return fmt.Errorf("update partner %d: %w", id, err)
	}
	if err := replaced(rows, version); err != nil {
		return err
	}
	if err := e.renameSlug(ctx, content.NodePartner, id, before.slug, after.slug, before.visible); err != nil {
		return err
	}
	e.touch(content.NodePartner, id)
	e.touchPointer(content.NodePartner, before.parent)
	e.touchPointer(content.NodePartner, after.parent)
	if err := e.writePartnerRows(ctx, before, after); err != nil || same(before.names, after.names) {
		return err
	}
	return e.tellLookAlikes(ctx, id)
}

// checkPartner checks what needs the database, makes a slug where none was
// given, and returns all complaints.
func (e *edit) checkPartner(ctx context.Context, before partnerState, p *partnerState, in UpdatePartnerInput, c complaints) error {
	const t = content.NodePartner
	if err := e.checkPlace(ctx, t, p.id, place{slug: &p.slug, given: in.Slug, parent: in.Parent, names: p.names}, c); err != nil {
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
			return fmt.Errorf("write the names of partner %d: %w", after.id, err)
		}
	}
	if !same(before.identifiers, after.identifiers) {
		if err := e.writeIdentifiers(ctx, after); err != nil {
			return fmt.Errorf("write the identifiers of partner %d: %w", after.id, err)
		}
	}
	return nil
}

func (e *edit) writePartnerNames(ctx context.Context, p partnerState) error {
	if p.version > 0 {
		if _, err := e.db.PartnerName.Delete().Where(partnername.PartnerID(p.id)).Exec(ctx); err != nil {
			return err
		}
	}
	rows := e.db.PartnerName.MapCreateBulk(p.names, func(b *ent.PartnerNameCreate, i int) {
		n := p.names[i]
		b.SetID(e.tx.NewID()).SetPartnerID(p.id).SetPosition(i).SetText(n.Text).SetTextFold(content.Fold(n.Text)).
			SetNillableLocale(n.Locale).SetKind(n.Kind)
	})
	return rows.Exec(ctx)
}

func (e *edit) writeIdentifiers(ctx context.Context, p partnerState) error {
	if p.version > 0 {
		if _, err := e.db.Identifier.Delete().Where(identifier.PartnerID(p.id)).Exec(ctx); err != nil {
			return err
		}
	}
	rows := e.db.Identifier.MapCreateBulk(p.identifiers, func(b *ent.IdentifierCreate, i int) {
		b.SetID(e.tx.NewID()).SetPartnerID(p.id).SetPosition(i).SetScheme(p.identifiers[i].Scheme).SetValue(p.identifiers[i].Value)
	})
	return rows.Exec(ctx)
}
