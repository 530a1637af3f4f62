-- Greater amounts, and how exactly they are known: SQLite changes the constraints of
-- "initiatives" by making it anew.
CREATE TABLE `new_initiatives` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `slug` text NOT NULL,
  `held` bool NOT NULL DEFAULT (false),
  `visible` bool NOT NULL DEFAULT (false),
  `version` integer NOT NULL DEFAULT (1),
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL,
  `public_updated_at` datetime NOT NULL,
  `name` text NOT NULL,
  `name_fold` blob NOT NULL,
  `name_sort` blob NOT NULL,
  `kind` text NOT NULL,
  `status` text NOT NULL DEFAULT ('ANNOUNCED'),
  `descriptions` json NULL,
  `partner_count` integer NOT NULL DEFAULT (0),
  `public_partner_count` integer NOT NULL DEFAULT (0),
  `release_count` integer NOT NULL DEFAULT (0),
  `public_release_count` integer NOT NULL DEFAULT (0),
  `started_on` text NULL,
  `started_earliest` integer NOT NULL DEFAULT (0),
  `started_latest` integer NOT NULL DEFAULT (0),
  `ended_on` text NULL,
  `ended_earliest` integer NOT NULL DEFAULT (0),
  `ended_latest` integer NOT NULL DEFAULT (0),
  `funding_amount` integer NULL,
  `funding_currency` text NULL,
  `funding_qualifier` text NULL,
  `parent_id` integer NULL,
  CONSTRAINT `initiatives_initiatives_children` FOREIGN KEY (`parent_id`) REFERENCES `initiatives` (`id`) ON DELETE SET NULL,
  CONSTRAINT `initiatives_ended_bounds` CHECK (ended_earliest <= ended_latest AND ended_earliest >= 0),
  CONSTRAINT `initiatives_funding` CHECK ((funding_amount IS NULL) = (funding_currency IS NULL) AND (funding_amount IS NULL OR (funding_amount >= 0 AND funding_amount <= 9223372036854775807)) AND (funding_currency IS NULL OR length(funding_currency) = 3) AND (funding_qualifier IS NULL OR (funding_amount IS NOT NULL AND funding_qualifier IN ('AT_LEAST', 'UP_TO', 'ABOUT')))),
  CONSTRAINT `initiatives_kind` CHECK (kind IN ('MEMORANDUM_OF_UNDERSTANDING', 'FRAMEWORK_AGREEMENT', 'STRATEGIC_AGREEMENT', 'RESEARCH_CENTRE', 'JOINT_LABORATORY', 'GRANT', 'DONATION', 'SCHOOL', 'CAMPUS', 'ADVISORY_GROUP', 'PROGRAMME', 'PROJECT', 'EVENT', 'FACILITY', 'COMPANY', 'OTHER')),
  CONSTRAINT `initiatives_parent` CHECK (parent_id <> id),
  CONSTRAINT `initiatives_started_bounds` CHECK (started_earliest <= started_latest AND started_earliest >= 0),
  CONSTRAINT `initiatives_status` CHECK (status IN ('PROPOSED', 'ANNOUNCED', 'ACTIVE', 'COMPLETED', 'LAPSED', 'CANCELLED'))
);
INSERT INTO `new_initiatives` (`id`, `slug`, `held`, `visible`, `version`, `created_at`, `updated_at`, `public_updated_at`, `name`, `name_fold`, `name_sort`, `kind`, `status`, `descriptions`, `partner_count`, `public_partner_count`, `release_count`, `public_release_count`, `started_on`, `started_earliest`, `started_latest`, `ended_on`, `ended_earliest`, `ended_latest`, `funding_amount`, `funding_currency`, `parent_id`) SELECT `id`, `slug`, `held`, `visible`, `version`, `created_at`, `updated_at`, `public_updated_at`, `name`, `name_fold`, `name_sort`, `kind`, `status`, `descriptions`, `partner_count`, `public_partner_count`, `release_count`, `public_release_count`, `started_on`, `started_earliest`, `started_latest`, `ended_on`, `ended_earliest`, `ended_latest`, `funding_amount`, `funding_currency`, `parent_id` FROM `initiatives`;
DROP TABLE `initiatives`;
ALTER TABLE `new_initiatives` RENAME TO `initiatives`;
CREATE UNIQUE INDEX `initiative_slug` ON `initiatives` (`slug`);
CREATE INDEX `initiative_parent_id_visible` ON `initiatives` (`parent_id`, `visible`);
CREATE INDEX `initiative_started_earliest_id` ON `initiatives` (`started_earliest`, `id`);
CREATE INDEX `initiative_updated_at_id` ON `initiatives` (`updated_at`, `id`);
CREATE INDEX `initiative_name_sort_id` ON `initiatives` (`name_sort`, `id`);
CREATE INDEX `initiative_funding_amount_id` ON `initiatives` (`funding_amount`, `id`);
CREATE INDEX `initiative_partner_count_id` ON `initiatives` (`partner_count`, `id`);
CREATE INDEX `initiatives_visible_started` ON `initiatives` (`started_earliest`, `id`) WHERE visible;
CREATE INDEX `initiatives_visible_name` ON `initiatives` (`name_sort`, `id`) WHERE visible;
CREATE INDEX `initiatives_visible_funding` ON `initiatives` (`funding_amount`, `id`) WHERE visible;
CREATE INDEX `initiatives_visible_partners` ON `initiatives` (`public_partner_count`, `id`) WHERE visible;
CREATE INDEX `initiatives_visible_updated` ON `initiatives` (`public_updated_at`, `id`) WHERE visible;

