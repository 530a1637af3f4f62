-- The kernel of change: triggers that write the change log and number it.
-- Made from internal/store/kernel_tables.go by "pressgraph migrate diff".

-- The newest numbers, in one row.
CREATE TABLE IF NOT EXISTS content_version (
  id integer NOT NULL PRIMARY KEY CHECK (id = 1),
  version integer NOT NULL,
  public_version integer NOT NULL,
  public_step integer NOT NULL
);
INSERT INTO content_version VALUES (1, 0, 0, 0) ON CONFLICT DO NOTHING;

-- Who the one transaction that writes works for, in one row: null outside of a
-- use case. What it writes shares the versions that its first change has taken.
CREATE TABLE IF NOT EXISTS change_context (
  id integer NOT NULL PRIMARY KEY CHECK (id = 1),
  actor text NULL,
  purpose text NULL,
  at datetime NULL,
  version integer NULL,
  public_version integer NULL,
  bulk bool NOT NULL DEFAULT FALSE
);
INSERT INTO change_context (id) VALUES (1) ON CONFLICT DO NOTHING;

-- What triggers tell goes in here, and comes out numbered in the log.
DROP VIEW IF EXISTS change_sink;
CREATE VIEW change_sink AS
  SELECT entity, entity_id, subject_id, object_id, action, derived, FALSE AS public, FALSE AS step FROM changes;
CREATE TRIGGER change_sink_insert INSTEAD OF INSERT ON change_sink
BEGIN
  UPDATE content_version SET
    version = version + (SELECT version IS NULL FROM change_context),
    public_version = public_version + (SELECT NEW.public AND public_version IS NULL FROM change_context),
    public_step = public_step + NEW.step;
  UPDATE change_context SET
    version = (SELECT version FROM content_version),
    public_version = CASE WHEN NEW.public THEN (SELECT public_version FROM content_version) END
  WHERE actor IS NOT NULL AND (version IS NULL OR (NEW.public AND public_version IS NULL));
  INSERT INTO changes (version, public_version, public_step,
    entity, entity_id, subject_id, object_id, action, derived, at, actor, purpose)
  SELECT v.version, CASE WHEN NEW.public THEN v.public_version END, CASE WHEN NEW.step THEN v.public_step END,
    NEW.entity, NEW.entity_id, NEW.subject_id, NEW.object_id, NEW.action, NEW.derived,
    coalesce(c.at, strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')), coalesce(c.actor, 'sql'), c.purpose
  FROM content_version v, change_context c;
END;

-- Table releases.
DROP TRIGGER IF EXISTS releases_insert;
CREATE TRIGGER releases_insert AFTER INSERT ON releases
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'releases', NEW.id,
    CAST(NULL AS bigint),
    NEW.publisher_id,
    CASE WHEN NEW.visible THEN 'PUBLISHED' ELSE 'CREATED' END,
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS releases_delete;
CREATE TRIGGER releases_delete AFTER DELETE ON releases
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'releases', OLD.id,
    OLD.publisher_id,
    CAST(NULL AS bigint),
    'DELETED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS releases_update;
CREATE TRIGGER releases_update AFTER UPDATE ON releases
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT OLD.id IS DISTINCT FROM NEW.id
  AND (OLD.visible, OLD.slug, OLD.kind, OLD.language, OLD.title, OLD.summary, OLD.body, OLD.published_at, OLD.published_on, OLD.rank, OLD.hero_image, OLD.source_url, OLD.publisher_id, OLD.title_fold, OLD.title_sort, OLD.summary_text, OLD.body_text, OLD.year, OLD.sort_at, OLD.published_earliest, OLD.published_latest, OLD.public_partner_count, OLD.public_initiative_count, OLD.public_updated_at, OLD.status, OLD.scheduled_for, OLD.summary_truncated, OLD.translation_group, OLD.held, OLD.version, OLD.created_at, OLD.partner_count, OLD.initiative_count, OLD.updated_at) IS DISTINCT FROM (NEW.visible, NEW.slug, NEW.kind, NEW.language, NEW.title, NEW.summary, NEW.body, NEW.published_at, NEW.published_on, NEW.rank, NEW.hero_image, NEW.source_url, NEW.publisher_id, NEW.title_fold, NEW.title_sort, NEW.summary_text, NEW.body_text, NEW.year, NEW.sort_at, NEW.published_earliest, NEW.published_latest, NEW.public_partner_count, NEW.public_initiative_count, NEW.public_updated_at, NEW.status, NEW.scheduled_for, NEW.summary_truncated, NEW.translation_group, NEW.held, NEW.version, NEW.created_at, NEW.partner_count, NEW.initiative_count, NEW.updated_at)
BEGIN
  INSERT INTO change_sink SELECT 'releases', NEW.id,
    OLD.publisher_id,
    NEW.publisher_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'PUBLISHED' ELSE 'UNPUBLISHED' END,
    (OLD.visible = NEW.visible AND NOT (OLD.slug, OLD.kind, OLD.language, OLD.title, OLD.summary, OLD.body, OLD.published_at, OLD.published_on, OLD.rank, OLD.hero_image, OLD.source_url, OLD.publisher_id, OLD.status, OLD.scheduled_for, OLD.summary_truncated, OLD.translation_group, OLD.held, OLD.version, OLD.created_at) IS DISTINCT FROM (NEW.slug, NEW.kind, NEW.language, NEW.title, NEW.summary, NEW.body, NEW.published_at, NEW.published_on, NEW.rank, NEW.hero_image, NEW.source_url, NEW.publisher_id, NEW.status, NEW.scheduled_for, NEW.summary_truncated, NEW.translation_group, NEW.held, NEW.version, NEW.created_at)),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.slug, OLD.kind, OLD.language, OLD.title, OLD.summary, OLD.body, OLD.published_at, OLD.published_on, OLD.rank, OLD.hero_image, OLD.source_url, OLD.publisher_id, OLD.title_fold, OLD.title_sort, OLD.summary_text, OLD.body_text, OLD.year, OLD.sort_at, OLD.published_earliest, OLD.published_latest, OLD.public_partner_count, OLD.public_initiative_count, OLD.public_updated_at) IS DISTINCT FROM (NEW.slug, NEW.kind, NEW.language, NEW.title, NEW.summary, NEW.body, NEW.published_at, NEW.published_on, NEW.rank, NEW.hero_image, NEW.source_url, NEW.publisher_id, NEW.title_fold, NEW.title_sort, NEW.summary_text, NEW.body_text, NEW.year, NEW.sort_at, NEW.published_earliest, NEW.published_latest, NEW.public_partner_count, NEW.public_initiative_count, NEW.public_updated_at))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND ((OLD.slug, OLD.kind, OLD.language, OLD.title, OLD.summary, OLD.body, OLD.published_at, OLD.published_on, OLD.rank, OLD.hero_image, OLD.source_url, OLD.publisher_id) IS DISTINCT FROM (NEW.slug, NEW.kind, NEW.language, NEW.title, NEW.summary, NEW.body, NEW.published_at, NEW.published_on, NEW.rank, NEW.hero_image, NEW.source_url, NEW.publisher_id) OR (OLD.version IS DISTINCT FROM NEW.version AND OLD.public_updated_at IS DISTINCT FROM NEW.public_updated_at))));
