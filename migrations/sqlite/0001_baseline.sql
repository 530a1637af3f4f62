-- Create "api_keys" table.
CREATE TABLE `api_keys` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `name` text NOT NULL,
  `role` text NOT NULL,
  `prefix` text NOT NULL,
  `hash` blob NOT NULL,
  `created_at` datetime NOT NULL,
  `expires_at` datetime NULL,
  `last_used_at` datetime NULL,
  `revoked_at` datetime NULL,
  CONSTRAINT `api_keys_role` CHECK (role IN ('PUBLIC', 'ANALYST', 'EDITOR', 'ADMIN'))
);

-- Create index "apikey_hash" to table: "api_keys".
CREATE UNIQUE INDEX `apikey_hash` ON `api_keys` (`hash`);

-- Create "announcements" table.
CREATE TABLE `announcements` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL DEFAULT (0),
  `visible` bool NOT NULL DEFAULT (false),
  `sort_at` integer NOT NULL DEFAULT (-4611686018427387904),
  `rank` integer NOT NULL DEFAULT (0),
  `stage` text NOT NULL DEFAULT ('ANNOUNCED'),
  `initiative_id` integer NOT NULL,
  `release_id` integer NOT NULL,
  CONSTRAINT `announcements_initiatives_announcements` FOREIGN KEY (`initiative_id`) REFERENCES `initiatives` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `announcements_releases_announcements` FOREIGN KEY (`release_id`) REFERENCES `releases` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `announcements_stage` CHECK (stage IN ('ANNOUNCED', 'SIGNED', 'LAUNCHED', 'OPENED', 'RENEWED', 'FUNDED', 'COMPLETED', 'MENTIONED'))
);

-- Create index "announcement_release_id_initiative_id" to table: "announcements".
CREATE UNIQUE INDEX `announcement_release_id_initiative_id` ON `announcements` (`release_id`, `initiative_id`);

-- Create index "announcements_of_release" to table: "announcements".
CREATE INDEX `announcements_of_release` ON `announcements` (`release_id`, `position`, `initiative_id`, `visible`);

-- Create index "announcement_initiative_id_sort_at_rank_release_id" to table: "announcements".
CREATE INDEX `announcement_initiative_id_sort_at_rank_release_id` ON `announcements` (`initiative_id`, `sort_at`, `rank`, `release_id`);

-- Create index "announcements_visible_initiative" to table: "announcements".
CREATE INDEX `announcements_visible_initiative` ON `announcements` (`initiative_id`, `sort_at`, `rank`, `release_id`) WHERE visible;

-- Create "changes" table.
CREATE TABLE `changes` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `version` integer NOT NULL DEFAULT (0),
  `public_version` integer NULL,
  `public_step` integer NULL,
  `entity` text NOT NULL,
  `entity_id` integer NOT NULL,
  `subject_id` integer NULL,
  `object_id` integer NULL,
  `action` text NOT NULL,
  `derived` bool NOT NULL DEFAULT (false),
  `at` datetime NOT NULL,
  `actor` text NOT NULL,
  `purpose` text NULL,
  CONSTRAINT `changes_action` CHECK (action IN ('PUBLISHED', 'UPDATED', 'CORRECTED', 'UNPUBLISHED', 'CREATED', 'DELETED', 'MERGED', 'LINKED', 'UNLINKED'))
);

-- Create index "change_version_id" to table: "changes".
CREATE INDEX `change_version_id` ON `changes` (`version`, `id`);

-- Create index "change_public_step" to table: "changes".
CREATE UNIQUE INDEX `change_public_step` ON `changes` (`public_step`);

-- Create index "change_entity_id_id" to table: "changes".
CREATE INDEX `change_entity_id_id` ON `changes` (`entity_id`, `id`);

-- Create "corrections" table.
CREATE TABLE `corrections` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `note` text NOT NULL,
  `corrected_at` datetime NOT NULL,
  `release_id` integer NOT NULL,
  CONSTRAINT `corrections_releases_corrections` FOREIGN KEY (`release_id`) REFERENCES `releases` (`id`) ON DELETE CASCADE
);

-- Create index "correction_release_id_corrected_at" to table: "corrections".
CREATE INDEX `correction_release_id_corrected_at` ON `corrections` (`release_id`, `corrected_at`);

-- Create "distinctions" table.
CREATE TABLE `distinctions` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `actor` text NOT NULL,
  `at` datetime NOT NULL,
  `lesser_id` integer NOT NULL,
  `greater_id` integer NOT NULL,
  CONSTRAINT `distinctions_partners_lesser` FOREIGN KEY (`lesser_id`) REFERENCES `partners` (`id`) ON DELETE CASCADE,
  CONSTRAINT `distinctions_partners_greater` FOREIGN KEY (`greater_id`) REFERENCES `partners` (`id`) ON DELETE CASCADE,
  CONSTRAINT `distinctions_order` CHECK (lesser_id < greater_id)
);

