package newsroom

import (
	"context"
	"fmt"
	"slices"

	"pressgraph/ent"
	"pressgraph/ent/identifier"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
)

// entry is an entry of a registry, however it is written.
type entry struct {
	scheme content.IdentifierScheme
	key    string
}

func (r registered) entry() entry { return entry{r.Scheme, content.RegistryKey(r.Scheme, r.Value)} }

func registeredIn(row store.Record) registered {
	return registered{content.IdentifierScheme(textOfColumn(row, identifier.FieldScheme)), textOfColumn(row, identifier.FieldValue)}
}

// checkIdentifiers complains about entries of registries that another partner
// carries. Those that the partner has had stay, whoever else has them.
func (e *edit) checkIdentifiers(ctx context.Context, p partnerState, before []registered, c complaints) error {
	fresh := slices.DeleteFunc(slices.Clone(p.identifiers), func(r registered) bool {
		return slices.ContainsFunc(before, func(b registered) bool { return b.entry() == r.entry() })
	})
	if len(fresh) == 0 {
		return nil
	}
	holders, err := e.holders(ctx, fresh, p.ID)
	if err != nil {
		return fmt.Errorf("find who is in a registry: %w", err)
	}
	for i, r := range p.identifiers {
		if holder := holders[r.entry()]; holder != nil && slices.Contains(fresh, r) {
			c.item(i).conflict("this entry of %s is that of %s (%s)", r.Scheme, holder.Name, holder.Slug)
		}
	}
	return nil
}

// holders returns the partners that carry entries of registries, but for one,
// and keeps others from taking those entries meanwhile. It costs one statement,
// and reads all entries of these registries, as they may be written in any way.
func (e *edit) holders(ctx context.Context, of []registered, but int64) (map[entry]*ent.Partner, error) {
	if err := e.lockRegistries(ctx); err != nil {
		return nil, err
	}
	var schemes []content.IdentifierScheme
	wanted := map[entry]bool{}
	for _, r := range of {
		schemes = append(schemes, r.Scheme)
		wanted[r.entry()] = true
	}
	rows, err := e.db.Identifier.Query().Where(identifier.SchemeIn(schemes...), identifier.PartnerIDNEQ(but)).
		Order(identifier.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	held := map[entry]*ent.Partner{}
	for _, row := range rows {
		at := registered{row.Scheme, row.Value}.entry()
		if !wanted[at] || held[at] != nil {
			continue
		}
		if held[at], err = e.db.Partner.Get(ctx, row.PartnerID); err != nil {
			return nil, err
		}
	}
	return held, nil
}

// lockRegistries lets one transaction at a time give partners entries of
// registries: what it has found free stays so.
func (e *edit) lockRegistries(ctx context.Context) error { return e.alone(ctx, 0x7072657373677263) }

// checkRegistries returns what finds, in batches of all rows, the entries of
// registries that more than one partner carries, which foreign SQL can bring
// about. Memory in proportion to all entries.
func checkRegistries() func(context.Context, []store.Record) ([]store.Difference, error) {
	first := map[entry]int64{}
	return func(_ context.Context, rows []store.Record) (found []store.Difference, _ error) {
		for _, row := range rows {
			r := registeredIn(row)
			owner := row.Number(identifier.FieldPartnerID)
			holder, known := first[r.entry()]
			if !known {
				first[r.entry()] = owner
			}
			if known && holder != owner {
				found = append(found, store.Difference{
					Table: identifier.Table, ID: row.ID(), Column: identifier.FieldValue,
					Stored:  fmt.Sprintf("%q of %s for partner %d", r.Value, r.Scheme, owner),
					Derived: fmt.Sprintf("that of one partner, and partner %d has it: take it off one of them, or merge them", holder),
				})
			}
		}
		return found, nil
	}
}
