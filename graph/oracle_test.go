package graph_test

import (
	"cmp"
	"slices"
	"testing"

	"pressgraph/ent/db"
	"pressgraph/ent/db/initiativename"
	"pressgraph/ent/db/partnername"
	"pressgraph/ent/db/topicname"
	"pressgraph/internal/content"
)

// oracle is a newsroom in plain Go structs, as one of the two worlds sees it:
// what it is asked it answers in the slow and obvious way.
type oracle struct {
	releases       []*db.Release
	partners       []*db.Partner
	initiatives    []*db.Initiative
	topics         []*db.Topic
	mentions       []*db.Mention
	announcements  []*db.Announcement
	participations []*db.Participation
	releaseTopics  []*db.ReleaseTopic
	initTopics     []*db.InitiativeTopic
	evidence       []*db.Evidence

	partnerNames, initiativeNames, topicNames map[int64][]string

	public bool
}

// readOracle reads all there is and keeps what the world sees.
func readOracle(t testing.TB, a *api, public bool) *oracle {
	t.Helper()
	ctx, c := editor(t), a.store.Client()
	o := &oracle{
		releases: c.Release.Query().AllX(ctx), partners: c.Partner.Query().AllX(ctx),
		initiatives: c.Initiative.Query().AllX(ctx), topics: c.Topic.Query().AllX(ctx),
		mentions: c.Mention.Query().AllX(ctx), announcements: c.Announcement.Query().AllX(ctx),
		participations: c.Participation.Query().AllX(ctx), evidence: c.Evidence.Query().AllX(ctx),
		releaseTopics: c.ReleaseTopic.Query().AllX(ctx), initTopics: c.InitiativeTopic.Query().AllX(ctx),
		partnerNames: map[int64][]string{}, initiativeNames: map[int64][]string{}, topicNames: map[int64][]string{},
		public: public,
	}
	for _, n := range c.PartnerName.Query().Order(partnername.ByPosition()).AllX(ctx) {
		o.partnerNames[n.PartnerID] = append(o.partnerNames[n.PartnerID], n.Text)
	}
	for _, n := range c.InitiativeName.Query().Order(initiativename.ByPosition()).AllX(ctx) {
		o.initiativeNames[n.InitiativeID] = append(o.initiativeNames[n.InitiativeID], n.Text)
	}
	for _, n := range c.TopicName.Query().Order(topicname.ByPosition()).AllX(ctx) {
		o.topicNames[n.TopicID] = append(o.topicNames[n.TopicID], n.Text)
	}
	if public {
		o.releases = slices.DeleteFunc(o.releases, func(x *db.Release) bool { return !x.Visible })
		o.partners = slices.DeleteFunc(o.partners, func(x *db.Partner) bool { return !x.Visible })
		o.initiatives = slices.DeleteFunc(o.initiatives, func(x *db.Initiative) bool { return !x.Visible })
		o.topics = slices.DeleteFunc(o.topics, func(x *db.Topic) bool { return !x.Visible })
		o.mentions = slices.DeleteFunc(o.mentions, func(x *db.Mention) bool { return !x.Visible })
		o.announcements = slices.DeleteFunc(o.announcements, func(x *db.Announcement) bool { return !x.Visible })
		o.participations = slices.DeleteFunc(o.participations, func(x *db.Participation) bool { return !x.Visible })
		o.releaseTopics = slices.DeleteFunc(o.releaseTopics, func(x *db.ReleaseTopic) bool { return !x.Visible })
		o.initTopics = slices.DeleteFunc(o.initTopics, func(x *db.InitiativeTopic) bool { return !x.Visible })
	}
	return o
}

// row is one of *db.Release, *db.Partner, *db.Initiative, *db.Topic and
// *db.Participation.
type row any

func rowsOf[E any](all []E) []row {
	rows := make([]row, len(all))
	for i, x := range all {
		rows[i] = x
	}
	return rows
}

// all returns the rows that a list of the Query answers without a filter.
func (o *oracle) all(list string) []row {
	switch list {
	case "releases":
		return rowsOf(o.releases)
	case "partners":
		return rowsOf(o.partners)
	case "initiatives":
		return rowsOf(o.initiatives)
	case "topics":
		return rowsOf(o.topics)
	case "participations":
		return rowsOf(o.participations)
	}
	panic("no list " + list)
}

// idOf returns the global id of a row.
func idOf(r row) string {
	switch x := r.(type) {
	case *db.Release:
		return content.GlobalID(content.NodeRelease, x.ID)
	case *db.Partner:
		return content.GlobalID(content.NodePartner, x.ID)
	case *db.Initiative:
		return content.GlobalID(content.NodeInitiative, x.ID)
	case *db.Topic:
		return content.GlobalID(content.NodeTopic, x.ID)
	case *db.Participation:
		return content.GlobalID(content.NodeParticipation, x.ID)
	}
	panic("no row")
}

