package derive

import (
	"fmt"
	"slices"
	"strings"

	"pressgraph/internal/access"
	"pressgraph/internal/content"
	"pressgraph/internal/database"
)

// derivation computes derived columns of a table. Its SQL comes in two parts,
// which both the settling and the check put to use: the columns as they ought
// to be, in a table called derived with the columns key and new_<column>.
type derivation struct {
	table   string
	columns []string
	// with are the common table expressions that end in derived.
	with string
	// node is set where visible is derived for nodes: who becomes visible or
	// hidden is told, and public_updated_at moves with it.
	node content.NodeType
	// keyed is set where the SQL has an argument: the keys of the rows to derive.
	keyed bool
}

// scope narrows a statement to some rows, by their key; nil leaves it all.
type scope func(column string) string

// chosen returns the condition for a row of t.
func (in scope) chosen() string {
	if in == nil {
		return "TRUE"
	}
	return in("t.id")
}

// settler holds the statements that derive, for one engine.
type settler struct {
	derivations
	// all are the derivations without keys, in the order of their run.
	all []derivation
	// reach finds what the nodes of three arrays lead to: releases, initiatives, partners.
	reach string
}

// derivations are named for what they derive. The first four, and the counts,
// are of nodes.
type derivations struct {
	releases, initiatives, partners, topics                     derivation
	mentions, announcements, participations                     derivation
	releaseTopics, initiativeTopics, evidence                   derivation
	releaseCounts, initiativeCounts, partnerCounts, topicCounts derivation
}

func newSettler(engine database.Engine) *settler {
	all := newDerivations(nil)
	s := &settler{
		derivations: newDerivations(keyScope(engine, 1)).keyed(),
		reach:       reachQuery(keyScope(engine, 1), keyScope(engine, 2), keyScope(engine, 3)),
	}
	for _, d := range all.ordered() {
		s.all = append(s.all, *d)
	}
	return s
}

// keyScope narrows a column to the keys in an array, the given argument.
func keyScope(engine database.Engine, argument int) scope { return database.Among(engine, argument) }

func newDerivations(in scope) derivations {
	return derivations{
		releases:         releaseVisible(in),
		mentions:         releaseRelation(in, "mentions", lead("mention_id")),
		announcements:    releaseRelation(in, "announcements", lead("announcement_id")),
		releaseTopics:    releaseRelation(in, "release_topics", "TRUE"),
		initiatives:      nodeVisible(in, "initiatives", content.NodeInitiative, has("announcements", "initiative_id")),
		participations:   participations(in),
		initiativeTopics: initiativeTopics(in),
		partners: nodeVisible(in, "partners", content.NodePartner,
			has("releases", "publisher_id"), has("mentions", "partner_id"), has("participations", "partner_id")),
		topics: nodeVisible(in, "topics", content.NodeTopic,
			has("release_topics", "topic_id"), has("initiative_topics", "topic_id")),
		evidence:         evidenceVisible(in),
		releaseCounts:    releaseCounts(in),
		initiativeCounts: initiativeCounts(in),
		partnerCounts:    partnerCounts(in),
		topicCounts:      topicCounts(in),
	}
}

// ordered lists the derivations so that none comes before what it follows from.
func (d *derivations) ordered() []*derivation {
	return []*derivation{
		&d.releases, &d.mentions, &d.announcements, &d.releaseTopics,
		&d.initiatives, &d.participations, &d.initiativeTopics,
		&d.partners, &d.topics, &d.evidence,
		&d.releaseCounts, &d.initiativeCounts, &d.partnerCounts, &d.topicCounts,
	}
}

func (d derivations) keyed() derivations {
	for _, each := range d.ordered() {
		each.keyed = true
	}
	return d
}

// Tables are joined by CROSS JOIN, which to PostgreSQL is a join like any other:
// SQLite goes from the first, whose rows it is given, to the next.

// derived is a derivation by one SELECT, whose columns are key and those of
// columns in order.
func derived(table string, columns []string, selected string) derivation {
	names := "key, new_" + strings.Join(columns, ", new_")
	return derivation{
		table:   table,
		columns: columns,
		with:    "WITH derived(" + names + ") AS MATERIALIZED (\n" + selected + ")\n",
	}
}

// lead is the condition that readers can see a reason for the relation t: it
// has no evidence, or some stands in a visible release.
func lead(key string) string {
	return strings.ReplaceAll(`(NOT EXISTS (SELECT 1 FROM evidence e WHERE e.KEY = t.id)
	OR EXISTS (SELECT 1 FROM evidence e CROSS JOIN releases er WHERE e.KEY = t.id AND er.id = e.release_id AND er.visible))`, "KEY", key)
}

// has is the condition that the node t has a visible row in table.
//
// The key is given as a range of one, not as equal. Where most rows have the
// same key (the publisher, who is nearly always the newsroom itself),
// PostgreSQL expects any row to do, and reads them in whatever order until one
// does: all of them, if t is another.
func has(table, key string) string {
	return fmt.Sprintf("EXISTS (SELECT 1 FROM %s x WHERE x.%s BETWEEN t.id AND t.id AND x.visible)", table, key)
}

