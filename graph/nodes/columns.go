package nodes

import (
	"maps"
	"slices"

	"pressgraph/ent/db/initiative"
	"pressgraph/ent/db/participation"
	"pressgraph/ent/db/partner"
	"pressgraph/ent/db/release"
	"pressgraph/ent/db/topic"
	"pressgraph/internal/access"
	"pressgraph/internal/store"
)

// Asked holds the names of the fields that a request asks for, by the names of
// the types that have them; those asked of an interface or union are under "".
// Nil stands for all fields.
type Asked map[string][]string

// needs says which columns of a table the fields of its type answer from. A field
// that is not named here answers from the column of its name: sourceUrl from
// source_url.
type needs struct {
	typeName string
	columns  []string
	// always are read whatever is asked for: nodes are named in many places.
	always []string
	// internal are for the database alone, or have a loader of their own.
	internal []string
	// of tells the columns of fields that have other names, none for what has a
	// statement of its own.
	of func(field string) (columns []string, known bool)
}

// selected returns what to select for the type in a request: all but what is
// internal, where a field is asked for that is not known.
func (n needs) selected(asked Asked, world access.World) []string {
	if asked == nil {
		return without(n.columns, n.internal...)
	}
	columns := slices.Clone(n.always)
	add := func(column string) {
		if name := store.Column(world, column); !slices.Contains(columns, name) {
			columns = append(columns, name)
		}
	}
	for _, of := range []string{n.typeName, ""} {
		for _, field := range asked[of] {
			if wanted, known := n.of(field); known {
				for _, column := range wanted {
					add(column)
				}
				continue
			}
			at := slices.IndexFunc(n.columns, func(column string) bool { return isOf(column, field) })
			switch {
			case at >= 0 && !slices.Contains(n.internal, n.columns[at]):
				add(n.columns[at])
			case of != "":
				return without(n.columns, n.internal...)
			}
		}
	}
	return columns
}

// isOf reports whether a column has the name of a field: source_url that of sourceUrl.
func isOf(column, field string) bool {
	at := 0
	for _, letter := range []byte(field) {
		if letter >= 'A' && letter <= 'Z' {
			if at == len(column) || column[at] != '_' {
				return false
			}
			at++
			letter += 'a' - 'A'
		}
		if at == len(column) || column[at] != letter {
			return false
		}
		at++
	}
	return at == len(column)
}

// columns returns what the request selects of a table.
func (l *Loaders) columns(of needs) []string { return of.selected(l.asked, l.world) }

// withMatches adds what tells where a node matches a search: it may be in the
// descriptions, whatever else is asked of the node.
func (a Asked) withMatches() Asked {
	of := a["SearchEdge"]
	if !slices.Contains(of, "snippet") && !slices.Contains(of, "matchedField") {
		return a
	}
	with := maps.Clone(a)
	for _, described := range []string{"Partner", "Initiative"} {
		with[described] = append(slices.Clone(a[described]), "description")
	}
	return with
}

// nodeColumns tells what nodes with an address have in common.
func nodeColumns(field string) ([]string, bool) {
	switch field {
	case "__typename", "id", "slug", "label", "name", "names", "topics", "children":
		return nil, true
	case "public":
		return []string{"held"}, true
	case "parent":
		return []string{"parent_id"}, true
	case "description":
		return []string{"descriptions"}, true
	}
	return nil, false
}

func releaseNeeds() needs {
	return needs{
		typeName: "Release", columns: release.Columns,
		always:   []string{release.FieldID, release.FieldSlug, release.FieldTitle},
		internal: []string{release.FieldBody, release.FieldBodyText, release.FieldTitleFold, release.FieldTitleSort},
		of: func(field string) ([]string, bool) {
			switch field {
			case "body", "corrections", "revisions":
				return nil, true
			case "summary":
				return []string{release.FieldSummary, release.FieldSummaryText}, true
			case "publisher":
				return []string{release.FieldPublisherID}, true
			case "translations":
				return []string{release.FieldTranslationGroup}, true
			case "partners":
				return []string{release.FieldPartnerCount}, true
			case "initiatives":
				return []string{release.FieldInitiativeCount}, true
			}
			return nodeColumns(field)
		},
	}
}

func partnerNeeds() needs {
	return needs{
		typeName: "Partner", columns: partner.Columns,
		// Files of networks tell of kinds and countries.
		always:   []string{partner.FieldID, partner.FieldSlug, partner.FieldName, partner.FieldKind, partner.FieldCountry},
		internal: []string{partner.FieldNameFold, partner.FieldNameSort},
		of: func(field string) ([]string, bool) {
			switch field {
			case "identifiers", "ancestors", "mergedFrom", "collaborators":
				return nil, true
			case "releases":
				return []string{partner.FieldReleaseCount}, true
			case "initiatives":
				return []string{partner.FieldInitiativeCount}, true
			}
			return nodeColumns(field)
		},
	}
}

func initiativeNeeds() needs {
	return needs{
		typeName: "Initiative", columns: initiative.Columns,
		always:   []string{initiative.FieldID, initiative.FieldSlug, initiative.FieldName},
		internal: []string{initiative.FieldNameFold, initiative.FieldNameSort},
		of: func(field string) ([]string, bool) {
			switch field {
			case "funding":
				return []string{initiative.FieldFundingAmount, initiative.FieldFundingCurrency, initiative.FieldFundingQualifier}, true
			case "participants":
				return []string{initiative.FieldPartnerCount}, true
			case "releases":
				return []string{initiative.FieldReleaseCount}, true
			}
			return nodeColumns(field)
		},
	}
}

func topicNeeds() needs {
	return needs{
		typeName: "Topic", columns: topic.Columns,
		always:   []string{topic.FieldID, topic.FieldSlug, topic.FieldName},
		internal: []string{topic.FieldNameFold, topic.FieldNameSort},
		of: func(field string) ([]string, bool) {
			switch field {
			case "initiatives":
				return nil, true
			case "releases":
				return []string{topic.FieldReleaseCount}, true
			}
			return nodeColumns(field)
		},
	}
}

func participationNeeds() needs {
	return needs{
		typeName: "Participation", columns: participation.Columns,
		always: []string{participation.FieldID},
		of: func(field string) ([]string, bool) {
			switch field {
			case "__typename", "evidence":
				return nil, true
			case "partner":
				return []string{participation.FieldPartnerID}, true
			case "initiative":
				return []string{participation.FieldInitiativeID}, true
			case "knownSince":
				return []string{participation.FieldKnownEarliest, participation.FieldKnownLatest, participation.FieldKnownBasis}, true
			case "contribution":
				return []string{
					participation.FieldContributionAmount, participation.FieldContributionCurrency, participation.FieldContributionQualifier,
				}, true
			}
			return nil, false
		},
	}
}