-- Create index "distinction_lesser_id_greater_id" to table: "distinctions".
CREATE UNIQUE INDEX `distinction_lesser_id_greater_id` ON `distinctions` (`lesser_id`, `greater_id`);

-- Create "evidence" table.
CREATE TABLE `evidence` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL DEFAULT (0),
  `section` text NOT NULL,
  `quote` text NOT NULL,
  `start` integer NOT NULL,
  `end` integer NOT NULL,
  `visible` bool NOT NULL DEFAULT (false),
  `announcement_id` integer NULL,
  `mention_id` integer NULL,
  `participation_id` integer NULL,
  `release_id` integer NOT NULL,
  CONSTRAINT `evidence_announcements_evidence` FOREIGN KEY (`announcement_id`) REFERENCES `announcements` (`id`) ON DELETE CASCADE,
  CONSTRAINT `evidence_mentions_evidence` FOREIGN KEY (`mention_id`) REFERENCES `mentions` (`id`) ON DELETE CASCADE,
  CONSTRAINT `evidence_participations_evidence` FOREIGN KEY (`participation_id`) REFERENCES `participations` (`id`) ON DELETE CASCADE,
  CONSTRAINT `evidence_releases_evidence` FOREIGN KEY (`release_id`) REFERENCES `releases` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `evidence_relation` CHECK ((CASE WHEN mention_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN announcement_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN participation_id IS NULL THEN 0 ELSE 1 END) = 1),
  CONSTRAINT `evidence_section` CHECK (section IN ('TITLE', 'SUMMARY', 'BODY')),
  CONSTRAINT `evidence_span` CHECK ("start" >= 0 AND "end" > "start")
);

-- Create index "evidence_release_id" to table: "evidence".
CREATE INDEX `evidence_release_id` ON `evidence` (`release_id`);

-- Create index "evidence_mention_id_position" to table: "evidence".
CREATE INDEX `evidence_mention_id_position` ON `evidence` (`mention_id`, `position`);

-- Create index "evidence_announcement_id_position" to table: "evidence".
CREATE INDEX `evidence_announcement_id_position` ON `evidence` (`announcement_id`, `position`);

-- Create index "evidence_participation_id_position" to table: "evidence".
CREATE INDEX `evidence_participation_id_position` ON `evidence` (`participation_id`, `position`);

-- Create "former_slugs" table.
CREATE TABLE `former_slugs` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `entity` text NOT NULL,
  `slug` text NOT NULL,
  `node_id` integer NOT NULL,
  `public` bool NOT NULL DEFAULT (false)
);

-- Create index "formerslug_entity_slug" to table: "former_slugs".
CREATE UNIQUE INDEX `formerslug_entity_slug` ON `former_slugs` (`entity`, `slug`);

-- Create index "formerslug_node_id" to table: "former_slugs".
CREATE INDEX `formerslug_node_id` ON `former_slugs` (`node_id`);

-- Create "identifiers" table.
CREATE TABLE `identifiers` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL,
  `scheme` text NOT NULL,
  `value` text NOT NULL,
  `partner_id` integer NOT NULL,
  CONSTRAINT `identifiers_partners_identifiers` FOREIGN KEY (`partner_id`) REFERENCES `partners` (`id`) ON DELETE CASCADE,
  CONSTRAINT `identifiers_scheme` CHECK (scheme IN ('ROR', 'WIKIDATA', 'GRID', 'ISNI', 'LEI', 'OTHER'))
);

-- Create index "identifier_partner_id_scheme_value" to table: "identifiers".
CREATE UNIQUE INDEX `identifier_partner_id_scheme_value` ON `identifiers` (`partner_id`, `scheme`, `value`);

-- Create index "identifier_scheme_value" to table: "identifiers".
CREATE INDEX `identifier_scheme_value` ON `identifiers` (`scheme`, `value`);

-- Create "import_runs" table.
CREATE TABLE `import_runs` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `at` datetime NOT NULL,
  `actor` text NOT NULL,
  `source` text NOT NULL,
  `format` text NOT NULL,
  `created` integer NOT NULL,
  `updated` integer NOT NULL,
  `unchanged` integer NOT NULL,
  `problems` integer NOT NULL
);

-- Create index "importrun_at" to table: "import_runs".
CREATE INDEX `importrun_at` ON `import_runs` (`at`);

