-- The kernel of change: triggers that write the change log and number it.
-- Made from internal/store/kernel_tables.go by "pressgraph migrate diff".

-- The newest numbers, in one row.
CREATE TABLE IF NOT EXISTS content_version (
  id int NOT NULL PRIMARY KEY CHECK (id = 1),
  version bigint NOT NULL,
  public_version bigint NOT NULL,
  public_step bigint NOT NULL
);
INSERT INTO content_version VALUES (1, 0, 0, 0) ON CONFLICT DO NOTHING;

-- One row for each transaction under way that has written to the log. Its
-- trigger waits for the commit; no row is ever committed.
CREATE UNLOGGED TABLE IF NOT EXISTS touched (txid bigint NOT NULL PRIMARY KEY);

-- Whether this transaction loads so much that it is told of in one row.
CREATE OR REPLACE FUNCTION bulk_load() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(current_setting('pressgraph.bulk', TRUE), '') = 'on'
$$;

-- Who this transaction works for. What a session has never set is null, what
-- another transaction of it has set is empty.
CREATE OR REPLACE FUNCTION who_changes(OUT at timestamptz, OUT actor text, OUT purpose text) LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('pressgraph.at', TRUE), '')::timestamptz, now()),
    coalesce(nullif(current_setting('pressgraph.actor', TRUE), ''), 'sql'),
    nullif(current_setting('pressgraph.purpose', TRUE), '')
$$;

-- Sees to it that the log is numbered at commit. It comes after the rows of the
-- log: with SET CONSTRAINTS … IMMEDIATE they are numbered at once.
CREATE OR REPLACE FUNCTION touch() RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
  INSERT INTO touched VALUES (txid_current()) ON CONFLICT DO NOTHING
$$;

-- Tells in one row that anything may have changed.
CREATE OR REPLACE FUNCTION everything_changed() RETURNS void LANGUAGE sql SET search_path FROM CURRENT AS $$
  INSERT INTO changes (entity, entity_id, action, derived, public_version, at, actor, purpose)
  SELECT '*', 0, 'UPDATED', TRUE, 0, w.at, w.actor, w.purpose FROM who_changes() w;
  SELECT touch()
$$;
CREATE OR REPLACE FUNCTION everything_truncated() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
  IF NOT bulk_load() THEN
    PERFORM everything_changed();
  END IF;
  RETURN NULL;
END
$$;

-- Numbers what this transaction has written to the log: rows of version 0 that
-- it can see are its own, for those of others are not committed yet. Until here
-- a public_version of 0 stands for a public row, -1 for one that is a step of
-- the readers' log. The lock on content_version lasts until the commit is done,
-- so that numbers become visible in their order.
CREATE OR REPLACE FUNCTION touched_commit() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  count_all bigint;
  count_public bigint;
  count_steps bigint;
  reached content_version;
BEGIN
  DELETE FROM touched WHERE txid = NEW.txid;
  SELECT count(*), count(c.public_version), count(*) FILTER (WHERE c.public_version = -1)
  INTO count_all, count_public, count_steps
  FROM changes c WHERE c.version = 0;
  IF count_all = 0 THEN -- Undone by a savepoint.
    RETURN NULL;
  END IF;
  UPDATE content_version v SET
    version = v.version + 1,
    public_version = v.public_version + CASE WHEN count_public > 0 THEN 1 ELSE 0 END,
    public_step = v.public_step + count_steps
  RETURNING v.* INTO reached;
  UPDATE changes c SET
    version = reached.version,
    public_version = CASE WHEN c.public_version IS NOT NULL THEN reached.public_version END,
    public_step = CASE WHEN c.public_version = -1 THEN reached.public_step - count_steps + own.place END
  FROM (
    SELECT p.id, row_number() OVER (PARTITION BY p.public_version ORDER BY p.id) AS place
    FROM changes p WHERE p.version = 0
  ) own
  WHERE own.id = c.id AND c.version = 0;
  PERFORM pg_notify('pressgraph', reached.version || ' ' || reached.public_version);
  RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS touched_commit ON touched;
CREATE CONSTRAINT TRIGGER touched_commit AFTER INSERT ON touched DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION touched_commit();

