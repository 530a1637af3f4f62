package merge

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/change"
	"pressgraph/ent/db/distinction"
	"pressgraph/ent/db/partner"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/newsroom/input"
)

// Partners makes one partner of several: all that pointed at the
// duplicates points at into, which must be at the given version.
//
//   - Their names become its aliases and their identifiers its own, where it
//     has none like them.
//   - Of two mentions in one release the one stays, in the stronger role; of two
//     participations of one role in one initiative, too, unless they differ in
//     their time or contribution. Both keep the evidence of both.
//   - Releases that they have issued, their children, former slugs, suggestions
//     and distinctions move. What is public stays public.
//   - Their ids and slugs lead to it, and so do those that led to them.
//
// It is refused where two of them are kept apart, or where one is further above
// into than its parent. Ids of partners that were merged before stand for the
// partner that they were merged into.
func Partners(ctx context.Context, n *newsroom.Newsroom, into int64, version int, duplicates []int64) (newsroom.Done, error) {
	return n.Write(ctx, "mergePartners", func(ctx context.Context, e *newsroom.Edit) (int64, error) {
		survivor, all, err := toMerge(ctx, e, into, duplicates)
		if err != nil {
			return 0, err
		}
		if err := newsroom.CheckVersion(version, survivor.Version); err != nil {
			return 0, err
		}
		for _, duplicate := range all {
			if err := mergeOne(ctx, e, survivor.ID, duplicate); err != nil {
				return 0, fmt.Errorf("merge partner %d: %w", duplicate, err)
			}
		}
		return survivor.ID, nil
	})
}

// toMerge finds and locks the partners, and complains about what cannot be merged.
func toMerge(ctx context.Context, e *newsroom.Edit, into int64, duplicates []int64) (*db.Partner, []int64, error) {
	w, c := input.Wanted{}, input.Complain("")
	w.Add(content.NodePartner, append(slices.Clone(duplicates), into)...)
	k, err := e.LookUp(ctx, w)
	if err != nil {
		return nil, nil, err
	}
	id, ok := k.IDs[content.NodePartner][into]
	if !ok {
		return nil, nil, fault.NotFound("there is no such partner")
	}
	var all []int64
	input.TakeList(input.To(duplicates), &all, c.Field("duplicates"), func(given int64, c input.Complaints) int64 {
		var duplicate int64
		input.Must(input.To(given), &duplicate, c, k.Of(content.NodePartner))
		switch {
		case duplicate == id:
			c.Add("is the partner itself that it would be merged into")
		case duplicate != 0 && slices.Contains(all, duplicate):
			c.Add("is given twice")
		}
		return duplicate
	})
	if len(duplicates) == 0 {
		c.Field("duplicates").Add("must hold at least one partner")
	}
	if err := c.Err(); err != nil {
		return nil, nil, err
	}
	together := append(slices.Clone(all), id)
	rows, err := e.DB.Partner.Query().Where(partner.IDIn(together...), newsroom.Locked(sql.LockUpdate)).Order(partner.ByID()).All(ctx)
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(rows, func(p *db.Partner) bool { return p.ID == id })
	if at < 0 || len(rows) != len(together) {
		return nil, nil, fault.Conflict("one of these partners has just been merged or deleted")
	}
	return rows[at], all, refuseApart(ctx, e, rows)
}

// refuseApart refuses to merge partners that are kept apart.
func refuseApart(ctx context.Context, e *newsroom.Edit, partners []*db.Partner) error {
	names, ids := map[int64]string{}, []int64{}
	for _, p := range partners {
		names[p.ID] = p.Name
		ids = append(ids, p.ID)
	}
	apart, err := e.DB.Distinction.Query().Where(distinction.LesserIDIn(ids...), distinction.GreaterIDIn(ids...)).
		Order(distinction.ByID()).First(ctx)
	if db.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return fault.Conflict("%s and %s are kept apart as different organisations", names[apart.LesserID], names[apart.GreaterID])
}

