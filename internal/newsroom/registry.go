package newsroom

import (
	"context"
	"fmt"
	"slices"

	"pressgraph/ent/db"
	"pressgraph/ent/db/identifier"
	"pressgraph/internal/content"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// RegisteredIn returns the entry of a registry that a row holds.
func RegisteredIn(row store.Record) content.Identifier {
	return content.Identifier{
		Scheme: content.IdentifierScheme(row.Text(identifier.FieldScheme)), Value: row.Text(identifier.FieldValue),
	}
}

// checkIdentifiers complains about entries of registries that another partner
// carries. Those that the partner has had stay, whoever else has them.
func (e *Edit) checkIdentifiers(ctx context.Context, p PartnerState, before []content.Identifier, c input.Complaints) error {
	fresh := slices.DeleteFunc(slices.Clone(p.identifiers), func(r content.Identifier) bool {
		return slices.ContainsFunc(before, func(b content.Identifier) bool { return b.Key() == r.Key() })
	})
	if len(fresh) == 0 {
		return nil
	}
	holders, err := e.holders(ctx, fresh, p.ID)
	if err != nil {
		return fmt.Errorf("find who is in a registry: %w", err)
	}
	for i, r := range p.identifiers {
		if holder := holders[r.Key()]; holder != nil && slices.Contains(fresh, r) {
			c.Item(i).Conflict("this entry of %s is that of %s (%s)", r.Scheme, holder.Name, holder.Slug)
		}
	}
	return nil
}

// holders returns the partners that carry entries of registries, but for one,
// and keeps others from taking those entries meanwhile. It costs one statement,
// and reads all entries of these registries, as they may be written in any way.
func (e *Edit) holders(ctx context.Context, of []content.Identifier, but int64) (map[content.IdentifierKey]*db.Partner, error) {
	if err := e.lockRegistries(ctx); err != nil {
		return nil, err
	}
	var schemes []content.IdentifierScheme
	wanted := map[content.IdentifierKey]bool{}
	for _, r := range of {
		schemes = append(schemes, r.Scheme)
		wanted[r.Key()] = true
	}
	rows, err := e.DB.Identifier.Query().Where(identifier.SchemeIn(schemes...), identifier.PartnerIDNEQ(but)).
		Order(identifier.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	held := map[content.IdentifierKey]*db.Partner{}
	for _, row := range rows {
		at := content.Identifier{Scheme: row.Scheme, Value: row.Value}.Key()
		if !wanted[at] || held[at] != nil {
			continue
		}
		if held[at], err = e.DB.Partner.Get(ctx, row.PartnerID); err != nil {
			return nil, err
		}
	}
	return held, nil
}

// lockRegistries lets one transaction at a time give partners entries of
// registries: what it has found free stays so.
func (e *Edit) lockRegistries(ctx context.Context) error { return e.Tx.Alone(ctx, 0x7072657373677263) }