-- Table releases.
CREATE OR REPLACE FUNCTION releases_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'releases', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        CAST(NULL AS bigint),
        n.publisher_id,
        CASE WHEN n.visible THEN 'PUBLISHED' ELSE 'CREATED' END,
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'releases', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.publisher_id,
        CAST(NULL AS bigint),
        'DELETED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'releases', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        o.publisher_id,
        n.publisher_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'PUBLISHED' ELSE 'UNPUBLISHED' END,
        (o.visible = n.visible AND NOT (o.slug, o.kind, o.language, o.title, o.summary, o.body, o.published_at, o.published_on, o.rank, o.hero_image, o.source_url, o.publisher_id, o.status, o.scheduled_for, o.summary_truncated, o.translation_group, o.held, o.version, o.created_at) IS DISTINCT FROM (n.slug, n.kind, n.language, n.title, n.summary, n.body, n.published_at, n.published_on, n.rank, n.hero_image, n.source_url, n.publisher_id, n.status, n.scheduled_for, n.summary_truncated, n.translation_group, n.held, n.version, n.created_at)),
        (o.visible <> n.visible OR (n.visible AND (o.slug, o.kind, o.language, o.title, o.summary, o.body, o.published_at, o.published_on, o.rank, o.hero_image, o.source_url, o.publisher_id, o.title_fold, o.title_sort, o.summary_text, o.body_text, o.year, o.sort_at, o.published_earliest, o.published_latest, o.public_partner_count, o.public_initiative_count, o.public_updated_at) IS DISTINCT FROM (n.slug, n.kind, n.language, n.title, n.summary, n.body, n.published_at, n.published_on, n.rank, n.hero_image, n.source_url, n.publisher_id, n.title_fold, n.title_sort, n.summary_text, n.body_text, n.year, n.sort_at, n.published_earliest, n.published_latest, n.public_partner_count, n.public_initiative_count, n.public_updated_at))),
        (o.visible <> n.visible OR (n.visible AND ((o.slug, o.kind, o.language, o.title, o.summary, o.body, o.published_at, o.published_on, o.rank, o.hero_image, o.source_url, o.publisher_id) IS DISTINCT FROM (n.slug, n.kind, n.language, n.title, n.summary, n.body, n.published_at, n.published_on, n.rank, n.hero_image, n.source_url, n.publisher_id) OR (o.version IS DISTINCT FROM n.version AND o.public_updated_at IS DISTINCT FROM n.public_updated_at))))
      FROM old_rows o JOIN new_rows n ON n.id = o.id
      WHERE (o.visible, o.slug, o.kind, o.language, o.title, o.summary, o.body, o.published_at, o.published_on, o.rank, o.hero_image, o.source_url, o.publisher_id, o.title_fold, o.title_sort, o.summary_text, o.body_text, o.year, o.sort_at, o.published_earliest, o.published_latest, o.public_partner_count, o.public_initiative_count, o.public_updated_at, o.status, o.scheduled_for, o.summary_truncated, o.translation_group, o.held, o.version, o.created_at, o.partner_count, o.initiative_count, o.updated_at) IS DISTINCT FROM (n.visible, n.slug, n.kind, n.language, n.title, n.summary, n.body, n.published_at, n.published_on, n.rank, n.hero_image, n.source_url, n.publisher_id, n.title_fold, n.title_sort, n.summary_text, n.body_text, n.year, n.sort_at, n.published_earliest, n.published_latest, n.public_partner_count, n.public_initiative_count, n.public_updated_at, n.status, n.scheduled_for, n.summary_truncated, n.translation_group, n.held, n.version, n.created_at, n.partner_count, n.initiative_count, n.updated_at)
      UNION ALL
      SELECT 2, o.id,
        o.publisher_id,
        CAST(NULL AS bigint),
        'DELETED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        CAST(NULL AS bigint),
        n.publisher_id,
        CASE WHEN n.visible THEN 'PUBLISHED' ELSE 'CREATED' END,
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER releases_insert AFTER INSERT ON releases REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION releases_changed();
CREATE OR REPLACE TRIGGER releases_update AFTER UPDATE ON releases REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION releases_changed();
CREATE OR REPLACE TRIGGER releases_delete AFTER DELETE ON releases REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION releases_changed();
CREATE OR REPLACE TRIGGER releases_truncate AFTER TRUNCATE ON releases
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table partners.
CREATE OR REPLACE FUNCTION partners_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'partners', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        CAST(NULL AS bigint),
        n.parent_id,
        'CREATED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'partners', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.parent_id,
        CAST(NULL AS bigint),
        'DELETED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'partners', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        o.parent_id,
        n.parent_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'CREATED' ELSE 'UNPUBLISHED' END,
        (o.visible = n.visible AND NOT (o.slug, o.name, o.kind, o.country, o.city, o.website, o.descriptions, o.logo, o.parent_id, o.held, o.version, o.created_at) IS DISTINCT FROM (n.slug, n.name, n.kind, n.country, n.city, n.website, n.descriptions, n.logo, n.parent_id, n.held, n.version, n.created_at)),
        (o.visible <> n.visible OR (n.visible AND (o.slug, o.name, o.kind, o.country, o.city, o.website, o.descriptions, o.logo, o.parent_id, o.name_fold, o.name_sort, o.public_release_count, o.public_initiative_count, o.public_latest_release_on, o.public_latest_sort, o.public_updated_at) IS DISTINCT FROM (n.slug, n.name, n.kind, n.country, n.city, n.website, n.descriptions, n.logo, n.parent_id, n.name_fold, n.name_sort, n.public_release_count, n.public_initiative_count, n.public_latest_release_on, n.public_latest_sort, n.public_updated_at))),
        (o.visible <> n.visible OR (n.visible AND ((o.slug, o.name, o.kind, o.country, o.city, o.website, o.descriptions, o.logo, o.parent_id) IS DISTINCT FROM (n.slug, n.name, n.kind, n.country, n.city, n.website, n.descriptions, n.logo, n.parent_id) OR (o.version IS DISTINCT FROM n.version AND o.public_updated_at IS DISTINCT FROM n.public_updated_at))))
      FROM old_rows o JOIN new_rows n ON n.id = o.id
      WHERE (o.visible, o.slug, o.name, o.kind, o.country, o.city, o.website, o.descriptions, o.logo, o.parent_id, o.name_fold, o.name_sort, o.public_release_count, o.public_initiative_count, o.public_latest_release_on, o.public_latest_sort, o.public_updated_at, o.held, o.version, o.created_at, o.release_count, o.initiative_count, o.latest_release_on, o.latest_sort, o.updated_at) IS DISTINCT FROM (n.visible, n.slug, n.name, n.kind, n.country, n.city, n.website, n.descriptions, n.logo, n.parent_id, n.name_fold, n.name_sort, n.public_release_count, n.public_initiative_count, n.public_latest_release_on, n.public_latest_sort, n.public_updated_at, n.held, n.version, n.created_at, n.release_count, n.initiative_count, n.latest_release_on, n.latest_sort, n.updated_at)
      UNION ALL
      SELECT 2, o.id,
        o.parent_id,
        CAST(NULL AS bigint),
        'DELETED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        CAST(NULL AS bigint),
        n.parent_id,
        'CREATED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER partners_insert AFTER INSERT ON partners REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION partners_changed();
