package synthetic

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"pressgraph/internal/content"
)

// table is what is written to one table.
type table struct {
	name    string
	columns []string
	size    int
	rows    iter.Seq[[]any]
}

// tables lists all, those first that others refer to.
func (p *plan) tables() []table {
	return []table{
		p.topicTable(), p.partnerTable(), p.initiativeTable(), p.releaseTable(),
		p.names("topic", len(p.topics), func(i int) (int64, word) { return p.topics[i].id, p.topics[i].names }),
		p.names("partner", len(p.partners), func(i int) (int64, word) { return p.partners[i].id, p.partners[i].names }),
		p.names("initiative", len(p.initiatives), func(i int) (int64, word) { return p.initiatives[i].id, p.initiatives[i].names }),
		p.identifierTable(), p.mentionTable(), p.announcementTable(), p.participationTable(),
		p.releaseTopicTable(), p.initiativeTopicTable(), p.evidenceTable(),
	}
}

// life are the columns of every node; see lifeOf.
const life = "id slug held visible version created_at updated_at public_updated_at "

const named = "name name_fold name_sort "

func columns(names ...string) []string { return strings.Fields(strings.Join(names, "")) }

func lifeOf(n node, slugOf string, i int) []any {
	slug := content.SlugWithSuffix(content.Slug(slugOf), fmt.Sprintf("s%d", i+1))
	return []any{n.id, slug, n.held, n.visible, 1, n.created, n.updated, n.updated}
}

func namesOf(names word, collator *content.Collator) []any {
	return []any{names[0], content.Fold(names[0]), collator.Key(names[0])}
}

// each makes rows of the things with numbers below n.
func each(n int, row func(i int) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range n {
			if !yield(row(i)) {
				return
			}
		}
	}
}

func concat(parts ...[]any) []any {
	var all []any
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

// parentID returns the id of a node's parent, or nil.
func parentID[N any](nodes []N, of func(*N) *node, index int) any {
	if index < 0 {
		return nil
	}
	return of(&nodes[index]).id
}

func (p *plan) topicTable() table {
	collator := content.NewCollator()
	return table{"topics", columns(life, named, "parent_id release_count public_release_count"), len(p.topics),
		each(len(p.topics), func(i int) []any {
			t := p.topics[i]
			parent := parentID(p.topics, func(t *topic) *node { return &t.node }, t.parent)
			return concat(lifeOf(t.node, t.names[0], i), namesOf(t.names, collator), []any{parent, t.releases, t.publicReleases})
		})}
}

func (p *plan) partnerTable() table {
	collator := content.NewCollator()
	names := columns(life, named, "kind country city website parent_id release_count public_release_count initiative_count "+
		"public_initiative_count latest_release_on latest_sort public_latest_release_on public_latest_sort")
	return table{"partners", names, len(p.partners), each(len(p.partners), func(i int) []any {
		n := p.partners[i]
		parent := parentID(p.partners, func(n *partner) *node { return &n.node }, n.parent)
		latest, latestSort := p.latest(n.latest)
		publicLatest, publicLatestSort := p.latest(n.publicLatest)
		return concat(lifeOf(n.node, n.names[0], i), namesOf(n.names, collator), []any{
			string(n.kind), n.country, n.city, fmt.Sprintf("https://partner%d.example.org", i+1), parent,
			n.releases, n.publicReleases, n.initiatives, n.publicInitiatives, latest, latestSort, publicLatest, publicLatestSort,
		})
	})}
}

// latest returns date and place of a partner's newest release.
func (p *plan) latest(index int) (any, int64) {
	if index < 0 {
		return nil, content.Undated
	}
	return string(p.releases[index].date), p.releases[index].sortAt
}

func (p *plan) initiativeTable() table {
	collator := content.NewCollator()
	names := columns(life, named, "kind status parent_id partner_count public_partner_count release_count public_release_count "+
		"started_on started_earliest started_latest ended_on ended_earliest ended_latest funding_amount funding_currency")
	return table{"initiatives", names, len(p.initiatives), each(len(p.initiatives), func(i int) []any {
		n := p.initiatives[i]
		parent := parentID(p.initiatives, func(n *initiative) *node { return &n.node }, n.parent)
		return concat(lifeOf(n.node, n.names[0], i), namesOf(n.names, collator),
			[]any{string(n.kind), string(n.status), parent, n.partners, n.publicPartners, n.releases, n.publicReleases},
			dateColumns(n.started), dateColumns(n.ended), []any{orNil(n.amount), orNil(n.currency)})
	})}
}

func (p *plan) releaseTable() table {
	collator := content.NewCollator()
	names := columns(life, "kind status language title title_fold title_sort summary summary_text body body_text ",
		"published_at year sort_at rank source_url publisher_id translation_group partner_count public_partner_count ",
		"initiative_count public_initiative_count published_on published_earliest published_latest")
	return table{"releases", names, len(p.releases), each(len(p.releases), func(n int) []any {
		i := p.written[n]
		r := p.releases[i]
		counts := []any{len(r.mentions), 0, len(r.announcements), 0}
		if r.visible {
			counts[1], counts[3] = counts[0], counts[2]
		}
		publisher := parentID(p.partners, func(n *partner) *node { return &n.node }, r.publisher)
		return concat(lifeOf(r.node, r.title, i), p.releaseTexts(i, collator),
			[]any{instantOrNil(r.at), r.date.Year(), r.sortAt, r.rank, fmt.Sprintf("https://news.example.org/%d", i+1), publisher, orNil(r.group)},
			counts, dateColumns(r.date))
	})}
}

// releaseTexts are the columns from kind to body_text. They are made anew for
// every row, of a source of its own: two kilobytes each are too much to keep.
func (p *plan) releaseTexts(i int, collator *content.Collator) []any {
	r := p.releases[i]
	rng := rand.New(rand.NewPCG(uint64(r.id), 2)) //nolint:gosec // it is to be the same each time
	language, name := 0, "en"
	if r.chinese {
		language, name = 1, "zh-Hant"
	}
	kind, status := content.ReleaseKindPressRelease, content.StatusDraft
	if rng.IntN(5) == 0 {
		kind = content.ReleaseKindStory
	}
	if r.visible {
		status = content.StatusPublished
	}
	summary, body := p.text.summary(rng, language), p.text.body(rng, language)
	return []any{
		string(kind), string(status), name, r.title, content.Fold(r.title), collator.Key(r.title), summary, summary, body, body,
	}
}

func dateColumns(d content.PartialDate) []any {
	if d == "" {
		return []any{nil, 0, 0}
	}
	return []any{string(d), d.Earliest(), d.Latest()}
}

func orNil[T comparable](v T) any {
	var none T
	if v == none {
		return nil
	}
	return v
}

func instantOrNil(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}
