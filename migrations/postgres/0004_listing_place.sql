-- Modify "releases" table.
ALTER TABLE "releases" ADD COLUMN "listing_place" bigint NULL;
-- Has the places made of what listings have given already, when the database is
-- next opened: that takes the time zone, which SQL does not know.
INSERT INTO meta (id, key, value) SELECT 4611686018427387905, 'places', 'due' WHERE EXISTS (SELECT 1 FROM releases WHERE rank <> 0);