CREATE OR REPLACE TRIGGER partners_update AFTER UPDATE ON partners REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION partners_changed();
CREATE OR REPLACE TRIGGER partners_delete AFTER DELETE ON partners REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION partners_changed();
CREATE OR REPLACE TRIGGER partners_truncate AFTER TRUNCATE ON partners
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table initiatives.
CREATE OR REPLACE FUNCTION initiatives_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiatives', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        CAST(NULL AS bigint),
        n.parent_id,
        'CREATED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiatives', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.parent_id,
        CAST(NULL AS bigint),
        'DELETED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiatives', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        o.parent_id,
        n.parent_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'CREATED' ELSE 'UNPUBLISHED' END,
        (o.visible = n.visible AND NOT (o.slug, o.name, o.kind, o.status, o.descriptions, o.started_on, o.ended_on, o.funding_amount, o.funding_currency, o.parent_id, o.held, o.version, o.created_at) IS DISTINCT FROM (n.slug, n.name, n.kind, n.status, n.descriptions, n.started_on, n.ended_on, n.funding_amount, n.funding_currency, n.parent_id, n.held, n.version, n.created_at)),
        (o.visible <> n.visible OR (n.visible AND (o.slug, o.name, o.kind, o.status, o.descriptions, o.started_on, o.ended_on, o.funding_amount, o.funding_currency, o.parent_id, o.name_fold, o.name_sort, o.started_earliest, o.started_latest, o.ended_earliest, o.ended_latest, o.public_partner_count, o.public_release_count, o.public_updated_at) IS DISTINCT FROM (n.slug, n.name, n.kind, n.status, n.descriptions, n.started_on, n.ended_on, n.funding_amount, n.funding_currency, n.parent_id, n.name_fold, n.name_sort, n.started_earliest, n.started_latest, n.ended_earliest, n.ended_latest, n.public_partner_count, n.public_release_count, n.public_updated_at))),
        (o.visible <> n.visible OR (n.visible AND ((o.slug, o.name, o.kind, o.status, o.descriptions, o.started_on, o.ended_on, o.funding_amount, o.funding_currency, o.parent_id) IS DISTINCT FROM (n.slug, n.name, n.kind, n.status, n.descriptions, n.started_on, n.ended_on, n.funding_amount, n.funding_currency, n.parent_id) OR (o.version IS DISTINCT FROM n.version AND o.public_updated_at IS DISTINCT FROM n.public_updated_at))))
      FROM old_rows o JOIN new_rows n ON n.id = o.id
      WHERE (o.visible, o.slug, o.name, o.kind, o.status, o.descriptions, o.started_on, o.ended_on, o.funding_amount, o.funding_currency, o.parent_id, o.name_fold, o.name_sort, o.started_earliest, o.started_latest, o.ended_earliest, o.ended_latest, o.public_partner_count, o.public_release_count, o.public_updated_at, o.held, o.version, o.created_at, o.partner_count, o.release_count, o.updated_at) IS DISTINCT FROM (n.visible, n.slug, n.name, n.kind, n.status, n.descriptions, n.started_on, n.ended_on, n.funding_amount, n.funding_currency, n.parent_id, n.name_fold, n.name_sort, n.started_earliest, n.started_latest, n.ended_earliest, n.ended_latest, n.public_partner_count, n.public_release_count, n.public_updated_at, n.held, n.version, n.created_at, n.partner_count, n.release_count, n.updated_at)
      UNION ALL
      SELECT 2, o.id,
        o.parent_id,
        CAST(NULL AS bigint),
        'DELETED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        CAST(NULL AS bigint),
        n.parent_id,
        'CREATED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER initiatives_insert AFTER INSERT ON initiatives REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiatives_changed();
CREATE OR REPLACE TRIGGER initiatives_update AFTER UPDATE ON initiatives REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiatives_changed();
CREATE OR REPLACE TRIGGER initiatives_delete AFTER DELETE ON initiatives REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiatives_changed();
CREATE OR REPLACE TRIGGER initiatives_truncate AFTER TRUNCATE ON initiatives
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table topics.
CREATE OR REPLACE FUNCTION topics_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        CAST(NULL AS bigint),
        n.parent_id,
        'CREATED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.parent_id,
        CAST(NULL AS bigint),
        'DELETED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        o.parent_id,
        n.parent_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'CREATED' ELSE 'UNPUBLISHED' END,
        (o.visible = n.visible AND NOT (o.slug, o.name, o.parent_id, o.held, o.version, o.created_at) IS DISTINCT FROM (n.slug, n.name, n.parent_id, n.held, n.version, n.created_at)),
        (o.visible <> n.visible OR (n.visible AND (o.slug, o.name, o.parent_id, o.name_fold, o.name_sort, o.public_release_count, o.public_updated_at) IS DISTINCT FROM (n.slug, n.name, n.parent_id, n.name_fold, n.name_sort, n.public_release_count, n.public_updated_at))),
        (o.visible <> n.visible OR (n.visible AND ((o.slug, o.name, o.parent_id) IS DISTINCT FROM (n.slug, n.name, n.parent_id) OR (o.version IS DISTINCT FROM n.version AND o.public_updated_at IS DISTINCT FROM n.public_updated_at))))
      FROM old_rows o JOIN new_rows n ON n.id = o.id
      WHERE (o.visible, o.slug, o.name, o.parent_id, o.name_fold, o.name_sort, o.public_release_count, o.public_updated_at, o.held, o.version, o.created_at, o.release_count, o.updated_at) IS DISTINCT FROM (n.visible, n.slug, n.name, n.parent_id, n.name_fold, n.name_sort, n.public_release_count, n.public_updated_at, n.held, n.version, n.created_at, n.release_count, n.updated_at)
      UNION ALL
      SELECT 2, o.id,
        o.parent_id,
        CAST(NULL AS bigint),
        'DELETED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        CAST(NULL AS bigint),
        n.parent_id,
        'CREATED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER topics_insert AFTER INSERT ON topics REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION topics_changed();
