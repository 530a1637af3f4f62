package graph_test

import (
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// receipts is what a partner has received, as texts, and the initiatives of it.
type receipts struct {
	Sole, Shared, Parts, SoleFrom, SharedFrom []string
}

// beneficiaries are the partners that receive an initiative's money.
func (o *oracle) beneficiaries(initiative int64) map[int64]bool {
	all := map[int64]bool{}
	for _, p := range o.participations {
		if p.InitiativeID == initiative && p.Role == content.ParticipationBeneficiary {
			all[p.PartnerID] = true
		}
	}
	return all
}

// given is an initiative's money to a partner: its own amount, else what others
// contribute as funders.
func (o *oracle) given(i *db.Initiative, to int64) []carried {
	if i.FundingAmount != nil {
		return []carried{moneyOf(i)}
	}
	var all []carried
	for _, p := range o.participations {
		if p.InitiativeID == i.ID && p.Role == content.ParticipationFunder && p.PartnerID != to && p.ContributionAmount != nil {
			all = append(all, moneyOf(p))
		}
	}
	return all
}

// received works out what a partner has received, initiative by initiative.
func (o *oracle) received(partner int64) receipts {
	above := map[int64]*int64{}
	for _, i := range o.initiatives {
		above[i.ID] = i.ParentID
	}
	var r receipts
	var all []carried
	shared := map[int64]bool{}
	for _, i := range o.initiatives {
		to := o.beneficiaries(i.ID)
		if !to[partner] || i.Status == content.InitiativeStatusProposed || i.Status == content.InitiativeStatusCancelled {
			continue
		}
		all = append(all, o.given(i, partner)...)
		if shared[i.ID] = len(to) > 1; shared[i.ID] {
			r.SharedFrom = append(r.SharedFrom, idOf(i))
		} else {
			r.SoleFrom = append(r.SoleFrom, idOf(i))
		}
	}
	var sole, together, parts []carried
	for _, m := range all {
		part := false
		for at := above[m.initiative]; at != nil; at = above[*at] {
			part = part || slices.ContainsFunc(all, func(w carried) bool {
				return w.initiative == *at && (w.giver == m.giver || w.giver == 0 || m.giver == 0)
			})
		}
		switch {
		case part:
			parts = append(parts, m)
		case shared[m.initiative]:
			together = append(together, m)
		default:
			sole = append(sole, m)
		}
	}
	r.Sole, r.Shared, r.Parts = funding(sole), funding(together), funding(parts)
	return r
}

const askReceived = `received {
	sole { amount currency qualifier } shared { amount currency qualifier } parts { amount currency qualifier } soleWhere sharedWhere
}`

func sums(of any) []string {
	var all []string
	for _, m := range of.([]any) {
		all = append(all, fmt.Sprintf("%s %s %s", dig(m, "currency"), dig(m, "amount"), dig(m, "qualifier")))
	}
	slices.Sort(all)
	return all
}

// readReceived reads what a partner has received, and follows its filters.
func (a *api) readReceived(t *testing.T, trial trial, found any) receipts {
	t.Helper()
	r := receipts{Sole: sums(dig(found, "sole")), Shared: sums(dig(found, "shared")), Parts: sums(dig(found, "parts"))}
	data := a.data(t, trial.ctx, `query($a: InitiativeFilter, $b: InitiativeFilter) {
		a: initiatives(first: 100, where: $a) { nodes { id } } b: initiatives(first: 100, where: $b) { nodes { id } } }`,
		map[string]any{"a": dig(found, "soleWhere"), "b": dig(found, "sharedWhere")})
	r.SoleFrom, r.SharedFrom = nodeIDs(data["a"]), nodeIDs(data["b"])
	return r
}

// TestReceived compares what every partner of random newsrooms has received, in
// both worlds, with the oracle.
func TestReceived(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	var sole, shared, parts atomic.Int64
	eachTrial(t, long(4, 300), func(t *testing.T, trial trial) {
		data := trial.api.data(t, trial.ctx, `{ partners(first: 100) { nodes { id `+askReceived+` } } }`, nil)
		for _, node := range dig(data, "partners", "nodes").([]any) {
			at := slices.IndexFunc(trial.partners, func(p *db.Partner) bool { return idOf(p) == dig(node, "id") })
			want := trial.received(trial.partners[at].ID)
			got := trial.api.readReceived(t, trial, dig(node, "received"))
			for _, all := range []*[]string{&want.SoleFrom, &want.SharedFrom, &got.SoleFrom, &got.SharedFrom} {
				slices.Sort(*all)
			}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: %s has received (-want +got):\n%s", trial.name, trial.partners[at].Slug, diff)
			}
			sole.Add(int64(len(want.Sole)))
			shared.Add(int64(len(want.Shared)))
			parts.Add(int64(len(want.Parts)))
		}
	})
	if sole.Load() == 0 || shared.Load() == 0 || parts.Load() == 0 {
		t.Errorf("%d sums are sole, %d shared, %d of parts: none of one proves nothing", sole.Load(), shared.Load(), parts.Load())
	}
}