// related returns the rows that a relation of the filters, by its name there,
// ties to a row, each once.
func (o *oracle) related(r row, relation string) []row {
	switch x := r.(type) {
	case *db.Release:
		switch relation {
		case "partners":
			return tied(o.mentions, func(m *db.Mention) (int64, int64) { return m.ReleaseID, m.PartnerID }, x.ID, o.partners)
		case "initiatives":
			return tied(o.announcements, func(m *db.Announcement) (int64, int64) { return m.ReleaseID, m.InitiativeID }, x.ID, o.initiatives)
		case "topics":
			return tied(o.releaseTopics, func(m *db.ReleaseTopic) (int64, int64) { return m.ReleaseID, m.TopicID }, x.ID, o.topics)
		}
	case *db.Partner:
		switch relation {
		case "releases":
			return tied(o.mentions, func(m *db.Mention) (int64, int64) { return m.PartnerID, m.ReleaseID }, x.ID, o.releases)
		case "initiatives":
			return tied(o.participations, func(m *db.Participation) (int64, int64) { return m.PartnerID, m.InitiativeID }, x.ID, o.initiatives)
		case "participations":
			return those(o.participations, func(m *db.Participation) bool { return m.PartnerID == x.ID })
		case "parent":
			return referred(x.ParentID, o.partners)
		}
	case *db.Initiative:
		switch relation {
		case "partners":
			return tied(o.participations, func(m *db.Participation) (int64, int64) { return m.InitiativeID, m.PartnerID }, x.ID, o.partners)
		case "releases":
			return tied(o.announcements, func(m *db.Announcement) (int64, int64) { return m.InitiativeID, m.ReleaseID }, x.ID, o.releases)
		case "topics":
			return tied(o.initTopics, func(m *db.InitiativeTopic) (int64, int64) { return m.InitiativeID, m.TopicID }, x.ID, o.topics)
		case "participations":
			return those(o.participations, func(m *db.Participation) bool { return m.InitiativeID == x.ID })
		case "parent":
			return referred(x.ParentID, o.initiatives)
		}
	case *db.Participation:
		switch relation {
		case "partner":
			return referred(&x.PartnerID, o.partners)
		case "initiative":
			return referred(&x.InitiativeID, o.initiatives)
		}
	}
	panic("the oracle knows no relation " + relation)
}

// node is what every table of nodes has.
type node interface {
	*db.Release | *db.Partner | *db.Initiative | *db.Topic
}

func nodeID[N node](n N) int64 {
	switch x := any(n).(type) {
	case *db.Release:
		return x.ID
	case *db.Partner:
		return x.ID
	case *db.Initiative:
		return x.ID
	case *db.Topic:
		return x.ID
	}
	return 0
}

// tied returns the nodes at the far end of those ties that have near at theirs.
func tied[R any, N node](ties []R, ends func(R) (near, far int64), near int64, nodes []N) []row {
	far := map[int64]bool{}
	for _, tie := range ties {
		if a, b := ends(tie); a == near {
			far[b] = true
		}
	}
	var found []row
	for _, n := range nodes {
		if far[nodeID(n)] {
			found = append(found, n)
		}
	}
	return found
}

func those(all []*db.Participation, is func(*db.Participation) bool) []row {
	var found []row
	for _, p := range all {
		if is(p) {
			found = append(found, p)
		}
	}
	return found
}

func referred[N node](id *int64, nodes []N) []row {
	for _, n := range nodes {
		if id != nil && nodeID(n) == *id {
			return []row{n}
		}
	}
	return nil
}

// keep returns the rows that a filter holds for, in the order of their ids.
func (f *filters) keep(rows []row, input string, where map[string]any) []row {
	var kept []row
	for _, r := range rows {
		if f.holds(input, r, where) {
			kept = append(kept, r)
		}
	}
	slices.SortFunc(kept, func(a, b row) int { return cmp.Compare(idOf(a), idOf(b)) })
	return kept
}

// idsOf returns the global ids of rows, sorted.
func idsOf(rows []row) []string {
	all := []string{}
	for _, r := range rows {
		all = append(all, idOf(r))
	}
	slices.Sort(all)
	return all
}

// below returns the rows of the list that a field of a node answers.
func (o *oracle) below(parent row, field string) []row {
	switch x := parent.(type) {
	case *db.Topic:
		if field == "releases" {
			return tied(o.releaseTopics, func(m *db.ReleaseTopic) (int64, int64) { return m.TopicID, m.ReleaseID }, x.ID, o.releases)
		}
		return tied(o.initTopics, func(m *db.InitiativeTopic) (int64, int64) { return m.TopicID, m.InitiativeID }, x.ID, o.initiatives)
	case *db.Partner:
		if field == "children" {
			return rowsOf(slices.DeleteFunc(slices.Clone(o.partners), func(p *db.Partner) bool { return p.ParentID == nil || *p.ParentID != x.ID }))
		}
	case *db.Initiative:
		switch field {
		case "children":
			return rowsOf(slices.DeleteFunc(slices.Clone(o.initiatives), func(i *db.Initiative) bool { return i.ParentID == nil || *i.ParentID != x.ID }))
		case "participants":
			return o.related(parent, "partners")
		}
	}
	return o.related(parent, field)
}
