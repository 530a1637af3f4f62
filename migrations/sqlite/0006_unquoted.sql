-- Disable the enforcement of foreign-keys constraints.
PRAGMA foreign_keys = off;

-- Create "new_suggestions" table.
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

-- Copy rows from old table "suggestions" to new temporary table "new_suggestions".
INSERT INTO `new_suggestions` (`id`, `relation`, `label`, `mention_role`, `stage`, `participation_role`, `confidence`, `section`, `quote`, `start`, `end`, `decision`, `decided_by`, `decided_at`, `created_at`, `amount_amount`, `amount_currency`, `release_id`, `partner_id`, `initiative_id`) SELECT `id`, `relation`, `label`, `mention_role`, `stage`, `participation_role`, `confidence`, `section`, `quote`, `start`, `end`, `decision`, `decided_by`, `decided_at`, `created_at`, `amount_amount`, `amount_currency`, `release_id`, `partner_id`, `initiative_id` FROM `suggestions`;

-- Drop "suggestions" table after copying rows.
DROP TABLE `suggestions`;

-- Rename temporary table "new_suggestions" to "suggestions".
ALTER TABLE `new_suggestions` RENAME TO `suggestions`;

-- Create index "suggestion_decision_confidence_id" to table: "suggestions".
CREATE INDEX `suggestion_decision_confidence_id` ON `suggestions` (`decision`, `confidence`, `id`);

-- Create index "suggestion_release_id" to table: "suggestions".
CREATE INDEX `suggestion_release_id` ON `suggestions` (`release_id`);

-- Create index "suggestion_partner_id" to table: "suggestions".
CREATE INDEX `suggestion_partner_id` ON `suggestions` (`partner_id`);

-- Create index "suggestion_initiative_id" to table: "suggestions".
CREATE INDEX `suggestion_initiative_id` ON `suggestions` (`initiative_id`);

-- Enable back the enforcement of foreign-keys constraints.
PRAGMA foreign_keys = on;

-- A title that was quoted for want of a name is no quote.
UPDATE `suggestions` SET `section` = NULL, `quote` = NULL, `start` = NULL, `end` = NULL
WHERE `confidence` > 0.09 AND `confidence` < 0.11 AND `section` = 'TITLE' AND `start` = 0;
