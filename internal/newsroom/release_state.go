package newsroom

import (
	"time"

	"pressgraph/internal/content"
)

// releaseState is a release as editors may change it.
type releaseState struct {
	id      int64
	version int // 0 for one that is not stored yet
	visible bool

	kind                  content.ReleaseKind
	status                content.ReleaseStatus
	language, title, slug string
	summary, body         *string // Markdown
	// The plain texts are made when the Markdown changes and never again, so
	// that a newer renderer moves no evidence.
	summaryText, bodyText *string
	truncated             bool
	publishedOn           *content.PartialDate
	publishedAt           *time.Time
	scheduledFor          *time.Time
	hero                  *content.Image
	source                *string
	publisher             *int64
	// group is shared by the same release in several languages: the id of the
	// first, its own for one without translations. That every release is in a
	// group keeps a hidden translation from touching those that readers see.
	group       int64
	rank        int64
	topics      []int64
	partners    []tie
	initiatives []tie
}

// texts returns what evidence spans count in.
func (r *releaseState) texts() texts {
	t := texts{release: r.id, title: r.title}
	if r.summaryText != nil {
		t.summary = *r.summaryText
	}
	if r.bodyText != nil {
		t.body = *r.bodyText
	}
	return t
}

// apply changes the state as an input says, and returns the ties that have
// lost their last evidence by it. Ties that the input itself lists are an
// editor's word and stay.
func (r *releaseState) apply(in UpdateReleaseInput, k known, zone *time.Location, c complaints) []lostTie {
	old := r.texts()
	r.applyFields(in, k, c)
	r.applyTexts(in, c)
	r.applyDate(in, zone, c)
	now := r.texts()
	var all []lostTie
	ties := func(kind content.RelationKind, given bool, into *[]tie) []tie {
		kept, lost := moveTies(kind, *into, old, now)
		if given {
			for _, l := range lost {
				l.evidence = nil
				kept = append(kept, l.tie)
			}
			return kept
		}
		*into = kept
		all = append(all, lost...)
		return kept
	}
	mentions := ties(content.RelationMention, in.Partners.Set, &r.partners)
	announcements := ties(content.RelationAnnouncement, in.Initiatives.Set, &r.initiatives)
	takeTies(in.Partners, &r.partners, c.field("partners"), func(m MentionInput, c complaints) tie {
		return r.mention(m, mentions, k, c)
	})
	takeTies(in.Initiatives, &r.initiatives, c.field("initiatives"), func(a AnnouncementInput, c complaints) tie {
		return r.announcement(a, announcements, k, c)
	})
	return all
}

func (r *releaseState) applyFields(in UpdateReleaseInput, k known, c complaints) {
	must(in.Kind, &r.kind, c.field("kind"), oneOf)
	must(in.Language, &r.language, c.field("language"), content.ParseLocale)
	must(in.Title, &r.title, c.field("title"), lineOf(maxTitle))
	must(in.Slug, &r.slug, c.field("slug"), content.ParseSlug)
	takeImage(in.HeroImage, &r.hero, c.field("heroImage"))
	take(in.SourceURL, &r.source, c.field("sourceUrl"), content.ParseURL)
	take(in.Publisher, &r.publisher, c.field("publisher"), k.of(content.NodePartner))
	r.applyTranslation(in.TranslationOf, k, c.field("translationOf"))
	takeTopics(in.Topics, &r.topics, k, c.field("topics"))
}

// applyTranslation changes the group. Null is its own; the first of a group
// is no translation, and stays.
func (r *releaseState) applyTranslation(in Field[int64], k known, c complaints) {
	if !in.Set {
		return
	}
	var of *int64
	take(in, &of, c, k.of(content.NodeRelease))
	switch {
	case in.Value == nil:
		r.group = r.id
	case of == nil: // It was complained about.
	case *of == r.id:
		c.add("must be another release")
	default:
		r.group = k.group(*of)
	}
}

func (r *releaseState) applyTexts(in UpdateReleaseInput, c complaints) {
	summary := r.summary
	take(in.Summary, &r.summary, c.field("summary"), markdownOf(maxSummary))
	if !same(summary, r.summary) {
		r.summaryText, r.truncated = plain(r.summary), false
	}
	body := r.body
	take(in.Body, &r.body, c.field("body"), markdownOf(maxBody))
	if !same(body, r.body) {
		r.bodyText = plain(r.body)
	}
}

func plain(markdown *string) *string {
	if markdown == nil {
		return nil
	}
	text := content.PlainText(*markdown)
	return &text
}

// applyDate changes the day. The instant stays only while it falls on that day.
func (r *releaseState) applyDate(in UpdateReleaseInput, zone *time.Location, c complaints) {
	before := r.publishedOn
	take(in.PublishedOn, &r.publishedOn, c.field("publishedOn"), content.ParsePartialDate)
	if same(before, r.publishedOn) || r.publishedAt == nil {
		return
	}
	if r.publishedOn == nil || *r.publishedOn != content.DateOf(*r.publishedAt, zone) {
		r.publishedAt = nil
	}
}

// takeTies applies a list of ties, each target only once.
func takeTies[T any](in Field[[]T], into *[]tie, c complaints, parse func(T, complaints) tie) {
	seen := map[int64]bool{}
	takeList(in, into, c, func(v T, c complaints) tie {
		t := parse(v, c)
		if t.target != 0 && seen[t.target] {
			c.add("is the second tie to the same node")
		}
		seen[t.target] = true
		return t
	})
}

// mention makes a mention from an input; one of those that there are keeps
// its row, and its evidence where no quotes are given.
func (r *releaseState) mention(in MentionInput, old []tie, k known, c complaints) tie {
	var partner int64
	role := content.MentionMentioned
	must(To(in.Partner), &partner, c.field("partner"), k.of(content.NodePartner))
	must(To(in.Role), &role, c.field("role"), oneOfOr(content.MentionMentioned))
	t := tieTo(partner, old)
	t.word = string(role)
	r.quote(&t, in.Quotes, c)
	return t
}

// announcement makes an announcement from an input, like mention.
func (r *releaseState) announcement(in AnnouncementInput, old []tie, k known, c complaints) tie {
	var initiative int64
	stage := content.StageAnnounced
	must(To(in.Initiative), &initiative, c.field("initiative"), k.of(content.NodeInitiative))
	must(To(in.Stage), &stage, c.field("stage"), oneOfOr(content.StageAnnounced))
	t := tieTo(initiative, old)
	t.word = string(stage)
	r.quote(&t, in.Quotes, c)
	return t
}

func tieTo(target int64, old []tie) tie {
	for _, t := range old {
		if t.target == target {
			return t
		}
	}
	return tie{target: target}
}

func (r *releaseState) quote(t *tie, quotes Field[[]QuoteInput], c complaints) {
	if quotes.Set {
		t.evidence = findAll(quotes, t.evidence, c.field("quotes"), r.texts().find)
	}
}
