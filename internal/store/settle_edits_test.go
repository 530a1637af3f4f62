package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"pressgraph/ent/db"
	announcements "pressgraph/ent/db/announcement"
	evidences "pressgraph/ent/db/evidence"
	initiativetopics "pressgraph/ent/db/initiativetopic"
	mentions "pressgraph/ent/db/mention"
	participations "pressgraph/ent/db/participation"
	releasetopics "pressgraph/ent/db/releasetopic"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
	"pressgraph/internal/store"
)

// editor makes random edits, and touches what it has to.
type editor struct{ random *rand.Rand }

func (e *editor) edit(ctx context.Context, tx *store.Tx) (string, error) {
	edits := []struct {
		name   string
		weight int
		do     func(context.Context, *store.Tx) error
	}{
		{"add nodes", 2, e.addNodes},
		{"add relations", 6, e.addRelations},
		{"add evidence", 6, e.addEvidence},
		{"remove evidence", 2, e.removeEvidence},
		{"change a release", 6, e.changeRelease},
		{"hold", 3, e.hold},
		{"change a parent", 3, e.changeParent},
		{"change a start", 2, e.changeStart},
		{"change since when", 3, e.changeSince},
		{"move a participation", 3, e.moveParticipation},
		{"move a mention", 2, e.moveMention},
		{"remove a relation", 3, e.removeRelation},
	}
	sum := 0
	for _, each := range edits {
		sum += each.weight
	}
	drawn := e.random.IntN(sum)
	for _, each := range edits {
		if drawn -= each.weight; drawn < 0 {
			return each.name, each.do(ctx, tx)
		}
	}
	return "", nil
}

func pick[T any](e *editor, from []T) T { return from[e.random.IntN(len(from))] }

func (e *editor) chance(percent int) bool { return e.random.IntN(100) < percent }

// nodes are the ids there are.
type nodes struct{ releases, partners, initiatives, topics []int64 }

func ids(ctx context.Context, tx *store.Tx) nodes {
	c := tx.Client()
	return nodes{
		releases: c.Release.Query().IDsX(ctx), partners: c.Partner.Query().IDsX(ctx),
		initiatives: c.Initiative.Query().IDsX(ctx), topics: c.Topic.Query().IDsX(ctx),
	}
}

func (n nodes) some() bool {
	return len(n.releases) > 0 && len(n.partners) > 0 && len(n.initiatives) > 0 && len(n.topics) > 0
}

func (e *editor) maybe(from []int64, percent int) *int64 {
	if len(from) == 0 || !e.chance(percent) {
		return nil
	}
	id := pick(e, from)
	return &id
}

func (e *editor) status() content.ReleaseStatus {
	return pick(e, []content.ReleaseStatus{content.StatusPublished, content.StatusDraft, content.StatusInReview, content.StatusArchived})
}

func (e *editor) date() (content.PartialDate, int64) {
	d := pick(e, []content.PartialDate{"2024", "2024-01", "2024-01-01", "2025-06", "2025-06-07"})
	return d, content.SortAt(nil, d, noon.Location())
}

func (e *editor) addNodes(ctx context.Context, tx *store.Tx) error {
	have := ids(ctx, tx)
	on, sort := e.date()
	r := releaseIn(tx).SetStatus(e.status()).SetNillablePublisherID(e.maybe(have.partners, 40)).SetRank(int64(e.random.IntN(3)))
	if e.chance(80) {
		r.SetPublishedOn(on).SetSortAt(sort).SetPublishedEarliest(int32(on.Earliest())).SetPublishedLatest(int32(on.Latest()))
	}
	p := partnerIn(tx).SetHeld(e.chance(10)).SetNillableParentID(e.maybe(have.partners, 50))
	i := initiativeIn(tx).SetHeld(e.chance(10)).SetNillableParentID(e.maybe(have.initiatives, 50))
	t := topicIn(tx).SetHeld(e.chance(10)).SetNillableParentID(e.maybe(have.topics, 50))
	if saved, err := r.Save(ctx); err != nil {
		return err
	} else {
		tx.Touch(ref(content.NodeRelease, saved.ID))
	}
	if saved, err := p.Save(ctx); err != nil {
		return err
	} else {
		tx.Touch(ref(content.NodePartner, saved.ID))
	}
	if saved, err := i.Save(ctx); err != nil {
		return err
	} else {
		tx.Touch(ref(content.NodeInitiative, saved.ID))
	}
	saved, err := t.Save(ctx)
	if err != nil {
		return err
	}
	tx.Touch(ref(content.NodeTopic, saved.ID))
	return nil
}