CREATE OR REPLACE TRIGGER topics_update AFTER UPDATE ON topics REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION topics_changed();
CREATE OR REPLACE TRIGGER topics_delete AFTER DELETE ON topics REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION topics_changed();
CREATE OR REPLACE TRIGGER topics_truncate AFTER TRUNCATE ON topics
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table mentions.
CREATE OR REPLACE FUNCTION mentions_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'mentions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        n.partner_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'mentions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.release_id,
        o.partner_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'mentions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        n.partner_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'LINKED' ELSE 'UNLINKED' END,
        (o.visible = n.visible AND NOT (o.position, o.role) IS DISTINCT FROM (n.position, n.role)),
        (o.visible <> n.visible OR (n.visible AND (o.position, o.role, o.sort_at, o.rank) IS DISTINCT FROM (n.position, n.role, n.sort_at, n.rank))),
        (o.visible <> n.visible OR (n.visible AND (o.position, o.role) IS DISTINCT FROM (n.position, n.role)))
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT (o.release_id, o.partner_id) IS DISTINCT FROM (n.release_id, n.partner_id)
      WHERE (o.visible, o.position, o.role, o.sort_at, o.rank) IS DISTINCT FROM (n.visible, n.position, n.role, n.sort_at, n.rank)
      UNION ALL
      SELECT 2, o.id,
        o.release_id,
        o.partner_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT (o.release_id, o.partner_id) IS DISTINCT FROM (n.release_id, n.partner_id)
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.release_id,
        n.partner_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT (o.release_id, o.partner_id) IS DISTINCT FROM (n.release_id, n.partner_id)
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER mentions_insert AFTER INSERT ON mentions REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mentions_changed();
CREATE OR REPLACE TRIGGER mentions_update AFTER UPDATE ON mentions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mentions_changed();
CREATE OR REPLACE TRIGGER mentions_delete AFTER DELETE ON mentions REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION mentions_changed();
CREATE OR REPLACE TRIGGER mentions_truncate AFTER TRUNCATE ON mentions
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table announcements.
CREATE OR REPLACE FUNCTION announcements_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'announcements', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        n.initiative_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'announcements', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.release_id,
        o.initiative_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'announcements', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        n.initiative_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'LINKED' ELSE 'UNLINKED' END,
        (o.visible = n.visible AND NOT (o.position, o.stage) IS DISTINCT FROM (n.position, n.stage)),
        (o.visible <> n.visible OR (n.visible AND (o.position, o.stage, o.sort_at, o.rank) IS DISTINCT FROM (n.position, n.stage, n.sort_at, n.rank))),
        (o.visible <> n.visible OR (n.visible AND (o.position, o.stage) IS DISTINCT FROM (n.position, n.stage)))
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT (o.release_id, o.initiative_id) IS DISTINCT FROM (n.release_id, n.initiative_id)
      WHERE (o.visible, o.position, o.stage, o.sort_at, o.rank) IS DISTINCT FROM (n.visible, n.position, n.stage, n.sort_at, n.rank)
      UNION ALL
      SELECT 2, o.id,
        o.release_id,
        o.initiative_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT (o.release_id, o.initiative_id) IS DISTINCT FROM (n.release_id, n.initiative_id)
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.release_id,
        n.initiative_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT (o.release_id, o.initiative_id) IS DISTINCT FROM (n.release_id, n.initiative_id)
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER announcements_insert AFTER INSERT ON announcements REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION announcements_changed();
CREATE OR REPLACE TRIGGER announcements_update AFTER UPDATE ON announcements REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION announcements_changed();
CREATE OR REPLACE TRIGGER announcements_delete AFTER DELETE ON announcements REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION announcements_changed();
CREATE OR REPLACE TRIGGER announcements_truncate AFTER TRUNCATE ON announcements
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table participations.
CREATE OR REPLACE FUNCTION participations_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'participations', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.partner_id,
        n.initiative_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'participations', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.partner_id,
        o.initiative_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'participations', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.partner_id,
        n.initiative_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'LINKED' ELSE 'UNLINKED' END,
        (o.visible = n.visible AND NOT (o.role, o.status, o.since, o.until, o.contribution_amount, o.contribution_currency, o.position) IS DISTINCT FROM (n.role, n.status, n.since, n.until, n.contribution_amount, n.contribution_currency, n.position)),
        (o.visible <> n.visible OR (n.visible AND (o.role, o.status, o.since, o.until, o.contribution_amount, o.contribution_currency, o.started, o.public_pair_first, o.since_earliest, o.since_latest, o.until_earliest, o.until_latest) IS DISTINCT FROM (n.role, n.status, n.since, n.until, n.contribution_amount, n.contribution_currency, n.started, n.public_pair_first, n.since_earliest, n.since_latest, n.until_earliest, n.until_latest))),
        (o.visible <> n.visible OR (n.visible AND (o.role, o.status, o.since, o.until, o.contribution_amount, o.contribution_currency) IS DISTINCT FROM (n.role, n.status, n.since, n.until, n.contribution_amount, n.contribution_currency)))
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT (o.partner_id, o.initiative_id) IS DISTINCT FROM (n.partner_id, n.initiative_id)
      WHERE (o.visible, o.role, o.status, o.since, o.until, o.contribution_amount, o.contribution_currency, o.started, o.public_pair_first, o.since_earliest, o.since_latest, o.until_earliest, o.until_latest, o.position, o.pair_first) IS DISTINCT FROM (n.visible, n.role, n.status, n.since, n.until, n.contribution_amount, n.contribution_currency, n.started, n.public_pair_first, n.since_earliest, n.since_latest, n.until_earliest, n.until_latest, n.position, n.pair_first)
      UNION ALL
      SELECT 2, o.id,
        o.partner_id,
        o.initiative_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT (o.partner_id, o.initiative_id) IS DISTINCT FROM (n.partner_id, n.initiative_id)
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.partner_id,
        n.initiative_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT (o.partner_id, o.initiative_id) IS DISTINCT FROM (n.partner_id, n.initiative_id)
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER participations_insert AFTER INSERT ON participations REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION participations_changed();
CREATE OR REPLACE TRIGGER participations_update AFTER UPDATE ON participations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION participations_changed();
CREATE OR REPLACE TRIGGER participations_delete AFTER DELETE ON participations REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION participations_changed();
CREATE OR REPLACE TRIGGER participations_truncate AFTER TRUNCATE ON participations
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table release_topics.
CREATE OR REPLACE FUNCTION release_topics_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'release_topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        n.topic_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'release_topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.release_id,
        o.topic_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'release_topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        n.topic_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'LINKED' ELSE 'UNLINKED' END,
        (o.visible = n.visible AND NOT o.position IS DISTINCT FROM n.position),
        (o.visible <> n.visible OR (n.visible AND (o.position, o.sort_at, o.rank) IS DISTINCT FROM (n.position, n.sort_at, n.rank))),
        (o.visible <> n.visible OR (n.visible AND o.position IS DISTINCT FROM n.position))
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT (o.release_id, o.topic_id) IS DISTINCT FROM (n.release_id, n.topic_id)
      WHERE (o.visible, o.position, o.sort_at, o.rank) IS DISTINCT FROM (n.visible, n.position, n.sort_at, n.rank)
      UNION ALL
      SELECT 2, o.id,
        o.release_id,
        o.topic_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT (o.release_id, o.topic_id) IS DISTINCT FROM (n.release_id, n.topic_id)
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.release_id,
        n.topic_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT (o.release_id, o.topic_id) IS DISTINCT FROM (n.release_id, n.topic_id)
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER release_topics_insert AFTER INSERT ON release_topics REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION release_topics_changed();
CREATE OR REPLACE TRIGGER release_topics_update AFTER UPDATE ON release_topics REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION release_topics_changed();
CREATE OR REPLACE TRIGGER release_topics_delete AFTER DELETE ON release_topics REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION release_topics_changed();
CREATE OR REPLACE TRIGGER release_topics_truncate AFTER TRUNCATE ON release_topics
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table initiative_topics.
CREATE OR REPLACE FUNCTION initiative_topics_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiative_topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.initiative_id,
        n.topic_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiative_topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.initiative_id,
        o.topic_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiative_topics', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.initiative_id,
        n.topic_id,
        CASE WHEN o.visible = n.visible THEN 'UPDATED' WHEN n.visible THEN 'LINKED' ELSE 'UNLINKED' END,
        (o.visible = n.visible AND NOT o.position IS DISTINCT FROM n.position),
        (o.visible <> n.visible OR (n.visible AND (o.position, o.started) IS DISTINCT FROM (n.position, n.started))),
        (o.visible <> n.visible OR (n.visible AND o.position IS DISTINCT FROM n.position))
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT (o.initiative_id, o.topic_id) IS DISTINCT FROM (n.initiative_id, n.topic_id)
      WHERE (o.visible, o.position, o.started) IS DISTINCT FROM (n.visible, n.position, n.started)
      UNION ALL
      SELECT 2, o.id,
        o.initiative_id,
        o.topic_id,
        'UNLINKED',
        FALSE,
        o.visible,
        o.visible
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT (o.initiative_id, o.topic_id) IS DISTINCT FROM (n.initiative_id, n.topic_id)
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.initiative_id,
        n.topic_id,
        'LINKED',
        FALSE,
        n.visible,
        n.visible
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT (o.initiative_id, o.topic_id) IS DISTINCT FROM (n.initiative_id, n.topic_id)
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER initiative_topics_insert AFTER INSERT ON initiative_topics REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiative_topics_changed();
CREATE OR REPLACE TRIGGER initiative_topics_update AFTER UPDATE ON initiative_topics REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiative_topics_changed();
CREATE OR REPLACE TRIGGER initiative_topics_delete AFTER DELETE ON initiative_topics REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiative_topics_changed();
CREATE OR REPLACE TRIGGER initiative_topics_truncate AFTER TRUNCATE ON initiative_topics
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table partner_names.
CREATE OR REPLACE FUNCTION partner_names_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'partner_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.partner_id), FALSE),
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'partner_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.partner_id), FALSE),
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'partner_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.partner_id), FALSE) AND (o.position, o.text, o.locale, o.kind, o.text_fold) IS DISTINCT FROM (n.position, n.text, n.locale, n.kind, n.text_fold)),
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT o.partner_id IS DISTINCT FROM n.partner_id
      WHERE (o.position, o.text, o.locale, o.kind, o.text_fold) IS DISTINCT FROM (n.position, n.text, n.locale, n.kind, n.text_fold)
      UNION ALL
      SELECT 2, o.id,
        o.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.partner_id), FALSE),
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT o.partner_id IS DISTINCT FROM n.partner_id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.partner_id), FALSE),
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT o.partner_id IS DISTINCT FROM n.partner_id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER partner_names_insert AFTER INSERT ON partner_names REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION partner_names_changed();
CREATE OR REPLACE TRIGGER partner_names_update AFTER UPDATE ON partner_names REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION partner_names_changed();
CREATE OR REPLACE TRIGGER partner_names_delete AFTER DELETE ON partner_names REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION partner_names_changed();
CREATE OR REPLACE TRIGGER partner_names_truncate AFTER TRUNCATE ON partner_names
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table initiative_names.
CREATE OR REPLACE FUNCTION initiative_names_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiative_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.initiative_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = n.initiative_id), FALSE),
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiative_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.initiative_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = o.initiative_id), FALSE),
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'initiative_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.initiative_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = n.initiative_id), FALSE) AND (o.position, o.text, o.locale, o.kind, o.text_fold) IS DISTINCT FROM (n.position, n.text, n.locale, n.kind, n.text_fold)),
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT o.initiative_id IS DISTINCT FROM n.initiative_id
      WHERE (o.position, o.text, o.locale, o.kind, o.text_fold) IS DISTINCT FROM (n.position, n.text, n.locale, n.kind, n.text_fold)
      UNION ALL
      SELECT 2, o.id,
        o.initiative_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = o.initiative_id), FALSE),
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT o.initiative_id IS DISTINCT FROM n.initiative_id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.initiative_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = n.initiative_id), FALSE),
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT o.initiative_id IS DISTINCT FROM n.initiative_id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER initiative_names_insert AFTER INSERT ON initiative_names REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiative_names_changed();
CREATE OR REPLACE TRIGGER initiative_names_update AFTER UPDATE ON initiative_names REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiative_names_changed();
CREATE OR REPLACE TRIGGER initiative_names_delete AFTER DELETE ON initiative_names REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION initiative_names_changed();
CREATE OR REPLACE TRIGGER initiative_names_truncate AFTER TRUNCATE ON initiative_names
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table topic_names.
CREATE OR REPLACE FUNCTION topic_names_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'topic_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.topic_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = n.topic_id), FALSE),
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'topic_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.topic_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = o.topic_id), FALSE),
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'topic_names', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.topic_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = n.topic_id), FALSE) AND (o.position, o.text, o.locale, o.kind, o.text_fold) IS DISTINCT FROM (n.position, n.text, n.locale, n.kind, n.text_fold)),
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT o.topic_id IS DISTINCT FROM n.topic_id
      WHERE (o.position, o.text, o.locale, o.kind, o.text_fold) IS DISTINCT FROM (n.position, n.text, n.locale, n.kind, n.text_fold)
      UNION ALL
      SELECT 2, o.id,
        o.topic_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = o.topic_id), FALSE),
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT o.topic_id IS DISTINCT FROM n.topic_id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.topic_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = n.topic_id), FALSE),
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT o.topic_id IS DISTINCT FROM n.topic_id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER topic_names_insert AFTER INSERT ON topic_names REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION topic_names_changed();
CREATE OR REPLACE TRIGGER topic_names_update AFTER UPDATE ON topic_names REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION topic_names_changed();
CREATE OR REPLACE TRIGGER topic_names_delete AFTER DELETE ON topic_names REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION topic_names_changed();
CREATE OR REPLACE TRIGGER topic_names_truncate AFTER TRUNCATE ON topic_names
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table identifiers.
CREATE OR REPLACE FUNCTION identifiers_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'identifiers', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.partner_id), FALSE),
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'identifiers', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.partner_id), FALSE),
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'identifiers', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.partner_id), FALSE) AND (o.position, o.scheme, o.value) IS DISTINCT FROM (n.position, n.scheme, n.value)),
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT o.partner_id IS DISTINCT FROM n.partner_id
      WHERE (o.position, o.scheme, o.value) IS DISTINCT FROM (n.position, n.scheme, n.value)
      UNION ALL
      SELECT 2, o.id,
        o.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.partner_id), FALSE),
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT o.partner_id IS DISTINCT FROM n.partner_id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.partner_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.partner_id), FALSE),
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT o.partner_id IS DISTINCT FROM n.partner_id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER identifiers_insert AFTER INSERT ON identifiers REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION identifiers_changed();
CREATE OR REPLACE TRIGGER identifiers_update AFTER UPDATE ON identifiers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION identifiers_changed();
CREATE OR REPLACE TRIGGER identifiers_delete AFTER DELETE ON identifiers REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION identifiers_changed();
CREATE OR REPLACE TRIGGER identifiers_truncate AFTER TRUNCATE ON identifiers
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table evidence.
CREATE OR REPLACE FUNCTION evidence_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'evidence', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        coalesce(n.mention_id, n.announcement_id, n.participation_id),
        'UPDATED',
        TRUE,
        n.visible,
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'evidence', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.release_id,
        coalesce(o.mention_id, o.announcement_id, o.participation_id),
        'UPDATED',
        TRUE,
        o.visible,
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'evidence', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        coalesce(n.mention_id, n.announcement_id, n.participation_id),
        'UPDATED',
        TRUE,
        (o.visible <> n.visible OR (n.visible AND (o.section, o.quote, o.start, o."end") IS DISTINCT FROM (n.section, n.quote, n.start, n."end"))),
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT (o.release_id, o.mention_id, o.announcement_id, o.participation_id) IS DISTINCT FROM (n.release_id, n.mention_id, n.announcement_id, n.participation_id)
      WHERE (o.visible, o.section, o.quote, o.start, o."end", o.position) IS DISTINCT FROM (n.visible, n.section, n.quote, n.start, n."end", n.position)
      UNION ALL
      SELECT 2, o.id,
        o.release_id,
        coalesce(o.mention_id, o.announcement_id, o.participation_id),
        'UPDATED',
        TRUE,
        o.visible,
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT (o.release_id, o.mention_id, o.announcement_id, o.participation_id) IS DISTINCT FROM (n.release_id, n.mention_id, n.announcement_id, n.participation_id)
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.release_id,
        coalesce(n.mention_id, n.announcement_id, n.participation_id),
        'UPDATED',
        TRUE,
        n.visible,
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT (o.release_id, o.mention_id, o.announcement_id, o.participation_id) IS DISTINCT FROM (n.release_id, n.mention_id, n.announcement_id, n.participation_id)
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER evidence_insert AFTER INSERT ON evidence REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION evidence_changed();
CREATE OR REPLACE TRIGGER evidence_update AFTER UPDATE ON evidence REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION evidence_changed();
CREATE OR REPLACE TRIGGER evidence_delete AFTER DELETE ON evidence REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION evidence_changed();
CREATE OR REPLACE TRIGGER evidence_truncate AFTER TRUNCATE ON evidence
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table former_slugs.
CREATE OR REPLACE FUNCTION former_slugs_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'former_slugs', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.node_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (n.public AND CASE n.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = n.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = n.node_id), FALSE) ELSE FALSE END),
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'former_slugs', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.node_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (o.public AND CASE o.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = o.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = o.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = o.node_id), FALSE) ELSE FALSE END),
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'former_slugs', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.node_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        ((o.public AND CASE o.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = o.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = o.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = o.node_id), FALSE) ELSE FALSE END) <> (n.public AND CASE n.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = n.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = n.node_id), FALSE) ELSE FALSE END) OR ((n.public AND CASE n.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = n.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = n.node_id), FALSE) ELSE FALSE END) AND (o.entity, o.slug) IS DISTINCT FROM (n.entity, n.slug))),
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT o.node_id IS DISTINCT FROM n.node_id
      WHERE (o.entity, o.slug, o.public) IS DISTINCT FROM (n.entity, n.slug, n.public)
      UNION ALL
      SELECT 2, o.id,
        o.node_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (o.public AND CASE o.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = o.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = o.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = o.node_id), FALSE) ELSE FALSE END),
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT o.node_id IS DISTINCT FROM n.node_id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.node_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (n.public AND CASE n.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = n.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = n.node_id), FALSE) ELSE FALSE END),
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT o.node_id IS DISTINCT FROM n.node_id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER former_slugs_insert AFTER INSERT ON former_slugs REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION former_slugs_changed();
CREATE OR REPLACE TRIGGER former_slugs_update AFTER UPDATE ON former_slugs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION former_slugs_changed();
CREATE OR REPLACE TRIGGER former_slugs_delete AFTER DELETE ON former_slugs REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION former_slugs_changed();
CREATE OR REPLACE TRIGGER former_slugs_truncate AFTER TRUNCATE ON former_slugs
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table corrections.
CREATE OR REPLACE FUNCTION corrections_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'corrections', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'CORRECTED',
        FALSE,
        coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.release_id), FALSE),
        coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.release_id), FALSE)
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'corrections', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = o.release_id), FALSE),
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'corrections', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        (coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.release_id), FALSE) AND (o.note, o.corrected_at) IS DISTINCT FROM (n.note, n.corrected_at)),
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE (o.note, o.corrected_at) IS DISTINCT FROM (n.note, n.corrected_at)
      UNION ALL
      SELECT 2, o.id,
        o.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = o.release_id), FALSE),
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'CORRECTED',
        FALSE,
        coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.release_id), FALSE),
        coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = n.release_id), FALSE)
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER corrections_insert AFTER INSERT ON corrections REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION corrections_changed();
CREATE OR REPLACE TRIGGER corrections_update AFTER UPDATE ON corrections REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION corrections_changed();
CREATE OR REPLACE TRIGGER corrections_delete AFTER DELETE ON corrections REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION corrections_changed();
CREATE OR REPLACE TRIGGER corrections_truncate AFTER TRUNCATE ON corrections
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table merges.
CREATE OR REPLACE FUNCTION merges_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'merges', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.survivor_id,
        n.duplicate_id,
        'MERGED',
        FALSE,
        (n.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.survivor_id), FALSE)),
        (n.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.survivor_id), FALSE))
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'merges', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.survivor_id,
        o.duplicate_id,
        'UPDATED',
        TRUE,
        (o.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.survivor_id), FALSE)),
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'merges', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.survivor_id,
        n.duplicate_id,
        CASE WHEN (o.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.survivor_id), FALSE)) = (n.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.survivor_id), FALSE)) THEN 'UPDATED' WHEN (n.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.survivor_id), FALSE)) THEN 'MERGED' ELSE 'UPDATED' END,
        TRUE,
        ((o.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.survivor_id), FALSE)) <> (n.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.survivor_id), FALSE)) OR ((n.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.survivor_id), FALSE)) AND (o.survivor_id, o.duplicate_id, o.undone_at) IS DISTINCT FROM (n.survivor_id, n.duplicate_id, n.undone_at))),
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id
      WHERE (o.survivor_id, o.duplicate_id, o.undone_at, o.public, o.undo, o.actor, o.at) IS DISTINCT FROM (n.survivor_id, n.duplicate_id, n.undone_at, n.public, n.undo, n.actor, n.at)
      UNION ALL
      SELECT 2, o.id,
        o.survivor_id,
        o.duplicate_id,
        'UPDATED',
        TRUE,
        (o.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = o.survivor_id), FALSE)),
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.survivor_id,
        n.duplicate_id,
        'MERGED',
        FALSE,
        (n.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.survivor_id), FALSE)),
        (n.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = n.survivor_id), FALSE))
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER merges_insert AFTER INSERT ON merges REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION merges_changed();
CREATE OR REPLACE TRIGGER merges_update AFTER UPDATE ON merges REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION merges_changed();
CREATE OR REPLACE TRIGGER merges_delete AFTER DELETE ON merges REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION merges_changed();
CREATE OR REPLACE TRIGGER merges_truncate AFTER TRUNCATE ON merges
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table revisions.
CREATE OR REPLACE FUNCTION revisions_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'revisions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'revisions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'revisions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE (o.version, o.at, o.actor, o.note, o.state, o.changes) IS DISTINCT FROM (n.version, n.at, n.actor, n.note, n.state, n.changes)
      UNION ALL
      SELECT 2, o.id,
        o.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER revisions_insert AFTER INSERT ON revisions REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION revisions_changed();