END;
DROP TRIGGER IF EXISTS releases_move;
CREATE TRIGGER releases_move AFTER UPDATE ON releases
WHEN NOT (SELECT bulk FROM change_context)
  AND OLD.id IS DISTINCT FROM NEW.id
BEGIN
  INSERT INTO change_sink SELECT 'releases', OLD.id,
    OLD.publisher_id,
    CAST(NULL AS bigint),
    'DELETED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'releases', NEW.id,
    CAST(NULL AS bigint),
    NEW.publisher_id,
    CASE WHEN NEW.visible THEN 'PUBLISHED' ELSE 'CREATED' END,
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table partners.
DROP TRIGGER IF EXISTS partners_insert;
CREATE TRIGGER partners_insert AFTER INSERT ON partners
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'partners', NEW.id,
    CAST(NULL AS bigint),
    NEW.parent_id,
    'CREATED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS partners_delete;
CREATE TRIGGER partners_delete AFTER DELETE ON partners
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'partners', OLD.id,
    OLD.parent_id,
    CAST(NULL AS bigint),
    'DELETED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS partners_update;
CREATE TRIGGER partners_update AFTER UPDATE ON partners
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT OLD.id IS DISTINCT FROM NEW.id
  AND (OLD.visible, OLD.slug, OLD.name, OLD.kind, OLD.country, OLD.city, OLD.website, OLD.descriptions, OLD.logo, OLD.parent_id, OLD.name_fold, OLD.name_sort, OLD.public_release_count, OLD.public_initiative_count, OLD.public_latest_release_on, OLD.public_latest_sort, OLD.public_updated_at, OLD.held, OLD.version, OLD.created_at, OLD.release_count, OLD.initiative_count, OLD.latest_release_on, OLD.latest_sort, OLD.updated_at) IS DISTINCT FROM (NEW.visible, NEW.slug, NEW.name, NEW.kind, NEW.country, NEW.city, NEW.website, NEW.descriptions, NEW.logo, NEW.parent_id, NEW.name_fold, NEW.name_sort, NEW.public_release_count, NEW.public_initiative_count, NEW.public_latest_release_on, NEW.public_latest_sort, NEW.public_updated_at, NEW.held, NEW.version, NEW.created_at, NEW.release_count, NEW.initiative_count, NEW.latest_release_on, NEW.latest_sort, NEW.updated_at)
BEGIN
  INSERT INTO change_sink SELECT 'partners', NEW.id,
    OLD.parent_id,
    NEW.parent_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'CREATED' ELSE 'UNPUBLISHED' END,
    (OLD.visible = NEW.visible AND NOT (OLD.slug, OLD.name, OLD.kind, OLD.country, OLD.city, OLD.website, OLD.descriptions, OLD.logo, OLD.parent_id, OLD.held, OLD.version, OLD.created_at) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.kind, NEW.country, NEW.city, NEW.website, NEW.descriptions, NEW.logo, NEW.parent_id, NEW.held, NEW.version, NEW.created_at)),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.slug, OLD.name, OLD.kind, OLD.country, OLD.city, OLD.website, OLD.descriptions, OLD.logo, OLD.parent_id, OLD.name_fold, OLD.name_sort, OLD.public_release_count, OLD.public_initiative_count, OLD.public_latest_release_on, OLD.public_latest_sort, OLD.public_updated_at) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.kind, NEW.country, NEW.city, NEW.website, NEW.descriptions, NEW.logo, NEW.parent_id, NEW.name_fold, NEW.name_sort, NEW.public_release_count, NEW.public_initiative_count, NEW.public_latest_release_on, NEW.public_latest_sort, NEW.public_updated_at))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND ((OLD.slug, OLD.name, OLD.kind, OLD.country, OLD.city, OLD.website, OLD.descriptions, OLD.logo, OLD.parent_id) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.kind, NEW.country, NEW.city, NEW.website, NEW.descriptions, NEW.logo, NEW.parent_id) OR (OLD.version IS DISTINCT FROM NEW.version AND OLD.public_updated_at IS DISTINCT FROM NEW.public_updated_at))));
END;
DROP TRIGGER IF EXISTS partners_move;
CREATE TRIGGER partners_move AFTER UPDATE ON partners
WHEN NOT (SELECT bulk FROM change_context)
  AND OLD.id IS DISTINCT FROM NEW.id
BEGIN
  INSERT INTO change_sink SELECT 'partners', OLD.id,
    OLD.parent_id,
    CAST(NULL AS bigint),
    'DELETED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'partners', NEW.id,
    CAST(NULL AS bigint),
    NEW.parent_id,
    'CREATED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table initiatives.
DROP TRIGGER IF EXISTS initiatives_insert;
CREATE TRIGGER initiatives_insert AFTER INSERT ON initiatives
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'initiatives', NEW.id,
    CAST(NULL AS bigint),
    NEW.parent_id,
    'CREATED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS initiatives_delete;
CREATE TRIGGER initiatives_delete AFTER DELETE ON initiatives
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'initiatives', OLD.id,
    OLD.parent_id,
    CAST(NULL AS bigint),
    'DELETED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS initiatives_update;
CREATE TRIGGER initiatives_update AFTER UPDATE ON initiatives
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT OLD.id IS DISTINCT FROM NEW.id
  AND (OLD.visible, OLD.slug, OLD.name, OLD.kind, OLD.status, OLD.descriptions, OLD.started_on, OLD.ended_on, OLD.funding_amount, OLD.funding_currency, OLD.parent_id, OLD.name_fold, OLD.name_sort, OLD.started_earliest, OLD.started_latest, OLD.ended_earliest, OLD.ended_latest, OLD.public_partner_count, OLD.public_release_count, OLD.public_updated_at, OLD.held, OLD.version, OLD.created_at, OLD.partner_count, OLD.release_count, OLD.updated_at) IS DISTINCT FROM (NEW.visible, NEW.slug, NEW.name, NEW.kind, NEW.status, NEW.descriptions, NEW.started_on, NEW.ended_on, NEW.funding_amount, NEW.funding_currency, NEW.parent_id, NEW.name_fold, NEW.name_sort, NEW.started_earliest, NEW.started_latest, NEW.ended_earliest, NEW.ended_latest, NEW.public_partner_count, NEW.public_release_count, NEW.public_updated_at, NEW.held, NEW.version, NEW.created_at, NEW.partner_count, NEW.release_count, NEW.updated_at)
