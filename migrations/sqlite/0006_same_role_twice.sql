-- Drop index "participation_initiative_id_partner_id_role" from table: "participations".
DROP INDEX `participation_initiative_id_partner_id_role`;

-- Create index "participations_once" to table: "participations".
CREATE UNIQUE INDEX `participations_once` ON `participations` (`initiative_id`, `partner_id`, `role`) WHERE (since IS NULL) AND (until IS NULL) AND (contribution_amount IS NULL);

-- Create index "participations_once_since" to table: "participations".
CREATE UNIQUE INDEX `participations_once_since` ON `participations` (`initiative_id`, `partner_id`, `role`, `since`) WHERE (since IS NOT NULL) AND (until IS NULL) AND (contribution_amount IS NULL);

-- Create index "participations_once_until" to table: "participations".
CREATE UNIQUE INDEX `participations_once_until` ON `participations` (`initiative_id`, `partner_id`, `role`, `until`) WHERE (since IS NULL) AND (until IS NOT NULL) AND (contribution_amount IS NULL);

-- Create index "participations_once_since_until" to table: "participations".
CREATE UNIQUE INDEX `participations_once_since_until` ON `participations` (`initiative_id`, `partner_id`, `role`, `since`, `until`) WHERE (since IS NOT NULL) AND (until IS NOT NULL) AND (contribution_amount IS NULL);

-- Create index "participations_once_contribution" to table: "participations".
CREATE UNIQUE INDEX `participations_once_contribution` ON `participations` (`initiative_id`, `partner_id`, `role`, `contribution_amount`, `contribution_currency`) WHERE (since IS NULL) AND (until IS NULL) AND (contribution_amount IS NOT NULL);

-- Create index "participations_once_since_contribution" to table: "participations".
CREATE UNIQUE INDEX `participations_once_since_contribution` ON `participations` (`initiative_id`, `partner_id`, `role`, `since`, `contribution_amount`, `contribution_currency`) WHERE (since IS NOT NULL) AND (until IS NULL) AND (contribution_amount IS NOT NULL);

-- Create index "participations_once_until_contribution" to table: "participations".
CREATE UNIQUE INDEX `participations_once_until_contribution` ON `participations` (`initiative_id`, `partner_id`, `role`, `until`, `contribution_amount`, `contribution_currency`) WHERE (since IS NULL) AND (until IS NOT NULL) AND (contribution_amount IS NOT NULL);

-- Create index "participations_once_since_until_contribution" to table: "participations".
CREATE UNIQUE INDEX `participations_once_since_until_contribution` ON `participations` (`initiative_id`, `partner_id`, `role`, `since`, `until`, `contribution_amount`, `contribution_currency`) WHERE (since IS NOT NULL) AND (until IS NOT NULL) AND (contribution_amount IS NOT NULL);

-- Create index "participation_initiative_id_partner_id_role" to table: "participations".
CREATE INDEX `participation_initiative_id_partner_id_role` ON `participations` (`initiative_id`, `partner_id`, `role`);

-- Create index "participation_known_earliest_id" to table: "participations".
CREATE INDEX `participation_known_earliest_id` ON `participations` (`known_earliest`, `id`);

-- Create index "participations_visible_known" to table: "participations".
CREATE INDEX `participations_visible_known` ON `participations` (`public_known_earliest`, `id`) WHERE visible;
