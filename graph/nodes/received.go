package nodes

import (
	"context"

	"pressgraph/graph/loader"
	"pressgraph/internal/memory"
	"pressgraph/internal/query"
)

// Received is what a partner has received.
type Received struct {
	// Sole is what came to it alone, a sum for each currency; Shared what came to
	// it and others together; Parts what both leave out as its whole is in them.
	Sole, Shared, Parts []*Money

	partner int64
}

// SoleWhere returns the filter that leads to the initiatives that Sole speaks of.
func (r *Received) SoleWhere() any { return query.ReceivedWhere(r.partner, query.ReceivedAlone) }

// SharedWhere returns the filter that leads to the initiatives that Shared speaks of.
func (r *Received) SharedWhere() any {
	return query.ReceivedWhere(r.partner, query.ReceivedWithOthers)
}

// Received returns what the partner has received.
func (p *Partner) Received(ctx context.Context) (*Received, error) {
	return loader.Load(ctx, p.in, "received", p.ID, p.from.received)
}

func (l *Loaders) received(ctx context.Context, members map[int64]*Partner) (map[int64]*Received, error) {
	found, err := memory.Recall(ctx, "received", ids(members), nil, l.receivedBy)
	if err != nil {
		return nil, wrapLoad("received", err)
	}
	return found, nil
}

func (l *Loaders) receivedBy(ctx context.Context, partners []int64) (map[int64]*Received, error) {
	answer := make(map[int64]*Received, len(partners))
	for _, id := range partners {
		answer[id] = &Received{Sole: []*Money{}, Shared: []*Money{}, Parts: []*Money{}, partner: id}
	}
	err := l.read(ctx, query.Received(l.dialect, l.world, partners), func(s query.Scanner) error {
		sum, err := query.ScanReceived(s)
		if err != nil {
			return err
		}
		r := answer[sum.Partner]
		into := map[query.Receipt]*[]*Money{
			query.ReceivedAlone: &r.Sole, query.ReceivedWithOthers: &r.Shared, query.ReceivedAsPart: &r.Parts,
		}[sum.As]
		*into = append(*into, moneyIn(sum.Total))
		return nil
	})
	return answer, err
}