BEGIN
  INSERT INTO change_sink SELECT 'initiatives', NEW.id,
    OLD.parent_id,
    NEW.parent_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'CREATED' ELSE 'UNPUBLISHED' END,
    (OLD.visible = NEW.visible AND NOT (OLD.slug, OLD.name, OLD.kind, OLD.status, OLD.descriptions, OLD.started_on, OLD.ended_on, OLD.funding_amount, OLD.funding_currency, OLD.parent_id, OLD.held, OLD.version, OLD.created_at) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.kind, NEW.status, NEW.descriptions, NEW.started_on, NEW.ended_on, NEW.funding_amount, NEW.funding_currency, NEW.parent_id, NEW.held, NEW.version, NEW.created_at)),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.slug, OLD.name, OLD.kind, OLD.status, OLD.descriptions, OLD.started_on, OLD.ended_on, OLD.funding_amount, OLD.funding_currency, OLD.parent_id, OLD.name_fold, OLD.name_sort, OLD.started_earliest, OLD.started_latest, OLD.ended_earliest, OLD.ended_latest, OLD.public_partner_count, OLD.public_release_count, OLD.public_updated_at) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.kind, NEW.status, NEW.descriptions, NEW.started_on, NEW.ended_on, NEW.funding_amount, NEW.funding_currency, NEW.parent_id, NEW.name_fold, NEW.name_sort, NEW.started_earliest, NEW.started_latest, NEW.ended_earliest, NEW.ended_latest, NEW.public_partner_count, NEW.public_release_count, NEW.public_updated_at))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND ((OLD.slug, OLD.name, OLD.kind, OLD.status, OLD.descriptions, OLD.started_on, OLD.ended_on, OLD.funding_amount, OLD.funding_currency, OLD.parent_id) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.kind, NEW.status, NEW.descriptions, NEW.started_on, NEW.ended_on, NEW.funding_amount, NEW.funding_currency, NEW.parent_id) OR (OLD.version IS DISTINCT FROM NEW.version AND OLD.public_updated_at IS DISTINCT FROM NEW.public_updated_at))));
END;
DROP TRIGGER IF EXISTS initiatives_move;
CREATE TRIGGER initiatives_move AFTER UPDATE ON initiatives
WHEN NOT (SELECT bulk FROM change_context)
  AND OLD.id IS DISTINCT FROM NEW.id
BEGIN
  INSERT INTO change_sink SELECT 'initiatives', OLD.id,
    OLD.parent_id,
    CAST(NULL AS bigint),
    'DELETED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'initiatives', NEW.id,
    CAST(NULL AS bigint),
    NEW.parent_id,
    'CREATED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table topics.
DROP TRIGGER IF EXISTS topics_insert;
CREATE TRIGGER topics_insert AFTER INSERT ON topics
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'topics', NEW.id,
    CAST(NULL AS bigint),
    NEW.parent_id,
    'CREATED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS topics_delete;
CREATE TRIGGER topics_delete AFTER DELETE ON topics
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'topics', OLD.id,
    OLD.parent_id,
    CAST(NULL AS bigint),
    'DELETED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS topics_update;
CREATE TRIGGER topics_update AFTER UPDATE ON topics
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT OLD.id IS DISTINCT FROM NEW.id
  AND (OLD.visible, OLD.slug, OLD.name, OLD.parent_id, OLD.name_fold, OLD.name_sort, OLD.public_release_count, OLD.public_updated_at, OLD.held, OLD.version, OLD.created_at, OLD.release_count, OLD.updated_at) IS DISTINCT FROM (NEW.visible, NEW.slug, NEW.name, NEW.parent_id, NEW.name_fold, NEW.name_sort, NEW.public_release_count, NEW.public_updated_at, NEW.held, NEW.version, NEW.created_at, NEW.release_count, NEW.updated_at)
BEGIN
  INSERT INTO change_sink SELECT 'topics', NEW.id,
    OLD.parent_id,
    NEW.parent_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'CREATED' ELSE 'UNPUBLISHED' END,
    (OLD.visible = NEW.visible AND NOT (OLD.slug, OLD.name, OLD.parent_id, OLD.held, OLD.version, OLD.created_at) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.parent_id, NEW.held, NEW.version, NEW.created_at)),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.slug, OLD.name, OLD.parent_id, OLD.name_fold, OLD.name_sort, OLD.public_release_count, OLD.public_updated_at) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.parent_id, NEW.name_fold, NEW.name_sort, NEW.public_release_count, NEW.public_updated_at))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND ((OLD.slug, OLD.name, OLD.parent_id) IS DISTINCT FROM (NEW.slug, NEW.name, NEW.parent_id) OR (OLD.version IS DISTINCT FROM NEW.version AND OLD.public_updated_at IS DISTINCT FROM NEW.public_updated_at))));
END;
DROP TRIGGER IF EXISTS topics_move;
CREATE TRIGGER topics_move AFTER UPDATE ON topics
WHEN NOT (SELECT bulk FROM change_context)
  AND OLD.id IS DISTINCT FROM NEW.id
BEGIN
  INSERT INTO change_sink SELECT 'topics', OLD.id,
    OLD.parent_id,
    CAST(NULL AS bigint),
    'DELETED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'topics', NEW.id,
    CAST(NULL AS bigint),
    NEW.parent_id,
    'CREATED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table mentions.
DROP TRIGGER IF EXISTS mentions_insert;
CREATE TRIGGER mentions_insert AFTER INSERT ON mentions
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'mentions', NEW.id,
    NEW.release_id,
    NEW.partner_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS mentions_delete;
CREATE TRIGGER mentions_delete AFTER DELETE ON mentions
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'mentions', OLD.id,
    OLD.release_id,
    OLD.partner_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS mentions_update;
CREATE TRIGGER mentions_update AFTER UPDATE ON mentions
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.release_id, OLD.partner_id) IS DISTINCT FROM (NEW.id, NEW.release_id, NEW.partner_id)
  AND (OLD.visible, OLD.position, OLD.role, OLD.sort_at, OLD.rank) IS DISTINCT FROM (NEW.visible, NEW.position, NEW.role, NEW.sort_at, NEW.rank)
