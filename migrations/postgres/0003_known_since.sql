-- Modify "participations" table.
ALTER TABLE "participations" ADD CONSTRAINT "participations_known_basis" CHECK ((known_basis)::text = ANY ((ARRAY['STATED'::character varying, 'REPORTED'::character varying])::text[])), ADD CONSTRAINT "participations_known_bounds" CHECK ((known_earliest <= known_latest) AND (known_earliest >= 0)), ADD CONSTRAINT "participations_public_known_basis" CHECK ((public_known_basis)::text = ANY ((ARRAY['STATED'::character varying, 'REPORTED'::character varying])::text[])), ADD CONSTRAINT "participations_public_known_bounds" CHECK ((public_known_earliest <= public_known_latest) AND (public_known_earliest >= 0)), ADD COLUMN "known_earliest" integer NOT NULL DEFAULT 0, ADD COLUMN "known_latest" integer NOT NULL DEFAULT 0, ADD COLUMN "known_basis" character varying NULL, ADD COLUMN "public_known_earliest" integer NOT NULL DEFAULT 0, ADD COLUMN "public_known_latest" integer NOT NULL DEFAULT 0, ADD COLUMN "public_known_basis" character varying NULL;

-- Since when each participation is known: as was entered, of itself, else of its
-- initiative; else since the earliest release that tells of either.
WITH stated(id, told, shown) AS (
  SELECT e.participation_id, min(r.published_latest * CAST(100000000 AS bigint) + r.published_earliest),
    min(CASE WHEN r.visible THEN r.published_latest * CAST(100000000 AS bigint) + r.published_earliest END)
  FROM evidence e JOIN releases r ON r.id = e.release_id
  WHERE e.participation_id IS NOT NULL AND r.published_latest <> 0
  GROUP BY e.participation_id
), reported(id, told, shown) AS (
  SELECT a.initiative_id, min(r.published_latest * CAST(100000000 AS bigint) + r.published_earliest),
    min(CASE WHEN a.visible THEN r.published_latest * CAST(100000000 AS bigint) + r.published_earliest END)
  FROM announcements a JOIN releases r ON r.id = a.release_id
  WHERE r.published_latest <> 0
  GROUP BY a.initiative_id
), entered(id, visible, earliest, latest, told, shown) AS (
  SELECT p.id, p.visible,
    CASE WHEN p.since_latest <> 0 THEN p.since_earliest ELSE i.started_earliest END,
    CASE WHEN p.since_latest <> 0 THEN p.since_latest ELSE i.started_latest END,
    CASE WHEN s.told <= r.told THEN s.told ELSE COALESCE(r.told, s.told) END,
    CASE WHEN s.shown <= r.shown THEN s.shown ELSE COALESCE(r.shown, s.shown) END
  FROM participations p JOIN initiatives i ON i.id = p.initiative_id
    LEFT JOIN stated s ON s.id = p.id LEFT JOIN reported r ON r.id = p.initiative_id
)
UPDATE participations SET
  known_earliest = CASE WHEN e.latest <> 0 THEN e.earliest ELSE COALESCE(e.told % 100000000, 0) END,
  known_latest = CASE WHEN e.latest <> 0 THEN e.latest ELSE COALESCE(e.told / 100000000, 0) END,
  known_basis = CASE WHEN e.latest <> 0 THEN 'STATED' WHEN e.told IS NOT NULL THEN 'REPORTED' END,
  public_known_earliest = CASE WHEN NOT e.visible THEN 0 WHEN e.latest <> 0 THEN e.earliest ELSE COALESCE(e.shown % 100000000, 0) END,
  public_known_latest = CASE WHEN NOT e.visible THEN 0 WHEN e.latest <> 0 THEN e.latest ELSE COALESCE(e.shown / 100000000, 0) END,
  public_known_basis = CASE WHEN NOT e.visible THEN NULL WHEN e.latest <> 0 THEN 'STATED' WHEN e.shown IS NOT NULL THEN 'REPORTED' END
FROM entered e WHERE e.id = participations.id;