-- Create "initiatives" table.
CREATE TABLE `initiatives` (
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
  `parent_id` integer NULL,
  CONSTRAINT `initiatives_initiatives_children` FOREIGN KEY (`parent_id`) REFERENCES `initiatives` (`id`) ON DELETE SET NULL,
  CONSTRAINT `initiatives_ended_bounds` CHECK (ended_earliest <= ended_latest AND ended_earliest >= 0),
  CONSTRAINT `initiatives_funding` CHECK ((funding_amount IS NULL) = (funding_currency IS NULL) AND (funding_amount IS NULL OR (funding_amount >= 0 AND funding_amount <= 10000000000000000)) AND (funding_currency IS NULL OR length(funding_currency) = 3)),
  CONSTRAINT `initiatives_kind` CHECK (kind IN ('MEMORANDUM_OF_UNDERSTANDING', 'FRAMEWORK_AGREEMENT', 'STRATEGIC_AGREEMENT', 'RESEARCH_CENTRE', 'JOINT_LABORATORY', 'GRANT', 'DONATION', 'SCHOOL', 'CAMPUS', 'ADVISORY_GROUP', 'PROGRAMME', 'PROJECT', 'EVENT', 'FACILITY', 'COMPANY', 'OTHER')),
  CONSTRAINT `initiatives_parent` CHECK (parent_id <> id),
  CONSTRAINT `initiatives_started_bounds` CHECK (started_earliest <= started_latest AND started_earliest >= 0),
  CONSTRAINT `initiatives_status` CHECK (status IN ('PROPOSED', 'ANNOUNCED', 'ACTIVE', 'COMPLETED', 'LAPSED', 'CANCELLED'))
);

-- Create index "initiative_slug" to table: "initiatives".
CREATE UNIQUE INDEX `initiative_slug` ON `initiatives` (`slug`);

-- Create index "initiative_parent_id_visible" to table: "initiatives".
CREATE INDEX `initiative_parent_id_visible` ON `initiatives` (`parent_id`, `visible`);

-- Create index "initiative_started_earliest_id" to table: "initiatives".
CREATE INDEX `initiative_started_earliest_id` ON `initiatives` (`started_earliest`, `id`);

-- Create index "initiative_updated_at_id" to table: "initiatives".
CREATE INDEX `initiative_updated_at_id` ON `initiatives` (`updated_at`, `id`);

-- Create index "initiative_name_sort_id" to table: "initiatives".
CREATE INDEX `initiative_name_sort_id` ON `initiatives` (`name_sort`, `id`);

-- Create index "initiative_funding_amount_id" to table: "initiatives".
CREATE INDEX `initiative_funding_amount_id` ON `initiatives` (`funding_amount`, `id`);

-- Create index "initiative_partner_count_id" to table: "initiatives".
CREATE INDEX `initiative_partner_count_id` ON `initiatives` (`partner_count`, `id`);

-- Create index "initiatives_visible_started" to table: "initiatives".
CREATE INDEX `initiatives_visible_started` ON `initiatives` (`started_earliest`, `id`) WHERE visible;

-- Create index "initiatives_visible_name" to table: "initiatives".
CREATE INDEX `initiatives_visible_name` ON `initiatives` (`name_sort`, `id`) WHERE visible;

-- Create index "initiatives_visible_funding" to table: "initiatives".
CREATE INDEX `initiatives_visible_funding` ON `initiatives` (`funding_amount`, `id`) WHERE visible;

-- Create index "initiatives_visible_partners" to table: "initiatives".
CREATE INDEX `initiatives_visible_partners` ON `initiatives` (`public_partner_count`, `id`) WHERE visible;

-- Create index "initiatives_visible_updated" to table: "initiatives".
CREATE INDEX `initiatives_visible_updated` ON `initiatives` (`public_updated_at`, `id`) WHERE visible;

-- Create "initiative_names" table.
CREATE TABLE `initiative_names` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL,
  `text` text NOT NULL,
  `text_fold` blob NOT NULL,
  `locale` text NULL,
  `kind` text NOT NULL DEFAULT ('OFFICIAL'),
  `initiative_id` integer NOT NULL,
  CONSTRAINT `initiative_names_initiatives_names` FOREIGN KEY (`initiative_id`) REFERENCES `initiatives` (`id`) ON DELETE CASCADE,
  CONSTRAINT `initiative_names_kind` CHECK (kind IN ('OFFICIAL', 'SHORT', 'ABBREVIATION', 'FORMER', 'ALIAS'))
);

-- Create index "initiativename_initiative_id_position" to table: "initiative_names".
CREATE UNIQUE INDEX `initiativename_initiative_id_position` ON `initiative_names` (`initiative_id`, `position`);