// TestReceivedMoney tells stories of gifts.
func TestReceivedMoney(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		d := newNewsdesk(t, target)
		received := func(partner any) map[string][]string {
			t.Helper()
			found := dig(d.data(t, reader(t), `query($p: ID!) { partner(id: $p) { `+askReceived+` } }`, map[string]any{"p": partner}), "partner", "received")
			return map[string][]string{"sole": sums(dig(found, "sole")), "shared": sums(dig(found, "shared")), "parts": sums(dig(found, "parts"))}
		}
		gift := func(fields ...any) any {
			in := pairs(append([]any{"kind", "DONATION", "names", []any{object{"text": "Gift"}}, "public", true}, fields...))
			return dig(d.edit(`mutation($in: CreateInitiativeInput!) { createInitiative(input: $in) { initiative { id } } }`, "in", in), "createInitiative", "initiative", "id")
		}
		check := func(what string, partner any, sole, shared, parts []string) {
			t.Helper()
			want := map[string][]string{"sole": sole, "shared": shared, "parts": parts}
			if diff := cmp.Diff(want, received(partner), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s: received (-want +got):\n%s", what, diff)
			}
		}
		to := func(partner any) any { return object{"partner": partner, "role": "BENEFICIARY"} }
		by := func(partner any, amount string) any {
			return object{"partner": partner, "role": "FUNDER", "contribution": object{"amount": amount, "currency": "HKD", "qualifier": "AT_LEAST"}}
		}
		check("nothing yet", d.acme, nil, nil, nil)
		gift("funding", hkd("10"), "participants", []any{to(d.acme), by(d.duff, "4")})
		check("the whole, not the contribution beside it", d.acme, []string{"HKD 10.00 EXACT"}, nil, nil)
		gift("participants", []any{to(d.acme), by(d.duff, "4"), by(d.duff, "5"), by(d.acme, "100")})
		check("two gifts of one funder, and none to oneself", d.acme, []string{"HKD 19.00 AT_LEAST"}, nil, nil)
		whole := gift("funding", hkd("50"), "participants", []any{to(d.acme), to(d.duff)})
		check("a gift to two is one, and apart", d.acme, []string{"HKD 19.00 AT_LEAST"}, []string{"HKD 50.00 EXACT"}, nil)
		check("for the other as well", d.duff, nil, []string{"HKD 50.00 EXACT"}, nil)
		gift("parent", whole, "funding", object{"amount": "3", "currency": "USD"}, "participants", []any{to(d.acme)})
		check("a part beside its whole is told apart", d.acme, []string{"HKD 19.00 AT_LEAST"}, []string{"HKD 50.00 EXACT"}, []string{"USD 3.00 EXACT"})
		gift("parent", whole, "funding", hkd("2"), "status", "CANCELLED", "participants", []any{to(d.acme)})
		gift("funding", hkd("2"), "status", "PROPOSED", "participants", []any{to(d.duff)})
		check("nothing of what is off", d.acme, []string{"HKD 19.00 AT_LEAST"}, []string{"HKD 50.00 EXACT"}, []string{"USD 3.00 EXACT"})
		check("nor of what is not yet", d.duff, nil, []string{"HKD 50.00 EXACT"}, nil)
		quoted := object{"release": d.draft, "section": "SUMMARY", "quote": "Duff helps"}
		gift("funding", hkd("7"), "participants", []any{
			to(d.acme), object{"partner": d.duff, "role": "BENEFICIARY", "evidence": []any{quoted}},
		})
		check("whom a draft names does not exist for readers", d.acme, []string{"HKD 26.00 AT_LEAST"}, []string{"HKD 50.00 EXACT"}, []string{"USD 3.00 EXACT"})
		check("nor do they for themselves", d.duff, nil, []string{"HKD 50.00 EXACT"}, nil)
		for range 3 {
			gift("funding", object{"amount": "922337203685477.5807", "currency": "IDR"}, "participants", []any{to(d.duff)})
		}
		groups := d.data(t, reader(t), `{ initiatives(where: {currency: {eq: "IDR"}}) { groups(by: []) { funding { amount currency qualifier } } } }`, nil)
		if got := sums(dig(groups, "initiatives", "groups", 0, "funding")); !slices.Equal(got, []string{"IDR 2767011611056432.7421 EXACT"}) {
			t.Errorf("the group sums up to %v", got)
		}
		check("sums go beyond 64 bits", d.duff, []string{"IDR 2767011611056432.7421 EXACT"}, []string{"HKD 50.00 EXACT"}, nil)
	})
}

// TestReceivedByBundle asks the newsroom that comes with the program.
func TestReceivedByBundle(t *testing.T) {
	t.Parallel()
	storetest.EachOrOne(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, true)
		for slug, want := range map[string]map[string][]string{
			"hkust-guangzhou": {"sole": {"CNY 10000000.00 EXACT"}, "shared": {"HKD 100000000.00 EXACT"}, "parts": nil},
			"hku":             {"sole": {"HKD 3000000000.00 AT_LEAST"}, "shared": {"HKD 170000000.00 EXACT"}, "parts": {"HKD 100000000.00 EXACT"}},
		} {
			found := dig(a.data(t, reader(t), `query($s: String!) { partner(slug: $s) { `+askReceived+` } }`, map[string]any{"s": slug}), "partner", "received")
			got := map[string][]string{"sole": sums(dig(found, "sole")), "shared": sums(dig(found, "shared")), "parts": sums(dig(found, "parts"))}
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s has received (-want +got):\n%s", slug, diff)
			}
		}
	})
}
