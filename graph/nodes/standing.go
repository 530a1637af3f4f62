package nodes

import (
	"context"
	"errors"
	"slices"

	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/network"
)

// PartnerMetrics is where a partner stands in the whole network.
type PartnerMetrics struct {
	// Approximate is true where betweenness was sampled.
	Approximate bool
	// UndatedLinkCount is how many more it would be tied to, were not a date missing.
	UndatedLinkCount int
	network.Standing
}

// measures are those that one request needs, of whole networks and of the parts
// that are shown.
type measures struct{ whole, shown network.Measures }

func measuresFor(asked Asked) measures {
	if asked == nil {
		return measures{network.AllMeasures(), network.AllMeasures()}
	}
	has := func(of string, fields ...string) bool {
		return slices.ContainsFunc(fields, func(f string) bool { return slices.Contains(asked[of], f) })
	}
	export := has("PartnerNetwork", "export")
	return measures{
		whole: network.Measures{
			PageRank:    has("PartnerMetrics", "pageRank", "rank"),
			Betweenness: has("PartnerMetrics", "betweenness"),
			Communities: has("PartnerMetrics", "community"),
		},
		shown: network.Measures{
			PageRank:    export || has("NetworkPartner", "pageRank"),
			Betweenness: export || has("NetworkPartner", "betweenness"),
			Communities: export || has("NetworkPartner", "community") || has("PartnerNetwork", "communities"),
		},
	}
}

// Metrics returns where the partner stands in the whole network, as far as
// links lets it count: zeros without ties. It asks the database for nothing
// but the version of the network.
func (p *Partner) Metrics(ctx context.Context, links *LinkFilter) (*PartnerMetrics, error) {
	checked, err := checkLinks(links)
	if err != nil {
		return nil, err
	}
	view, err := p.from.view(ctx, checked)
	if err != nil {
		return nil, err
	}
	standings, err := view.Standings(ctx, p.from.measures.whole)
	if err != nil {
		return nil, wrapLoad("metrics", err)
	}
	metrics := &PartnerMetrics{Approximate: standings.Approximate}
	if found := view.Find([]int64{p.ID}); len(found) > 0 {
		metrics.Standing, metrics.UndatedLinkCount = standings.Of(found[0]), len(view.Undated(found[0]))
	}
	return metrics, nil
}

// Timeline returns what happened to the partner in each period from the first
// to the last. It asks the database for nothing but the version of the network.
// Errors: BAD_USER_INPUT.
func (p *Partner) Timeline(ctx context.Context, by network.Period, from, to *content.PartialDate) ([]network.TimelinePoint, error) {
	stretch := network.Stretch{By: by}
	var complaints [2]error
	stretch.From, complaints[0] = partialDate("from", from)
	stretch.To, complaints[1] = partialDate("to", to)
	if err := errors.Join(complaints[:]...); err != nil {
		return nil, err
	}
	if err := network.CheckStretch(stretch); err != nil {
		return nil, err
	}
	view, err := p.from.view(ctx, links{Filter: network.Every()})
	if err != nil {
		return nil, err
	}
	return view.Timeline(ctx, view.Find([]int64{p.ID}), stretch)
}

func partialDate(field string, given *content.PartialDate) (content.PartialDate, error) {
	if given == nil {
		return "", nil
	}
	parsed, err := content.ParsePartialDate(string(*given))
	if err != nil {
		return "", fault.Invalid(field, "%s", err)
	}
	return parsed, nil
}