BEGIN
  INSERT INTO change_sink SELECT 'mentions', NEW.id,
    NEW.release_id,
    NEW.partner_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'LINKED' ELSE 'UNLINKED' END,
    (OLD.visible = NEW.visible AND NOT (OLD.position, OLD.role) IS DISTINCT FROM (NEW.position, NEW.role)),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.position, OLD.role, OLD.sort_at, OLD.rank) IS DISTINCT FROM (NEW.position, NEW.role, NEW.sort_at, NEW.rank))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.position, OLD.role) IS DISTINCT FROM (NEW.position, NEW.role)));
END;
DROP TRIGGER IF EXISTS mentions_move;
CREATE TRIGGER mentions_move AFTER UPDATE ON mentions
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.release_id, OLD.partner_id) IS DISTINCT FROM (NEW.id, NEW.release_id, NEW.partner_id)
BEGIN
  INSERT INTO change_sink SELECT 'mentions', OLD.id,
    OLD.release_id,
    OLD.partner_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'mentions', NEW.id,
    NEW.release_id,
    NEW.partner_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table announcements.
DROP TRIGGER IF EXISTS announcements_insert;
CREATE TRIGGER announcements_insert AFTER INSERT ON announcements
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'announcements', NEW.id,
    NEW.release_id,
    NEW.initiative_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS announcements_delete;
CREATE TRIGGER announcements_delete AFTER DELETE ON announcements
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'announcements', OLD.id,
    OLD.release_id,
    OLD.initiative_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS announcements_update;
CREATE TRIGGER announcements_update AFTER UPDATE ON announcements
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.release_id, OLD.initiative_id) IS DISTINCT FROM (NEW.id, NEW.release_id, NEW.initiative_id)
  AND (OLD.visible, OLD.position, OLD.stage, OLD.sort_at, OLD.rank) IS DISTINCT FROM (NEW.visible, NEW.position, NEW.stage, NEW.sort_at, NEW.rank)
BEGIN
  INSERT INTO change_sink SELECT 'announcements', NEW.id,
    NEW.release_id,
    NEW.initiative_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'LINKED' ELSE 'UNLINKED' END,
    (OLD.visible = NEW.visible AND NOT (OLD.position, OLD.stage) IS DISTINCT FROM (NEW.position, NEW.stage)),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.position, OLD.stage, OLD.sort_at, OLD.rank) IS DISTINCT FROM (NEW.position, NEW.stage, NEW.sort_at, NEW.rank))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.position, OLD.stage) IS DISTINCT FROM (NEW.position, NEW.stage)));
END;
DROP TRIGGER IF EXISTS announcements_move;
CREATE TRIGGER announcements_move AFTER UPDATE ON announcements
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.release_id, OLD.initiative_id) IS DISTINCT FROM (NEW.id, NEW.release_id, NEW.initiative_id)
BEGIN
  INSERT INTO change_sink SELECT 'announcements', OLD.id,
    OLD.release_id,
    OLD.initiative_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'announcements', NEW.id,
    NEW.release_id,
    NEW.initiative_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table participations.
DROP TRIGGER IF EXISTS participations_insert;
CREATE TRIGGER participations_insert AFTER INSERT ON participations
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'participations', NEW.id,
    NEW.partner_id,
    NEW.initiative_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS participations_delete;
CREATE TRIGGER participations_delete AFTER DELETE ON participations
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'participations', OLD.id,
    OLD.partner_id,
    OLD.initiative_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS participations_update;
CREATE TRIGGER participations_update AFTER UPDATE ON participations
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.partner_id, OLD.initiative_id) IS DISTINCT FROM (NEW.id, NEW.partner_id, NEW.initiative_id)
  AND (OLD.visible, OLD.role, OLD.status, OLD.since, OLD.until, OLD.contribution_amount, OLD.contribution_currency, OLD.started, OLD.public_pair_first, OLD.since_earliest, OLD.since_latest, OLD.until_earliest, OLD.until_latest, OLD.position, OLD.pair_first) IS DISTINCT FROM (NEW.visible, NEW.role, NEW.status, NEW.since, NEW.until, NEW.contribution_amount, NEW.contribution_currency, NEW.started, NEW.public_pair_first, NEW.since_earliest, NEW.since_latest, NEW.until_earliest, NEW.until_latest, NEW.position, NEW.pair_first)
BEGIN
  INSERT INTO change_sink SELECT 'participations', NEW.id,
    NEW.partner_id,
    NEW.initiative_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'LINKED' ELSE 'UNLINKED' END,
    (OLD.visible = NEW.visible AND NOT (OLD.role, OLD.status, OLD.since, OLD.until, OLD.contribution_amount, OLD.contribution_currency, OLD.position) IS DISTINCT FROM (NEW.role, NEW.status, NEW.since, NEW.until, NEW.contribution_amount, NEW.contribution_currency, NEW.position)),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.role, OLD.status, OLD.since, OLD.until, OLD.contribution_amount, OLD.contribution_currency, OLD.started, OLD.public_pair_first, OLD.since_earliest, OLD.since_latest, OLD.until_earliest, OLD.until_latest) IS DISTINCT FROM (NEW.role, NEW.status, NEW.since, NEW.until, NEW.contribution_amount, NEW.contribution_currency, NEW.started, NEW.public_pair_first, NEW.since_earliest, NEW.since_latest, NEW.until_earliest, NEW.until_latest))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.role, OLD.status, OLD.since, OLD.until, OLD.contribution_amount, OLD.contribution_currency) IS DISTINCT FROM (NEW.role, NEW.status, NEW.since, NEW.until, NEW.contribution_amount, NEW.contribution_currency)));
END;
DROP TRIGGER IF EXISTS participations_move;
CREATE TRIGGER participations_move AFTER UPDATE ON participations
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.partner_id, OLD.initiative_id) IS DISTINCT FROM (NEW.id, NEW.partner_id, NEW.initiative_id)
BEGIN
  INSERT INTO change_sink SELECT 'participations', OLD.id,
    OLD.partner_id,
    OLD.initiative_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'participations', NEW.id,
    NEW.partner_id,
    NEW.initiative_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table release_topics.
DROP TRIGGER IF EXISTS release_topics_insert;
CREATE TRIGGER release_topics_insert AFTER INSERT ON release_topics
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'release_topics', NEW.id,
    NEW.release_id,
    NEW.topic_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS release_topics_delete;
CREATE TRIGGER release_topics_delete AFTER DELETE ON release_topics
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'release_topics', OLD.id,
    OLD.release_id,
    OLD.topic_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS release_topics_update;
CREATE TRIGGER release_topics_update AFTER UPDATE ON release_topics
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.release_id, OLD.topic_id) IS DISTINCT FROM (NEW.id, NEW.release_id, NEW.topic_id)
  AND (OLD.visible, OLD.position, OLD.sort_at, OLD.rank) IS DISTINCT FROM (NEW.visible, NEW.position, NEW.sort_at, NEW.rank)
