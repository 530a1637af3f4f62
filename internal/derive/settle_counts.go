package derive

import (
	"fmt"

	"pressgraph/internal/content"
)

// counted counts the rows of table that belong to the node t.
func counted(table, key, condition string) string {
	return fmt.Sprintf("(SELECT count(*) FROM %s x WHERE x.%s = t.id%s)", table, key, condition)
}

// A pair of a partner and an initiative is counted by its first participation;
// the other relations are unique by themselves.
const (
	visibleOnly      = " AND x.visible"
	firstOnly        = " AND x.pair_first"
	visibleFirstOnly = " AND x.public_pair_first"
)

func releaseCounts(in scope) derivation {
	columns := []string{"partner_count", "public_partner_count", "initiative_count", "public_initiative_count"}
	return derived("releases", columns, "SELECT t.id, "+
		counted("mentions", "release_id", "")+", "+
		counted("mentions", "release_id", visibleOnly)+", "+
		counted("announcements", "release_id", "")+", "+
		counted("announcements", "release_id", visibleOnly)+
		" FROM releases t WHERE "+in.chosen())
}

func initiativeCounts(in scope) derivation {
	columns := []string{"partner_count", "public_partner_count", "release_count", "public_release_count"}
	return derived("initiatives", columns, "SELECT t.id, "+
		counted("participations", "initiative_id", firstOnly)+", "+
		counted("participations", "initiative_id", visibleFirstOnly)+", "+
		counted("announcements", "initiative_id", "")+", "+
		counted("announcements", "initiative_id", visibleOnly)+
		" FROM initiatives t WHERE "+in.chosen())
}

func topicCounts(in scope) derivation {
	return derived("topics", []string{"release_count", "public_release_count"}, "SELECT t.id, "+
		counted("release_topics", "topic_id", "")+", "+
		counted("release_topics", "topic_id", visibleOnly)+
		" FROM topics t WHERE "+in.chosen())
}

func partnerCounts(in scope) derivation {
	columns := []string{
		"release_count", "public_release_count", "initiative_count", "public_initiative_count",
		"latest_release_on", "latest_sort", "public_latest_release_on", "public_latest_sort",
	}
	return derived("partners", columns, fmt.Sprintf(
		`SELECT n.id, n.releases, n.public_releases, n.initiatives, n.public_initiatives,
	l.published_on, COALESCE(l.sort_at, %[1]d), pl.published_on, COALESCE(pl.sort_at, %[1]d)
	FROM (SELECT t.id, `, content.Undated)+
		counted("mentions", "partner_id", "")+" AS releases, "+
		counted("mentions", "partner_id", visibleOnly)+" AS public_releases, "+
		counted("participations", "partner_id", firstOnly)+" AS initiatives, "+
		counted("participations", "partner_id", visibleFirstOnly)+" AS public_initiatives, "+
		latest("")+" AS latest, "+latest(visibleOnly)+" AS public_latest FROM partners t WHERE "+in.chosen()+`) AS n
	LEFT JOIN releases l ON l.id = n.latest LEFT JOIN releases pl ON pl.id = n.public_latest`)
}

// latest finds the newest release that names the partner t.
func latest(condition string) string {
	return "(SELECT x.release_id FROM mentions x WHERE x.partner_id = t.id" + condition +
		" ORDER BY x.sort_at DESC, x.rank DESC, x.release_id DESC LIMIT 1)"
}

// reachQuery lists the relations that hang on releases, initiatives and
// partners or have evidence in one of the releases: kind, id, and both ends.
// Participations come with the others of their pair, relations with all of
// their evidence. Those of an initiative that a release reports, and whose start
// nobody has entered, are known since the earliest such release: they come alone.
func reachQuery(releases, initiatives, partners scope) string {
	standing := func(key string) string {
		return "SELECT " + key + " FROM evidence WHERE " + releases("release_id") + " AND " + key + " IS NOT NULL"
	}
	return `WITH m AS MATERIALIZED (
	SELECT id, release_id, partner_id FROM mentions WHERE id IN (
		SELECT id FROM mentions WHERE ` + releases("release_id") + ` UNION ` + standing("mention_id") + `)
), a AS MATERIALIZED (
	SELECT id, release_id, initiative_id FROM announcements WHERE id IN (
		SELECT id FROM announcements WHERE ` + releases("release_id") + ` UNION ` + standing("announcement_id") + `)
), p AS MATERIALIZED (
	SELECT DISTINCT o.id, o.initiative_id, o.partner_id
	FROM participations q CROSS JOIN participations o
	WHERE o.initiative_id = q.initiative_id AND o.partner_id = q.partner_id AND q.id IN (
		SELECT id FROM participations WHERE ` + initiatives("initiative_id") + `
		UNION SELECT id FROM participations WHERE ` + partners("partner_id") + ` UNION ` + standing("participation_id") + `)
)
SELECT 'mention', id, release_id, partner_id FROM m
UNION ALL SELECT 'announcement', id, release_id, initiative_id FROM a
UNION ALL SELECT 'participation', id, initiative_id, partner_id FROM p
UNION ALL SELECT 'known since', p.id, 0, 0 FROM a CROSS JOIN initiatives i CROSS JOIN participations p
	WHERE i.id = a.initiative_id AND i.started_latest = 0 AND p.initiative_id = i.id
UNION ALL SELECT 'release topic', id, release_id, topic_id FROM release_topics WHERE ` + releases("release_id") + `
UNION ALL SELECT 'initiative topic', id, initiative_id, topic_id FROM initiative_topics WHERE ` + initiatives("initiative_id") + `
UNION ALL SELECT 'publisher', id, id, publisher_id FROM releases WHERE ` + releases("id") + ` AND publisher_id IS NOT NULL
UNION ALL SELECT 'evidence', id, release_id, mention_id FROM evidence WHERE mention_id IN (SELECT id FROM m)
UNION ALL SELECT 'evidence', id, release_id, announcement_id FROM evidence WHERE announcement_id IN (SELECT id FROM a)
UNION ALL SELECT 'evidence', id, release_id, participation_id FROM evidence WHERE participation_id IN (SELECT id FROM p)`
}