CREATE OR REPLACE TRIGGER revisions_update AFTER UPDATE ON revisions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION revisions_changed();
CREATE OR REPLACE TRIGGER revisions_delete AFTER DELETE ON revisions REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION revisions_changed();
CREATE OR REPLACE TRIGGER revisions_truncate AFTER TRUNCATE ON revisions
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table suggestions.
CREATE OR REPLACE FUNCTION suggestions_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'suggestions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'suggestions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'suggestions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE (o.relation, o.label, o.partner_id, o.initiative_id, o.mention_role, o.stage, o.participation_role, o.confidence, o.section, o.quote, o.start, o."end", o.decision, o.decided_by, o.decided_at, o.created_at, o.amount_amount, o.amount_currency) IS DISTINCT FROM (n.relation, n.label, n.partner_id, n.initiative_id, n.mention_role, n.stage, n.participation_role, n.confidence, n.section, n.quote, n.start, n."end", n.decision, n.decided_by, n.decided_at, n.created_at, n.amount_amount, n.amount_currency)
      UNION ALL
      SELECT 2, o.id,
        o.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.release_id,
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT o.release_id IS DISTINCT FROM n.release_id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER suggestions_insert AFTER INSERT ON suggestions REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION suggestions_changed();
CREATE OR REPLACE TRIGGER suggestions_update AFTER UPDATE ON suggestions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION suggestions_changed();
CREATE OR REPLACE TRIGGER suggestions_delete AFTER DELETE ON suggestions REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION suggestions_changed();
CREATE OR REPLACE TRIGGER suggestions_truncate AFTER TRUNCATE ON suggestions
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table distinctions.
CREATE OR REPLACE FUNCTION distinctions_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'distinctions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.lesser_id,
        n.greater_id,
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'distinctions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        o.lesser_id,
        o.greater_id,
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'distinctions', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        n.lesser_id,
        n.greater_id,
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id AND NOT (o.lesser_id, o.greater_id) IS DISTINCT FROM (n.lesser_id, n.greater_id)
      WHERE (o.actor, o.at) IS DISTINCT FROM (n.actor, n.at)
      UNION ALL
      SELECT 2, o.id,
        o.lesser_id,
        o.greater_id,
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id AND NOT (o.lesser_id, o.greater_id) IS DISTINCT FROM (n.lesser_id, n.greater_id)
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        n.lesser_id,
        n.greater_id,
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id AND NOT (o.lesser_id, o.greater_id) IS DISTINCT FROM (n.lesser_id, n.greater_id)
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER distinctions_insert AFTER INSERT ON distinctions REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION distinctions_changed();
CREATE OR REPLACE TRIGGER distinctions_update AFTER UPDATE ON distinctions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION distinctions_changed();
CREATE OR REPLACE TRIGGER distinctions_delete AFTER DELETE ON distinctions REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION distinctions_changed();
CREATE OR REPLACE TRIGGER distinctions_truncate AFTER TRUNCATE ON distinctions
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();

