-- Disable the enforcement of foreign-keys constraints.
PRAGMA foreign_keys = off;

-- Create "new_participations" table.
CREATE TABLE `new_participations` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL DEFAULT (0),
  `visible` bool NOT NULL DEFAULT (false),
  `role` text NOT NULL DEFAULT ('MEMBER'),
  `status` text NOT NULL DEFAULT ('ANNOUNCED'),
  `started` integer NOT NULL DEFAULT (0),
  `pair_first` bool NOT NULL DEFAULT (true),
  `public_pair_first` bool NOT NULL DEFAULT (false),
  `known_earliest` integer NOT NULL DEFAULT (0),
  `known_latest` integer NOT NULL DEFAULT (0),
  `known_basis` text NULL,
  `public_known_earliest` integer NOT NULL DEFAULT (0),
  `public_known_latest` integer NOT NULL DEFAULT (0),
  `public_known_basis` text NULL,
  `since` text NULL,
  `since_earliest` integer NOT NULL DEFAULT (0),
  `since_latest` integer NOT NULL DEFAULT (0),
  `until` text NULL,
  `until_earliest` integer NOT NULL DEFAULT (0),
  `until_latest` integer NOT NULL DEFAULT (0),
  `contribution_amount` integer NULL,
  `contribution_currency` text NULL,
  `contribution_qualifier` text NULL,
  `initiative_id` integer NOT NULL,
  `partner_id` integer NOT NULL,
  CONSTRAINT `participations_initiatives_participations` FOREIGN KEY (`initiative_id`) REFERENCES `initiatives` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `participations_partners_participations` FOREIGN KEY (`partner_id`) REFERENCES `partners` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `participations_contribution` CHECK ((contribution_amount IS NULL) = (contribution_currency IS NULL) AND (contribution_amount IS NULL OR (contribution_amount >= 0 AND contribution_amount <= 9223372036854775807)) AND (contribution_currency IS NULL OR length(contribution_currency) = 3) AND (contribution_qualifier IS NULL OR (contribution_amount IS NOT NULL AND contribution_qualifier IN ('AT_LEAST', 'UP_TO', 'ABOUT')))),
  CONSTRAINT `participations_known_basis` CHECK (known_basis IN ('STATED', 'REPORTED')),
  CONSTRAINT `participations_known_bounds` CHECK (known_earliest <= known_latest AND known_earliest >= 0),
  CONSTRAINT `participations_public_known_basis` CHECK (public_known_basis IN ('STATED', 'REPORTED')),
  CONSTRAINT `participations_public_known_bounds` CHECK (public_known_earliest <= public_known_latest AND public_known_earliest >= 0),
  CONSTRAINT `participations_role` CHECK (role IN ('LEAD', 'SIGNATORY', 'FUNDER', 'HOST', 'MEMBER', 'ADVISER', 'BENEFICIARY', 'SUPPORTER')),
  CONSTRAINT `participations_since_bounds` CHECK (since_earliest <= since_latest AND since_earliest >= 0),
  CONSTRAINT `participations_status` CHECK (status IN ('ANNOUNCED', 'SIGNED', 'ACTIVE', 'LAPSED')),
  CONSTRAINT `participations_until_bounds` CHECK (until_earliest <= until_latest AND until_earliest >= 0)
);

-- Copy rows from old table "participations" to new temporary table "new_participations".
INSERT INTO `new_participations` (`id`, `position`, `visible`, `role`, `status`, `started`, `pair_first`, `public_pair_first`, `since`, `since_earliest`, `since_latest`, `until`, `until_earliest`, `until_latest`, `contribution_amount`, `contribution_currency`, `contribution_qualifier`, `initiative_id`, `partner_id`) SELECT `id`, `position`, `visible`, `role`, `status`, `started`, `pair_first`, `public_pair_first`, `since`, `since_earliest`, `since_latest`, `until`, `until_earliest`, `until_latest`, `contribution_amount`, `contribution_currency`, `contribution_qualifier`, `initiative_id`, `partner_id` FROM `participations`;

-- Drop "participations" table after copying rows.
DROP TABLE `participations`;

-- Rename temporary table "new_participations" to "participations".
ALTER TABLE `new_participations` RENAME TO `participations`;

-- Create index "participation_initiative_id_partner_id_role" to table: "participations".
CREATE UNIQUE INDEX `participation_initiative_id_partner_id_role` ON `participations` (`initiative_id`, `partner_id`, `role`);

-- Create index "participation_initiative_id_position" to table: "participations".
CREATE INDEX `participation_initiative_id_position` ON `participations` (`initiative_id`, `position`);

-- Create index "participation_partner_id_initiative_id" to table: "participations".
CREATE INDEX `participation_partner_id_initiative_id` ON `participations` (`partner_id`, `initiative_id`);

-- Create index "participation_since_earliest_id" to table: "participations".
CREATE INDEX `participation_since_earliest_id` ON `participations` (`since_earliest`, `id`);

-- Create index "participations_visible_since" to table: "participations".
CREATE INDEX `participations_visible_since` ON `participations` (`since_earliest`, `id`) WHERE visible;

-- Create index "participations_pairs" to table: "participations".
CREATE INDEX `participations_pairs` ON `participations` (`partner_id`, `started`, `initiative_id`) WHERE pair_first;

-- Create index "participations_visible_pairs" to table: "participations".
CREATE INDEX `participations_visible_pairs` ON `participations` (`partner_id`, `started`, `initiative_id`) WHERE public_pair_first;

-- Enable back the enforcement of foreign-keys constraints.
PRAGMA foreign_keys = on;

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