-- Greater amounts, and how exactly they are known: SQLite changes the constraints of
-- "participations" by making it anew.
CREATE TABLE `new_participations` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL DEFAULT (0),
  `visible` bool NOT NULL DEFAULT (false),
  `role` text NOT NULL DEFAULT ('MEMBER'),
  `status` text NOT NULL DEFAULT ('ANNOUNCED'),
  `started` integer NOT NULL DEFAULT (0),
  `pair_first` bool NOT NULL DEFAULT (true),
  `public_pair_first` bool NOT NULL DEFAULT (false),
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
  CONSTRAINT `participations_role` CHECK (role IN ('LEAD', 'SIGNATORY', 'FUNDER', 'HOST', 'MEMBER', 'ADVISER', 'BENEFICIARY', 'SUPPORTER')),
  CONSTRAINT `participations_since_bounds` CHECK (since_earliest <= since_latest AND since_earliest >= 0),
  CONSTRAINT `participations_status` CHECK (status IN ('ANNOUNCED', 'SIGNED', 'ACTIVE', 'LAPSED')),
  CONSTRAINT `participations_until_bounds` CHECK (until_earliest <= until_latest AND until_earliest >= 0)
);
INSERT INTO `new_participations` (`id`, `position`, `visible`, `role`, `status`, `started`, `pair_first`, `public_pair_first`, `since`, `since_earliest`, `since_latest`, `until`, `until_earliest`, `until_latest`, `contribution_amount`, `contribution_currency`, `initiative_id`, `partner_id`) SELECT `id`, `position`, `visible`, `role`, `status`, `started`, `pair_first`, `public_pair_first`, `since`, `since_earliest`, `since_latest`, `until`, `until_earliest`, `until_latest`, `contribution_amount`, `contribution_currency`, `initiative_id`, `partner_id` FROM `participations`;
DROP TABLE `participations`;
ALTER TABLE `new_participations` RENAME TO `participations`;
CREATE UNIQUE INDEX `participation_initiative_id_partner_id_role` ON `participations` (`initiative_id`, `partner_id`, `role`);
CREATE INDEX `participation_initiative_id_position` ON `participations` (`initiative_id`, `position`);
CREATE INDEX `participation_partner_id_initiative_id` ON `participations` (`partner_id`, `initiative_id`);
CREATE INDEX `participation_since_earliest_id` ON `participations` (`since_earliest`, `id`);
CREATE INDEX `participations_visible_since` ON `participations` (`since_earliest`, `id`) WHERE visible;
CREATE INDEX `participations_pairs` ON `participations` (`partner_id`, `started`, `initiative_id`) WHERE pair_first;
CREATE INDEX `participations_visible_pairs` ON `participations` (`partner_id`, `started`, `initiative_id`) WHERE public_pair_first;