BEGIN
  INSERT INTO change_sink SELECT 'release_topics', NEW.id,
    NEW.release_id,
    NEW.topic_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'LINKED' ELSE 'UNLINKED' END,
    (OLD.visible = NEW.visible AND NOT OLD.position IS DISTINCT FROM NEW.position),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.position, OLD.sort_at, OLD.rank) IS DISTINCT FROM (NEW.position, NEW.sort_at, NEW.rank))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND OLD.position IS DISTINCT FROM NEW.position));
END;
DROP TRIGGER IF EXISTS release_topics_move;
CREATE TRIGGER release_topics_move AFTER UPDATE ON release_topics
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.release_id, OLD.topic_id) IS DISTINCT FROM (NEW.id, NEW.release_id, NEW.topic_id)
BEGIN
  INSERT INTO change_sink SELECT 'release_topics', OLD.id,
    OLD.release_id,
    OLD.topic_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'release_topics', NEW.id,
    NEW.release_id,
    NEW.topic_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table initiative_topics.
DROP TRIGGER IF EXISTS initiative_topics_insert;
CREATE TRIGGER initiative_topics_insert AFTER INSERT ON initiative_topics
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'initiative_topics', NEW.id,
    NEW.initiative_id,
    NEW.topic_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;
DROP TRIGGER IF EXISTS initiative_topics_delete;
CREATE TRIGGER initiative_topics_delete AFTER DELETE ON initiative_topics
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'initiative_topics', OLD.id,
    OLD.initiative_id,
    OLD.topic_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
END;
DROP TRIGGER IF EXISTS initiative_topics_update;
CREATE TRIGGER initiative_topics_update AFTER UPDATE ON initiative_topics
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.initiative_id, OLD.topic_id) IS DISTINCT FROM (NEW.id, NEW.initiative_id, NEW.topic_id)
  AND (OLD.visible, OLD.position, OLD.started) IS DISTINCT FROM (NEW.visible, NEW.position, NEW.started)
BEGIN
  INSERT INTO change_sink SELECT 'initiative_topics', NEW.id,
    NEW.initiative_id,
    NEW.topic_id,
    CASE WHEN OLD.visible = NEW.visible THEN 'UPDATED' WHEN NEW.visible THEN 'LINKED' ELSE 'UNLINKED' END,
    (OLD.visible = NEW.visible AND NOT OLD.position IS DISTINCT FROM NEW.position),
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.position, OLD.started) IS DISTINCT FROM (NEW.position, NEW.started))),
    (OLD.visible <> NEW.visible OR (NEW.visible AND OLD.position IS DISTINCT FROM NEW.position));
END;
DROP TRIGGER IF EXISTS initiative_topics_move;
CREATE TRIGGER initiative_topics_move AFTER UPDATE ON initiative_topics
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.initiative_id, OLD.topic_id) IS DISTINCT FROM (NEW.id, NEW.initiative_id, NEW.topic_id)
BEGIN
  INSERT INTO change_sink SELECT 'initiative_topics', OLD.id,
    OLD.initiative_id,
    OLD.topic_id,
    'UNLINKED',
    FALSE,
    OLD.visible,
    OLD.visible;
  INSERT INTO change_sink SELECT 'initiative_topics', NEW.id,
    NEW.initiative_id,
    NEW.topic_id,
    'LINKED',
    FALSE,
    NEW.visible,
    NEW.visible;
END;

-- Table partner_names.
DROP TRIGGER IF EXISTS partner_names_insert;
CREATE TRIGGER partner_names_insert AFTER INSERT ON partner_names
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'partner_names', NEW.id,
    NEW.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.partner_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS partner_names_delete;
CREATE TRIGGER partner_names_delete AFTER DELETE ON partner_names
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'partner_names', OLD.id,
    OLD.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.partner_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS partner_names_update;
CREATE TRIGGER partner_names_update AFTER UPDATE ON partner_names
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.partner_id) IS DISTINCT FROM (NEW.id, NEW.partner_id)
  AND (OLD.position, OLD.text, OLD.locale, OLD.kind, OLD.text_fold) IS DISTINCT FROM (NEW.position, NEW.text, NEW.locale, NEW.kind, NEW.text_fold)
BEGIN
  INSERT INTO change_sink SELECT 'partner_names', NEW.id,
    NEW.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.partner_id), FALSE) AND (OLD.position, OLD.text, OLD.locale, OLD.kind, OLD.text_fold) IS DISTINCT FROM (NEW.position, NEW.text, NEW.locale, NEW.kind, NEW.text_fold)),
    FALSE;
END;
DROP TRIGGER IF EXISTS partner_names_move;
CREATE TRIGGER partner_names_move AFTER UPDATE ON partner_names
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.partner_id) IS DISTINCT FROM (NEW.id, NEW.partner_id)
BEGIN
  INSERT INTO change_sink SELECT 'partner_names', OLD.id,
    OLD.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.partner_id), FALSE),
    FALSE;
  INSERT INTO change_sink SELECT 'partner_names', NEW.id,
    NEW.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.partner_id), FALSE),
    FALSE;
END;

-- Table initiative_names.
DROP TRIGGER IF EXISTS initiative_names_insert;
CREATE TRIGGER initiative_names_insert AFTER INSERT ON initiative_names
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'initiative_names', NEW.id,
    NEW.initiative_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = NEW.initiative_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS initiative_names_delete;
CREATE TRIGGER initiative_names_delete AFTER DELETE ON initiative_names
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'initiative_names', OLD.id,
    OLD.initiative_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = OLD.initiative_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS initiative_names_update;
CREATE TRIGGER initiative_names_update AFTER UPDATE ON initiative_names
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.initiative_id) IS DISTINCT FROM (NEW.id, NEW.initiative_id)
  AND (OLD.position, OLD.text, OLD.locale, OLD.kind, OLD.text_fold) IS DISTINCT FROM (NEW.position, NEW.text, NEW.locale, NEW.kind, NEW.text_fold)
BEGIN
  INSERT INTO change_sink SELECT 'initiative_names', NEW.id,
    NEW.initiative_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = NEW.initiative_id), FALSE) AND (OLD.position, OLD.text, OLD.locale, OLD.kind, OLD.text_fold) IS DISTINCT FROM (NEW.position, NEW.text, NEW.locale, NEW.kind, NEW.text_fold)),
    FALSE;
