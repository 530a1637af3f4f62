-- Drop index "announcement_release_id_position" from table: "announcements".
DROP INDEX "announcement_release_id_position";

-- Create index "announcements_of_release" to table: "announcements".
CREATE INDEX "announcements_of_release" ON "announcements" ("release_id", "position", "initiative_id", "visible");

-- Drop index "mention_release_id_position" from table: "mentions".
DROP INDEX "mention_release_id_position";

-- Create index "mentions_of_release" to table: "mentions".
CREATE INDEX "mentions_of_release" ON "mentions" ("release_id", "position", "partner_id", "visible");

-- Create index "releases_grouped" to table: "releases".
CREATE INDEX "releases_grouped" ON "releases" ("visible", "id", "year", "kind", "status", "language", "published_on");