-- Create index "initiativename_text" to table: "initiative_names".
CREATE INDEX `initiativename_text` ON `initiative_names` (`text`);

-- Create index "initiativename_text_fold" to table: "initiative_names".
CREATE INDEX `initiativename_text_fold` ON `initiative_names` (`text_fold`);

-- Create "initiative_topics" table.
CREATE TABLE `initiative_topics` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL DEFAULT (0),
  `visible` bool NOT NULL DEFAULT (false),
  `started` integer NOT NULL DEFAULT (0),
  `initiative_id` integer NOT NULL,
  `topic_id` integer NOT NULL,
  CONSTRAINT `initiative_topics_initiatives_topic_links` FOREIGN KEY (`initiative_id`) REFERENCES `initiatives` (`id`) ON DELETE CASCADE,
  CONSTRAINT `initiative_topics_topics_initiative_links` FOREIGN KEY (`topic_id`) REFERENCES `topics` (`id`) ON DELETE NO ACTION
);

-- Create index "initiativetopic_initiative_id_topic_id" to table: "initiative_topics".
CREATE UNIQUE INDEX `initiativetopic_initiative_id_topic_id` ON `initiative_topics` (`initiative_id`, `topic_id`);

-- Create index "initiativetopic_topic_id_started_initiative_id" to table: "initiative_topics".
CREATE INDEX `initiativetopic_topic_id_started_initiative_id` ON `initiative_topics` (`topic_id`, `started`, `initiative_id`);

-- Create index "initiative_topics_visible" to table: "initiative_topics".
CREATE INDEX `initiative_topics_visible` ON `initiative_topics` (`topic_id`, `started`, `initiative_id`) WHERE visible;

-- Create "mentions" table.
CREATE TABLE `mentions` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL DEFAULT (0),
  `visible` bool NOT NULL DEFAULT (false),
  `sort_at` integer NOT NULL DEFAULT (-4611686018427387904),
  `rank` integer NOT NULL DEFAULT (0),
  `role` text NOT NULL DEFAULT ('MENTIONED'),
  `partner_id` integer NOT NULL,
  `release_id` integer NOT NULL,
  CONSTRAINT `mentions_partners_mentions` FOREIGN KEY (`partner_id`) REFERENCES `partners` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `mentions_releases_mentions` FOREIGN KEY (`release_id`) REFERENCES `releases` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `mentions_role` CHECK (role IN ('SUBJECT', 'SIGNATORY', 'FUNDER', 'HOST', 'CO_ORGANISER', 'SPEAKER', 'MENTIONED'))
);

-- Create index "mention_release_id_partner_id" to table: "mentions".
CREATE UNIQUE INDEX `mention_release_id_partner_id` ON `mentions` (`release_id`, `partner_id`);

-- Create index "mentions_of_release" to table: "mentions".
CREATE INDEX `mentions_of_release` ON `mentions` (`release_id`, `position`, `partner_id`, `visible`);

-- Create index "mention_partner_id_sort_at_rank_release_id" to table: "mentions".
CREATE INDEX `mention_partner_id_sort_at_rank_release_id` ON `mentions` (`partner_id`, `sort_at`, `rank`, `release_id`);

-- Create index "mentions_visible_partner" to table: "mentions".
CREATE INDEX `mentions_visible_partner` ON `mentions` (`partner_id`, `sort_at`, `rank`, `release_id`) WHERE visible;

-- Create "merges" table.
CREATE TABLE `merges` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `duplicate_id` integer NOT NULL,
  `public` bool NOT NULL,
  `undo` json NOT NULL,
  `actor` text NOT NULL,
  `at` datetime NOT NULL,
  `undone_at` datetime NULL,
  `survivor_id` integer NOT NULL,
  CONSTRAINT `merges_partners_survivor` FOREIGN KEY (`survivor_id`) REFERENCES `partners` (`id`) ON DELETE CASCADE
);

-- Create index "merge_duplicate_id_at" to table: "merges".
CREATE INDEX `merge_duplicate_id_at` ON `merges` (`duplicate_id`, `at`);

-- Create index "merge_survivor_id" to table: "merges".
CREATE INDEX `merge_survivor_id` ON `merges` (`survivor_id`);

-- Create "meta" table.
CREATE TABLE `meta` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `key` text NOT NULL,
  `value` text NOT NULL
);

-- Create index "meta_key" to table: "meta".
CREATE UNIQUE INDEX `meta_key` ON `meta` (`key`);

