package loadtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"
)

// deepest is how far the question after a cursor goes; in a smaller newsroom it
// goes through two thirds.
const deepest = 50_000

// The numbers of releases and partners that a newsroom needs for pages to be full.
const (
	fewestReleases = 150
	fewestPartners = 20
)

// newsroom is what of a newsroom's content questions are asked about. Where one
// of a kind is asked about, it comes first.
type newsroom struct {
	releases, partners int
	// newest and busiest are the cursors of the first releases by date, and of
	// the first partners by how many releases name them.
	newest, busiest []string
	// deep are cursors from the deepest on.
	deep []string
	// slugs are those of random releases; hottest and median are ids of partners.
	slugs, hottest, median []string
	// years are those of releases, the one with most of them first.
	years []int
}

// explorer finds out by the API what can be asked about.
type explorer struct {
	line *line
	// most is how many of a kind are wanted.
	most int
	rng  *rand.Rand
}

// explore reads the lists of releases and partners as far as questions go. The
// same content, most and seed give the same newsroom.
func (e *explorer) explore(ctx context.Context) (*newsroom, error) {
	n := new(newsroom)
	var counts struct {
		Releases struct {
			TotalCount int
			Groups     []struct{ Keys []struct{ Value *string } }
		}
		Partners struct{ TotalCount int }
	}
	err := e.ask(ctx, `{ releases(first: 1) { totalCount groups(by: [YEAR], first: 1000) { keys { value } } } partners(first: 1) { totalCount } }`,
		nil, &counts)
	if err != nil {
		return nil, err
	}
	n.releases, n.partners = counts.Releases.TotalCount, counts.Partners.TotalCount
	if n.releases < fewestReleases || n.partners < fewestPartners {
		return nil, fmt.Errorf("the newsroom has %d releases and %d partners; full pages take %d and %d at least",
			n.releases, n.partners, fewestReleases, fewestPartners)
	}
	for _, group := range counts.Releases.Groups {
		if value := group.Keys[0].Value; value != nil {
			year, err := strconv.Atoi(*value)
			if err != nil {
				return nil, fmt.Errorf("a year of releases: %w", err)
			}
			n.years = append(n.years, year)
		}
	}
	if err := e.readReleases(ctx, n); err != nil {
		return nil, err
	}
	return n, e.readPartners(ctx, n)
}

func (e *explorer) readReleases(ctx context.Context, n *newsroom) error {
	depth := min(deepest, n.releases*2/3)
	end := min(depth-1+e.most, n.releases-pageSize)
	cursors, slugs, err := e.walk(ctx, `query ($after: Cursor) { list: releases(first: 100, after: $after) {
		edges { cursor node { value: slug } } pageInfo { hasNextPage } } }`, end)
	if err != nil {
		return err
	}
	n.newest = cursors[:min(e.most, len(cursors))]
	n.deep = cursors[depth-1:]
	e.rng.Shuffle(len(slugs), func(i, j int) { slugs[i], slugs[j] = slugs[j], slugs[i] })
	n.slugs = slugs[:min(e.most, len(slugs))]
	return nil
}

func (e *explorer) readPartners(ctx context.Context, n *newsroom) error {
	middle := n.partners / 2
	cursors, ids, err := e.walk(ctx, `query ($after: Cursor) { list: partners(first: 100, after: $after,
		orderBy: [{field: RELEASE_COUNT, direction: DESC}]) { edges { cursor node { value: id } } pageInfo { hasNextPage } } }`,
		min(middle+e.most/2+1, n.partners))
	if err != nil {
		return err
	}
	n.busiest = cursors[:min(e.most, len(cursors))]
	n.hottest = ids[:min(hottest, len(ids))]
	first := max(middle-e.most/2, 0)
	n.median = slices.Concat(ids[middle:middle+1], ids[first:middle], ids[middle+1:])
	return nil
}

// walk returns the cursors and values of the first rows of a list.
func (e *explorer) walk(ctx context.Context, document string, rows int) (cursors, values []string, err error) {
	var after *string
	for len(values) < rows {
		var page struct {
			List struct {
				Edges []struct {
					Cursor string
					Node   struct{ Value string }
				}
				PageInfo struct{ HasNextPage bool }
			}
		}
		if err := e.ask(ctx, document, variables{"after": after}, &page); err != nil {
			return nil, nil, err
		}
		for _, edge := range page.List.Edges {
			cursors, values = append(cursors, edge.Cursor), append(values, edge.Node.Value)
		}
		if !page.List.PageInfo.HasNextPage {
			break
		}
		after = &cursors[len(cursors)-1]
	}
	if len(values) < rows {
		return nil, nil, fmt.Errorf("a list of %d rows has ended after %d; does the content change?", rows, len(values))
	}
	return cursors[:rows], values[:rows], nil
}

// tries is how often a server that has too much to do is asked again: nothing is
// measured yet.
const tries = 10

func (e *explorer) ask(ctx context.Context, document string, values variables, into any) error {
	body, err := json.Marshal(map[string]any{"query": document, "variables": values})
	if err != nil {
		return err
	}
	answer, err := e.line.ask(ctx, "POST", body)
	for range tries {
		if _, again := errors.AsType[busy](err); !again {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
		answer, err = e.line.ask(ctx, "POST", body)
	}
	if err != nil {
		return err
	}
	var decoded struct{ Data json.RawMessage }
	if err := json.Unmarshal(answer, &decoded); err != nil {
		return fmt.Errorf("read an answer: %w", err)
	}
	return json.Unmarshal(decoded.Data, into)
}