-- Table api_keys.
CREATE OR REPLACE FUNCTION api_keys_changed() RETURNS trigger LANGUAGE plpgsql
SET search_path FROM CURRENT SET enable_nestloop = off SET jit = off AS $$
DECLARE
  w record;
BEGIN
  IF bulk_load() THEN
    RETURN NULL;
  END IF;
  SELECT * INTO w FROM who_changes();
  IF TG_OP = 'INSERT' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'api_keys', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        CAST(NULL AS bigint),
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM new_rows n
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'api_keys', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, o.id,
        CAST(NULL AS bigint),
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  ELSE
    INSERT INTO changes (entity, entity_id, subject_id, object_id, action, derived, public_version, at, actor, purpose)
    SELECT 'api_keys', t.entity_id, t.subject_id, t.object_id, t.action, t.derived,
      CASE WHEN t.step THEN -1 WHEN t.public THEN 0 END, w.at, w.actor, w.purpose
    FROM (
      SELECT 1, n.id,
        CAST(NULL AS bigint),
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o JOIN new_rows n ON n.id = o.id
      WHERE (o.name, o.role, o.prefix, o.hash, o.created_at, o.expires_at, o.revoked_at) IS DISTINCT FROM (n.name, n.role, n.prefix, n.hash, n.created_at, n.expires_at, n.revoked_at)
      UNION ALL
      SELECT 2, o.id,
        CAST(NULL AS bigint),
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM old_rows o LEFT JOIN new_rows n ON n.id = o.id
      WHERE n.id IS NULL
      UNION ALL
      SELECT 3, n.id,
        CAST(NULL AS bigint),
        CAST(NULL AS bigint),
        'UPDATED',
        TRUE,
        FALSE,
        FALSE
      FROM new_rows n LEFT JOIN old_rows o ON n.id = o.id
      WHERE o.id IS NULL
    ) AS t (turn, entity_id, subject_id, object_id, action, derived, public, step)
    ORDER BY t.entity_id, t.turn;
  END IF;
  IF FOUND THEN
    PERFORM touch();
  END IF;
  RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER api_keys_insert AFTER INSERT ON api_keys REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION api_keys_changed();
CREATE OR REPLACE TRIGGER api_keys_update AFTER UPDATE ON api_keys REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION api_keys_changed();
CREATE OR REPLACE TRIGGER api_keys_delete AFTER DELETE ON api_keys REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION api_keys_changed();
CREATE OR REPLACE TRIGGER api_keys_truncate AFTER TRUNCATE ON api_keys
  FOR EACH STATEMENT EXECUTE FUNCTION everything_truncated();
