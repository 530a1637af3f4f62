package graph_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/store"
	"pressgraph/internal/store/storetest"
)

// said returns what a row says by tiers: names, what leads, the body.
func (o *oracle) said(r row) [][]string {
	described := func(name string, names []string, descriptions []content.LocalText) [][]string {
		var leads []string
		for _, d := range descriptions {
			leads = append(leads, d.Text)
		}
		return [][]string{append([]string{name}, names...), leads, nil}
	}
	switch x := r.(type) {
	case *db.Release:
		var leads []string
		if x.SummaryText != nil {
			leads = []string{*x.SummaryText}
		}
		return [][]string{{x.Title}, leads, {*x.BodyText}}
	case *db.Partner:
		return described(x.Name, o.partnerNames[x.ID], x.Descriptions)
	case *db.Initiative:
		return described(x.Name, o.initiativeNames[x.ID], x.Descriptions)
	case *db.Topic:
		return described(x.Name, o.topicNames[x.ID], nil)
	}
	panic("nothing is said by such a row")
}

// found is a row that a search finds, with what it is ordered by.
type found struct {
	id, score          string
	kind               content.NodeType
	sortAt, rank, node int64
}

// search answers a question about nodes of all types, best first.
func (o *oracle) search(question string) []found {
	var all []found
	for _, list := range []string{"releases", "partners", "initiatives", "topics"} {
		for _, r := range o.all(list) {
			if score := o.score(r, question); score != "" {
				f := standing(r)
				f.id, f.score = idOf(r), score
				all = append(all, f)
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.sortAt, a.sortAt), cmp.Compare(b.rank, a.rank),
			cmp.Compare(b.kind, a.kind), cmp.Compare(b.node, a.node))
	})
	return all
}

// score returns how good a match is; empty for none.
func (o *oracle) score(r row, question string) string {
	said := o.said(r)
	if !saysAll(slices.Concat(said...), question) {
		return ""
	}
	var wanted []string
	whole := true
	for _, term := range termsOf(question) {
		if !term.excluded {
			whole = whole && !term.prefix
			wanted = append(wanted, term.words...)
		}
	}
	if whole && slices.ContainsFunc(said[0], func(name string) bool { return slices.Equal(plainWords(name), wanted) }) {
		return "1"
	}
	without := withoutExcluded(question)
	for tier, score := range []string{"0.75", "0.5"} {
		if saysAll(slices.Concat(said[:tier+1]...), without) {
			return score
		}
	}
	return "0.25"
}

func withoutExcluded(question string) string {
	var kept strings.Builder
	for _, term := range termsOf(question) {
		if term.excluded {
			continue
		}
		star := ""
		if term.prefix {
			star = "*"
		}
		fmt.Fprintf(&kept, "“%s%s” ", strings.Join(term.words, " "), star)
	}
	return kept.String()
}

// standing tells where a row stands among matches that are as good.
func standing(r row) found {
	switch x := r.(type) {
	case *db.Release:
		return found{kind: content.NodeRelease, node: x.ID, sortAt: x.SortAt, rank: x.Rank}
	case *db.Partner:
		return found{kind: content.NodePartner, node: x.ID, sortAt: store.SearchFirst, rank: int64(x.PublicReleaseCount)}
	case *db.Initiative:
		f := found{kind: content.NodeInitiative, node: x.ID, sortAt: content.Undated}
		if x.StartedOn != nil {
			f.sortAt = x.StartedOn.Start(time.UTC).UnixMicro()
		}
		return f
	case *db.Topic:
		return found{kind: content.NodeTopic, node: x.ID, sortAt: store.SearchFirst, rank: int64(x.PublicReleaseCount)}
	}
	panic("such a row is not found")
}

// TestSearches asks random questions and compares matches, their scores, order
// and numbers with the oracle.
func TestSearches(t *testing.T) {
	storetest.OneByOne(t)
	t.Parallel()
	eachTrial(t, long(2, 20), func(t *testing.T, trial trial) {
		for range long(60, 1000) {
			trial.compareSearch(t)
		}
	})
}

func (trial trial) compareSearch(t *testing.T) {
	t.Helper()
	question := trial.make.question()
	types := []string{"RELEASE", "PARTNER", "INITIATIVE", "TOPIC"}
	counts := map[string]int{}
	trial.make.Shuffle(len(types), func(i, j int) { types[i], types[j] = types[j], types[i] })
	asked := types[:1+trial.make.IntN(len(types))]
	var want []string
	for _, f := range trial.search(question) {
		name := strings.ToUpper(f.kind.String())
		if counts[name]++; slices.Contains(asked, name) {
			want = append(want, f.id+" "+f.score)
		}
	}
	first := oneOf(trial.make.Rand, []int{1, 3, 100})
	data := dig(trial.api.data(t, trial.ctx, `query ($q: String!, $types: [SearchType!], $first: Int) { search(query: $q, types: $types, first: $first) {
		totalCount counts { type count } edges { score node { ... on Node { id } } } } }`, map[string]any{"q": question, "types": asked, "first": first}), "search")
	var got []string
	for _, edge := range dig(data, "edges").([]any) {
		got = append(got, fmt.Sprint(dig(edge, "node", "id"), " ", dig(edge, "score")))
	}
	if diff := gocmp.Diff(want[:min(len(want), first)], got); diff != "" {
		t.Errorf("%s: %q among %v finds (-want +got):\n%s", trial.name, question, asked, diff)
	}
	if total := fmt.Sprint(dig(data, "totalCount")); total != fmt.Sprint(len(want)) {
		t.Errorf("%s: %q among %v has %s matches, want %d", trial.name, question, asked, total, len(want))
	}
	for _, count := range dig(data, "counts").([]any) {
		if n := fmt.Sprint(dig(count, "count")); n != fmt.Sprint(counts[dig(count, "type").(string)]) {
			t.Errorf("%s: %q has %s matches of type %v, want %v", trial.name, question, n, dig(count, "type"), counts)
		}
	}
}
