DROP TABLE invitations;
ALTER TABLE users DROP COLUMN seen_at;
ALTER TABLE users DROP COLUMN disabled_at;