END;
DROP TRIGGER IF EXISTS initiative_names_move;
CREATE TRIGGER initiative_names_move AFTER UPDATE ON initiative_names
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.initiative_id) IS DISTINCT FROM (NEW.id, NEW.initiative_id)
BEGIN
  INSERT INTO change_sink SELECT 'initiative_names', OLD.id,
    OLD.initiative_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = OLD.initiative_id), FALSE),
    FALSE;
  INSERT INTO change_sink SELECT 'initiative_names', NEW.id,
    NEW.initiative_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = NEW.initiative_id), FALSE),
    FALSE;
END;

-- Table topic_names.
DROP TRIGGER IF EXISTS topic_names_insert;
CREATE TRIGGER topic_names_insert AFTER INSERT ON topic_names
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'topic_names', NEW.id,
    NEW.topic_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = NEW.topic_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS topic_names_delete;
CREATE TRIGGER topic_names_delete AFTER DELETE ON topic_names
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'topic_names', OLD.id,
    OLD.topic_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = OLD.topic_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS topic_names_update;
CREATE TRIGGER topic_names_update AFTER UPDATE ON topic_names
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.topic_id) IS DISTINCT FROM (NEW.id, NEW.topic_id)
  AND (OLD.position, OLD.text, OLD.locale, OLD.kind, OLD.text_fold) IS DISTINCT FROM (NEW.position, NEW.text, NEW.locale, NEW.kind, NEW.text_fold)
BEGIN
  INSERT INTO change_sink SELECT 'topic_names', NEW.id,
    NEW.topic_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = NEW.topic_id), FALSE) AND (OLD.position, OLD.text, OLD.locale, OLD.kind, OLD.text_fold) IS DISTINCT FROM (NEW.position, NEW.text, NEW.locale, NEW.kind, NEW.text_fold)),
    FALSE;
END;
DROP TRIGGER IF EXISTS topic_names_move;
CREATE TRIGGER topic_names_move AFTER UPDATE ON topic_names
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.topic_id) IS DISTINCT FROM (NEW.id, NEW.topic_id)
BEGIN
  INSERT INTO change_sink SELECT 'topic_names', OLD.id,
    OLD.topic_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = OLD.topic_id), FALSE),
    FALSE;
  INSERT INTO change_sink SELECT 'topic_names', NEW.id,
    NEW.topic_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = NEW.topic_id), FALSE),
    FALSE;
END;

-- Table identifiers.
DROP TRIGGER IF EXISTS identifiers_insert;
CREATE TRIGGER identifiers_insert AFTER INSERT ON identifiers
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'identifiers', NEW.id,
    NEW.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.partner_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS identifiers_delete;
CREATE TRIGGER identifiers_delete AFTER DELETE ON identifiers
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'identifiers', OLD.id,
    OLD.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.partner_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS identifiers_update;
CREATE TRIGGER identifiers_update AFTER UPDATE ON identifiers
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.partner_id) IS DISTINCT FROM (NEW.id, NEW.partner_id)
  AND (OLD.position, OLD.scheme, OLD.value) IS DISTINCT FROM (NEW.position, NEW.scheme, NEW.value)
BEGIN
  INSERT INTO change_sink SELECT 'identifiers', NEW.id,
    NEW.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.partner_id), FALSE) AND (OLD.position, OLD.scheme, OLD.value) IS DISTINCT FROM (NEW.position, NEW.scheme, NEW.value)),
    FALSE;
END;
DROP TRIGGER IF EXISTS identifiers_move;
CREATE TRIGGER identifiers_move AFTER UPDATE ON identifiers
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.partner_id) IS DISTINCT FROM (NEW.id, NEW.partner_id)
BEGIN
  INSERT INTO change_sink SELECT 'identifiers', OLD.id,
    OLD.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.partner_id), FALSE),
    FALSE;
  INSERT INTO change_sink SELECT 'identifiers', NEW.id,
    NEW.partner_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.partner_id), FALSE),
    FALSE;
END;

-- Table evidence.
DROP TRIGGER IF EXISTS evidence_insert;
CREATE TRIGGER evidence_insert AFTER INSERT ON evidence
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'evidence', NEW.id,
    NEW.release_id,
    coalesce(NEW.mention_id, NEW.announcement_id, NEW.participation_id),
    'UPDATED',
    TRUE,
    NEW.visible,
    FALSE;
END;
DROP TRIGGER IF EXISTS evidence_delete;
CREATE TRIGGER evidence_delete AFTER DELETE ON evidence
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'evidence', OLD.id,
    OLD.release_id,
    coalesce(OLD.mention_id, OLD.announcement_id, OLD.participation_id),
    'UPDATED',
    TRUE,
    OLD.visible,
    FALSE;
END;
DROP TRIGGER IF EXISTS evidence_update;
CREATE TRIGGER evidence_update AFTER UPDATE ON evidence
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.release_id, OLD.mention_id, OLD.announcement_id, OLD.participation_id) IS DISTINCT FROM (NEW.id, NEW.release_id, NEW.mention_id, NEW.announcement_id, NEW.participation_id)
  AND (OLD.visible, OLD.section, OLD.quote, OLD.start, OLD."end", OLD.position) IS DISTINCT FROM (NEW.visible, NEW.section, NEW.quote, NEW.start, NEW."end", NEW.position)
BEGIN
  INSERT INTO change_sink SELECT 'evidence', NEW.id,
    NEW.release_id,
    coalesce(NEW.mention_id, NEW.announcement_id, NEW.participation_id),
    'UPDATED',
    TRUE,
    (OLD.visible <> NEW.visible OR (NEW.visible AND (OLD.section, OLD.quote, OLD.start, OLD."end") IS DISTINCT FROM (NEW.section, NEW.quote, NEW.start, NEW."end"))),
    FALSE;
END;
DROP TRIGGER IF EXISTS evidence_move;
CREATE TRIGGER evidence_move AFTER UPDATE ON evidence
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.release_id, OLD.mention_id, OLD.announcement_id, OLD.participation_id) IS DISTINCT FROM (NEW.id, NEW.release_id, NEW.mention_id, NEW.announcement_id, NEW.participation_id)
BEGIN
  INSERT INTO change_sink SELECT 'evidence', OLD.id,
    OLD.release_id,
    coalesce(OLD.mention_id, OLD.announcement_id, OLD.participation_id),
    'UPDATED',
    TRUE,
    OLD.visible,
    FALSE;
  INSERT INTO change_sink SELECT 'evidence', NEW.id,
    NEW.release_id,
    coalesce(NEW.mention_id, NEW.announcement_id, NEW.participation_id),
    'UPDATED',
    TRUE,
    NEW.visible,
    FALSE;
END;

-- Table former_slugs.
DROP TRIGGER IF EXISTS former_slugs_insert;
CREATE TRIGGER former_slugs_insert AFTER INSERT ON former_slugs
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'former_slugs', NEW.id,
    NEW.node_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (NEW.public AND CASE NEW.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = NEW.node_id), FALSE) ELSE FALSE END),
    FALSE;