// addRelations adds one of every kind, and touches the end that the others
// follow from.
func (e *editor) addRelations(ctx context.Context, tx *store.Tx) error {
	have := ids(ctx, tx)
	if !have.some() {
		return e.addNodes(ctx, tx)
	}
	r, p, i, t := pick(e, have.releases), pick(e, have.partners), pick(e, have.initiatives), pick(e, have.topics)
	c := tx.Client()
	adds := []error{
		unless(ctx, c.Mention.Query().Where(mentions.ReleaseID(r), mentions.PartnerID(p)).Exist,
			c.Mention.Create().SetID(tx.NewID()).SetReleaseID(r).SetPartnerID(p).Exec),
		unless(ctx, c.Announcement.Query().Where(announcements.ReleaseID(r), announcements.InitiativeID(i)).Exist,
			c.Announcement.Create().SetID(tx.NewID()).SetReleaseID(r).SetInitiativeID(i).Exec),
		unless(ctx, c.ReleaseTopic.Query().Where(releasetopics.ReleaseID(r), releasetopics.TopicID(t)).Exist,
			c.ReleaseTopic.Create().SetID(tx.NewID()).SetReleaseID(r).SetTopicID(t).Exec),
	}
	tx.Touch(ref(content.NodeRelease, r))
	if e.chance(70) {
		role := content.ParticipationRole(pick(e, content.ParticipationRole("").Values()))
		same := c.Participation.Query().Where(participations.InitiativeID(i), participations.PartnerID(p), participations.RoleEQ(role),
			participations.SinceIsNil(), participations.UntilIsNil(), participations.ContributionAmountIsNil())
		adds = append(adds,
			unless(ctx, same.Exist, c.Participation.Create().SetID(tx.NewID()).SetPartnerID(p).SetInitiativeID(i).SetRole(role).
				SetPosition(e.random.IntN(3)).Exec),
			unless(ctx, c.InitiativeTopic.Query().Where(initiativetopics.InitiativeID(i), initiativetopics.TopicID(t)).Exist,
				c.InitiativeTopic.Create().SetID(tx.NewID()).SetInitiativeID(i).SetTopicID(t).Exec))
		tx.Touch(ref(content.NodeInitiative, i))
	}
	for _, err := range adds {
		if err != nil {
			return err
		}
	}
	return nil
}

// unless adds what is not there yet.
func unless(ctx context.Context, exists func(context.Context) (bool, error), add func(context.Context) error) error {
	there, err := exists(ctx)
	if err != nil || there {
		return err
	}
	return add(ctx)
}

func (e *editor) addEvidence(ctx context.Context, tx *store.Tx) error {
	c := tx.Client()
	have := ids(ctx, tx)
	if len(have.releases) == 0 {
		return nil
	}
	add := c.Evidence.Create().SetID(tx.NewID()).SetSection(content.EvidenceSection("TITLE")).SetQuote("A").SetStart(0).SetEnd(1)
	release := pick(e, have.releases)
	switch e.random.IntN(3) {
	case 0:
		all := c.Mention.Query().AllX(ctx)
		if len(all) == 0 {
			return nil
		}
		of := pick(e, all)
		if e.chance(70) {
			release = of.ReleaseID
		}
		add.SetMentionID(of.ID)
	case 1:
		all := c.Announcement.Query().AllX(ctx)
		if len(all) == 0 {
			return nil
		}
		of := pick(e, all)
		if e.chance(70) {
			release = of.ReleaseID
		}
		add.SetAnnouncementID(of.ID)
	default:
		all := c.Participation.Query().AllX(ctx)
		if len(all) == 0 {
			return nil
		}
		add.SetParticipationID(pick(e, all).ID)
	}
	tx.Touch(ref(content.NodeRelease, release))
	return add.SetReleaseID(release).Exec(ctx)
}

func (e *editor) removeEvidence(ctx context.Context, tx *store.Tx) error {
	all := tx.Client().Evidence.Query().WithMention().WithAnnouncement().WithParticipation().AllX(ctx)
	if len(all) == 0 {
		return nil
	}
	gone := pick(e, all)
	switch {
	case gone.Edges.Mention != nil:
		touchMention(tx, gone.Edges.Mention)
	case gone.Edges.Announcement != nil:
		touchAnnouncement(tx, gone.Edges.Announcement)
	default:
		touchParticipation(tx, gone.Edges.Participation)
	}
	return tx.Client().Evidence.DeleteOne(gone).Exec(ctx)
}

