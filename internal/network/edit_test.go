package network_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pressgraph/ent/db"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/network"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/merge"
	"pressgraph/internal/store"
)

// edit changes a newsroom as editors do: it merges partners and takes some of
// the merges back, which must leave the network as it was, and takes releases
// out of public sight.
func (m *maker) edit(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := everything(t.Context())
	n := newsroom.New(s, newsroom.Settings{Name: "Test", Locales: []string{"en"}})
	for range m.IntN(3) {
		before := told(t, read(t, s), byID)
		duplicate, merged := m.merge(ctx, t, n, s)
		if !merged || m.IntN(2) == 0 {
			continue
		}
		if _, err := merge.Undo(ctx, n, duplicate); err != nil {
			t.Fatalf("take the merge of %d back: %v", duplicate, err)
		}
		if after := told(t, read(t, s), byID); after != before {
			t.Errorf("a merge that was taken back leaves the network as\n%s\nwhich had been\n%s", after, before)
		}
	}
	for range m.IntN(3) {
		m.withdraw(ctx, t, n, s)
	}
}

// merge merges two partners, unless they may not be.
func (m *maker) merge(ctx context.Context, t *testing.T, n *newsroom.Newsroom, s *store.Store) (duplicate int64, merged bool) {
	t.Helper()
	partners := inOrder(s.Client().Partner.Query().AllX(ctx), func(p *db.Partner) string { return p.Name })
	if len(partners) < 3 {
		return 0, false
	}
	m.Shuffle(len(partners), func(i, j int) { partners[i], partners[j] = partners[j], partners[i] })
	into, duplicate := partners[0], partners[1].ID
	_, err := merge.Partners(ctx, n, into.ID, into.Version, []int64{duplicate})
	if err != nil && !fault.Is(err, fault.CodeConflict) {
		t.Fatalf("merge %s into %s: %v", partners[1].Name, into.Name, err)
	}
	return duplicate, err == nil
}

// withdraw archives or unpublishes a release.
func (m *maker) withdraw(ctx context.Context, t *testing.T, n *newsroom.Newsroom, s *store.Store) {
	t.Helper()
	releases := inOrder(s.Client().Release.Query().AllX(ctx), func(r *db.Release) string { return r.Slug })
	if len(releases) == 0 {
		return
	}
	r := pick(m, releases...)
	take := pick(m, n.ArchiveRelease, n.UnpublishRelease)
	if _, err := take(ctx, r.ID, r.Version); err != nil && !fault.Is(err, fault.CodeConflict) {
		t.Fatalf("withdraw release %d: %v", r.ID, err)
	}
}

func inOrder[N any](all []N, key func(N) string) []N {
	slices.SortFunc(all, func(a, b N) int { return cmp.Compare(key(a), key(b)) })
	return all
}

func byID(v *network.View, partner int32) string { return fmt.Sprint(v.ID(partner)) }
func byName(v *network.View, partner int32) string {
	return fmt.Sprintf("%x", v.Key(partner))
}

// told is all that a network answers without a filter, with the partners in the
// words of name; numbers to the last digit.
func told(t *testing.T, s *network.Snapshot, name func(*network.View, int32) string) string {
	t.Helper()
	var b strings.Builder
	v := seen(t, s, network.Every())
	picture, standings := picture(t, v, network.Around{Limit: 1000}), standings(t, v)
	for _, shown := range picture.Partners {
		fmt.Fprintf(&b, "%s %+v %+v\n", name(v, shown.Number), shown.Standing, standings.Of(shown.Number))
		for _, tie := range v.Collaborators(shown.Number) {
			shared := v.Shared(shown.Number, tie.To)
			fmt.Fprintf(&b, "  %s %d %d %s %s\n", name(v, tie.To), tie.Initiatives, tie.Texts, orNone(shared.First), orNone(shared.Last))
		}
		points, err := v.Timeline(t.Context(), []int32{shown.Number}, network.Stretch{By: network.PeriodMonth})
		fmt.Fprintln(&b, points, err)
		for _, other := range picture.Partners[:min(3, len(picture.Partners))] {
			paths, _, _ := v.Paths(t.Context(), network.Route{From: shown.Number, To: other.Number, MaxHops: 4, Count: 5})
			for _, path := range paths {
				for _, number := range path {
					fmt.Fprint(&b, " ", name(v, number))
				}
				fmt.Fprintln(&b)
			}
		}
	}
	for _, link := range picture.Links {
		fmt.Fprintln(&b, name(v, link.Source), name(v, link.To), link.Strength())
	}
	for _, c := range picture.Communities {
		fmt.Fprint(&b, c.Number)
		for _, number := range c.Members {
			fmt.Fprint(&b, " ", name(v, number))
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// file returns what an export holds, without the ids of partners, which differ
// between databases.
func file(t *testing.T, s *network.Snapshot, format network.NetworkFormat) string {
	t.Helper()
	v := seen(t, s, network.Every())
	p := picture(t, v, network.Around{Limit: 1000})
	names := map[int32]network.Name{}
	for _, shown := range p.Partners {
		names[shown.Number] = network.Name{Label: byName(v, shown.Number)}
	}
	text := write(t, p.File(names, ""), format)
	for _, shown := range p.Partners {
		text = strings.ReplaceAll(text, content.GlobalID(content.NodePartner, v.ID(shown.Number)), byName(v, shown.Number))
	}
	return text
}
