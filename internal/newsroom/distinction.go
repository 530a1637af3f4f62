package newsroom

import (
	"context"
	"fmt"

	"pressgraph/ent/distinction"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/store"
)

// Pair is two partners, the one with the smaller id first.
type Pair struct{ A, B int64 }

// KeptApart is what KeepApart did.
type KeptApart struct {
	// Pairs are all pairs of the partners, in the order of the ids given.
	Pairs []Pair
	// Outcome holds the content version reached.
	Outcome store.Outcome
}

// KeepApart says of every two of the partners that they are different
// organisations: they are not proposed as duplicates again, and a merge of
// them is refused. Saying it again changes nothing.
func (n *Newsroom) KeepApart(ctx context.Context, partners []int64) (KeptApart, error) {
	var kept KeptApart
	done, err := n.write(ctx, "keepApart", func(ctx context.Context, e *edit) (int64, error) {
		kept.Pairs = nil
		ids, err := e.toKeepApart(ctx, partners)
		if err != nil {
			return 0, err
		}
		for _, pair := range pairsOf(ids) {
			if err := e.keepApart(ctx, pair.A, pair.B); err != nil {
				return 0, fmt.Errorf("keep partners apart: %w", err)
			}
			kept.Pairs = append(kept.Pairs, pair)
		}
		return 0, nil
	})
	kept.Outcome = done.Outcome
	return kept, err
}

// UndoKeepApart takes back what KeepApart said of every two of the partners: they
// may be proposed as duplicates again, and merged. It is NOT_FOUND where no two
// of them are kept apart. The pairs are those that were.
func (n *Newsroom) UndoKeepApart(ctx context.Context, partners []int64) (KeptApart, error) {
	var undone KeptApart
	done, err := n.write(ctx, "undoKeepApart", func(ctx context.Context, e *edit) (int64, error) {
		undone.Pairs = nil
		ids, err := e.toKeepApart(ctx, partners)
		if err != nil {
			return 0, err
		}
		for _, pair := range pairsOf(ids) {
			rows, err := e.db.Distinction.Delete().Where(distinction.LesserID(pair.A), distinction.GreaterID(pair.B)).Exec(ctx)
			if err != nil {
				return 0, fmt.Errorf("keep partners apart no more: %w", err)
			}
			if rows > 0 {
				undone.Pairs = append(undone.Pairs, pair)
			}
		}
		if len(undone.Pairs) == 0 {
			return 0, fault.NotFound("no two of these partners are kept apart")
		}
		return 0, nil
	})
	undone.Outcome = done.Outcome
	return undone, err
}

// pairsOf lists every two of some partners, in their order.
func pairsOf(ids []int64) []Pair {
	var all []Pair
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			all = append(all, Pair{min(a, b), max(a, b)})
		}
	}
	return all
}

// maxApart bounds the partners of one call: every two of them make a row.
const maxApart = 50

func (e *edit) toKeepApart(ctx context.Context, partners []int64) ([]int64, error) {
	w, c := wanted{}, complain("partners")
	w.add(content.NodePartner, partners...)
	k, err := e.lookUp(ctx, w)
	if err != nil {
		return nil, err
	}
	var ids []int64
	seen := map[int64]bool{}
	takeList(To(partners), &ids, c, func(given int64, c complaints) int64 {
		var id int64
		must(To(given), &id, c, k.of(content.NodePartner))
		if id != 0 && seen[id] {
			c.add("is the same partner as another of them")
		}
		seen[id] = true
		return id
	})
	if len(partners) < 2 || len(partners) > maxApart {
		c.add("must hold from 2 to %d partners", maxApart)
	}
	return ids, c.err()
}

// keepApart stores that two partners are different, once.
func (e *edit) keepApart(ctx context.Context, a, b int64) error {
	pair := Pair{min(a, b), max(a, b)}
	known, err := e.db.Distinction.Query().Where(distinction.LesserID(pair.A), distinction.GreaterID(pair.B)).Exist(ctx)
	if err != nil || known {
		return err
	}
	return e.db.Distinction.Create().SetID(e.tx.NewID()).SetLesserID(pair.A).SetGreaterID(pair.B).
		SetActor(e.actor).SetAt(e.now).Exec(ctx)
}
