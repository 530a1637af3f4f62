package query

import (
	"errors"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
)

// Records are rows that the editors' work leaves beside the content: each kind
// has one list, in one order.

// ReleaseRevisions lists the saved states of a release.
func ReleaseRevisions() List {
	return List{Name: "release.revisions", Kind: Revisions, Rows: "revisions", Node: "id", Parent: "release_id"}
}

// AllSuggestions lists all suggestions.
func AllSuggestions() List { return all("suggestions", Suggestions) }

// AllChanges lists the steps of the change log that somebody in the world may see.
func AllChanges() List { return all("changes", Changes) }

// ByVersion is the order of revisions, the newest first.
func ByVersion() []Step { return []Step{{"VERSION", true}} }

// ByConfidence is the order of suggestions, the most confident first.
func ByConfidence() []Step { return []Step{{"CONFIDENCE", true}} }

// ByStep is the order of changes, the oldest first.
func ByStep() []Step { return []Step{{"STEP", false}} }

// stepTerms is the order of changes. Readers' cursors name their own numbering
// alone, as they would else count what is hidden.
func stepTerms(world access.World) []term {
	if world == access.Public {
		return []term{{name: "public_step", expr: "r.public_step"}}
	}
	return []term{{name: "version", expr: "r.version"}, {name: "id", expr: "r.id"}}
}

// ChangePlace is the place of one change in the log.
type ChangePlace struct {
	Version, ID int64
	// PublicStep is nil for what readers do not see.
	PublicStep *int64
}

// ChangeCursor returns the cursor of a change for somebody in the world.
func ChangeCursor(world access.World, at ChangePlace) string {
	o := ordering{terms: stepTerms(world)}
	place := position{at.Version, at.ID}
	if world == access.Public {
		place = position{int64(0)}
		if at.PublicStep != nil {
			place[0] = *at.PublicStep
		}
	}
	return encodeCursor(o, AllChanges().Name, place)
}

// changeNodes says which rows of the log tell of the nodes of a type: those of
// which tables, by which of their columns.
func changeNodes(t content.NodeType) map[string][]string {
	switch t {
	case content.NodeRelease:
		return map[string][]string{
			"entity_id":  {"releases"},
			"subject_id": {"mentions", "announcements", "release_topics", "corrections"},
		}
	case content.NodePartner:
		return map[string][]string{"entity_id": {"partners"}, "object_id": {"merges"}}
	case content.NodeInitiative:
		return map[string][]string{"entity_id": {"initiatives"}, "subject_id": {"initiative_topics"}}
	case content.NodeTopic:
		return map[string][]string{"entity_id": {"topics"}}
	case content.NodeParticipation:
		return map[string][]string{"entity_id": {"participations"}}
	case content.NodeRevision, content.NodeSuggestion, content.NodeAPIKey:
	}
	return nil
}

// ChangedNode returns what a row of the log tells of, given the table that
// changed and the ids in the row; the zero type for what is no step of a log.
func ChangedNode(entity string, id int64, subject, object *int64) (content.NodeType, int64) {
	ids := map[string]*int64{"entity_id": &id, "subject_id": subject, "object_id": object}
	for _, t := range changedTypes() {
		for column, tables := range changeNodes(t) {
			for _, table := range tables {
				if table == entity && ids[column] != nil {
					return t, *ids[column]
				}
			}
		}
	}
	return 0, 0
}

func changedTypes() []content.NodeType {
	return []content.NodeType{
		content.NodeRelease, content.NodePartner, content.NodeInitiative, content.NodeTopic, content.NodeParticipation,
	}
}

// node is an id of any type.
type node struct {
	of content.NodeType
	id int64
}

func readNode(v any) (node, error) {
	s, ok := v.(string)
	if !ok {
		return node{}, errors.New("must be an id")
	}
	t, id, err := content.ParseGlobalID(s)
	return node{t, id}, err
}

// changedNode compares the node that a row of the log tells of.
func changedNode(p *filterParser, path string, value any, _ int) condition {
	var all []condition
	for _, o := range p.operands(path, value) {
		switch o.name {
		case "eq":
			all = append(all, tellsOf(valueOf(p, o, readNode)))
		case "ne":
			all = append(all, negationOf(tellsOf(valueOf(p, o, readNode))))
		case "in":
			all = append(all, tellsOf(values(p, o, readNode)...))
		case "notIn":
			all = append(all, negationOf(tellsOf(values(p, o, readNode)...)))
		default:
			all = append(all, p.complain(o.path, "there is no such comparison"))
		}
	}
	return conjunctionOf(all)
}

// tellsOf holds for the rows of the log that tell of one of the nodes. A column
// that may be null is asked for so that the condition never is.
func tellsOf(nodes ...node) condition {
	perType := map[content.NodeType][]int64{}
	for _, n := range nodes {
		perType[n.of] = append(perType[n.of], n.id)
	}
	var all []condition
	for _, t := range changedTypes() {
		if len(perType[t]) == 0 {
			continue
		}
		for _, column := range []string{"entity_id", "subject_id", "object_id"} {
			if tables := changeNodes(t)[column]; tables != nil {
				all = append(all, conjunctionOf([]condition{
					among("entity", tables, false), among(column, perType[t], column != "entity_id"),
				}))
			}
		}
	}
	return disjunctionOf(all)
}

// since holds from an instant on.
func since(column string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		at := valueOf(p, operand{path: path, value: value}, readTime)
		return compared(column, ">=", instantBound(at), false)
	}
}

// exactly compares a column of enum names with one of them.
func exactly(column string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		return compared(column, "=", valueOf(p, operand{path: path, value: value}, readText), false)
	}
}

// reference compares a column that holds the id of a node.
func reference(kind Kind, column string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		return compared(column, "=", valueOf(p, operand{path: path, value: value}, readID(kind)), false)
	}
}

// atLeast compares a column of shares from 0 to 1.
func atLeast(column string) fieldParser {
	return func(p *filterParser, path string, value any, _ int) condition {
		return compared(column, ">=", valueOf(p, operand{path: path, value: value}, readShare), false)
	}
}
