package query

import (
	"pressgraph/internal/access"
	"pressgraph/internal/store"
)

// Kind is what the rows of a list are: nodes, or records.
type Kind int

// The kinds of nodes and records.
const (
	Releases Kind = iota
	Partners
	Initiatives
	Topics
	Participations
	Revisions
	Suggestions
	Changes
)

// Table returns the table of the nodes.
func (k Kind) Table() string {
	switch k {
	case Releases:
		return "releases"
	case Partners:
		return "partners"
	case Initiatives:
		return "initiatives"
	case Topics:
		return "topics"
	case Participations:
		return "participations"
	case Revisions:
		return "revisions"
	case Suggestions:
		return "suggestions"
	case Changes:
		return "changes"
	}
	return ""
}

// List says where the rows of one list of the API come from.
type List struct {
	// Name binds cursors to the list.
	Name string
	// Kind is what its nodes are.
	Kind Kind
	// Rows is the table that is read: the nodes' own or that of a relation.
	Rows string
	// Node is the column of Rows that holds the node's id.
	Node string
	// Parent is the column of Rows that holds the parent's id; empty for a list of all.
	Parent string
	// Label is the column of Rows that an edge answers beside the node, if any.
	Label string
	// Pairs is true where Rows may hold several rows a pair of parent and node.
	Pairs bool
	// Carried maps columns of the node's table to those of Rows that repeat them.
	Carried map[string]string
}

func carriesRelease() map[string]string {
	return map[string]string{"id": "release_id", "sort_at": "sort_at", "rank": "rank"}
}

func carriesInitiative() map[string]string {
	return map[string]string{"id": "initiative_id", "started_earliest": "started"}
}

func all(name string, kind Kind) List {
	return List{Name: name, Kind: kind, Rows: kind.Table(), Node: "id"}
}

// AllReleases lists all releases.
func AllReleases() List { return all("releases", Releases) }

// AllPartners lists all partners.
func AllPartners() List { return all("partners", Partners) }

// AllInitiatives lists all initiatives.
func AllInitiatives() List { return all("initiatives", Initiatives) }

// AllTopics lists all topics.
func AllTopics() List { return all("topics", Topics) }

// AllParticipations lists all participations.
func AllParticipations() List { return all("participations", Participations) }

// Children lists the nodes of a kind below their parents of the same kind.
func Children(kind Kind) List {
	return List{Name: kind.Table() + ".children", Kind: kind, Rows: kind.Table(), Node: "id", Parent: "parent_id"}
}

// ReleasePartners lists the partners that a release names.
func ReleasePartners() List {
	return List{
		Name: "release.partners", Kind: Partners, Rows: "mentions", Node: "partner_id", Parent: "release_id",
		Label: "role", Carried: map[string]string{"id": "partner_id"},
	}
}

// PartnerReleases lists the releases that name a partner.
func PartnerReleases() List {
	return List{
		Name: "partner.releases", Kind: Releases, Rows: "mentions", Node: "release_id", Parent: "partner_id",
		Label: "role", Carried: carriesRelease(),
	}
}

// ReleaseInitiatives lists the initiatives that a release reports.
func ReleaseInitiatives() List {
	return List{
		Name: "release.initiatives", Kind: Initiatives, Rows: "announcements", Node: "initiative_id", Parent: "release_id",
		Label: "stage", Carried: map[string]string{"id": "initiative_id"},
	}
}

// InitiativeReleases lists the releases that report an initiative.
func InitiativeReleases() List {
	return List{
		Name: "initiative.releases", Kind: Releases, Rows: "announcements", Node: "release_id", Parent: "initiative_id",
		Label: "stage", Carried: carriesRelease(),
	}
}

// PartnerInitiatives lists the initiatives that a partner takes part in.
func PartnerInitiatives() List {
	return List{
		Name: "partner.initiatives", Kind: Initiatives, Rows: "participations", Node: "initiative_id", Parent: "partner_id",
		Pairs: true, Carried: carriesInitiative(),
	}
}

// InitiativePartners lists the partners that take part in an initiative.
func InitiativePartners() List {
	return List{
		Name: "initiative.participants", Kind: Partners, Rows: "participations", Node: "partner_id", Parent: "initiative_id",
		Pairs: true, Carried: map[string]string{"id": "partner_id"},
	}
}

// ReleaseTopics lists the topics of a release.
func ReleaseTopics() List {
	return List{
		Name: "release.topics", Kind: Topics, Rows: "release_topics", Node: "topic_id", Parent: "release_id",
		Carried: map[string]string{"id": "topic_id"},
	}
}

// InitiativeTopics lists the topics of an initiative.
func InitiativeTopics() List {
	return List{
		Name: "initiative.topics", Kind: Topics, Rows: "initiative_topics", Node: "topic_id", Parent: "initiative_id",
		Carried: map[string]string{"id": "topic_id"},
	}
}

// TopicReleases lists the releases about a topic.
func TopicReleases() List {
	return List{
		Name: "topic.releases", Kind: Releases, Rows: "release_topics", Node: "release_id", Parent: "topic_id",
		Carried: carriesRelease(),
	}
}

// TopicInitiatives lists the initiatives about a topic.
func TopicInitiatives() List {
	return List{
		Name: "topic.initiatives", Kind: Initiatives, Rows: "initiative_topics", Node: "initiative_id", Parent: "topic_id",
		Carried: carriesInitiative(),
	}
}

// from returns the rows of the list that exist in the world, each pair once.
func (l List) from(alias string, world access.World) store.Rows {
	if l.Pairs {
		return store.FromPairs(l.Rows, alias, world)
	}
	return store.From(l.Rows, alias, world)
}

// Translations lists the releases of one translation group, the group being the parent.
func Translations() List {
	return List{Name: "release.translations", Kind: Releases, Rows: "releases", Node: "id", Parent: "translation_group"}
}

// nodeAlias is what the table of the nodes is called in a statement.
func (l List) nodeAlias() string {
	if l.Rows == l.Kind.Table() {
		return "r"
	}
	return "n"
}

// hasRole holds for the rows whose role is one of roles. Of a pair it asks
// whether any of its rows has one.
func (l List) hasRole(roles []string) condition {
	if !l.Pairs {
		return among(l.Label, roles, false)
	}
	role := among("role", roles, false)
	return func(w *sqlWriter, alias string) {
		x := w.alias("x")
		w.text("EXISTS (SELECT 1" + store.From(l.Rows, x, w.world).Where(
			x+".partner_id = "+alias+".partner_id", x+".initiative_id = "+alias+".initiative_id") + " AND ")
		role(w, x)
		w.text(")")
	}
}
