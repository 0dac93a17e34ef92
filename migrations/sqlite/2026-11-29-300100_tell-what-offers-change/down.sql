ALTER TABLE offer_grants DROP COLUMN phase;
ALTER TABLE offers DROP COLUMN effect;
ALTER TABLE offers DROP COLUMN phases;
