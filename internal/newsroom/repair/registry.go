package repair

import (
	"context"
	"fmt"

	"pressgraph/ent/db/identifier"
	"pressgraph/internal/content"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// checkRegistries returns what finds, in batches of all rows, the entries of
// registries that more than one partner carries, which foreign SQL can bring
// about. Memory in proportion to all entries.
func checkRegistries() func(context.Context, []store.Record) ([]derive.Difference, error) {
	first := map[content.IdentifierKey]int64{}
	return func(_ context.Context, rows []store.Record) (found []derive.Difference, _ error) {
		for _, row := range rows {
			r := newsroom.RegisteredIn(row)
			owner := row.Number(identifier.FieldPartnerID)
			holder, known := first[r.Key()]
			if !known {
				first[r.Key()] = owner
			}
			if known && holder != owner {
				found = append(found, derive.Difference{
					Table: identifier.Table, ID: row.ID(), Column: identifier.FieldValue,
					Stored:  fmt.Sprintf("%q of %s for partner %d", r.Value, r.Scheme, owner),
					Derived: fmt.Sprintf("that of one partner, and partner %d has it: take it off one of them, or merge them", holder),
				})
			}
		}
		return found, nil
	}
}
