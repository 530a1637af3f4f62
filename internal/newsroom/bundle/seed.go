package bundle

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"pressgraph/ent/db"
	"pressgraph/ent/db/meta"
	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
)

// bundleKey marks, in the table meta, a database that was filled with the bundle.
const seededKey = "bundle"

// ID returns the id that a node of the bundled newsroom has in every
// database: made from its type and slug, so that documents can name it.
func ID(t content.NodeType, slug string) int64 {
	return idOf(newsroom.TableOf(t) + "/" + slug)
}

func idOf(name string) int64 {
	sum := sha256.Sum256([]byte(name))
	return max(1, int64(binary.BigEndian.Uint64(sum[:8])>>1))
}

// Seed fills an empty database with the bundled newsroom, all of it published,
// in one transaction, and tells whether it did. It leaves alone what holds
// anything, or was filled before and then emptied. Of several servers that
// start together, one fills.
func Seed(ctx context.Context, n *newsroom.Newsroom) (bool, error) {
	b, err := read(files)
	if err != nil {
		return false, fmt.Errorf("read the bundled newsroom: %w", err)
	}
	claimed := false
	ctx = access.With(ctx, access.System("bundle"))
	_, err = n.Write(ctx, "seed", func(ctx context.Context, e *newsroom.Edit) (int64, error) {
		var err error
		claimed, err = claimEmpty(ctx, e)
		if err != nil || !claimed {
			return 0, err
		}
		return 0, seed(ctx, e, b)
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
func claimEmpty(ctx context.Context, e *newsroom.Edit) (bool, error) {
	filled, err := e.DB.Meta.Query().Where(meta.Key(seededKey)).Exist(ctx)
	if err != nil || filled {
		return false, err
	}
	for _, exist := range []func(context.Context) (bool, error){
		e.DB.Release.Query().Exist, e.DB.Partner.Query().Exist, e.DB.Initiative.Query().Exist, e.DB.Topic.Query().Exist,
	} {
		if there, err := exist(ctx); err != nil || there {
			return false, err
		}
	}
	err = e.DB.Meta.Create().SetID(e.Tx.NewID()).SetKey(seededKey).SetValue(e.Now.Format("2006-01-02")).Exec(ctx)
	return err == nil, err
}

// seed stores the bundle: what others refer to first. Participations come
// last, as their evidence stands in the releases.
func seed(ctx context.Context, e *newsroom.Edit, b contents) error {
	for _, part := range []struct {
		of      content.NodeType
		records []record
		create  func(ctx context.Context, id int64, in input.Object, c input.Complaints) (int64, error)
	}{
		{content.NodeTopic, b.topics, e.CreateTopic},
		{content.NodePartner, b.partners, e.CreatePartner},
		{content.NodeInitiative, b.initiatives, e.CreateInitiative},
	} {
		for _, r := range part.records {
			if _, err := part.create(ctx, ID(part.of, r.slug), r.in, r.complain()); err != nil {
				return err
			}
		}
	}
	placeListed(e, b.releases)
	for _, r := range b.releases {
		if err := seedRelease(ctx, e, r); err != nil {
			return err
		}
	}
	for _, r := range b.initiatives {
		if err := seedParticipants(ctx, e, r); err != nil {
			return err
		}
	}
	return nil
}

// placeListed gives the releases with a rank, which are one listing, their places in it.
func placeListed(e *newsroom.Edit, releases []record) {
	var ranked []*record
	for i := range releases {
		if releases[i].rank != 0 {
			ranked = append(ranked, &releases[i])
		}
	}
	slices.SortStableFunc(ranked, func(a, b *record) int { return cmp.Compare(b.rank, a.rank) })
	listing := make([]content.Listed, len(ranked))
	for i, r := range ranked {
		if on, ok := r.in["publishedOn"].(string); ok {
			listing[i].On = content.PartialDate(on)
		}
	}
	for i, place := range content.Places(listing, e.Zone()) {
		ranked[i].place = place
	}
}

func seedRelease(ctx context.Context, e *newsroom.Edit, r record) error {
	as := newsroom.NewRelease{ID: ID(content.NodeRelease, r.slug), Status: content.StatusPublished, Rank: r.rank, Place: r.place}
	first := maps.Clone(r.in)
	for _, c := range r.corrections {
		maps.Copy(first, c.before)
	}
	if _, err := e.CreateRelease(ctx, as, first, r.complain()); err != nil {
		return err
	}
	for _, c := range r.corrections {
		if err := seedCorrection(ctx, e, as.ID, r.in, c); err != nil {
			return fmt.Errorf("line %d (%s): %w", r.line, r.slug, err)
		}
	}
	return nil
}

// seedCorrection gives the fields that were corrected what they are now.
func seedCorrection(ctx context.Context, e *newsroom.Edit, id int64, now input.Object, c correction) error {
	before, err := e.ReadRelease(ctx, id)
	if err != nil {
		return err
	}
	corrected := input.Object{}
	for name := range c.before {
		corrected[name] = now[name]
	}
	return e.Correct(ctx, before, corrected, c.note)
}

func seedParticipants(ctx context.Context, e *newsroom.Edit, r record) error {
	if r.participants == nil {
		return nil
	}
	var to db.Initiative
	to.ID = ID(content.NodeInitiative, r.slug)
	input.Take((input.Form{Object: r.in, At: input.Complain("")}).Text("startedOn"), &to.StartedOn, input.Complain(""), content.ParsePartialDate)
	in := input.Object{"participants": r.participants}
	return e.AddParticipants(ctx, to, in, r.complain(), func(p db.Participation, again int) int64 {
		name := fmt.Sprintf("participations/%s/%d/%s", r.slug, p.PartnerID, p.Role)
		if again > 1 {
			name += fmt.Sprintf("/%d", again)
		}
		return idOf(name)
	})
}