-- Create "participations" table.
CREATE TABLE `participations` (
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
  `initiative_id` integer NOT NULL,
  `partner_id` integer NOT NULL,
  CONSTRAINT `participations_initiatives_participations` FOREIGN KEY (`initiative_id`) REFERENCES `initiatives` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `participations_partners_participations` FOREIGN KEY (`partner_id`) REFERENCES `partners` (`id`) ON DELETE NO ACTION,
  CONSTRAINT `participations_contribution` CHECK ((contribution_amount IS NULL) = (contribution_currency IS NULL) AND (contribution_amount IS NULL OR (contribution_amount >= 0 AND contribution_amount <= 10000000000000000)) AND (contribution_currency IS NULL OR length(contribution_currency) = 3)),
  CONSTRAINT `participations_role` CHECK (role IN ('LEAD', 'SIGNATORY', 'FUNDER', 'HOST', 'MEMBER', 'ADVISER', 'BENEFICIARY', 'SUPPORTER')),
  CONSTRAINT `participations_since_bounds` CHECK (since_earliest <= since_latest AND since_earliest >= 0),
  CONSTRAINT `participations_status` CHECK (status IN ('ANNOUNCED', 'SIGNED', 'ACTIVE', 'LAPSED')),
  CONSTRAINT `participations_until_bounds` CHECK (until_earliest <= until_latest AND until_earliest >= 0)
);

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

-- Create "partners" table.
CREATE TABLE `partners` (
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
  `country` text NULL,
  `city` text NULL,
  `website` text NULL,
  `descriptions` json NULL,
  `logo` json NULL,
  `release_count` integer NOT NULL DEFAULT (0),
  `public_release_count` integer NOT NULL DEFAULT (0),
  `initiative_count` integer NOT NULL DEFAULT (0),
  `public_initiative_count` integer NOT NULL DEFAULT (0),
  `latest_release_on` text NULL,
  `latest_sort` integer NOT NULL DEFAULT (-4611686018427387904),
  `public_latest_release_on` text NULL,
  `public_latest_sort` integer NOT NULL DEFAULT (-4611686018427387904),
  `parent_id` integer NULL,
  CONSTRAINT `partners_partners_children` FOREIGN KEY (`parent_id`) REFERENCES `partners` (`id`) ON DELETE SET NULL,
  CONSTRAINT `partners_country` CHECK (length(country) = 2),
  CONSTRAINT `partners_kind` CHECK (kind IN ('GOVERNMENT', 'COMPANY', 'UNIVERSITY', 'RESEARCH_INSTITUTE', 'HOSPITAL', 'FOUNDATION', 'FUNDER', 'ASSOCIATION', 'SCHOOL', 'MEDIA', 'OTHER')),
  CONSTRAINT `partners_parent` CHECK (parent_id <> id)
);

-- Create index "partner_slug" to table: "partners".
CREATE UNIQUE INDEX `partner_slug` ON `partners` (`slug`);

-- Create index "partner_parent_id_visible" to table: "partners".
CREATE INDEX `partner_parent_id_visible` ON `partners` (`parent_id`, `visible`);

-- Create index "partner_name_sort_id" to table: "partners".
CREATE INDEX `partner_name_sort_id` ON `partners` (`name_sort`, `id`);

-- Create index "partner_updated_at_id" to table: "partners".
CREATE INDEX `partner_updated_at_id` ON `partners` (`updated_at`, `id`);

-- Create index "partner_release_count_id" to table: "partners".
CREATE INDEX `partner_release_count_id` ON `partners` (`release_count`, `id`);

-- Create index "partner_initiative_count_id" to table: "partners".
CREATE INDEX `partner_initiative_count_id` ON `partners` (`initiative_count`, `id`);

-- Create index "partner_latest_sort_id" to table: "partners".
CREATE INDEX `partner_latest_sort_id` ON `partners` (`latest_sort`, `id`);

-- Create index "partners_visible_name" to table: "partners".
CREATE INDEX `partners_visible_name` ON `partners` (`name_sort`, `id`) WHERE visible;

-- Create index "partners_visible_releases" to table: "partners".
CREATE INDEX `partners_visible_releases` ON `partners` (`public_release_count`, `id`) WHERE visible;

-- Create index "partners_visible_initiatives" to table: "partners".
CREATE INDEX `partners_visible_initiatives` ON `partners` (`public_initiative_count`, `id`) WHERE visible;

-- Create index "partners_visible_latest" to table: "partners".
CREATE INDEX `partners_visible_latest` ON `partners` (`public_latest_sort`, `id`) WHERE visible;

-- Create index "partners_visible_updated" to table: "partners".
CREATE INDEX `partners_visible_updated` ON `partners` (`public_updated_at`, `id`) WHERE visible;

