package newsroom

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"pressgraph/ent/meta"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom/input"
)

// bundleKey marks, in the table meta, a database that was filled with the bundle.
const bundleKey = "bundle"

// BundleID returns the id that a node of the bundled newsroom has in every
// database: made from its type and slug, so that documents can name it.
func BundleID(t content.NodeType, slug string) int64 {
	return bundleID(kindOf(t).table + "/" + slug)
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
	for _, part := range []struct {
		of      content.NodeType
		records []bundleRecord
		create  func(ctx context.Context, id int64, in input.Object, c input.Complaints) (int64, error)
	}{
		{content.NodeTopic, b.topics, e.createTopic},
		{content.NodePartner, b.partners, e.createPartner},
		{content.NodeInitiative, b.initiatives, e.createInitiative},
	} {
		for _, r := range part.records {
			if _, err := part.create(ctx, BundleID(part.of, r.slug), r.in, r.complain()); err != nil {
				return err
			}
		}
	}
	e.placeBundle(b.releases)
	for _, r := range b.releases {
		if err := e.seedRelease(ctx, r); err != nil {
			return err
		}
	}
	for _, r := range b.initiatives {
		if err := e.seedParticipants(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// placeBundle gives the releases with a rank, which are one listing, their places in it.
func (e *edit) placeBundle(releases []bundleRecord) {
	var ranked []*bundleRecord
	for i := range releases {
		if releases[i].rank != 0 {
			ranked = append(ranked, &releases[i])
		}
	}
	slices.SortStableFunc(ranked, func(a, b *bundleRecord) int { return cmp.Compare(b.rank, a.rank) })
	listing := make([]content.Listed, len(ranked))
	for i, r := range ranked {
		if on, ok := r.in["publishedOn"].(string); ok {
			listing[i].On = content.PartialDate(on)
		}
	}
	for i, place := range content.Places(listing, e.settings.TimeZone) {
		ranked[i].place = place
	}
}

func (e *edit) seedRelease(ctx context.Context, r bundleRecord) error {
	as := newRelease{id: BundleID(content.NodeRelease, r.slug), status: content.StatusPublished, rank: r.rank, place: r.place}
	first := maps.Clone(r.in)
	for _, c := range r.corrections {
		maps.Copy(first, c.before)
	}
	if _, err := e.createRelease(ctx, as, first, r.complain()); err != nil {
		return err
	}
	for _, c := range r.corrections {
		if err := e.seedCorrection(ctx, as.id, r.in, c); err != nil {
			return fmt.Errorf("line %d (%s): %w", r.line, r.slug, err)
		}
	}
	return nil
}

// seedCorrection gives the fields that were corrected what they are now.
func (e *edit) seedCorrection(ctx context.Context, id int64, now input.Object, c bundleCorrection) error {
	before, err := e.release(ctx, id)
	if err != nil {
		return err
	}
	corrected := input.Object{}
	for name := range c.before {
		corrected[name] = now[name]
	}
	return e.correct(ctx, before, corrected, c.note)
}

func (e *edit) seedParticipants(ctx context.Context, r bundleRecord) error {
	if r.participants == nil {
		return nil
	}
	in := input.Object{"participants": r.participants}
	k, err := e.lookUp(ctx, e.tables.initiatives.fields.wants(in))
	if err != nil {
		return err
	}
	sources, err := e.sources(ctx, in)
	if err != nil {
		return err
	}
	var before initiativeState
	before.ID = BundleID(content.NodeInitiative, r.slug)
	input.Take((input.Form{Object: r.in, At: input.Complain("")}).Text("startedOn"), &before.StartedOn, input.Complain(""), content.ParsePartialDate)
	after, c := before, r.complain()
	after.takeParticipants(in.Read(c, "participants"), &work{Known: k, sources: sources, parts: e.tables.participations})
	if err := c.Err(); err != nil {
		return err
	}
	named := map[duty]int{}
	for i, p := range after.participants {
		name := fmt.Sprintf("participations/%s/%d/%s", r.slug, p.PartnerID, p.Role)
		if named[p.duty()]++; named[p.duty()] > 1 {
			name += fmt.Sprintf("/%d", named[p.duty()])
		}
		after.participants[i].ID = bundleID(name)
	}
	e.tables.initiatives.settle(e, after)
	return storeParticipants(ctx, e, &before, &after)
}
