package graph_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/database"
	"pressgraph/internal/store/storetest"
)

// saying is a part with more fields.
func saying(part any, more ...any) any {
	maps.Copy(part.(map[string]any), pairs(more))
	return part
}

func hkd(amount string) any { return map[string]any{"amount": amount, "currency": "HKD"} }

func TestTheSameRoleTwice(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		d := newNewsdesk(t, target)
		d.state(
			saying(part(d.acme, "FUNDER", "Acme hosts", d.release), "contribution", hkd("5")),
			saying(part(d.acme, "FUNDER", "Acme leads", d.release), "contribution", hkd("7")),
			saying(part(d.acme, "MEMBER", "Acme leads"), "since", "2010", "until", "2014"),
			saying(part(d.acme, "MEMBER", "Acme leads"), "since", "2020-03"),
			part(d.duff, "MEMBER", "Duff helps", d.release),
		)
		const spells = `role since until contribution { amount } evidence { quote }`
		t.Run("is answered as two, of one initiative", func(t *testing.T) {
			got := d.data(t, reader(t), `query($a: ID!, $l: ID!) {
				partner(id: $a) { initiativeCount initiatives { totalCount nodes { id } edges { participations { `+spells+` } } } }
				initiative(id: $l) { partnerCount participants { totalCount nodes { slug } } funders: participants(roles: [FUNDER]) { totalCount } }
				participations(where: {partner: {id: {eq: $a}}, roles: [FUNDER]}) {
					totalCount groups(by: [PARTNER]) { count funding { amount currency } parts { amount } }
				}
			}`, map[string]any{"a": d.acme, "l": d.lab})
			gift := func(amount, quote string) any {
				return object{"role": "FUNDER", "since": nil, "until": nil, "contribution": object{"amount": amount}, "evidence": []any{object{"quote": quote}}}
			}
			member := func(since string, until any) any {
				return object{"role": "MEMBER", "since": since, "until": until, "contribution": nil, "evidence": []any{}}
			}
			want := object{
				"partner": object{"initiativeCount": 1, "initiatives": object{
					"totalCount": 1, "nodes": []any{object{"id": d.lab}},
					"edges": []any{object{"participations": []any{
						gift("5.00", "Acme hosts"), gift("7.00", "Acme leads"), member("2010", "2014"), member("2020-03", nil),
					}}},
				}},
				"initiative": object{
					"partnerCount": 2, "participants": object{"totalCount": 2, "nodes": []any{object{"slug": "acme"}, object{"slug": "duff"}}},
					"funders": object{"totalCount": 1},
				},
				"participations": object{"totalCount": 2, "groups": []any{
					object{"count": 2, "funding": []any{object{"amount": "12.00", "currency": "HKD"}}, "parts": []any{}},
				}},
			}
			if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
		t.Run("ties once in the network", func(t *testing.T) {
			got := d.data(t, reader(t), `{ partnerNetwork { links { collaboration { sharedInitiativeCount } } } }`, nil)
			want := object{"partnerNetwork": object{"links": []any{object{"collaboration": object{"sharedInitiativeCount": 1}}}}}
			if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
		})
		t.Run("is refused where nothing differs", func(t *testing.T) {
			response := d.ask(editor(t), `mutation($l: ID!, $v: Int!, $p: [ParticipationInput!]) { updateInitiative(id: $l, version: $v, input: {participants: $p}) { contentVersion } }`,
				pairs([]any{"l", d.lab, "v", d.version("initiative", d.lab), "p", []any{
					saying(part(d.acme, "FUNDER", ""), "contribution", hkd("5")), part(d.acme, "FUNDER", ""),
					saying(part(d.acme, "FUNDER", ""), "contribution", object{"amount": "5.0", "currency": "hkd", "qualifier": "ABOUT"}),
				}}))
			if len(response.Errors) != 1 || response.Errors[0].Extensions["code"] != "BAD_USER_INPUT" ||
				response.Errors[0].Extensions["field"] != "input.participants[2]" ||
				!strings.Contains(response.Errors[0].Message, "is the same as input.participants[0]: this partner as FUNDER") {
				t.Errorf("errors %v, want BAD_USER_INPUT at input.participants[2]", response.Errors)
			}
		})
	})
}