-- Greater amounts, and how exactly they are known: SQLite changes the constraints of
-- "suggestions" by making it anew.
CREATE TABLE `new_suggestions` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `relation` text NOT NULL,
  `label` text NOT NULL,
  `mention_role` text NULL,
  `stage` text NULL,
  `participation_role` text NULL,
  `confidence` real NOT NULL,
  `section` text NULL,
  `quote` text NULL,
  `start` integer NULL,
  `end` integer NULL,
  `decision` text NOT NULL DEFAULT ('PENDING'),
  `decided_by` text NULL,
  `decided_at` datetime NULL,
  `created_at` datetime NOT NULL,
  `amount_amount` integer NULL,
  `amount_currency` text NULL,
  `amount_qualifier` text NULL,
  `release_id` integer NOT NULL,
  `partner_id` integer NULL,
  `initiative_id` integer NULL,
  CONSTRAINT `suggestions_releases_suggestions` FOREIGN KEY (`release_id`) REFERENCES `releases` (`id`) ON DELETE CASCADE,
  CONSTRAINT `suggestions_partners_partner` FOREIGN KEY (`partner_id`) REFERENCES `partners` (`id`) ON DELETE SET NULL,
  CONSTRAINT `suggestions_initiatives_initiative` FOREIGN KEY (`initiative_id`) REFERENCES `initiatives` (`id`) ON DELETE SET NULL,
  CONSTRAINT `suggestions_amount` CHECK ((amount_amount IS NULL) = (amount_currency IS NULL) AND (amount_amount IS NULL OR (amount_amount >= 0 AND amount_amount <= 9223372036854775807)) AND (amount_currency IS NULL OR length(amount_currency) = 3) AND (amount_qualifier IS NULL OR (amount_amount IS NOT NULL AND amount_qualifier IN ('AT_LEAST', 'UP_TO', 'ABOUT')))),
  CONSTRAINT `suggestions_confidence` CHECK (confidence >= 0 AND confidence <= 1),
  CONSTRAINT `suggestions_decision` CHECK (decision IN ('PENDING', 'ACCEPTED', 'REJECTED')),
  CONSTRAINT `suggestions_mention_role` CHECK (mention_role IN ('SUBJECT', 'SIGNATORY', 'FUNDER', 'HOST', 'CO_ORGANISER', 'SPEAKER', 'MENTIONED')),
  CONSTRAINT `suggestions_participation_role` CHECK (participation_role IN ('LEAD', 'SIGNATORY', 'FUNDER', 'HOST', 'MEMBER', 'ADVISER', 'BENEFICIARY', 'SUPPORTER')),
  CONSTRAINT `suggestions_relation` CHECK (relation IN ('MENTION', 'ANNOUNCEMENT', 'PARTICIPATION')),
  CONSTRAINT `suggestions_relation_role` CHECK ((mention_role IS NOT NULL) = (relation = 'MENTION') AND (stage IS NOT NULL) = (relation = 'ANNOUNCEMENT') AND (participation_role IS NOT NULL) = (relation = 'PARTICIPATION')),
  CONSTRAINT `suggestions_section` CHECK (section IN ('TITLE', 'SUMMARY', 'BODY')),
  CONSTRAINT `suggestions_span` CHECK ((quote IS NULL) = (section IS NULL) AND (quote IS NULL) = ("start" IS NULL) AND (quote IS NULL) = ("end" IS NULL) AND (quote IS NULL OR ("start" >= 0 AND "end" > "start"))),
  CONSTRAINT `suggestions_stage` CHECK (stage IN ('ANNOUNCED', 'SIGNED', 'LAUNCHED', 'OPENED', 'RENEWED', 'FUNDED', 'COMPLETED', 'MENTIONED'))
);
INSERT INTO `new_suggestions` (`id`, `relation`, `label`, `mention_role`, `stage`, `participation_role`, `confidence`, `section`, `quote`, `start`, `end`, `decision`, `decided_by`, `decided_at`, `created_at`, `amount_amount`, `amount_currency`, `release_id`, `partner_id`, `initiative_id`) SELECT `id`, `relation`, `label`, `mention_role`, `stage`, `participation_role`, `confidence`, `section`, `quote`, `start`, `end`, `decision`, `decided_by`, `decided_at`, `created_at`, `amount_amount`, `amount_currency`, `release_id`, `partner_id`, `initiative_id` FROM `suggestions`;
DROP TABLE `suggestions`;
ALTER TABLE `new_suggestions` RENAME TO `suggestions`;
CREATE INDEX `suggestion_decision_confidence_id` ON `suggestions` (`decision`, `confidence`, `id`);
CREATE INDEX `suggestion_release_id` ON `suggestions` (`release_id`);
CREATE INDEX `suggestion_partner_id` ON `suggestions` (`partner_id`);
CREATE INDEX `suggestion_initiative_id` ON `suggestions` (`initiative_id`);