func touchMention(tx *store.Tx, m *db.Mention) {
	tx.Touch(ref(content.NodeRelease, m.ReleaseID), ref(content.NodePartner, m.PartnerID))
}

func touchAnnouncement(tx *store.Tx, a *db.Announcement) {
	tx.Touch(ref(content.NodeRelease, a.ReleaseID), ref(content.NodeInitiative, a.InitiativeID))
}

func touchParticipation(tx *store.Tx, p *db.Participation) {
	tx.Touch(ref(content.NodePartner, p.PartnerID), ref(content.NodeInitiative, p.InitiativeID))
}

func (e *editor) changeRelease(ctx context.Context, tx *store.Tx) error {
	have := ids(ctx, tx)
	if len(have.releases) == 0 {
		return nil
	}
	before := tx.Client().Release.GetX(ctx, pick(e, have.releases))
	change := before.Update()
	switch e.random.IntN(4) {
	case 0, 1:
		change.SetStatus(e.status())
	case 2:
		on, sort := e.date()
		change.SetPublishedOn(on).SetSortAt(sort).SetPublishedEarliest(int32(on.Earliest())).SetPublishedLatest(int32(on.Latest())).SetRank(int64(e.random.IntN(3)))
	default:
		if before.PublisherID != nil {
			tx.Touch(ref(content.NodePartner, *before.PublisherID))
		}
		change.ClearPublisherID()
		if to := e.maybe(have.partners, 70); to != nil {
			change.SetPublisherID(*to)
		}
	}
	tx.Touch(ref(content.NodeRelease, before.ID))
	return change.Exec(ctx)
}

func (e *editor) hold(ctx context.Context, tx *store.Tx) error {
	have := ids(ctx, tx)
	if !have.some() {
		return nil
	}
	held := e.chance(40)
	switch e.random.IntN(3) {
	case 0:
		id := pick(e, have.partners)
		tx.Touch(ref(content.NodePartner, id))
		return tx.Client().Partner.UpdateOneID(id).SetHeld(held).Exec(ctx)
	case 1:
		id := pick(e, have.initiatives)
		tx.Touch(ref(content.NodeInitiative, id))
		return tx.Client().Initiative.UpdateOneID(id).SetHeld(held).Exec(ctx)
	default:
		id := pick(e, have.topics)
		tx.Touch(ref(content.NodeTopic, id))
		return tx.Client().Topic.UpdateOneID(id).SetHeld(held).Exec(ctx)
	}
}

// changeParent may well close a circle.
func (e *editor) changeParent(ctx context.Context, tx *store.Tx) error {
	tables := []struct {
		node content.NodeType
		name string
		ids  []int64
	}{
		{content.NodePartner, "partners", ids(ctx, tx).partners},
		{content.NodeInitiative, "initiatives", ids(ctx, tx).initiatives},
		{content.NodeTopic, "topics", ids(ctx, tx).topics},
	}
	table := pick(e, tables)
	if len(table.ids) == 0 {
		return nil
	}
	id, to := pick(e, table.ids), e.maybe(table.ids, 80)
	if to != nil && *to == id {
		return nil
	}
	tx.Touch(ref(table.node, id))
	err := tx.Query(ctx, fmt.Sprintf("SELECT parent_id FROM %s WHERE id = $1 AND parent_id IS NOT NULL", table.name), []any{id}, func(row database.Row) error {
		var before int64
		err := row.Scan(&before)
		tx.Touch(ref(table.node, before))
		return err
	})
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, fmt.Sprintf("UPDATE %s SET parent_id = $1 WHERE id = $2", table.name), to, id)
	return err
}

func (e *editor) changeStart(ctx context.Context, tx *store.Tx) error {
	have := ids(ctx, tx)
	if len(have.initiatives) == 0 {
		return nil
	}
	id, year := pick(e, have.initiatives), int32(2020+e.random.IntN(4))
	tx.Touch(ref(content.NodeInitiative, id))
	earliest, latest := year*10000+101, year*10000+1231
	if e.chance(60) {
		earliest, latest = 0, 0
	}
	return tx.Client().Initiative.UpdateOneID(id).SetStartedEarliest(earliest).SetStartedLatest(latest).Exec(ctx)
}

