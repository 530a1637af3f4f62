// Package kit builds, for tests, newsrooms that hold only what a test is
// about. It knows nothing of how they are read.
package kit

import (
	"context"
	"fmt"
	"testing"
	"time"
	_ "time/tzdata" // Machines without time zones of their own test, too.

	"pressgraph/ent/db"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/derive"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
	"pressgraph/internal/store"
)

// Kit is an empty newsroom to fill. Its builders end the test where they fail.
type Kit struct {
	Desk

	// Ctx is that of an editor.
	Ctx context.Context
	// Store is what the newsroom writes to.
	Store *store.Store

	t     testing.TB
	count int
}

// New opens target for as long as the test runs, with a newsroom in Hong Kong
// over it. When the test ends, everything derived must be what it ought to be,
// and all evidence must quote its release.
func New(t testing.TB, target database.Target) *Kit {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Hong_Kong")
	if err != nil {
		t.Fatal(err)
	}
	ctx := access.With(context.Background(), access.Viewer{Name: "editor", Role: access.RoleEditor})
	opened, err := derive.Open(ctx, target, store.Options{Location: zone})
	if err != nil {
		t.Fatalf("open %s: %v", target, err)
	}
	made := newsroom.New(opened, newsroom.Settings{Name: "Test", Locales: []string{"en"}})
	k := &Kit{Desk: Desk{made}, Ctx: ctx, Store: opened, t: t}
	t.Cleanup(func() {
		k.check()
		if err := opened.Close(); err != nil {
			t.Errorf("close %s: %v", target, err)
		}
	})
	return k
}

// check finds what no use case may leave behind.
func (k *Kit) check() {
	differences, err := derive.Check(k.Ctx, k.Store)
	if err != nil {
		k.t.Errorf("check: %v", err)
	}
	for _, d := range differences {
		k.t.Errorf("derived: %s", d)
	}
	rows, err := k.Store.Client().Evidence.Query().WithRelease().All(k.Ctx)
	if err != nil {
		k.t.Errorf("read the evidence: %v", err)
	}
	for _, row := range rows {
		text := sectionOf(row.Edges.Release, row.Section)
		if got := content.Quote(text, content.Span{Start: row.Start, End: row.End}); got != row.Quote {
			k.t.Errorf("evidence %d quotes %q, but at its place stands %q", row.ID, row.Quote, got)
		}
	}
}

func sectionOf(r *db.Release, section content.EvidenceSection) string {
	text := &r.Title
	switch section {
	case content.SectionSummary:
		text = r.SummaryText
	case content.SectionBody:
		text = r.BodyText
	case content.SectionTitle:
	}
	if text == nil {
		return ""
	}
	return *text
}

// next returns a text that no other builder of this kit was given.
func (k *Kit) next(noun string) string {
	k.count++
	return fmt.Sprintf("%s %d", noun, k.count)
}

func (k *Kit) done(what string, done newsroom.Done, err error) int64 {
	k.t.Helper()
	if err != nil {
		k.t.Fatalf("make %s: %v", what, err)
	}
	return done.ID
}

// Named is an official English name.
func Named(text string) NameInput {
	locale := "en"
	return NameInput{Text: text, Locale: &locale}
}

// Partner makes a company; each change may alter it first.
func (k *Kit) Partner(name string, changes ...func(*CreatePartnerInput)) int64 {
	k.t.Helper()
	if name == "" {
		name = k.next("Partner")
	}
	in := CreatePartnerInput{Kind: content.PartnerKindCompany, Names: []NameInput{Named(name)}}
	for _, change := range changes {
		change(&in)
	}
	done, err := k.CreatePartner(k.Ctx, in)
	return k.done(name, done, err)
}

// Initiative makes a project; each change may alter it first.
func (k *Kit) Initiative(name string, changes ...func(*CreateInitiativeInput)) int64 {
	k.t.Helper()
	if name == "" {
		name = k.next("Initiative")
	}
	in := CreateInitiativeInput{Kind: content.InitiativeKindProject, Names: []NameInput{Named(name)}}
	for _, change := range changes {
		change(&in)
	}
	done, err := k.CreateInitiative(k.Ctx, in)
	return k.done(name, done, err)
}

