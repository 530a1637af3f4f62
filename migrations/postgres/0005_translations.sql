-- Drop index "releases_grouped" from table: "releases".
DROP INDEX "releases_grouped";

-- Create index "releases_grouped" to table: "releases".
CREATE INDEX "releases_grouped" ON "releases" ("visible", "id", "year", "kind", "status", "language", "published_on", "translation_group");
