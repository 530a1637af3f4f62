package newsroom

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"pressgraph/ent/meta"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
)

// bundleKey marks, in the table meta, a database that was filled with the bundle.
const bundleKey = "bundle"

// BundleID returns the id that a node of the bundled newsroom has in every
// database: made from its type and slug, so that documents can name it.
func BundleID(t content.NodeType, slug string) int64 {
	return bundleID(table(t) + "/" + slug)
}

func bundleID(name string) int64 {
	sum := sha256.Sum256([]byte(name))
	return max(1, int64(binary.BigEndian.Uint64(sum[:8])>>1))
}

// Seed fills an empty database with the bundled newsroom, all of it published,
// in one transaction, and tells whether it did. It leaves alone what holds
// anything, or was filled before and then emptied. Of several servers that
// start together, one fills.
func (n *Newsroom) Seed(ctx context.Context) (bool, error) {
	b, err := readBundle(bundled)
	if err != nil {
		return false, fmt.Errorf("read the bundled newsroom: %w", err)
	}
	claimed := false
	ctx = access.With(ctx, access.System("bundle"))
	_, err = n.write(ctx, "seed", func(ctx context.Context, e *edit) (int64, error) {
		var err error
		claimed, err = e.claimEmpty(ctx)
		if err != nil || !claimed {
			return 0, err
		}
		return 0, e.seed(ctx, b)
	})
	if !claimed && fault.Is(err, fault.CodeConflict) {
		return false, nil // another server has it in hand
	}
	if err != nil {
		return false, fmt.Errorf("fill the database with the bundled newsroom: %w", err)
	}
	return claimed, nil
}

// claimEmpty tells whether the database is empty, and claims it. The mark is
// unique: whoever comes second waits for it, and fails with CONFLICT.
func (e *edit) claimEmpty(ctx context.Context) (bool, error) {
	filled, err := e.db.Meta.Query().Where(meta.Key(bundleKey)).Exist(ctx)
	if err != nil || filled {
		return false, err
	}
	for _, exist := range []func(context.Context) (bool, error){
		e.db.Release.Query().Exist, e.db.Partner.Query().Exist, e.db.Initiative.Query().Exist, e.db.Topic.Query().Exist,
	} {
		if there, err := exist(ctx); err != nil || there {
			return false, err
		}
	}
	err = e.db.Meta.Create().SetID(e.tx.NewID()).SetKey(bundleKey).SetValue(e.now.Format("2006-01-02")).Exec(ctx)
	return err == nil, err
}

// seed stores the bundle: what others refer to first. Participations come
// last, as their evidence stands in the releases.
func (e *edit) seed(ctx context.Context, b bundle) error {
	if err := each(ctx, b.topics, e.seedTopic); err != nil {
		return err
	}
	if err := each(ctx, b.partners, e.seedPartner); err != nil {
		return err
	}
	if err := each(ctx, b.initiatives, e.seedInitiative); err != nil {
		return err
	}
	if err := each(ctx, b.releases, e.seedRelease); err != nil {
		return err
	}
	return each(ctx, b.initiatives, e.seedParticipants)
}

func (e *edit) seedTopic(ctx context.Context, r bundleRecord) error {
	in := CreateTopicInput{Slug: &r.Slug, Names: r.names(), Parent: idOf(content.NodeTopic, r.Parent)}
	_, err := e.createTopic(ctx, BundleID(content.NodeTopic, r.Slug), in, r.complain())
	return err
}

func (e *edit) seedPartner(ctx context.Context, r bundleRecord) error {
	in := CreatePartnerInput{
		Kind: content.PartnerKind(r.Kind), Slug: &r.Slug, Names: r.names(), Country: r.Country, City: r.City, Website: r.Website,
		Descriptions: r.descriptions(), Parent: idOf(content.NodePartner, r.Parent),
	}
	for _, i := range r.Identifiers {
		in.Identifiers = append(in.Identifiers, IdentifierInput(i))
	}
	_, err := e.createPartner(ctx, BundleID(content.NodePartner, r.Slug), in, r.complain())
	return err
}

func (e *edit) seedInitiative(ctx context.Context, r bundleRecord) error {
	in := CreateInitiativeInput{
		Kind: content.InitiativeKind(r.Kind), Slug: &r.Slug, Names: r.names(), Status: content.InitiativeStatus(r.Status),
		Descriptions: r.descriptions(), StartedOn: r.StartedOn, EndedOn: r.EndedOn, Funding: r.Funding.input(),
		Parent: idOf(content.NodeInitiative, r.Parent), Topics: idsOf(content.NodeTopic, r.Topics),
	}
	_, err := e.createInitiative(ctx, BundleID(content.NodeInitiative, r.Slug), in, r.complain())
	return err
}

func (e *edit) seedRelease(ctx context.Context, r bundleRecord) error {
	in := CreateReleaseInput{
		Kind: content.ReleaseKind(r.Kind), Language: r.Language, Title: r.Title, Slug: &r.Slug, Body: r.Body,
		PublishedOn: r.PublishedOn, SourceURL: r.SourceURL, Publisher: idOf(content.NodePartner, r.Publisher),
		TranslationOf: idOf(content.NodeRelease, r.TranslationOf), Topics: idsOf(content.NodeTopic, r.Topics),
	}
	if r.Summary != nil {
		summary := content.EscapeMarkdown(*r.Summary)
		in.Summary = &summary
	}
	for _, p := range r.Partners {
		partner := BundleID(content.NodePartner, p.Partner)
		in.Partners = append(in.Partners, MentionInput{Partner: partner, Role: p.Role, Quotes: To(quotes(p.Quotes))})
	}
	for _, i := range r.Initiatives {
		initiative := BundleID(content.NodeInitiative, i.Initiative)
		in.Initiatives = append(in.Initiatives, AnnouncementInput{Initiative: initiative, Stage: i.Stage, Quotes: To(quotes(i.Quotes))})
	}
	as := newRelease{id: BundleID(content.NodeRelease, r.Slug), status: content.StatusPublished, rank: r.Rank}
	_, err := e.createRelease(ctx, as, in, r.complain())
	return err
}

func (e *edit) seedParticipants(ctx context.Context, r bundleRecord) error {
	if len(r.Participants) == 0 {
		return nil
	}
	in := UpdateInitiativeInput{StartedOn: orOut(r.StartedOn)}
	var participants []ParticipationInput
	for _, p := range r.Participants {
		participants = append(participants, p.input())
	}
	in.Participants = To(participants)
	k, err := e.lookUp(ctx, in.wants())
	if err != nil {
		return err
	}
	sources, err := e.sources(ctx, in.Participants)
	if err != nil {
		return err
	}
	before := initiativeState{id: BundleID(content.NodeInitiative, r.Slug)}
	take(in.StartedOn, &before.startedOn, complain(""), content.ParsePartialDate)
	after, c := before, r.complain()
	after.applyParticipants(in.Participants, k, sources, c.field("participants"))
	if err := c.err(); err != nil {
		return err
	}
	for i, p := range after.participants {
		after.participants[i].id = bundleID(fmt.Sprintf("participations/%s/%d/%s", r.Slug, p.partner, p.role))
	}
	e.touchInitiative(after)
	return e.writeParticipants(ctx, before, after)
}
