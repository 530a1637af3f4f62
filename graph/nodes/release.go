package nodes

import (
	"context"
	"sync"

	"pressgraph/ent/db"
	"pressgraph/ent/db/correction"
	"pressgraph/ent/db/release"
	"pressgraph/graph/loader"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/memory"
	"pressgraph/internal/query"
)

// MaxUnpaged is how many items a list without paging answers.
const MaxUnpaged = 50

// Releases returns a page of all releases.
func (l *Loaders) Releases(order []*query.ReleaseOrder, args query.Args) (*List[*Release], error) {
	return pageOf(l, l.root, 0, allReleases(), order, args)
}

// Partners returns a page of all partners.
func (l *Loaders) Partners(order []*query.PartnerOrder, args query.Args) (*List[*Partner], error) {
	return pageOf(l, l.root, 0, allPartners(), order, args)
}

// Initiatives returns a page of all initiatives.
func (l *Loaders) Initiatives(order []*query.InitiativeOrder, args query.Args) (*List[*Initiative], error) {
	return pageOf(l, l.root, 0, allInitiatives(), order, args)
}

// Topics returns a page of all topics.
func (l *Loaders) Topics(args query.Args) (*List[*Topic], error) {
	return pageOf(l, l.root, 0, allTopics(), nil, args)
}

// Participations returns a page of all participations.
func (l *Loaders) Participations(order []*query.ParticipationOrder, args query.Args) (*List[*Participation], error) {
	return pageOf(l, l.root, 0, allParticipations(), order, args)
}

// Partners returns a page of the partners that the release names.
func (r *Release) Partners(args query.Args) (*List[*Partner], error) {
	return pageOf(r.from, r.in, r.ID, releasePartners(), nil, args)
}

// Initiatives returns a page of the initiatives that the release reports.
func (r *Release) Initiatives(args query.Args) (*List[*Initiative], error) {
	return pageOf(r.from, r.in, r.ID, releaseInitiatives(), nil, args)
}

// Topics returns what the release is about, by name.
func (r *Release) Topics(ctx context.Context) ([]*Topic, error) {
	return unpaged(ctx, r.from, r.in, r.ID, releaseTopics())
}

// Publisher returns who issued the release, or nil.
func (r *Release) Publisher(ctx context.Context) (*Partner, error) {
	return loader.Load(ctx, r.in, "publisher", r.ID, func(ctx context.Context, members map[int64]*Release) (map[int64]*Partner, error) {
		return referenced(ctx, members, func(m *Release) *int64 { return m.PublisherID }, r.from.partners)
	})
}

// Translations returns the same release in other languages, the newest first.
func (r *Release) Translations(ctx context.Context) ([]*Release, error) {
	found, err := loader.Load(ctx, r.in, "translations", r.ID, r.from.translations)
	if found == nil {
		found = []*Release{}
	}
	return found, err
}

func (l *Loaders) translations(ctx context.Context, members map[int64]*Release) (map[int64][]*Release, error) {
	var groups []int64
	for _, m := range members {
		if m.TranslationGroup != nil {
			groups = append(groups, *m.TranslationGroup)
		}
	}
	if len(groups) == 0 {
		return nil, nil
	}
	list := query.Translations()
	page, err := query.FirstOf(list, l.world, query.ReleaseSteps(nil), MaxUnpaged+1)
	if err != nil {
		return nil, err
	}
	groups = distinct(groups)
	perGroup, err := readRows(ctx, l, page, groups, l.releases)
	if err != nil {
		return nil, err
	}
	return siblings(members, loader.Found[rows[*Release]]{IDs: groups, All: perGroup}), nil
}

