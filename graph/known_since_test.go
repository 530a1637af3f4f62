package graph_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/newsroom/kit"
	"pressgraph/internal/store/storetest"
)

// reportedWorld is an initiative without a start, in which one partner is since
// 2019 and another since nobody has said, with two releases that report it.
type reportedWorld struct {
	*api
	draft, published int64
}

func newReportedWorld(t *testing.T, target database.Target) reportedWorld {
	t.Helper()
	a := newAPI(t, target, false)
	done := func(d newsroom.Done, err error) int64 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return d.ID
	}
	since := "2019"
	initiative := done(a.newsroom.CreateInitiative(editor(t), kit.CreateInitiativeInput{
		Kind: content.InitiativeKindProject, Names: []kit.NameInput{{Text: "Reported"}},
		Participants: []kit.ParticipationInput{{Partner: a.partner(t, "Silent")}, {Partner: a.partner(t, "Stated"), Since: input.To(since)}},
	}))
	release := func(on string) int64 {
		return done(a.newsroom.CreateRelease(editor(t), kit.CreateReleaseInput{
			Kind: content.ReleaseKindStory, Language: "en", Title: "Of " + on, PublishedOn: &on,
			Initiatives: []kit.AnnouncementInput{{Initiative: initiative}},
		}))
	}
	w := reportedWorld{a, release("2020-05"), release("2021")}
	w.publish(t, w.published)
	return w
}

func (w reportedWorld) publish(t *testing.T, id int64) {
	t.Helper()
	if _, err := w.newsroom.PublishRelease(editor(t), id, 1, newsroom.PublishInput{}); err != nil {
		t.Fatal(err)
	}
}

func (w reportedWorld) known(t *testing.T, ctx context.Context) map[string]any {
	t.Helper()
	all := map[string]any{}
	nodes, _ := dig(w.data(t, ctx, `{ participations { nodes { partner { name } knownSince { on precision basis } } } }`, nil), "participations", "nodes").([]any)
	for _, node := range nodes {
		all[dig(node, "partner", "name").(string)] = dig(node, "knownSince")
	}
	return all
}

func known(on, precision, basis string) map[string]any {
	return map[string]any{"on": on, "precision": precision, "basis": basis}
}

func TestKnownSince(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		w := newReportedWorld(t, target)
		stated, early, late := known("2019", "YEAR", "STATED"), known("2020-05", "MONTH", "REPORTED"), known("2021", "YEAR", "REPORTED")
		count := func(ctx context.Context, where string) any {
			return dig(w.data(t, ctx, "{ participations(where: "+where+") { totalCount } }", nil), "participations", "totalCount")
		}
		links := func(asOf string) [2]any {
			n := dig(w.data(t, reader(t), `{ partnerNetwork(links: {asOf: "`+asOf+`"}) { linkCount undatedLinkCount } }`, nil), "partnerNetwork")
			return [2]any{dig(n, "linkCount"), dig(n, "undatedLinkCount")}
		}
		for _, c := range []struct {
			when             string
			do               func()
			editors, readers map[string]any
			in2020, asOf2020 string
		}{
			{"while the earlier release is a draft", func() {}, early, late, "0", "0"},
			{"once it is published", func() { w.publish(t, w.draft) }, early, early, "1", "1"},
			{"once it is withdrawn", func() {
				if _, err := w.newsroom.UnpublishRelease(editor(t), w.draft, 2); err != nil {
					t.Fatal(err)
				}
			}, early, late, "0", "0"},
		} {
			c.do()
			if diff := cmp.Diff(map[string]any{"Silent": c.editors, "Stated": stated}, w.known(t, editor(t))); diff != "" {
				t.Errorf("known to editors %s (-want +got):\n%s", c.when, diff)
			}
			if diff := cmp.Diff(map[string]any{"Silent": c.readers, "Stated": stated}, w.known(t, reader(t))); diff != "" {
				t.Errorf("known to readers %s (-want +got):\n%s", c.when, diff)
			}
			if got := count(reader(t), `{knownSince: {eq: "2020", precision: [MONTH]}, knownSinceBasis: [REPORTED]}`); got != json.Number(c.in2020) {
				t.Errorf("readers find %v known since 2020 %s, want %s", got, c.when, c.in2020)
			}
			if got := count(editor(t), `{knownSince: {gte: "2020", lt: "2021"}}`); got != json.Number("1") {
				t.Errorf("editors find %v known since 2020 %s, want 1", got, c.when)
			}
			if diff := cmp.Diff([2]any{json.Number(c.asOf2020), json.Number("0")}, links("2020-06-01")); diff != "" {
				t.Errorf("ties as of June 2020 and undated ones %s (-want +got):\n%s", c.when, diff)
			}
		}
	})
}

// TestTiesWithoutADateAreTold has an initiative that nothing dates.
func TestTiesWithoutADateAreTold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, target database.Target) {
		a := newAPI(t, target, false)
		one, other := a.partner(t, "One"), a.partner(t, "Other")
		if _, err := a.newsroom.CreateInitiative(editor(t), kit.CreateInitiativeInput{
			Kind: content.InitiativeKindProject, Names: []kit.NameInput{{Text: "Undated"}}, Public: true,
			Participants: []kit.ParticipationInput{{Partner: one}, {Partner: other}},
		}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			links   string
			paths   int
			missing string
			notices string
		}{
			{`{}`, 1, "0", `null`},
			{`{asOf: "2025-01-01"}`, 0, "1", `[{"path":["partnerPaths"],"code":"UNDATED_LINKS_LEFT_OUT"}]`},
			{`{since: "2020"}`, 0, "1", `[{"path":["partnerPaths"],"code":"UNDATED_LINKS_LEFT_OUT"}]`},
			{`{since: "2020", basis: [RELEASE]}`, 0, "0", `null`},
		} {
			answer := a.ask(reader(t), `query($from: ID!, $to: ID!) {
				partnerPaths(from: $from, to: $to, links: `+c.links+`) { length }
				partner(id: $from) { metrics(links: `+c.links+`) { degree undatedLinkCount } }
			}`, map[string]any{"from": content.GlobalID(content.NodePartner, one), "to": content.GlobalID(content.NodePartner, other)})
			if answer.Errors != nil {
				t.Fatal(answer.Errors)
			}
			var data struct {
				PartnerPaths []any
				Partner      struct {
					Metrics struct{ UndatedLinkCount json.Number }
				}
			}
			if err := json.Unmarshal(answer.Data, &data); err != nil {
				t.Fatal(err)
			}
			notices, err := json.Marshal(answer.Extensions["notices"])
			if err != nil {
				t.Fatal(err)
			}
			if len(data.PartnerPaths) != c.paths || data.Partner.Metrics.UndatedLinkCount.String() != c.missing || string(notices) != c.notices {
				t.Errorf("links %s answer %s, and tell %s", c.links, answer.Data, notices)
			}
		}
	})
}