// mergeOp is the merge of one duplicate.
type mergeOp struct {
	*newsroom.Edit
	around

	survivor, duplicate int64
	// before and after are the rows of all tables that the merge may change.
	before, after rows
	// known is whether readers ever saw the duplicate.
	known bool
	// enriched is whether the survivor got a name or an entry of a registry.
	enriched bool
}

// around are the nodes around partners that are merged: releases and initiatives
// whose partners change, and of initiatives whether readers see that.
type around struct {
	releases    map[int64]newsroom.ReleaseState
	initiatives map[int64]bool
}

func newAround() around {
	return around{releases: map[int64]newsroom.ReleaseState{}, initiatives: map[int64]bool{}}
}

// count gives them their next versions.
func (a around) count(ctx context.Context, e *newsroom.Edit, note string) error {
	for _, id := range slices.Sorted(maps.Keys(a.releases)) {
		if err := e.CountRelease(ctx, a.releases[id], note); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.initiatives)) {
		if err := e.NextVersion(ctx, content.NodeInitiative, id, a.initiatives[id]); err != nil {
			return err
		}
		e.Touch(content.NodeInitiative, id)
	}
	return nil
}

func mergeOne(ctx context.Context, e *newsroom.Edit, survivor, duplicate int64) error {
	m := &mergeOp{Edit: e, survivor: survivor, duplicate: duplicate, around: newAround()}
	for _, step := range []func(context.Context) error{
		m.read, m.moveParents, m.moveNames, m.moveIdentifiers, m.moveMentions, m.moveParticipations, m.movePublished,
		m.moveSuggestions, m.moveDistinctions, m.moveAddresses, m.finish, m.record,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// read takes stock of all that the merge may change.
func (m *mergeOp) read(ctx context.Context) error {
	var err error
	if m.before, err = m.affected(ctx); err != nil {
		return err
	}
	d := m.before.partner(m.duplicate)
	m.known = string(d["visible"]) == "true"
	if !m.known {
		m.known, err = m.DB.Change.Query().Where(change.Entity(partner.Table), change.EntityID(m.duplicate), change.PublicStepNotNil()).Exist(ctx)
		if err != nil {
			return err
		}
	}
	m.Touch(content.NodePartner, m.survivor, m.duplicate)
	for _, p := range m.before[partner.Table] {
		m.Touch(content.NodePartner, p.ID())
		if parent := p.Number("parent_id"); parent != 0 {
			m.Touch(content.NodePartner, parent)
		}
	}
	for _, id := range m.before.releases(m.duplicate) {
		r, err := m.ReadRelease(ctx, id)
		if err != nil {
			return err
		}
		m.releases[id] = r
		m.TouchRelease(r)
	}
	return nil
}

// finish removes the duplicate, and counts the change wherever it shows.
func (m *mergeOp) finish(ctx context.Context) error {
	if err := m.DB.Partner.DeleteOneID(m.duplicate).Exec(ctx); err != nil {
		return err
	}
	note := "Merged " + m.before.mergedName(m.duplicate) + " into " + m.before.mergedName(m.survivor)
	if err := m.around.count(ctx, m.Edit, note); err != nil {
		return err
	}
	held := string(m.before.partner(m.duplicate)[partner.FieldHeld]) == "true"
	return m.CountPartner(ctx, m.survivor, held, m.known || m.enriched)
}

// record keeps what is needed to take the merge back.
func (m *mergeOp) record(ctx context.Context) error {
	var err error
	if m.after, err = m.affectedSince(ctx); err != nil {
		return err
	}
	// Readers are told of the merge if they see what came of it.
	if err := m.Tx.Settle(ctx); err != nil {
		return err
	}
	undo, err := json.Marshal(record{Survivor: m.survivor, Name: m.before.mergedName(m.duplicate), Rows: m.before.changed(m.after, m.survivor)})
	if err != nil {
		return err
	}
	return m.DB.Merge.Create().SetID(m.Tx.NewID()).SetSurvivorID(m.survivor).SetDuplicateID(m.duplicate).SetPublic(m.known).
		SetUndo(undo).SetActor(m.Actor).SetAt(m.Now).Exec(ctx)
}
