package changelog

import (
	"fmt"
	"slices"
	"strings"

	"entgo.io/ent/dialect/sql/schema"

	"pressgraph/ent/db/migrate"
)

// contentTable tells the triggers what a change of one table's rows means.
// Every column is id, the one that shown names, or in exactly one of the lists.
type contentTable struct {
	name  string
	words actionWords
	log   inLog
	// subject and object fill the columns of those names; SQL in which ROW is
	// the changed row, or empty. For a node they are the node above it (the
	// publisher, of a release) before and after the change, and both are set by
	// above alone.
	subject, object string
	above           string
	// shown is SQL that holds where readers see the row.
	shown string
	// owned rows are seen where another row is: shown cannot differ between the
	// old and the new row.
	owned bool
	// ends are the columns that make the row another one if they change: it has
	// left one place and come to another.
	ends []string
	// content is what readers are shown: an edit of it is a step of their log.
	content []string
	// computed is what readers notice (their order, their counts, what their
	// filters match) but follows from other columns or rows.
	computed []string
	// editorial is what only editors are shown.
	editorial []string
	// upkeep is what only editors notice and follows from something else.
	upkeep []string
	// ignored changes all the time and means nothing.
	ignored []string
}

// actionWords are the actions that a change of a row is told as.
type actionWords struct {
	// appear and vanish are for readers: the row was not seen and now is, or the
	// other way round.
	appear, vanish string
	// insert and remove are for rows that come hidden, or go.
	insert, remove string
}

// inLog says which changes of a table are steps of a log that people read;
// all others are derived from such a step, or part of it.
type inLog int

const (
	// logNever is for what is part of its owner: the owner's row tells.
	logNever inLog = iota
	// logInsert is for records that are steps by themselves, once.
	logInsert
	// logAll is for nodes and relations.
	logAll
)

// contentTables lists the tables whose changes move the content version.
func contentTables() []contentTable {
	nodes := nodeTables()
	for i := range nodes {
		nodes[i].content = nodes[i].rest()
	}
	return slices.Concat(nodes, relationTables(), partTables(), recordTables())
}

// rest lists the columns that stand in none of the lists.
func (t contentTable) rest() []string {
	at := slices.IndexFunc(migrate.Tables, func(made *schema.Table) bool { return made.Name == t.name })
	elsewhere := slices.Concat([]string{"id", "visible"}, t.computed, t.editorial, t.upkeep)
	var all []string
	for _, column := range migrate.Tables[at].Columns {
		if !slices.Contains(elsewhere, column.Name) {
			all = append(all, column.Name)
		}
	}
	return all
}

// nodeTables are those of nodes. Their content is what stands in no other list: a
// column for editors alone is editorial.

func nodeTables() []contentTable {
	release := actionWords{appear: "PUBLISHED", vanish: "UNPUBLISHED", insert: "CREATED", remove: "DELETED"}
	other := actionWords{appear: "CREATED", vanish: "UNPUBLISHED", insert: "CREATED", remove: "DELETED"}
	editorial := []string{"held", "version", "created_at"}
	return []contentTable{{
		name: "releases", words: release, log: logAll, above: "publisher_id", shown: "ROW.visible",
		computed: []string{"title_fold", "title_sort", "summary_text", "body_text", "year", "sort_at",
			"published_earliest", "published_latest", "public_partner_count", "public_initiative_count", "public_updated_at"},
		// The status tells readers nothing: what they see is published. A group
		// may hold hidden releases; one that readers see others in says so.
		editorial: append([]string{"status", "scheduled_for", "summary_truncated", "translation_group"}, editorial...),
		upkeep:    []string{"partner_count", "initiative_count", "updated_at"},
	}, {
		name: "partners", words: other, log: logAll, above: "parent_id", shown: "ROW.visible",
		computed: []string{"name_fold", "name_sort", "public_release_count", "public_initiative_count",
			"public_latest_release_on", "public_latest_sort", "public_updated_at"},
		editorial: editorial,
		upkeep:    []string{"release_count", "initiative_count", "latest_release_on", "latest_sort", "updated_at"},
	}, {
		name: "initiatives", words: other, log: logAll, above: "parent_id", shown: "ROW.visible",
		computed: []string{"name_fold", "name_sort", "started_earliest", "started_latest", "ended_earliest", "ended_latest",
			"public_partner_count", "public_release_count", "public_updated_at"},
		editorial: editorial,
		upkeep:    []string{"partner_count", "release_count", "updated_at"},
	}, {
		name: "topics", words: other, log: logAll, above: "parent_id", shown: "ROW.visible",
		computed:  []string{"name_fold", "name_sort", "public_release_count", "public_updated_at"},
		editorial: editorial,
		upkeep:    []string{"release_count", "updated_at"},
	}}
}

