package derive

import (
	"fmt"
	"strings"

	"pressgraph/internal/access"
	"pressgraph/internal/store"
)

// A participation is known since its own since, else since its initiative's
// start, which are stated; else since the earliest release that states it or
// reports its initiative. The earliest is the one that has certainly happened
// first: by the last day that its date can mean, then by the first. Readers know
// it by what they see; of what is hidden they know nothing.

// knownColumns are the columns of a world, in the order of knownSince.
func knownColumns(w access.World) []string {
	return []string{store.Column(w, "known_earliest"), store.Column(w, "known_latest"), store.Column(w, "known_basis")}
}

// dayRange makes one number of a release's two days, so that the least is the
// earliest. Both engines count so far.
const dayRange = 100_000_000

// reportedSince defines the tables stated and reported: by participation and by
// initiative the earliest release that tells of it, in both worlds; null where
// none has a date. Rows are found from the participations t in scope.
func reportedSince(in scope) string {
	return strings.NewReplacer("RANGE", fmt.Sprint(dayRange), "SCOPE", in.chosen()).Replace(`stated(id, told, shown) AS MATERIALIZED (
	SELECT e.participation_id, min(r.published_latest * CAST(RANGE AS bigint) + r.published_earliest),
		min(CASE WHEN r.visible THEN r.published_latest * CAST(RANGE AS bigint) + r.published_earliest END)
	FROM participations t CROSS JOIN evidence e CROSS JOIN releases r
	WHERE e.participation_id = t.id AND r.id = e.release_id AND r.published_latest <> 0 AND t.since_latest = 0 AND SCOPE
	GROUP BY e.participation_id
), reported(id, told, shown) AS MATERIALIZED (
	SELECT a.initiative_id, min(r.published_latest * CAST(RANGE AS bigint) + r.published_earliest),
		min(CASE WHEN a.visible THEN r.published_latest * CAST(RANGE AS bigint) + r.published_earliest END)
	FROM (SELECT DISTINCT t.initiative_id FROM participations t CROSS JOIN initiatives i
		WHERE i.id = t.initiative_id AND t.since_latest = 0 AND i.started_latest = 0 AND SCOPE) AS p
	CROSS JOIN announcements a CROSS JOIN releases r
	WHERE a.initiative_id = p.initiative_id AND r.id = a.release_id AND r.published_latest <> 0
	GROUP BY a.initiative_id
)`)
}

// earliestOf is the lesser of two columns, either of which may be null.
func earliestOf(a, b string) string {
	return fmt.Sprintf("CASE WHEN %[1]s <= %[2]s THEN %[1]s ELSE COALESCE(%[2]s, %[1]s) END", a, b)
}

// knownSince selects the three columns of a world, from what was entered
// (entered_earliest, entered_latest: 0 for nothing) and the column of the
// earliest release, where the condition holds that the world sees it.
func knownSince(sees, release string) string {
	return strings.NewReplacer("SEES", sees, "TOLD", release, "RANGE", fmt.Sprint(dayRange)).Replace(
		`CASE WHEN NOT (SEES) THEN 0 WHEN entered_latest <> 0 THEN entered_earliest ELSE COALESCE(TOLD % RANGE, 0) END,
	CASE WHEN NOT (SEES) THEN 0 WHEN entered_latest <> 0 THEN entered_latest ELSE COALESCE(TOLD / RANGE, 0) END,
	CASE WHEN NOT (SEES) THEN NULL WHEN entered_latest <> 0 THEN 'STATED' WHEN TOLD IS NOT NULL THEN 'REPORTED' END`)
}
