-- Under which key programs ask for a group as a flag, and whether those on people's devices may. The groups that there are
-- get their id as key, which can be changed.
ALTER TABLE customer_groups ADD COLUMN flag_key TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_groups ADD COLUMN for_clients BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE customer_groups SET flag_key = CAST(id AS TEXT);
CREATE UNIQUE INDEX customer_groups_have_different_flag_keys ON customer_groups (publisher_id, flag_key);