func relationTables() []contentTable {
	link := actionWords{appear: "LINKED", vanish: "UNLINKED", insert: "LINKED", remove: "UNLINKED"}
	return []contentTable{{
		name: "mentions", words: link, log: logAll, subject: "ROW.release_id", object: "ROW.partner_id", shown: "ROW.visible",
		ends:     []string{"release_id", "partner_id"},
		content:  []string{"position", "role"},
		computed: []string{"sort_at", "rank"},
	}, {
		name: "announcements", words: link, log: logAll, subject: "ROW.release_id", object: "ROW.initiative_id", shown: "ROW.visible",
		ends:     []string{"release_id", "initiative_id"},
		content:  []string{"position", "stage"},
		computed: []string{"sort_at", "rank"},
	}, {
		name: "participations", words: link, log: logAll, subject: "ROW.partner_id", object: "ROW.initiative_id", shown: "ROW.visible",
		ends: []string{"partner_id", "initiative_id"},
		content: []string{"role", "status", "since", "until", "contribution_amount", "contribution_currency",
			"contribution_qualifier"},
		computed: []string{"started", "public_pair_first", "public_known_earliest", "public_known_latest", "public_known_basis",
			"since_earliest", "since_latest", "until_earliest", "until_latest"},
		// Places count hidden rows, too. Where those that readers see change
		// places, their initiative says so.
		editorial: []string{"position"},
		upkeep:    []string{"pair_first", "known_earliest", "known_latest", "known_basis"},
	}, {
		name: "release_topics", words: link, log: logAll, subject: "ROW.release_id", object: "ROW.topic_id", shown: "ROW.visible",
		ends:     []string{"release_id", "topic_id"},
		content:  []string{"position"},
		computed: []string{"sort_at", "rank"},
	}, {
		name: "initiative_topics", words: link, log: logAll, subject: "ROW.initiative_id", object: "ROW.topic_id", shown: "ROW.visible",
		ends:     []string{"initiative_id", "topic_id"},
		content:  []string{"position"},
		computed: []string{"started"},
	}}
}

// partTables are what readers take for a part of a node or relation.
func partTables() []contentTable {
	part := actionWords{appear: "UPDATED", vanish: "UPDATED", insert: "UPDATED", remove: "UPDATED"}
	names := func(table, owner, owners string) contentTable {
		return contentTable{
			name: table, words: part, subject: "ROW." + owner, shown: seenWith(owners, owner), owned: true,
			ends:     []string{owner},
			content:  []string{"position", "text", "locale", "kind"},
			computed: []string{"text_fold"},
		}
	}
	return []contentTable{
		names("partner_names", "partner_id", "partners"),
		names("initiative_names", "initiative_id", "initiatives"),
		names("topic_names", "topic_id", "topics"),
		{
			name: "identifiers", words: part, subject: "ROW.partner_id", shown: seenWith("partners", "partner_id"), owned: true,
			ends:    []string{"partner_id"},
			content: []string{"position", "scheme", "value"},
		}, {
			name: "evidence", words: part, subject: "ROW.release_id",
			object: "coalesce(ROW.mention_id, ROW.announcement_id, ROW.participation_id)", shown: "ROW.visible",
			ends:    []string{"release_id", "mention_id", "announcement_id", "participation_id"},
			content: []string{"section", "quote", "start", "end"},
			// As of participations.
			editorial: []string{"position"},
		}, {
			name: "former_slugs", words: part, subject: "ROW.node_id", shown: formerSlugShown(),
			ends:      []string{"node_id"},
			content:   []string{"entity", "slug"},
			editorial: []string{"public"},
		},
	}
}

// recordTables are what is written down once, and the keys: a server must hear
// at once of one that is revoked.
func recordTables() []contentTable {
	word := func(action string) actionWords {
		return actionWords{appear: action, vanish: "UPDATED", insert: action, remove: "UPDATED"}
	}
	return []contentTable{{
		name: "corrections", words: word("CORRECTED"), log: logInsert, subject: "ROW.release_id",
		shown: seenWith("releases", "release_id"), owned: true,
		ends:    []string{"release_id"},
		content: []string{"note", "corrected_at"},
	}, {
		name: "merges", words: word("MERGED"), log: logInsert, subject: "ROW.survivor_id", object: "ROW.duplicate_id",
		shown:     bothHold("ROW.public", seenWith("partners", "survivor_id")),
		content:   []string{"survivor_id", "duplicate_id", "undone_at"},
		editorial: []string{"public", "undo", "actor", "at"},
	}, {
		name: "revisions", words: word("UPDATED"), subject: "ROW.release_id", shown: "FALSE", owned: true,
		ends:      []string{"release_id"},
		editorial: []string{"version", "at", "actor", "note", "state", "changes"},
	}, {
		name: "suggestions", words: word("UPDATED"), subject: "ROW.release_id", shown: "FALSE", owned: true,
		ends: []string{"release_id"},
		editorial: []string{"relation", "label", "partner_id", "initiative_id", "mention_role", "stage", "participation_role",
			"confidence", "section", "quote", "start", "end", "decision", "decided_by", "decided_at", "created_at",
			"amount_amount", "amount_currency", "amount_qualifier"},
	}, {
		name: "distinctions", words: word("UPDATED"), subject: "ROW.lesser_id", object: "ROW.greater_id", shown: "FALSE", owned: true,
		ends:      []string{"lesser_id", "greater_id"},
		editorial: []string{"actor", "at"},
	}, {
		name: "api_keys", words: word("UPDATED"), shown: "FALSE", owned: true,
		editorial: []string{"name", "role", "prefix", "hash", "created_at", "expires_at", "revoked_at"},
		ignored:   []string{"last_used_at"},
	}}
}

// seenWith holds where readers see the row's owner. An owner that has gone has
// told of it by itself.
func seenWith(owners, column string) string {
	return "coalesce((SELECT owner.visible FROM " + owners + " owner WHERE owner.id = ROW." + column + "), FALSE)"
}

// formerSlugShown holds where readers knew a slug, and see the node that it
// leads to.
func formerSlugShown() string {
	var owners strings.Builder
	for _, t := range nodeTables() {
		fmt.Fprintf(&owners, " WHEN '%s' THEN %s", t.name, seenWith(t.name, "node_id"))
	}
	return bothHold("ROW.public", "CASE ROW.entity"+owners.String()+" ELSE FALSE END")
}
