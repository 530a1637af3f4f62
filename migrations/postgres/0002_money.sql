-- Greater amounts of "initiatives", and how exactly they are known.
ALTER TABLE "initiatives" ADD COLUMN "funding_qualifier" character varying NULL;
ALTER TABLE "initiatives" DROP CONSTRAINT "initiatives_funding";
ALTER TABLE "initiatives" ADD CONSTRAINT "initiatives_funding" CHECK (((funding_amount IS NULL) = (funding_currency IS NULL)) AND ((funding_amount IS NULL) OR ((funding_amount >= 0) AND (funding_amount <= '9223372036854775807'::bigint))) AND ((funding_currency IS NULL) OR (length(funding_currency) = 3)) AND ((funding_qualifier IS NULL) OR ((funding_amount IS NOT NULL) AND ((funding_qualifier)::text = ANY (ARRAY['AT_LEAST', 'UP_TO', 'ABOUT'])))));

-- Greater amounts of "participations", and how exactly they are known.
ALTER TABLE "participations" ADD COLUMN "contribution_qualifier" character varying NULL;
ALTER TABLE "participations" DROP CONSTRAINT "participations_contribution";
ALTER TABLE "participations" ADD CONSTRAINT "participations_contribution" CHECK (((contribution_amount IS NULL) = (contribution_currency IS NULL)) AND ((contribution_amount IS NULL) OR ((contribution_amount >= 0) AND (contribution_amount <= '9223372036854775807'::bigint))) AND ((contribution_currency IS NULL) OR (length(contribution_currency) = 3)) AND ((contribution_qualifier IS NULL) OR ((contribution_amount IS NOT NULL) AND ((contribution_qualifier)::text = ANY (ARRAY['AT_LEAST', 'UP_TO', 'ABOUT'])))));

-- Greater amounts of "suggestions", and how exactly they are known.
ALTER TABLE "suggestions" ADD COLUMN "amount_qualifier" character varying NULL;
ALTER TABLE "suggestions" DROP CONSTRAINT "suggestions_amount";
ALTER TABLE "suggestions" ADD CONSTRAINT "suggestions_amount" CHECK (((amount_amount IS NULL) = (amount_currency IS NULL)) AND ((amount_amount IS NULL) OR ((amount_amount >= 0) AND (amount_amount <= '9223372036854775807'::bigint))) AND ((amount_currency IS NULL) OR (length(amount_currency) = 3)) AND ((amount_qualifier IS NULL) OR ((amount_amount IS NOT NULL) AND ((amount_qualifier)::text = ANY (ARRAY['AT_LEAST', 'UP_TO', 'ABOUT'])))));
