ALTER TABLE apps DROP COLUMN claims_settled;
DROP TABLE offer_codes;
DROP TABLE offer_grants;
DROP TABLE offer_groups;
DROP TABLE offers;