// siblings returns, for each release, the others of its translation group. They
// are a cohort without those that are in a group but in nobody's answer.
func siblings(members map[int64]*Release, perGroup loader.Found[rows[*Release]]) map[int64][]*Release {
	answer := map[int64][]*Release{}
	in := loader.NewCohort[*Release](len(members))
	for id, m := range members {
		if m.TranslationGroup == nil {
			continue
		}
		group, _ := perGroup.Get(*m.TranslationGroup)
		for _, node := range group.nodes {
			if node.ID == id || len(answer[id]) == MaxUnpaged {
				continue
			}
			other, known := in.Get(node.ID)
			if !known {
				other = &Release{node.Release, node.from, in}
				in.Put(node.ID, other)
			}
			answer[id] = append(answer[id], other)
		}
	}
	return answer
}

// Corrections returns the public notes on the release, the newest first.
func (r *Release) Corrections(ctx context.Context) ([]*db.Correction, error) {
	type corrections = map[int64][]*db.Correction
	found, err := loader.Load(ctx, r.in, "corrections", r.ID, func(ctx context.Context, members map[int64]*Release) (corrections, error) {
		narrow := memory.Beside(correction.Table).AndByRow(release.Table)
		return memory.Recall(ctx, "corrections", ids(members), narrow, func(ctx context.Context, ids []int64) (map[int64][]*db.Correction, error) {
			rows, err := r.from.client.Correction.Query().
				Where(database.In(correction.FieldReleaseID, ids)).
				Order(db.Desc(correction.FieldCorrectedAt, correction.FieldID)).All(ctx)
			return grouped(rows, err, "corrections", func(c *db.Correction) int64 { return c.ReleaseID })
		})
	})
	if found == nil {
		found = []*db.Correction{}
	}
	return found, err
}

// grouped gathers rows by their owner, at most MaxUnpaged each.
func grouped[E any](rows []E, err error, what string, owner func(E) int64) (map[int64][]E, error) {
	if err != nil {
		return nil, wrapLoad(what, err)
	}
	answer := map[int64][]E{}
	for _, row := range rows {
		id := owner(row)
		if len(answer[id]) < MaxUnpaged {
			answer[id] = append(answer[id], row)
		}
	}
	return answer, nil
}

// Text is a text as it was written and as plain text; nil where there is none.
type Text struct {
	Markdown, Plain *string

	page *page
}

// page is a text as HTML, made when it is first asked for. Requests share it.
type page struct {
	// of is the text as it was written. Its length is counted once more with what is
	// kept in memory, which leaves room for the HTML.
	of   string
	once sync.Once
	html string
}

// HTML returns the text as HTML, nil where there is none.
func (t Text) HTML() *string {
	switch {
	case t.Markdown == nil:
		return nil
	case t.page == nil:
		html := content.RenderHTML(*t.Markdown)
		return &html
	}
	t.page.once.Do(func() { t.page.html = content.RenderHTML(t.page.of) })
	return &t.page.html
}

// Body returns the text of the release.
func (r *Release) Body(ctx context.Context) (Text, error) {
	return loader.Load(ctx, r.in, "body", r.ID, func(ctx context.Context, members map[int64]*Release) (map[int64]Text, error) {
		return memory.Recall(ctx, "bodies", ids(members), memory.ByRow(release.Table), r.from.bodies)
	})
}

func (l *Loaders) bodies(ctx context.Context, releases []int64) (map[int64]Text, error) {
	rows, err := l.client.Release.Query().Where(database.In(release.FieldID, releases)).
		Select(release.FieldID, release.FieldBody, release.FieldBodyText).All(ctx)
	if err != nil {
		return nil, wrapLoad("bodies", err)
	}
	texts := make(map[int64]Text, len(rows))
	for _, row := range rows {
		texts[row.ID] = Text{Markdown: row.Body, Plain: row.BodyText}
		if row.Body != nil {
			texts[row.ID] = Text{row.Body, row.BodyText, &page{of: *row.Body}}
		}
	}
	return texts, nil
}

// Summary returns the teaser of the release.
func (r *Release) Summary() Text { return Text{Markdown: r.Release.Summary, Plain: r.SummaryText} }

// Label returns the title.
func (r *Release) Label() string { return r.Title }

// Correction is a public note on a change.
type Correction = db.Correction
