package merge

import (
	"context"
	"slices"

	"entgo.io/ent/dialect/sql"

	"pressgraph/ent/db"
	"pressgraph/ent/db/distinction"
	entevidence "pressgraph/ent/db/evidence"
	"pressgraph/ent/db/formerslug"
	"pressgraph/ent/db/identifier"
	"pressgraph/ent/db/mention"
	"pressgraph/ent/db/merge"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/suggestion"
	"pressgraph/internal/content"
	"pressgraph/internal/fault"
	"pressgraph/internal/newsroom"
	"pressgraph/internal/store"
)

// moveParents puts the duplicate's children below the survivor. A survivor that
// is one of them takes the duplicate's place.
func (m *mergeOp) moveParents(ctx context.Context) error {
	above, err := ancestors(ctx, m.Edit, m.survivor)
	if err != nil {
		return err
	}
	if slices.Index(above, m.duplicate) > 0 {
		return fault.Conflict("%s is further above %s than its parent: give it another place first, or merge the other way round",
			m.before.mergedName(m.duplicate), m.before.mergedName(m.survivor))
	}
	for _, child := range m.before[partner.Table] {
		if child.Number(partner.FieldParentID) != m.duplicate {
			continue
		}
		b := m.DB.Partner.Update().Where(partner.ID(child.ID())).SetParentID(m.survivor)
		if child.ID() == m.survivor {
			b = m.DB.Partner.Update().Where(partner.ID(child.ID())).ClearParentID()
			if parent := m.before.partner(m.duplicate).Number(partner.FieldParentID); parent != 0 {
				b.ClearParentID().SetParentID(parent)
			}
		} else {
			b.AddVersion(1).SetUpdatedAt(m.Now)
			if string(child["visible"]) == "true" {
				b.SetPublicUpdatedAt(m.Now)
			}
		}
		if err := b.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// ancestors returns the partners above one, the nearest first.
func ancestors(ctx context.Context, e *newsroom.Edit, id int64) ([]int64, error) {
	var above []int64
	for at := id; ; {
		stands, err := e.PlaceOf(ctx, content.NodePartner, at, sql.LockShare)
		if err != nil || stands == nil || stands.Parent == nil || slices.Contains(above, *stands.Parent) {
			return above, err
		}
		at = *stands.Parent
		above = append(above, at)
	}
}

// moveNames makes aliases of the names that the survivor does not have.
func (m *mergeOp) moveNames(ctx context.Context) error {
	alias := func(row store.Record) content.Name {
		n := newsroom.NameIn(row)
		n.Kind = content.NameKindAlias
		return n
	}
	return addMissing(ctx, m, partnername.Table, alias, newsroom.NameColumns, func(n content.Name) string { return string(content.Fold(n.Text)) })
}

func (m *mergeOp) moveIdentifiers(ctx context.Context) error {
	return addMissing(ctx, m, identifier.Table, newsroom.RegisteredIn, newsroom.IdentifierColumns, content.Identifier.Key)
}

// addMissing gives the survivor what stands below the duplicate, but for what it
// has the like of: what has the same key.
func addMissing[B any, K comparable](ctx context.Context, m *mergeOp, table string,
	read func(store.Record) B, toRow func(B) newsroom.Columns, key func(B) K,
) error {
	rows := slices.Clone(m.before[table])
	newsroom.SortBy(rows, "position")
	known, position := map[K]bool{}, 0
	for _, row := range rows {
		if row.Number("partner_id") == m.survivor {
			known[key(read(row))] = true
			position = max(position, int(row.Number("position"))+1)
		}
	}
	var fresh []B
	for _, row := range rows {
		if b := read(row); !known[key(b)] {
			known[key(b)] = true
			fresh = append(fresh, b)
		}
	}
	m.enriched = m.enriched || len(fresh) > 0
	return m.AddBelow(ctx, content.NodePartner, m.survivor, table, position, newsroom.RowsOf(fresh, toRow))
}

// moveMentions moves mentions; where both are named the stronger role stays.
func (m *mergeOp) moveMentions(ctx context.Context) error {
	all, err := m.DB.Mention.Query().Where(mention.IDIn(m.before.ids(mention.Table)...)).Order(mention.ByID()).
		WithEvidence(inOrder).All(ctx)
	if err != nil {
		return err
	}
	of := map[int64]*db.Mention{}
	for _, row := range all {
		if row.PartnerID == m.survivor {
			of[row.ReleaseID] = row
		}
	}
	for _, row := range all {
		if row.PartnerID == m.survivor {
			continue
		}
		kept, both := of[row.ReleaseID]
		if !both {
			err = m.DB.Mention.Update().Where(mention.ID(row.ID)).SetPartnerID(m.survivor).Exec(ctx)
		} else {
			err = m.uniteMentions(ctx, kept, row)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func inOrder(q *db.EvidenceQuery) { q.Order(entevidence.ByPosition(), entevidence.ByID()) }

// tellUnited tells of the role that is lost where a release has named both
// partners in different ones.
func (m *mergeOp) tellUnited(kept, gone *db.Mention) {
	weaker := gone
	if content.Stronger(gone.Role, kept.Role) {
		weaker = kept
	}
	if kept.Role == gone.Role {
		return
	}
	l := newsroom.Loss{Tie: newsroom.Tie{Target: m.survivor, Word: string(weaker.Role), Visible: weaker.Visible}, Kind: content.RelationMention}
	for _, v := range weaker.Edges.Evidence {
		l.Evidence = append(l.Evidence, newsroom.EvidenceOf(v))
	}
	m.Tell(weaker.ReleaseID, []newsroom.Loss{l})
}

func (m *mergeOp) uniteMentions(ctx context.Context, kept, gone *db.Mention) error {
	m.tellUnited(kept, gone)
	if content.Stronger(gone.Role, kept.Role) {
		if err := m.DB.Mention.Update().Where(mention.ID(kept.ID)).SetRole(gone.Role).Exec(ctx); err != nil {
			return err
		}
	}
	err := m.uniteEvidence(ctx, kept.Edges.Evidence, gone.Edges.Evidence, func(b *db.EvidenceUpdate) { b.SetMentionID(kept.ID) })
	if err != nil {
		return err
	}
	return m.DB.Mention.DeleteOneID(gone.ID).Exec(ctx)
}

// uniteEvidence moves evidence to a relation that has some, but for what quotes
// the same place; that goes with its relation.
func (m *mergeOp) uniteEvidence(ctx context.Context, kept, moving []*db.Evidence, to func(*db.EvidenceUpdate)) error {
	known, position := map[newsroom.Evidence]bool{}, 0
	for _, v := range kept {
		known[newsroom.EvidenceOf(v).Place()] = true
		position = max(position, v.Position+1)
	}
	for _, v := range moving {
		if known[newsroom.EvidenceOf(v).Place()] {
			continue
		}
		b := m.DB.Evidence.Update().Where(entevidence.ID(v.ID)).SetPosition(position)
		to(b)
		if err := b.Exec(ctx); err != nil {
			return err
		}
		position++
	}
	return nil
}

func (m *mergeOp) movePublished(ctx context.Context) error {
	return m.DB.Release.Update().Where(release.PublisherID(m.duplicate)).SetPublisherID(m.survivor).Exec(ctx)
}

// moveSuggestions moves suggestions, but for those that the survivor has.
func (m *mergeOp) moveSuggestions(ctx context.Context) error {
	all, err := m.DB.Suggestion.Query().Where(suggestion.IDIn(m.before.ids(suggestion.Table)...)).Order(suggestion.ByID()).All(ctx)
	if err != nil {
		return err
	}
	known := map[newsroom.Suggested]bool{}
	for _, s := range all {
		known[newsroom.SuggestedBy(s)] = *s.PartnerID == m.survivor || known[newsroom.SuggestedBy(s)]
	}
	for _, s := range all {
		switch {
		case *s.PartnerID == m.survivor:
			continue
		case s.Decision == content.DecisionPending && known[newsroom.SuggestedBy(s)]:
			err = m.DB.Suggestion.DeleteOneID(s.ID).Exec(ctx)
		default:
			err = m.DB.Suggestion.Update().Where(suggestion.ID(s.ID)).SetPartnerID(m.survivor).Exec(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// moveDistinctions keeps the survivor apart from all that the duplicate was.
func (m *mergeOp) moveDistinctions(ctx context.Context) error {
	all, err := m.DB.Distinction.Query().
		Where(distinction.Or(distinction.LesserID(m.duplicate), distinction.GreaterID(m.duplicate))).Order(distinction.ByID()).All(ctx)
	if err != nil {
		return err
	}
	for _, d := range all {
		if err := keepApart(ctx, m.Edit, m.survivor, d.LesserID+d.GreaterID-m.duplicate); err != nil {
			return err
		}
	}
	return nil
}

// moveAddresses lets all that led to the duplicate lead to the survivor.
func (m *mergeOp) moveAddresses(ctx context.Context) error {
	err := m.DB.FormerSlug.Update().Where(formerslug.Entity(partner.Table), formerslug.NodeID(m.duplicate)).SetNodeID(m.survivor).Exec(ctx)
	if err != nil {
		return err
	}
	slug := m.before.partner(m.duplicate).Text(partner.FieldSlug)
	err = m.DB.FormerSlug.Create().SetID(m.Tx.NewID()).SetEntity(partner.Table).SetSlug(slug).SetNodeID(m.survivor).SetPublic(m.known).Exec(ctx)
	if err != nil {
		return err
	}
	return m.DB.Merge.Update().Where(merge.SurvivorID(m.duplicate)).SetSurvivorID(m.survivor).Exec(ctx)
}
