package newsroom

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"pressgraph/internal/content"
)

//go:embed bundle/newsroom.jsonl
var bundled string

// bundle is a newsroom as a file, each part with parents before their children.
type bundle struct {
	topics, partners, initiatives, releases []bundleRecord
}

// bundleRecord is a line of the file: a node of any type. References are slugs;
// a summary is plain text, a body Markdown.
type bundleRecord struct {
	line int

	Type          string              `json:"type"`
	Slug          string              `json:"slug"`
	Kind          string              `json:"kind"`
	Names         []bundleName        `json:"names"`
	Parent        string              `json:"parent"`
	Country       *string             `json:"country"`
	City          *string             `json:"city"`
	Website       *string             `json:"website"`
	Identifiers   []bundleIdentifier  `json:"identifiers"`
	Descriptions  []content.LocalText `json:"descriptions"`
	Status        string              `json:"status"`
	StartedOn     *string             `json:"startedOn"`
	EndedOn       *string             `json:"endedOn"`
	Funding       *bundleMoney        `json:"funding"`
	Participants  []bundlePart        `json:"participants"`
	Language      string              `json:"language"`
	Title         string              `json:"title"`
	Summary       *string             `json:"summary"`
	Body          *string             `json:"body"`
	PublishedOn   *string             `json:"publishedOn"`
	SourceURL     *string             `json:"sourceUrl"`
	Publisher     string              `json:"publisher"`
	TranslationOf string              `json:"translationOf"`
	Topics        []string            `json:"topics"`
	Partners      []bundleTie         `json:"partners"`
	Initiatives   []bundleTie         `json:"initiatives"`
	Rank          int64               `json:"rank"`
}

type bundleName struct {
	Text   string           `json:"text"`
	Locale *string          `json:"locale"`
	Kind   content.NameKind `json:"kind"`
}

type bundleIdentifier struct {
	Scheme content.IdentifierScheme `json:"scheme"`
	Value  string                   `json:"value"`
}

type bundleMoney struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}

type bundleTie struct {
	Partner    string                    `json:"partner"`
	Role       content.MentionRole       `json:"role"`
	Initiative string                    `json:"initiative"`
	Stage      content.AnnouncementStage `json:"stage"`
	Quotes     []bundleQuote             `json:"quotes"`
}

type bundleQuote struct {
	Release string                  `json:"release"`
	Section content.EvidenceSection `json:"section"`
	Quote   string                  `json:"quote"`
	Start   *int                    `json:"start"`
}

type bundlePart struct {
	Partner      string                      `json:"partner"`
	Role         content.ParticipationRole   `json:"role"`
	Status       content.ParticipationStatus `json:"status"`
	Since        *string                     `json:"since"`
	Until        *string                     `json:"until"`
	Contribution *bundleMoney                `json:"contribution"`
	Evidence     []bundleQuote               `json:"evidence"`
}

// readBundle reads the lines and puts parents before their children.
func readBundle(text string) (bundle, error) {
	byType := map[string][]bundleRecord{}
	lines := bufio.NewReader(strings.NewReader(text))
	for number := 1; ; number++ {
		line, err := lines.ReadString('\n')
		if strings.TrimSpace(line) != "" {
			r := bundleRecord{line: number}
			decoder := json.NewDecoder(strings.NewReader(line))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&r); err != nil {
				return bundle{}, fmt.Errorf("line %d: %w", number, err)
			}
			byType[r.Type] = append(byType[r.Type], r)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return bundle{}, err
		}
	}
	b := bundle{
		topics: parentsFirst(byType["topic"]), partners: parentsFirst(byType["partner"]),
		initiatives: parentsFirst(byType["initiative"]), releases: parentsFirst(byType["release"]),
	}
	for t := range byType {
		if t != "topic" && t != "partner" && t != "initiative" && t != "release" {
			return bundle{}, fmt.Errorf("there is no type %q", t)
		}
	}
	return b, nil
}

// parentsFirst orders records so that each follows the one it refers to: its
// parent, or the release that it translates. A circle stays as it came; it is
// refused when it is stored.
func parentsFirst(records []bundleRecord) []bundleRecord {
	at := map[string]int{}
	for i, r := range records {
		at[r.Slug] = i
	}
	placed := make([]bool, len(records))
	var ordered []bundleRecord
	var place func(i int)
	place = func(i int) {
		if placed[i] {
			return
		}
		placed[i] = true
		if above, ok := at[records[i].Parent+records[i].TranslationOf]; ok {
			place(above)
		}
		ordered = append(ordered, records[i])
	}
	for i := range records {
		place(i)
	}
	return ordered
}

func (r bundleRecord) complain() complaints {
	return complain(fmt.Sprintf("line %d (%s)", r.line, r.Slug))
}

func (r bundleRecord) names() []NameInput {
	all := make([]NameInput, len(r.Names))
	for i, n := range r.Names {
		all[i] = NameInput(n)
	}
	return all
}

func (r bundleRecord) descriptions() []LocalTextInput {
	all := make([]LocalTextInput, len(r.Descriptions))
	for i, d := range r.Descriptions {
		all[i] = LocalTextInput(d)
	}
	return all
}

func (m *bundleMoney) input() *MoneyInput {
	if m == nil {
		return nil
	}
	in := MoneyInput(*m)
	return &in
}

func (p bundlePart) input() ParticipationInput {
	in := ParticipationInput{
		Partner: BundleID(content.NodePartner, p.Partner), Role: p.Role, Status: p.Status,
		Since: orOut(p.Since), Until: orOut(p.Until), Contribution: orOut(p.Contribution.input()),
	}
	found := make([]EvidenceInput, len(p.Evidence))
	for i, q := range p.Evidence {
		found[i] = EvidenceInput{Release: BundleID(content.NodeRelease, q.Release), Section: q.Section, Quote: q.Quote, Start: q.Start}
	}
	in.Evidence = To(found)
	return in
}

func quotes(in []bundleQuote) []QuoteInput {
	all := make([]QuoteInput, len(in))
	for i, q := range in {
		all[i] = QuoteInput{Section: q.Section, Quote: q.Quote, Start: q.Start}
	}
	return all
}

// idOf returns the id behind a slug; nil for none.
func idOf(t content.NodeType, slug string) *int64 {
	if slug == "" {
		return nil
	}
	id := BundleID(t, slug)
	return &id
}

func idsOf(t content.NodeType, slugs []string) []int64 {
	ids := make([]int64, len(slugs))
	for i, slug := range slugs {
		ids[i] = BundleID(t, slug)
	}
	return ids
}
