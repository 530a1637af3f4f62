package newsroom

import (
	"context"
	"maps"
	"slices"

	"pressgraph/ent"
	entevidence "pressgraph/ent/evidence"
)

// writeEvidence removes and moves the evidence of one relation, and returns
// what is new, to be stored when the relation is there.
func (e *edit) writeEvidence(ctx context.Context, before, after []evidence, own func(*ent.EvidenceCreate)) ([]*ent.EvidenceCreate, error) {
	old := map[int64]int{}
	for i, v := range before {
		old[v.id] = i
	}
	var fresh []*ent.EvidenceCreate
	for i, v := range after {
		was, kept := old[v.id]
		delete(old, v.id)
		if kept && was == i && before[was] == v {
			continue
		}
		if kept {
			err := e.db.Evidence.Update().Where(entevidence.ID(v.id)).SetPosition(i).SetStart(v.span.Start).SetEnd(v.span.End).Exec(ctx)
			if err != nil {
				return nil, err
			}
			continue
		}
		b := e.db.Evidence.Create().SetID(e.tx.NewID()).SetReleaseID(v.release).SetPosition(i).SetSection(v.section).
			SetQuote(v.quote).SetStart(v.span.Start).SetEnd(v.span.End)
		own(b)
		fresh = append(fresh, b)
	}
	if len(old) == 0 {
		return fresh, nil
	}
	_, err := e.db.Evidence.Delete().Where(entevidence.IDIn(keys(old)...)).Exec(ctx)
	return fresh, err
}

// keys returns the keys of a map in order, so that statements come in order too.
func keys[V any](m map[int64]V) []int64 { return slices.Sorted(maps.Keys(m)) }
