package loader

import (
	"slices"

	"pressgraph/ent/initiative"
	"pressgraph/ent/participation"
	"pressgraph/ent/partner"
	"pressgraph/ent/release"
	"pressgraph/ent/topic"
	"pressgraph/internal/access"
	"pressgraph/internal/store"
)

// Asked holds the names of the fields that a request asks for, by the names of
// the types that have them; those asked of an interface or union are under "".
// Nil stands for all fields.
type Asked map[string][]string

// needs says which columns of a table the fields of its type answer from.
type needs struct {
	typeName string
	// always are read whatever is asked for: nodes are named in many places.
	always []string
	// of tells the columns of a field, none for what has a statement of its own.
	// Of a field that is not known all columns are read.
	of func(field string) (columns []string, known bool)
	// all are the columns but those that are for the database alone.
	all func() []string
}

// columns returns what to select for the type in a request.
func (n needs) columns(asked Asked, world access.World) []string {
	if asked == nil {
		return n.all()
	}
	columns := slices.Clone(n.always)
	for _, of := range []string{n.typeName, ""} {
		for _, field := range asked[of] {
			wanted, known := n.of(field)
			if !known && of != "" {
				return n.all()
			}
			for _, column := range wanted {
				if name := store.Column(world, column); !slices.Contains(columns, name) {
					columns = append(columns, name)
				}
			}
		}
	}
	return columns
}

// columns are what the loaders of one request select.
type columns struct{ releases, partners, initiatives, topics, participations []string }

func columnsFor(asked Asked, world access.World) columns {
	return columns{
		releases:       releaseNeeds().columns(asked, world),
		partners:       partnerNeeds().columns(asked, world),
		initiatives:    initiativeNeeds().columns(asked, world),
		topics:         topicNeeds().columns(asked, world),
		participations: participationNeeds().columns(asked, world),
	}
}

// nodeColumns tells what nodes with an address have in common.
func nodeColumns(field string) ([]string, bool) {
	switch field {
	case "__typename", "id", "slug", "label", "name", "names", "topics", "children":
		return nil, true
	case "kind", "visible", "version":
		return []string{field}, true
	case "public":
		return []string{"held"}, true
	case "parent":
		return []string{"parent_id"}, true
	case "createdAt":
		return []string{"created_at"}, true
	case "updatedAt":
		return []string{"updated_at"}, true
	case "description", "descriptions":
		return []string{"descriptions"}, true
	}
	return nil, false
}

func releaseNeeds() needs {
	return needs{
		typeName: "Release",
		always:   []string{release.FieldID, release.FieldSlug, release.FieldTitle},
		of:       releaseColumns,
		all: func() []string {
			return without(release.Columns, release.FieldBody, release.FieldBodyText, release.FieldTitleFold, release.FieldTitleSort)
		},
	}
}

func releaseColumns(field string) ([]string, bool) {
	switch field {
	case "title", "body", "corrections", "revisions":
		return nil, true
	case "status":
		return []string{release.FieldStatus}, true
	case "language":
		return []string{release.FieldLanguage}, true
	case "summary":
		return []string{release.FieldSummary, release.FieldSummaryText}, true
	case "publishedAt":
		return []string{release.FieldPublishedAt}, true
	case "publishedOn":
		return []string{release.FieldPublishedOn}, true
	case "year":
		return []string{release.FieldYear}, true
	case "heroImage":
		return []string{release.FieldHeroImage}, true
	case "sourceUrl":
		return []string{release.FieldSourceURL}, true
	case "publisher":
		return []string{release.FieldPublisherID}, true
	case "translations":
		return []string{release.FieldTranslationGroup}, true
	case "partners":
		return []string{release.FieldPartnerCount}, true
	case "initiatives":
		return []string{release.FieldInitiativeCount}, true
	case "scheduledFor":
		return []string{release.FieldScheduledFor}, true
	}
	return nodeColumns(field)
}

func partnerNeeds() needs {
	return needs{
		typeName: "Partner",
		// Files of networks tell of kinds and countries.
		always: []string{partner.FieldID, partner.FieldSlug, partner.FieldName, partner.FieldKind, partner.FieldCountry},
		of:     partnerColumns,
		all: func() []string {
			return without(partner.Columns, partner.FieldNameFold, partner.FieldNameSort)
		},
	}
}

func partnerColumns(field string) ([]string, bool) {
	switch field {
	case "identifiers", "ancestors", "mergedFrom", "collaborators":
		return nil, true
	case "country":
		return []string{partner.FieldCountry}, true
	case "city":
		return []string{partner.FieldCity}, true
	case "website":
		return []string{partner.FieldWebsite}, true
	case "logo":
		return []string{partner.FieldLogo}, true
	case "releaseCount", "releases":
		return []string{partner.FieldReleaseCount}, true
	case "initiativeCount", "initiatives":
		return []string{partner.FieldInitiativeCount}, true
	case "latestReleaseOn":
		return []string{partner.FieldLatestReleaseOn}, true
	}
	return nodeColumns(field)
}

func initiativeNeeds() needs {
	return needs{
		typeName: "Initiative",
		always:   []string{initiative.FieldID, initiative.FieldSlug, initiative.FieldName},
		of:       initiativeColumns,
		all: func() []string {
			return without(initiative.Columns, initiative.FieldNameFold, initiative.FieldNameSort)
		},
	}
}

func initiativeColumns(field string) ([]string, bool) {
	switch field {
	case "status":
		return []string{initiative.FieldStatus}, true
	case "startedOn":
		return []string{initiative.FieldStartedOn}, true
	case "endedOn":
		return []string{initiative.FieldEndedOn}, true
	case "funding":
		return []string{initiative.FieldFundingAmount, initiative.FieldFundingCurrency}, true
	case "partnerCount", "participants":
		return []string{initiative.FieldPartnerCount}, true
	case "releaseCount", "releases":
		return []string{initiative.FieldReleaseCount}, true
	}
	return nodeColumns(field)
}

func topicNeeds() needs {
	return needs{
		typeName: "Topic",
		always:   []string{topic.FieldID, topic.FieldSlug, topic.FieldName},
		of:       topicColumns,
		all: func() []string {
			return without(topic.Columns, topic.FieldNameFold, topic.FieldNameSort)
		},
	}
}

func topicColumns(field string) ([]string, bool) {
	switch field {
	case "initiatives":
		return nil, true
	case "releaseCount", "releases":
		return []string{topic.FieldReleaseCount}, true
	}
	return nodeColumns(field)
}

func participationNeeds() needs {
	return needs{
		typeName: "Participation",
		always:   []string{participation.FieldID},
		of:       participationColumns,
		all:      func() []string { return participation.Columns },
	}
}

func participationColumns(field string) ([]string, bool) {
	switch field {
	case "__typename", "id", "evidence":
		return nil, true
	case "partner":
		return []string{participation.FieldPartnerID}, true
	case "initiative":
		return []string{participation.FieldInitiativeID}, true
	case "role":
		return []string{participation.FieldRole}, true
	case "status":
		return []string{participation.FieldStatus}, true
	case "since":
		return []string{participation.FieldSince}, true
	case "until":
		return []string{participation.FieldUntil}, true
	case "contribution":
		return []string{participation.FieldContributionAmount, participation.FieldContributionCurrency}, true
	}
	return nil, false
}