END;
DROP TRIGGER IF EXISTS former_slugs_delete;
CREATE TRIGGER former_slugs_delete AFTER DELETE ON former_slugs
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'former_slugs', OLD.id,
    OLD.node_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (OLD.public AND CASE OLD.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = OLD.node_id), FALSE) ELSE FALSE END),
    FALSE;
END;
DROP TRIGGER IF EXISTS former_slugs_update;
CREATE TRIGGER former_slugs_update AFTER UPDATE ON former_slugs
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.node_id) IS DISTINCT FROM (NEW.id, NEW.node_id)
  AND (OLD.entity, OLD.slug, OLD.public) IS DISTINCT FROM (NEW.entity, NEW.slug, NEW.public)
BEGIN
  INSERT INTO change_sink SELECT 'former_slugs', NEW.id,
    NEW.node_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    ((OLD.public AND CASE OLD.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = OLD.node_id), FALSE) ELSE FALSE END) <> (NEW.public AND CASE NEW.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = NEW.node_id), FALSE) ELSE FALSE END) OR ((NEW.public AND CASE NEW.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = NEW.node_id), FALSE) ELSE FALSE END) AND (OLD.entity, OLD.slug) IS DISTINCT FROM (NEW.entity, NEW.slug))),
    FALSE;
END;
DROP TRIGGER IF EXISTS former_slugs_move;
CREATE TRIGGER former_slugs_move AFTER UPDATE ON former_slugs
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.node_id) IS DISTINCT FROM (NEW.id, NEW.node_id)
BEGIN
  INSERT INTO change_sink SELECT 'former_slugs', OLD.id,
    OLD.node_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (OLD.public AND CASE OLD.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = OLD.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = OLD.node_id), FALSE) ELSE FALSE END),
    FALSE;
  INSERT INTO change_sink SELECT 'former_slugs', NEW.id,
    NEW.node_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (NEW.public AND CASE NEW.entity WHEN 'releases' THEN coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'partners' THEN coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'initiatives' THEN coalesce((SELECT owner.visible FROM initiatives owner WHERE owner.id = NEW.node_id), FALSE) WHEN 'topics' THEN coalesce((SELECT owner.visible FROM topics owner WHERE owner.id = NEW.node_id), FALSE) ELSE FALSE END),
    FALSE;
END;

-- Table corrections.
DROP TRIGGER IF EXISTS corrections_insert;
CREATE TRIGGER corrections_insert AFTER INSERT ON corrections
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'corrections', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'CORRECTED',
    FALSE,
    coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.release_id), FALSE),
    coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.release_id), FALSE);
END;
DROP TRIGGER IF EXISTS corrections_delete;
CREATE TRIGGER corrections_delete AFTER DELETE ON corrections
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'corrections', OLD.id,
    OLD.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = OLD.release_id), FALSE),
    FALSE;
END;
DROP TRIGGER IF EXISTS corrections_update;
CREATE TRIGGER corrections_update AFTER UPDATE ON corrections
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.release_id) IS DISTINCT FROM (NEW.id, NEW.release_id)
  AND (OLD.note, OLD.corrected_at) IS DISTINCT FROM (NEW.note, NEW.corrected_at)
BEGIN
  INSERT INTO change_sink SELECT 'corrections', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    (coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.release_id), FALSE) AND (OLD.note, OLD.corrected_at) IS DISTINCT FROM (NEW.note, NEW.corrected_at)),
    FALSE;
END;
DROP TRIGGER IF EXISTS corrections_move;
CREATE TRIGGER corrections_move AFTER UPDATE ON corrections
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.release_id) IS DISTINCT FROM (NEW.id, NEW.release_id)
BEGIN
  INSERT INTO change_sink SELECT 'corrections', OLD.id,
    OLD.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = OLD.release_id), FALSE),
    FALSE;
  INSERT INTO change_sink SELECT 'corrections', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'CORRECTED',
    FALSE,
    coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.release_id), FALSE),
    coalesce((SELECT owner.visible FROM releases owner WHERE owner.id = NEW.release_id), FALSE);
END;

-- Table merges.
DROP TRIGGER IF EXISTS merges_insert;
CREATE TRIGGER merges_insert AFTER INSERT ON merges
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'merges', NEW.id,
    NEW.survivor_id,
    NEW.duplicate_id,
    'MERGED',
    FALSE,
    (NEW.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.survivor_id), FALSE)),
    (NEW.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.survivor_id), FALSE));
END;
DROP TRIGGER IF EXISTS merges_delete;
CREATE TRIGGER merges_delete AFTER DELETE ON merges
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'merges', OLD.id,
    OLD.survivor_id,
    OLD.duplicate_id,
    'UPDATED',
    TRUE,
    (OLD.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.survivor_id), FALSE)),
    FALSE;
END;
DROP TRIGGER IF EXISTS merges_update;
CREATE TRIGGER merges_update AFTER UPDATE ON merges
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT OLD.id IS DISTINCT FROM NEW.id
  AND (OLD.survivor_id, OLD.duplicate_id, OLD.undone_at, OLD.public, OLD.undo, OLD.actor, OLD.at) IS DISTINCT FROM (NEW.survivor_id, NEW.duplicate_id, NEW.undone_at, NEW.public, NEW.undo, NEW.actor, NEW.at)
BEGIN
  INSERT INTO change_sink SELECT 'merges', NEW.id,
    NEW.survivor_id,
    NEW.duplicate_id,
    CASE WHEN (OLD.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.survivor_id), FALSE)) = (NEW.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.survivor_id), FALSE)) THEN 'UPDATED' WHEN (NEW.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.survivor_id), FALSE)) THEN 'MERGED' ELSE 'UPDATED' END,
    TRUE,
    ((OLD.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.survivor_id), FALSE)) <> (NEW.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.survivor_id), FALSE)) OR ((NEW.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.survivor_id), FALSE)) AND (OLD.survivor_id, OLD.duplicate_id, OLD.undone_at) IS DISTINCT FROM (NEW.survivor_id, NEW.duplicate_id, NEW.undone_at))),
    FALSE;
END;
DROP TRIGGER IF EXISTS merges_move;
CREATE TRIGGER merges_move AFTER UPDATE ON merges
WHEN NOT (SELECT bulk FROM change_context)
  AND OLD.id IS DISTINCT FROM NEW.id
