package merge

import (
	"context"
	"fmt"

	"pressgraph/ent/db/distinction"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
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
func KeepApart(ctx context.Context, n *newsroom.Newsroom, partners []int64) (KeptApart, error) {
	return eachPair(ctx, n, "keepApart", partners, func(ctx context.Context, e *newsroom.Edit, pair Pair) (bool, error) {
		return true, keepApart(ctx, e, pair.A, pair.B)
	})
}

// UndoKeepApart takes back what KeepApart said of every two of the partners: they
// may be proposed as duplicates again, and merged. It is NOT_FOUND where no two
// of them are kept apart. The pairs are those that were.
func UndoKeepApart(ctx context.Context, n *newsroom.Newsroom, partners []int64) (KeptApart, error) {
	return eachPair(ctx, n, "undoKeepApart", partners, func(ctx context.Context, e *newsroom.Edit, pair Pair) (bool, error) {
		rows, err := e.DB.Distinction.Delete().Where(distinction.LesserID(pair.A), distinction.GreaterID(pair.B)).Exec(ctx)
		return rows > 0, err
	})
}

// eachPair does something with every two of the partners, and returns the pairs
// that it was of use for. It is NOT_FOUND where that is none of them.
func eachPair(ctx context.Context, n *newsroom.Newsroom, purpose string, partners []int64,
	do func(ctx context.Context, e *newsroom.Edit, pair Pair) (bool, error),
) (KeptApart, error) {
	var kept KeptApart
	done, err := n.Write(ctx, purpose, func(ctx context.Context, e *newsroom.Edit) (int64, error) {
		kept.Pairs = nil
		ids, err := toKeepApart(ctx, e, partners)
		if err != nil {
			return 0, err
		}
		for _, pair := range pairsOf(ids) {
			useful, err := do(ctx, e, pair)
			if err != nil {
				return 0, fmt.Errorf("%s of partners %d and %d: %w", purpose, pair.A, pair.B, err)
			}
			if useful {
				kept.Pairs = append(kept.Pairs, pair)
			}
		}
		if len(kept.Pairs) == 0 {
			return 0, fault.NotFound("no two of these partners are kept apart")
		}
		return 0, nil
	})
	kept.Outcome = done.Outcome
	return kept, err
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

func toKeepApart(ctx context.Context, e *newsroom.Edit, partners []int64) ([]int64, error) {
	w, c := input.Wanted{}, input.Complain("partners")
	w.Add(content.NodePartner, partners...)
	k, err := e.LookUp(ctx, w)
	if err != nil {
		return nil, err
	}
	var ids []int64
	seen := map[int64]bool{}
	input.TakeList(input.To(partners), &ids, c, func(given int64, c input.Complaints) int64 {
		var id int64
		input.Must(input.To(given), &id, c, k.Of(content.NodePartner))
		if id != 0 && seen[id] {
			c.Add("is the same partner as another of them")
		}
		seen[id] = true
		return id
	})
	if len(partners) < 2 || len(partners) > maxApart {
		c.Add("must hold from 2 to %d partners", maxApart)
	}
	return ids, c.Err()
}

// keepApart stores that two partners are different, once.
func keepApart(ctx context.Context, e *newsroom.Edit, a, b int64) error {
	pair := Pair{min(a, b), max(a, b)}
	known, err := e.DB.Distinction.Query().Where(distinction.LesserID(pair.A), distinction.GreaterID(pair.B)).Exist(ctx)
	if err != nil || known {
		return err
	}
	return e.DB.Distinction.Create().SetID(e.Tx.NewID()).SetLesserID(pair.A).SetGreaterID(pair.B).
		SetActor(e.Actor).SetAt(e.Now).Exec(ctx)
}
