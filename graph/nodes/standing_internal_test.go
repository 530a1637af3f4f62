package nodes

import (
	"testing"

	"pressgraph/internal/network"
)

func TestMeasuresAreThoseAskedFor(t *testing.T) {
	t.Parallel()
	all := network.AllMeasures()
	for _, c := range []struct {
		asked Asked
		want  measures
	}{
		{nil, measures{all, all}},
		{Asked{"PartnerMetrics": {"degree", "weightedDegree", "approximate"}, "NetworkPartner": {"degree", "partner"}}, measures{}},
		{Asked{"PartnerMetrics": {"pageRank"}}, measures{whole: network.Measures{PageRank: true}}},
		{Asked{"PartnerMetrics": {"rank"}}, measures{whole: network.Measures{PageRank: true}}},
		{Asked{"PartnerMetrics": {"betweenness"}}, measures{whole: network.Measures{Betweenness: true}}},
		{Asked{"PartnerMetrics": {"community"}}, measures{whole: network.Measures{Communities: true}}},
		{Asked{"NetworkPartner": {"pageRank", "betweenness"}}, measures{shown: network.Measures{PageRank: true, Betweenness: true}}},
		{Asked{"NetworkPartner": {"community"}}, measures{shown: network.Measures{Communities: true}}},
		{Asked{"PartnerNetwork": {"communities"}}, measures{shown: network.Measures{Communities: true}}},
		{Asked{"PartnerNetwork": {"export"}}, measures{shown: all}},
	} {
		if got := measuresFor(c.asked); got != c.want {
			t.Errorf("%v needs %+v, want %+v", c.asked, got, c.want)
		}
	}
}