BEGIN
  INSERT INTO change_sink SELECT 'merges', OLD.id,
    OLD.survivor_id,
    OLD.duplicate_id,
    'UPDATED',
    TRUE,
    (OLD.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = OLD.survivor_id), FALSE)),
    FALSE;
  INSERT INTO change_sink SELECT 'merges', NEW.id,
    NEW.survivor_id,
    NEW.duplicate_id,
    'MERGED',
    FALSE,
    (NEW.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.survivor_id), FALSE)),
    (NEW.public AND coalesce((SELECT owner.visible FROM partners owner WHERE owner.id = NEW.survivor_id), FALSE));
END;

-- Table revisions.
DROP TRIGGER IF EXISTS revisions_insert;
CREATE TRIGGER revisions_insert AFTER INSERT ON revisions
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'revisions', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS revisions_delete;
CREATE TRIGGER revisions_delete AFTER DELETE ON revisions
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'revisions', OLD.id,
    OLD.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS revisions_update;
CREATE TRIGGER revisions_update AFTER UPDATE ON revisions
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.release_id) IS DISTINCT FROM (NEW.id, NEW.release_id)
  AND (OLD.version, OLD.at, OLD.actor, OLD.note, OLD.state, OLD.changes) IS DISTINCT FROM (NEW.version, NEW.at, NEW.actor, NEW.note, NEW.state, NEW.changes)
BEGIN
  INSERT INTO change_sink SELECT 'revisions', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS revisions_move;
CREATE TRIGGER revisions_move AFTER UPDATE ON revisions
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.release_id) IS DISTINCT FROM (NEW.id, NEW.release_id)
BEGIN
  INSERT INTO change_sink SELECT 'revisions', OLD.id,
    OLD.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
  INSERT INTO change_sink SELECT 'revisions', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;

-- Table suggestions.
DROP TRIGGER IF EXISTS suggestions_insert;
CREATE TRIGGER suggestions_insert AFTER INSERT ON suggestions
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'suggestions', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS suggestions_delete;
CREATE TRIGGER suggestions_delete AFTER DELETE ON suggestions
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'suggestions', OLD.id,
    OLD.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS suggestions_update;
CREATE TRIGGER suggestions_update AFTER UPDATE ON suggestions
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.release_id) IS DISTINCT FROM (NEW.id, NEW.release_id)
  AND (OLD.relation, OLD.label, OLD.partner_id, OLD.initiative_id, OLD.mention_role, OLD.stage, OLD.participation_role, OLD.confidence, OLD.section, OLD.quote, OLD.start, OLD."end", OLD.decision, OLD.decided_by, OLD.decided_at, OLD.created_at, OLD.amount_amount, OLD.amount_currency) IS DISTINCT FROM (NEW.relation, NEW.label, NEW.partner_id, NEW.initiative_id, NEW.mention_role, NEW.stage, NEW.participation_role, NEW.confidence, NEW.section, NEW.quote, NEW.start, NEW."end", NEW.decision, NEW.decided_by, NEW.decided_at, NEW.created_at, NEW.amount_amount, NEW.amount_currency)
BEGIN
  INSERT INTO change_sink SELECT 'suggestions', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS suggestions_move;
CREATE TRIGGER suggestions_move AFTER UPDATE ON suggestions
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.release_id) IS DISTINCT FROM (NEW.id, NEW.release_id)
BEGIN
  INSERT INTO change_sink SELECT 'suggestions', OLD.id,
    OLD.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
  INSERT INTO change_sink SELECT 'suggestions', NEW.id,
    NEW.release_id,
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;

-- Table distinctions.
DROP TRIGGER IF EXISTS distinctions_insert;
CREATE TRIGGER distinctions_insert AFTER INSERT ON distinctions
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'distinctions', NEW.id,
    NEW.lesser_id,
    NEW.greater_id,
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS distinctions_delete;
CREATE TRIGGER distinctions_delete AFTER DELETE ON distinctions
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'distinctions', OLD.id,
    OLD.lesser_id,
    OLD.greater_id,
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS distinctions_update;
CREATE TRIGGER distinctions_update AFTER UPDATE ON distinctions
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT (OLD.id, OLD.lesser_id, OLD.greater_id) IS DISTINCT FROM (NEW.id, NEW.lesser_id, NEW.greater_id)
  AND (OLD.actor, OLD.at) IS DISTINCT FROM (NEW.actor, NEW.at)
BEGIN
  INSERT INTO change_sink SELECT 'distinctions', NEW.id,
    NEW.lesser_id,
    NEW.greater_id,
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS distinctions_move;
CREATE TRIGGER distinctions_move AFTER UPDATE ON distinctions
WHEN NOT (SELECT bulk FROM change_context)
  AND (OLD.id, OLD.lesser_id, OLD.greater_id) IS DISTINCT FROM (NEW.id, NEW.lesser_id, NEW.greater_id)
BEGIN
  INSERT INTO change_sink SELECT 'distinctions', OLD.id,
    OLD.lesser_id,
    OLD.greater_id,
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
  INSERT INTO change_sink SELECT 'distinctions', NEW.id,
    NEW.lesser_id,
    NEW.greater_id,
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;

-- Table api_keys.
DROP TRIGGER IF EXISTS api_keys_insert;
CREATE TRIGGER api_keys_insert AFTER INSERT ON api_keys
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'api_keys', NEW.id,
    CAST(NULL AS bigint),
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS api_keys_delete;
CREATE TRIGGER api_keys_delete AFTER DELETE ON api_keys
WHEN NOT (SELECT bulk FROM change_context)
BEGIN
  INSERT INTO change_sink SELECT 'api_keys', OLD.id,
    CAST(NULL AS bigint),
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS api_keys_update;
CREATE TRIGGER api_keys_update AFTER UPDATE ON api_keys
WHEN NOT (SELECT bulk FROM change_context)
  AND NOT OLD.id IS DISTINCT FROM NEW.id
  AND (OLD.name, OLD.role, OLD.prefix, OLD.hash, OLD.created_at, OLD.expires_at, OLD.revoked_at) IS DISTINCT FROM (NEW.name, NEW.role, NEW.prefix, NEW.hash, NEW.created_at, NEW.expires_at, NEW.revoked_at)
BEGIN
  INSERT INTO change_sink SELECT 'api_keys', NEW.id,
    CAST(NULL AS bigint),
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
DROP TRIGGER IF EXISTS api_keys_move;
CREATE TRIGGER api_keys_move AFTER UPDATE ON api_keys
WHEN NOT (SELECT bulk FROM change_context)
  AND OLD.id IS DISTINCT FROM NEW.id
BEGIN
  INSERT INTO change_sink SELECT 'api_keys', OLD.id,
    CAST(NULL AS bigint),
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
  INSERT INTO change_sink SELECT 'api_keys', NEW.id,
    CAST(NULL AS bigint),
    CAST(NULL AS bigint),
    'UPDATED',
    TRUE,
    FALSE,
    FALSE;
END;
