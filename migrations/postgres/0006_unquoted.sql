-- Modify "suggestions" table.
ALTER TABLE "suggestions" ALTER COLUMN "section" DROP NOT NULL, ALTER COLUMN "quote" DROP NOT NULL, ALTER COLUMN "start" DROP NOT NULL, ALTER COLUMN "end" DROP NOT NULL;

-- Replace check "suggestions_span".
ALTER TABLE "suggestions" DROP CONSTRAINT "suggestions_span", ADD CONSTRAINT "suggestions_span" CHECK ((quote IS NULL) = (section IS NULL) AND (quote IS NULL) = ("start" IS NULL) AND (quote IS NULL) = ("end" IS NULL) AND (quote IS NULL OR ("start" >= 0 AND "end" > "start")));

-- A title that was quoted for want of a name is no quote.
ALTER TABLE "suggestions" DISABLE TRIGGER USER;
UPDATE "suggestions" SET "section" = NULL, "quote" = NULL, "start" = NULL, "end" = NULL
WHERE "confidence" > 0.09 AND "confidence" < 0.11 AND "section" = 'TITLE' AND "start" = 0;
ALTER TABLE "suggestions" ENABLE TRIGGER USER;
