package newsroom

import (
	"context"
	"encoding/json"
	"fmt"

	"pressgraph/internal/content"
)

// savedRelease is a release as a revision keeps it: in the shape of the API's
// update input, with global ids, so that it can be given back to it.
type savedRelease struct {
	Kind          content.ReleaseKind  `json:"kind"`
	Language      string               `json:"language"`
	Title         string               `json:"title"`
	Slug          string               `json:"slug"`
	Summary       *string              `json:"summary"`
	Body          *string              `json:"body"`
	PublishedOn   *content.PartialDate `json:"publishedOn"`
	HeroImage     *content.Image       `json:"heroImage"`
	SourceURL     *string              `json:"sourceUrl"`
	Publisher     *string              `json:"publisher"`
	TranslationOf *string              `json:"translationOf"`
	Topics        []string             `json:"topics"`
	Partners      []savedMention       `json:"partners"`
	Initiatives   []savedAnnouncement  `json:"initiatives"`
}

type savedMention struct {
	Partner string       `json:"partner"`
	Role    string       `json:"role"`
	Quotes  []savedQuote `json:"quotes"`
}

type savedAnnouncement struct {
	Initiative string       `json:"initiative"`
	Stage      string       `json:"stage"`
	Quotes     []savedQuote `json:"quotes"`
}

type savedQuote struct {
	Section content.EvidenceSection `json:"section"`
	Quote   string                  `json:"quote"`
	Start   int                     `json:"start"`
}

func save(r releaseState) savedRelease {
	s := savedRelease{
		Kind: r.kind, Language: r.language, Title: r.title, Slug: r.slug, Summary: r.summary, Body: r.body,
		PublishedOn: r.publishedOn, HeroImage: r.hero, SourceURL: r.source,
		Publisher: globalID(content.NodePartner, r.publisher), Topics: []string{}, Partners: []savedMention{}, Initiatives: []savedAnnouncement{},
	}
	if r.group != r.id {
		s.TranslationOf = globalID(content.NodeRelease, &r.group)
	}
	for _, id := range r.topics {
		s.Topics = append(s.Topics, content.GlobalID(content.NodeTopic, id))
	}
	for _, t := range r.partners {
		partner := content.GlobalID(content.NodePartner, t.target)
		s.Partners = append(s.Partners, savedMention{Partner: partner, Role: t.word, Quotes: saveQuotes(t.evidence)})
	}
	for _, t := range r.initiatives {
		initiative := content.GlobalID(content.NodeInitiative, t.target)
		s.Initiatives = append(s.Initiatives, savedAnnouncement{Initiative: initiative, Stage: t.word, Quotes: saveQuotes(t.evidence)})
	}
	return s
}

func saveQuotes(all []evidence) []savedQuote {
	quotes := make([]savedQuote, len(all))
	for i, v := range all {
		quotes[i] = savedQuote{Section: v.section, Quote: v.quote, Start: v.span.Start}
	}
	return quotes
}

func globalID(t content.NodeType, id *int64) *string {
	if id == nil {
		return nil
	}
	global := content.GlobalID(t, *id)
	return &global
}

// tree returns v as plain JSON values.
func tree(v any) (map[string]any, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var t map[string]any
	return t, json.Unmarshal(raw, &t)
}

// writeRevision keeps a state of a release and what differs from the one before.
func (e *edit) writeRevision(ctx context.Context, before, after releaseState, note *string) error {
	state, err := tree(save(after))
	if err != nil {
		return fmt.Errorf("save release %d: %w", after.id, err)
	}
	changes := []content.FieldChange{}
	if before.version > 0 {
		was, err := tree(save(before))
		if err != nil {
			return fmt.Errorf("save release %d: %w", after.id, err)
		}
		changes = differences(was, state)
		if before.status != after.status {
			changes = append(changes, content.FieldChange{Path: "status", Before: before.status, After: after.status})
		}
	}
	err = e.db.Revision.Create().SetID(e.tx.NewID()).SetReleaseID(after.id).SetVersion(before.version + 1).SetAt(e.now).
		SetActor(e.actor).SetNillableNote(note).SetState(state).SetChanges(changes).Exec(ctx)
	if err != nil {
		return fmt.Errorf("write the revision of release %d: %w", after.id, err)
	}
	return nil
}
