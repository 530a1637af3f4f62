package query

import (
	"sync"

	"pressgraph/internal/content"
)

// field is what lists of one kind know of a field: what filters compare it by,
// and which column they are ordered by. Each has its name in the API; where
// that is empty, lists are not filtered or not ordered by the field.
type field struct {
	filter   string
	compared fieldParser
	order    string
	ordered  column
}

// fieldParser reads the conditions on one field.
type fieldParser func(p *filterParser, path string, value any, depth int) condition

// column is what an order field compares: a column of the node's table and the
// value in it that stands for none, which comes last in both directions.
type column struct {
	name     string
	kind     valueKind
	twoLives bool
	none     *int64
	nullable bool
}

// listFields are the fields of one kind by their names in filters and in orders.
type listFields struct {
	compared map[string]fieldParser
	ordered  map[string]column
}

func fieldsOf(kind Kind) listFields { return allFields()[kind] }

var allFields = sync.OnceValue(makeFields)

func makeFields() map[Kind]listFields {
	all := map[Kind]listFields{}
	for kind, fields := range map[Kind][]field{
		Releases: releaseFields(), Partners: partnerFields(), Initiatives: initiativeFields(), Topics: topicFields(),
		Participations: participationFields(), Revisions: revisionFields(), Suggestions: suggestionFields(), Changes: changeFields(),
	} {
		of := listFields{compared: map[string]fieldParser{}, ordered: map[string]column{}}
		for _, f := range fields {
			if f.filter != "" {
				of.compared[f.filter] = f.compared
			}
			if f.order != "" {
				of.ordered[f.order] = f.ordered
			}
		}
		all[kind] = of
	}
	return all
}

func releaseFields() []field {
	return []field{
		{filter: "id", compared: ids(Releases)},
		{filter: "slug", compared: text("slug")},
		{filter: "title", compared: foldedText("title", "title_fold"), order: string(ReleaseByTitle), ordered: key("title_sort")},
		{filter: "kind", compared: enum("kind")},
		{filter: "status", compared: enum("status")},
		{filter: "language", compared: text("language")},
		{filter: "year", compared: integer("year", true)},
		{filter: "publishedOn", compared: date("published_on", "published")},
		{filter: "publishedAt", compared: instant("published_at"),
			order: string(ReleaseByPublishedAt), ordered: column{name: "sort_at", none: new(content.Undated)}},
		{filter: "text", compared: fullText},
		tally("partnerCount", "partner_count", string(ReleaseByPartnerCount)),
		tally("initiativeCount", "initiative_count", ""),
		updated(string(ReleaseByUpdatedAt)),
		{filter: "partners", compared: related(Partners, through{"mentions", "release_id", "partner_id"})},
		{filter: "initiatives", compared: related(Initiatives, through{"announcements", "release_id", "initiative_id"})},
		{filter: "topics", compared: related(Topics, through{"release_topics", "release_id", "topic_id"})},
	}
}

func partnerFields() []field {
	return []field{
		{filter: "id", compared: ids(Partners)},
		{filter: "slug", compared: text("slug")},
		{filter: "name", compared: names("partner_names", "partner_id"), order: string(PartnerByName), ordered: key("name_sort")},
		{filter: "kind", compared: enum("kind")},
		{filter: "country", compared: optionalText("country")},
		{filter: "parent", compared: single(Partners, "parent_id")},
		tally("releaseCount", "release_count", string(PartnerByReleaseCount)),
		tally("initiativeCount", "initiative_count", string(PartnerByInitiativeCount)),
		{order: string(PartnerByLatestRelease), ordered: column{name: "latest_sort", twoLives: true, none: new(content.Undated)}},
		updated(string(PartnerByUpdatedAt)),
		{filter: "releases", compared: related(Releases, through{"mentions", "partner_id", "release_id"})},
		{filter: "initiatives", compared: related(Initiatives, through{"participations", "partner_id", "initiative_id"})},
		{filter: "participations", compared: related(Participations, through{"participations", "partner_id", "id"})},
	}
}