-- Create "partner_names" table.
CREATE TABLE `partner_names` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL,
  `text` text NOT NULL,
  `text_fold` blob NOT NULL,
  `locale` text NULL,
  `kind` text NOT NULL DEFAULT ('OFFICIAL'),
  `partner_id` integer NOT NULL,
  CONSTRAINT `partner_names_partners_names` FOREIGN KEY (`partner_id`) REFERENCES `partners` (`id`) ON DELETE CASCADE,
  CONSTRAINT `partner_names_kind` CHECK (kind IN ('OFFICIAL', 'SHORT', 'ABBREVIATION', 'FORMER', 'ALIAS'))
);

-- Create index "partnername_partner_id_position" to table: "partner_names".
CREATE UNIQUE INDEX `partnername_partner_id_position` ON `partner_names` (`partner_id`, `position`);

-- Create index "partnername_text" to table: "partner_names".
CREATE INDEX `partnername_text` ON `partner_names` (`text`);

-- Create index "partnername_text_fold" to table: "partner_names".
CREATE INDEX `partnername_text_fold` ON `partner_names` (`text_fold`);

-- Create "releases" table.
CREATE TABLE `releases` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `slug` text NOT NULL,
  `held` bool NOT NULL DEFAULT (false),
  `visible` bool NOT NULL DEFAULT (false),
  `version` integer NOT NULL DEFAULT (1),
  `created_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL,
  `public_updated_at` datetime NOT NULL,
  `kind` text NOT NULL,
  `status` text NOT NULL DEFAULT ('DRAFT'),
  `language` text NOT NULL,
  `title` text NOT NULL,
  `title_fold` blob NOT NULL,
  `title_sort` blob NOT NULL,
  `summary` text NULL,
  `summary_text` text NULL,
  `summary_truncated` bool NOT NULL DEFAULT (false),
  `body` text NULL,
  `body_text` text NULL,
  `published_at` datetime NULL,
  `scheduled_for` datetime NULL,
  `year` integer NULL,
  `sort_at` integer NOT NULL DEFAULT (-4611686018427387904),
  `rank` integer NOT NULL DEFAULT (0),
  `hero_image` json NULL,
  `source_url` text NULL,
  `translation_group` integer NULL,
  `partner_count` integer NOT NULL DEFAULT (0),
  `public_partner_count` integer NOT NULL DEFAULT (0),
  `initiative_count` integer NOT NULL DEFAULT (0),
  `public_initiative_count` integer NOT NULL DEFAULT (0),
  `published_on` text NULL,
  `published_earliest` integer NOT NULL DEFAULT (0),
  `published_latest` integer NOT NULL DEFAULT (0),
  `publisher_id` integer NULL,
  CONSTRAINT `releases_partners_published` FOREIGN KEY (`publisher_id`) REFERENCES `partners` (`id`) ON DELETE RESTRICT,
  CONSTRAINT `releases_kind` CHECK (kind IN ('PRESS_RELEASE', 'STORY')),
  CONSTRAINT `releases_published_bounds` CHECK (published_earliest <= published_latest AND published_earliest >= 0),
  CONSTRAINT `releases_scheduled` CHECK ((status = 'SCHEDULED') = (scheduled_for IS NOT NULL)),
  CONSTRAINT `releases_status` CHECK (status IN ('DRAFT', 'IN_REVIEW', 'SCHEDULED', 'PUBLISHED', 'ARCHIVED'))
);

-- Create index "release_slug" to table: "releases".
CREATE UNIQUE INDEX `release_slug` ON `releases` (`slug`);

-- Create index "release_sort_at_rank_id" to table: "releases".
CREATE INDEX `release_sort_at_rank_id` ON `releases` (`sort_at`, `rank`, `id`);

-- Create index "release_updated_at_rank_id" to table: "releases".
CREATE INDEX `release_updated_at_rank_id` ON `releases` (`updated_at`, `rank`, `id`);

-- Create index "release_status_scheduled_for" to table: "releases".
CREATE INDEX `release_status_scheduled_for` ON `releases` (`status`, `scheduled_for`);

-- Create index "release_publisher_id_visible" to table: "releases".
CREATE INDEX `release_publisher_id_visible` ON `releases` (`publisher_id`, `visible`);

-- Create index "release_translation_group" to table: "releases".
CREATE INDEX `release_translation_group` ON `releases` (`translation_group`);

-- Create index "release_source_url" to table: "releases".
CREATE INDEX `release_source_url` ON `releases` (`source_url`);

-- Create index "release_title_fold" to table: "releases".
CREATE INDEX `release_title_fold` ON `releases` (`title_fold`);

-- Create index "release_title_sort_rank_id" to table: "releases".
CREATE INDEX `release_title_sort_rank_id` ON `releases` (`title_sort`, `rank`, `id`);

-- Create index "release_partner_count_rank_id" to table: "releases".
CREATE INDEX `release_partner_count_rank_id` ON `releases` (`partner_count`, `rank`, `id`);

-- Create index "release_year_sort_at_rank_id" to table: "releases".
CREATE INDEX `release_year_sort_at_rank_id` ON `releases` (`year`, `sort_at`, `rank`, `id`);

-- Create index "releases_grouped" to table: "releases".
CREATE INDEX `releases_grouped` ON `releases` (`visible`, `id`, `year`, `kind`, `status`, `language`, `published_on`);

-- Create index "releases_visible_published" to table: "releases".
CREATE INDEX `releases_visible_published` ON `releases` (`sort_at`, `rank`, `id`) WHERE visible;

-- Create index "releases_visible_title" to table: "releases".
CREATE INDEX `releases_visible_title` ON `releases` (`title_sort`, `rank`, `id`) WHERE visible;

-- Create index "releases_visible_updated" to table: "releases".
CREATE INDEX `releases_visible_updated` ON `releases` (`public_updated_at`, `rank`, `id`) WHERE visible;

-- Create index "releases_visible_partners" to table: "releases".
CREATE INDEX `releases_visible_partners` ON `releases` (`public_partner_count`, `rank`, `id`) WHERE visible;

-- Create index "releases_visible_year" to table: "releases".
CREATE INDEX `releases_visible_year` ON `releases` (`year`, `sort_at`, `rank`, `id`) WHERE visible;

-- Create index "releases_visible_language" to table: "releases".
CREATE INDEX `releases_visible_language` ON `releases` (`language`, `sort_at`, `rank`, `id`) WHERE visible;

-- Create index "releases_visible_days" to table: "releases".
CREATE INDEX `releases_visible_days` ON `releases` (`published_earliest`, `published_latest`) WHERE visible;

-- Create "release_topics" table.
CREATE TABLE `release_topics` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL DEFAULT (0),
  `visible` bool NOT NULL DEFAULT (false),
  `sort_at` integer NOT NULL DEFAULT (-4611686018427387904),
  `rank` integer NOT NULL DEFAULT (0),
  `release_id` integer NOT NULL,
  `topic_id` integer NOT NULL,
  CONSTRAINT `release_topics_releases_topic_links` FOREIGN KEY (`release_id`) REFERENCES `releases` (`id`) ON DELETE CASCADE,
  CONSTRAINT `release_topics_topics_release_links` FOREIGN KEY (`topic_id`) REFERENCES `topics` (`id`) ON DELETE NO ACTION
);

-- Create index "releasetopic_release_id_topic_id" to table: "release_topics".
CREATE UNIQUE INDEX `releasetopic_release_id_topic_id` ON `release_topics` (`release_id`, `topic_id`);

-- Create index "releasetopic_topic_id_sort_at_rank_release_id" to table: "release_topics".
CREATE INDEX `releasetopic_topic_id_sort_at_rank_release_id` ON `release_topics` (`topic_id`, `sort_at`, `rank`, `release_id`);

-- Create index "release_topics_visible" to table: "release_topics".
CREATE INDEX `release_topics_visible` ON `release_topics` (`topic_id`, `sort_at`, `rank`, `release_id`) WHERE visible;

-- Create "revisions" table.
CREATE TABLE `revisions` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `version` integer NOT NULL,
  `at` datetime NOT NULL,
  `actor` text NOT NULL,
  `note` text NULL,
  `state` json NOT NULL,
  `changes` json NOT NULL,
  `release_id` integer NOT NULL,
  CONSTRAINT `revisions_releases_revisions` FOREIGN KEY (`release_id`) REFERENCES `releases` (`id`) ON DELETE CASCADE
);

-- Create index "revision_release_id_version" to table: "revisions".
CREATE UNIQUE INDEX `revision_release_id_version` ON `revisions` (`release_id`, `version`);

-- Create "suggestions" table, quoted as SQLite has it where it was made anew once.
CREATE TABLE "suggestions" (
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
  `release_id` integer NOT NULL,
  `partner_id` integer NULL,
  `initiative_id` integer NULL,
  CONSTRAINT `suggestions_releases_suggestions` FOREIGN KEY (`release_id`) REFERENCES `releases` (`id`) ON DELETE CASCADE,
  CONSTRAINT `suggestions_partners_partner` FOREIGN KEY (`partner_id`) REFERENCES `partners` (`id`) ON DELETE SET NULL,
  CONSTRAINT `suggestions_initiatives_initiative` FOREIGN KEY (`initiative_id`) REFERENCES `initiatives` (`id`) ON DELETE SET NULL,
  CONSTRAINT `suggestions_amount` CHECK ((amount_amount IS NULL) = (amount_currency IS NULL) AND (amount_amount IS NULL OR (amount_amount >= 0 AND amount_amount <= 10000000000000000)) AND (amount_currency IS NULL OR length(amount_currency) = 3)),
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

-- Create index "suggestion_decision_confidence_id" to table: "suggestions".
CREATE INDEX `suggestion_decision_confidence_id` ON `suggestions` (`decision`, `confidence`, `id`);

-- Create index "suggestion_release_id" to table: "suggestions".
CREATE INDEX `suggestion_release_id` ON `suggestions` (`release_id`);

-- Create index "suggestion_partner_id" to table: "suggestions".
CREATE INDEX `suggestion_partner_id` ON `suggestions` (`partner_id`);

-- Create index "suggestion_initiative_id" to table: "suggestions".
CREATE INDEX `suggestion_initiative_id` ON `suggestions` (`initiative_id`);

-- Create "topics" table.
CREATE TABLE `topics` (
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
  `release_count` integer NOT NULL DEFAULT (0),
  `public_release_count` integer NOT NULL DEFAULT (0),
  `parent_id` integer NULL,
  CONSTRAINT `topics_topics_children` FOREIGN KEY (`parent_id`) REFERENCES `topics` (`id`) ON DELETE SET NULL,
  CONSTRAINT `topics_parent` CHECK (parent_id <> id)
);

-- Create index "topic_slug" to table: "topics".
CREATE UNIQUE INDEX `topic_slug` ON `topics` (`slug`);

-- Create index "topic_parent_id_visible" to table: "topics".
CREATE INDEX `topic_parent_id_visible` ON `topics` (`parent_id`, `visible`);

-- Create index "topic_name_sort_id" to table: "topics".
CREATE INDEX `topic_name_sort_id` ON `topics` (`name_sort`, `id`);

-- Create index "topics_visible_name" to table: "topics".
CREATE INDEX `topics_visible_name` ON `topics` (`name_sort`, `id`) WHERE visible;

-- Create "topic_names" table.
CREATE TABLE `topic_names` (
  `id` integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  `position` integer NOT NULL,
  `text` text NOT NULL,
  `text_fold` blob NOT NULL,
  `locale` text NULL,
  `kind` text NOT NULL DEFAULT ('OFFICIAL'),
  `topic_id` integer NOT NULL,
  CONSTRAINT `topic_names_topics_names` FOREIGN KEY (`topic_id`) REFERENCES `topics` (`id`) ON DELETE CASCADE,
  CONSTRAINT `topic_names_kind` CHECK (kind IN ('OFFICIAL', 'SHORT', 'ABBREVIATION', 'FORMER', 'ALIAS'))
);

-- Create index "topicname_topic_id_position" to table: "topic_names".
CREATE UNIQUE INDEX `topicname_topic_id_position` ON `topic_names` (`topic_id`, `position`);

-- Create index "topicname_text" to table: "topic_names".
CREATE INDEX `topicname_text` ON `topic_names` (`text`);

-- Create index "topicname_text_fold" to table: "topic_names".
CREATE INDEX `topicname_text_fold` ON `topic_names` (`text_fold`);

-- The newest numbers of the log of changes, in one row.
CREATE TABLE content_version (
  id integer NOT NULL PRIMARY KEY CHECK (id = 1),
  version integer NOT NULL,
  public_version integer NOT NULL,
  public_step integer NOT NULL
);
INSERT INTO content_version VALUES (1, 0, 0, 0);

-- Who the one transaction that writes works for, in one row: null outside of a
-- use case. What it writes shares the versions that its first change has taken.
CREATE TABLE change_context (
  id integer NOT NULL PRIMARY KEY CHECK (id = 1),
  actor text NULL,
  purpose text NULL,
  at datetime NULL,
  version integer NULL,
  public_version integer NULL,
  bulk bool NOT NULL DEFAULT FALSE
);
INSERT INTO change_context (id) VALUES (1);

-- What full-text search looks in, kept by internal/store.

-- One row a node: where it stands in the order of answers. The place is the
-- row of its words: it falls with age, those that readers see above all others.
CREATE TABLE search_documents (
  place integer NOT NULL PRIMARY KEY,
  type integer NOT NULL,
  node_id integer NOT NULL,
  visible bool NOT NULL,
  sort_at integer NOT NULL,
  rank integer NOT NULL,
  digest integer NOT NULL
);
CREATE UNIQUE INDEX search_documents_node ON search_documents (type, node_id);

-- Their words, as internal/words makes them; the texts themselves are not kept.
CREATE VIRTUAL TABLE search_words USING fts5(words, content = '', contentless_delete = 1, tokenize = 'ascii');