// With adds a participant as MEMBER.
func With(partner int64) func(*CreateInitiativeInput) {
	return func(in *CreateInitiativeInput) {
		in.Participants = append(in.Participants, ParticipationInput{Partner: partner})
	}
}

// Topic makes a topic; each change may alter it first.
func (k *Kit) Topic(name string, changes ...func(*CreateTopicInput)) int64 {
	k.t.Helper()
	if name == "" {
		name = k.next("Topic")
	}
	in := CreateTopicInput{Names: []NameInput{Named(name)}}
	for _, change := range changes {
		change(&in)
	}
	done, err := k.CreateTopic(k.Ctx, in)
	return k.done(name, done, err)
}

// Release makes a draft of a press release in English; each change may alter it first.
func (k *Kit) Release(title string, changes ...func(*CreateReleaseInput)) int64 {
	k.t.Helper()
	if title == "" {
		title = k.next("Release")
	}
	in := CreateReleaseInput{Kind: content.ReleaseKindPressRelease, Language: "en", Title: title}
	for _, change := range changes {
		change(&in)
	}
	done, err := k.CreateRelease(k.Ctx, in)
	return k.done(title, done, err)
}

// Published makes a release and publishes it.
func (k *Kit) Published(title string, changes ...func(*CreateReleaseInput)) int64 {
	k.t.Helper()
	id := k.Release(title, changes...)
	k.Publish(id)
	return id
}

// Publish publishes a release now.
func (k *Kit) Publish(release int64) {
	k.t.Helper()
	if _, err := k.PublishRelease(k.Ctx, release, k.Version(release), newsroom.PublishInput{}); err != nil {
		k.t.Fatalf("publish release %d: %v", release, err)
	}
}

// Version returns the version that a release is at.
func (k *Kit) Version(release int64) int {
	k.t.Helper()
	row, err := k.Store.Client().Release.Get(k.Ctx, release)
	if err != nil {
		k.t.Fatalf("read release %d: %v", release, err)
	}
	return row.Version
}

// On dates a release, as precisely as known.
func On(date string) func(*CreateReleaseInput) {
	return func(in *CreateReleaseInput) { in.PublishedOn = &date }
}

// Summary gives a release a teaser in Markdown.
func Summary(markdown string) func(*CreateReleaseInput) {
	return func(in *CreateReleaseInput) { in.Summary = &markdown }
}

// By gives a release its publisher.
func By(partner int64) func(*CreateReleaseInput) {
	return func(in *CreateReleaseInput) { in.Publisher = &partner }
}

// About gives a release topics.
func About(topics ...int64) func(*CreateReleaseInput) {
	return func(in *CreateReleaseInput) { in.Topics = append(in.Topics, topics...) }
}

// Naming has a release mention a partner in a role, with a quote of the title
// or summary for each of the quotes.
func Naming(partner int64, role content.MentionRole, quotes ...QuoteInput) func(*CreateReleaseInput) {
	return func(in *CreateReleaseInput) {
		in.Partners = append(in.Partners, MentionInput{Partner: partner, Role: role, Quotes: input.To(quotes)})
	}
}

// Reporting has a release announce an initiative.
func Reporting(initiative int64, stage content.AnnouncementStage, quotes ...QuoteInput) func(*CreateReleaseInput) {
	return func(in *CreateReleaseInput) {
		in.Initiatives = append(in.Initiatives, AnnouncementInput{Initiative: initiative, Stage: stage, Quotes: input.To(quotes)})
	}
}

// InTitle quotes the title.
func InTitle(quote string) QuoteInput {
	return QuoteInput{Section: content.SectionTitle, Quote: quote}
}

// InSummary quotes the summary.
func InSummary(quote string) QuoteInput {
	return QuoteInput{Section: content.SectionSummary, Quote: quote}
}