func (e *editor) changeSince(ctx context.Context, tx *store.Tx) error {
	all := tx.Client().Participation.Query().AllX(ctx)
	if len(all) == 0 {
		return nil
	}
	changed := pick(e, all)
	on, _ := e.date()
	if e.chance(60) {
		on = ""
	}
	touchParticipation(tx, changed)
	return changed.Update().SetSinceEarliest(int32(on.Earliest())).SetSinceLatest(int32(on.Latest())).Exec(ctx)
}

func (e *editor) moveParticipation(ctx context.Context, tx *store.Tx) error {
	all := tx.Client().Participation.Query().AllX(ctx)
	if len(all) == 0 {
		return nil
	}
	moved, to := pick(e, all), pick(e, ids(ctx, tx).partners)
	taken := tx.Client().Participation.Query().Where(participations.PartnerID(to),
		participations.InitiativeID(moved.InitiativeID), participations.RoleEQ(moved.Role)).ExistX(ctx)
	touchParticipation(tx, moved)
	change := moved.Update().SetPosition(e.random.IntN(4))
	if !taken {
		change.SetPartnerID(to)
		tx.Touch(ref(content.NodePartner, to))
	}
	return change.Exec(ctx)
}

func (e *editor) moveMention(ctx context.Context, tx *store.Tx) error {
	all := tx.Client().Mention.Query().AllX(ctx)
	if len(all) == 0 {
		return nil
	}
	moved, to := pick(e, all), pick(e, ids(ctx, tx).partners)
	if tx.Client().Mention.Query().Where(mentions.PartnerID(to), mentions.ReleaseID(moved.ReleaseID)).ExistX(ctx) {
		return nil
	}
	touchMention(tx, moved)
	tx.Touch(ref(content.NodePartner, to))
	return moved.Update().SetPartnerID(to).Exec(ctx)
}

func (e *editor) removeRelation(ctx context.Context, tx *store.Tx) error {
	c := tx.Client()
	switch e.random.IntN(5) {
	case 0:
		if all := c.Mention.Query().AllX(ctx); len(all) > 0 {
			gone := pick(e, all)
			touchMention(tx, gone)
			_, err := c.Mention.Delete().Where(mentions.ID(gone.ID)).Exec(ctx)
			return err
		}
	case 1:
		if all := c.Announcement.Query().AllX(ctx); len(all) > 0 {
			gone := pick(e, all)
			touchAnnouncement(tx, gone)
			_, err := c.Announcement.Delete().Where(announcements.ID(gone.ID)).Exec(ctx)
			return err
		}
	case 2:
		if all := c.Participation.Query().AllX(ctx); len(all) > 0 {
			gone := pick(e, all)
			touchParticipation(tx, gone)
			_, err := c.Evidence.Delete().Where(evidences.ParticipationID(gone.ID)).Exec(ctx)
			if err != nil {
				return err
			}
			return c.Participation.DeleteOne(gone).Exec(ctx)
		}
	case 3:
		if all := c.ReleaseTopic.Query().AllX(ctx); len(all) > 0 {
			gone := pick(e, all)
			tx.Touch(ref(content.NodeTopic, gone.TopicID))
			return c.ReleaseTopic.DeleteOne(gone).Exec(ctx)
		}
	default:
		if all := c.InitiativeTopic.Query().AllX(ctx); len(all) > 0 {
			gone := pick(e, all)
			tx.Touch(ref(content.NodeTopic, gone.TopicID))
			return c.InitiativeTopic.DeleteOne(gone).Exec(ctx)
		}
	}
	return nil
}

// clear removes everything.
func (e *editor) clear(ctx context.Context, tx *store.Tx) error {
	have := ids(ctx, tx)
	for node, gone := range map[content.NodeType][]int64{
		content.NodeRelease: have.releases, content.NodePartner: have.partners,
		content.NodeInitiative: have.initiatives, content.NodeTopic: have.topics,
	} {
		for _, id := range gone {
			tx.Touch(ref(node, id))
		}
	}
	for _, text := range []string{
		"DELETE FROM evidence", "DELETE FROM mentions", "DELETE FROM announcements", "DELETE FROM participations",
		"DELETE FROM release_topics", "DELETE FROM initiative_topics", "DELETE FROM releases",
		"UPDATE partners SET parent_id = NULL", "UPDATE initiatives SET parent_id = NULL", "UPDATE topics SET parent_id = NULL",
		"DELETE FROM partners", "DELETE FROM initiatives", "DELETE FROM topics",
	} {
		if _, err := tx.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}