func initiativeFields() []field {
	return []field{
		{filter: "id", compared: ids(Initiatives)},
		{filter: "slug", compared: text("slug")},
		{filter: "name", compared: names("initiative_names", "initiative_id"), order: string(InitiativeByName), ordered: key("name_sort")},
		{filter: "kind", compared: enum("kind")},
		{filter: "status", compared: enum("status")},
		{filter: "parent", compared: single(Initiatives, "parent_id")},
		{filter: "startedOn", compared: date("started_on", "started"),
			order: string(InitiativeByStartedOn), ordered: column{name: "started_earliest", none: new(int64(0))}},
		{filter: "endedOn", compared: date("ended_on", "ended")},
		{filter: "funding", compared: amount("funding_amount"),
			order: string(InitiativeByFunding), ordered: column{name: "funding_amount", none: new(int64(-1)), nullable: true}},
		{filter: "currency", compared: optionalText("funding_currency")},
		tally("partnerCount", "partner_count", string(InitiativeByPartnerCount)),
		updated(string(InitiativeByUpdatedAt)),
		{filter: "partners", compared: related(Partners, through{"participations", "initiative_id", "partner_id"})},
		{filter: "participations", compared: related(Participations, through{"participations", "initiative_id", "id"})},
		{filter: "releases", compared: related(Releases, through{"announcements", "initiative_id", "release_id"})},
		{filter: "topics", compared: related(Topics, through{"initiative_topics", "initiative_id", "topic_id"})},
	}
}

func topicFields() []field {
	return []field{
		{filter: "id", compared: ids(Topics)},
		{filter: "slug", compared: text("slug")},
		{filter: "name", compared: names("topic_names", "topic_id"), order: "NAME", ordered: key("name_sort")},
	}
}

func participationFields() []field {
	return []field{
		{filter: "id", compared: ids(Participations)},
		{filter: "partner", compared: single(Partners, "partner_id")},
		{filter: "initiative", compared: single(Initiatives, "initiative_id")},
		{filter: "roles", compared: oneOf("role")},
		{filter: "statuses", compared: oneOf("status")},
		{filter: "since", compared: date("since", "since"),
			order: string(ParticipationBySince), ordered: column{name: "since_earliest", none: new(int64(0))}},
		{filter: "until", compared: date("until", "until")},
		{filter: "knownSince", compared: knownDate("known"),
			order: string(ParticipationByKnownSince), ordered: column{name: "known_earliest", twoLives: true, none: new(int64(0))}},
		{filter: "knownSinceBasis", compared: knownBasis("known_basis")},
		{filter: "contribution", compared: amount("contribution_amount")},
		{filter: "currency", compared: optionalText("contribution_currency")},
	}
}

func revisionFields() []field {
	return []field{{order: "VERSION", ordered: column{name: "version"}}}
}

func suggestionFields() []field {
	return []field{
		{filter: "decision", compared: exactly("decision")},
		{filter: "release", compared: reference(Releases, "release_id")},
		{filter: "minConfidence", compared: atLeast("confidence")},
		{order: "CONFIDENCE", ordered: column{name: "confidence", kind: kindFloat}},
	}
}

func changeFields() []field {
	return []field{
		{filter: "nodeId", compared: changedNode},
		{filter: "actions", compared: oneOf("action")},
		{filter: "since", compared: since("at")},
	}
}

// key is a column of bytes that texts are ordered by.
func key(name string) column { return column{name: name, kind: kindBytes} }

// tally is a number of relations, which readers see another of.
func tally(filter, name, order string) field {
	return field{filter: filter, compared: count(name), order: order, ordered: column{name: name, twoLives: true}}
}

// updated is when a node was last changed, for readers: in what they see of it.
func updated(order string) field {
	return field{order: order, ordered: column{name: "updated_at", kind: kindTime, twoLives: true}}
}