func releaseVisible(in scope) derivation {
	d := derived("releases", []string{"visible"},
		"SELECT t.id, t.status = 'PUBLISHED' FROM releases t WHERE "+in.chosen())
	d.node = content.NodeRelease
	return d
}

// releaseRelation is a relation that stands under its release.
func releaseRelation(in scope, table, leads string) derivation {
	return derived(table, []string{"visible", "sort_at", "rank"}, fmt.Sprintf(
		`SELECT t.id, r.visible AND %s, r.sort_at, r.rank
	FROM %s t CROSS JOIN releases r WHERE r.id = t.release_id AND %s`, leads, table, in.chosen()))
}

// participations are derived together for each pair of a partner and an
// initiative: rows may only be left out by whole pairs.
func participations(in scope) derivation {
	columns := slices.Concat([]string{"visible", "started", "pair_first", "public_pair_first"},
		knownColumns(access.Everything), knownColumns(access.Public))
	return derived("participations", columns, fmt.Sprintf(
		`WITH %s
	SELECT id, visible, started,
	row_number() OVER (PARTITION BY partner_id, initiative_id ORDER BY position, id) = 1,
	visible AND row_number() OVER (PARTITION BY partner_id, initiative_id, visible ORDER BY position, id) = 1,
	%s, %s
	FROM (SELECT t.id, t.partner_id, t.initiative_id, t.position, i.started_earliest AS started, i.visible AND %s AS visible,
		CASE WHEN t.since_latest <> 0 THEN t.since_earliest ELSE i.started_earliest END AS entered_earliest,
		CASE WHEN t.since_latest <> 0 THEN t.since_latest ELSE i.started_latest END AS entered_latest,
		%s AS told, %s AS shown
		FROM participations t CROSS JOIN initiatives i
		LEFT JOIN stated s ON s.id = t.id LEFT JOIN reported r ON r.id = t.initiative_id
		WHERE i.id = t.initiative_id AND %s) AS paired`,
		reportedSince(in), knownSince("TRUE", "told"), knownSince("visible", "shown"), lead("participation_id"),
		earliestOf("s.told", "r.told"), earliestOf("s.shown", "r.shown"), in.chosen()))
}

func initiativeTopics(in scope) derivation {
	return derived("initiative_topics", []string{"visible", "started"},
		`SELECT t.id, i.visible, i.started_earliest
	FROM initiative_topics t CROSS JOIN initiatives i WHERE i.id = t.initiative_id AND `+in.chosen())
}

func evidenceVisible(in scope) derivation {
	return derived("evidence", []string{"visible"},
		`SELECT t.id, r.visible AND COALESCE(
		(SELECT x.visible FROM mentions x WHERE x.id = t.mention_id),
		(SELECT x.visible FROM announcements x WHERE x.id = t.announcement_id),
		(SELECT x.visible FROM participations x WHERE x.id = t.participation_id))
	FROM evidence t CROSS JOIN releases r WHERE r.id = t.release_id AND `+in.chosen())
}

// nodeVisible derives a type of node with parents. Readers see those with a
// reason of their own, and all above them. Going upwards ends where parents run
// in a circle, and a circle is no reason for itself.
func nodeVisible(in scope, table string, node content.NodeType, reasons ...string) derivation {
	text := `WITH RECURSIVE shown(id) AS (
	SELECT t.id FROM TABLE t WHERE t.held OR REASONS
	UNION SELECT n.parent_id FROM shown s CROSS JOIN TABLE n WHERE n.id = s.id AND n.parent_id IS NOT NULL
), derived(key, new_visible) AS MATERIALIZED (
	SELECT t.id, s.id IS NOT NULL FROM TABLE t LEFT JOIN shown s ON s.id = t.id)
`
	if in != nil {
		text = affectedVisible
	}
	text = strings.NewReplacer("TABLE", table, "SCOPE", in.chosen(), "REASONS", strings.Join(reasons, " OR ")).Replace(text)
	return derivation{table: table, columns: []string{"visible"}, with: text, node: node}
}

// affectedVisible is the same for some nodes. Affected are they and all above
// them; a visible child that is not is a reason of its own.
const affectedVisible = `WITH RECURSIVE affected(id) AS (
	SELECT t.id FROM TABLE t WHERE SCOPE
	UNION SELECT n.parent_id FROM affected a CROSS JOIN TABLE n WHERE n.id = a.id AND n.parent_id IS NOT NULL
), shown(id) AS (
	SELECT t.id FROM affected a CROSS JOIN TABLE t WHERE t.id = a.id AND (t.held OR REASONS
		OR EXISTS (SELECT 1 FROM TABLE c WHERE c.parent_id BETWEEN t.id AND t.id AND c.visible
			AND NOT EXISTS (SELECT 1 FROM affected o WHERE o.id = c.id)))
	UNION SELECT n.parent_id FROM shown s CROSS JOIN TABLE n WHERE n.id = s.id AND n.parent_id IS NOT NULL
), derived(key, new_visible) AS MATERIALIZED (
	SELECT a.id, s.id IS NOT NULL FROM affected a LEFT JOIN shown s ON s.id = a.id)
`
