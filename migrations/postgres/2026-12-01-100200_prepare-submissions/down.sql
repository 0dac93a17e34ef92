DROP INDEX submissions_that_wait;
DROP INDEX submissions_wait_one_for_a_flight;
DELETE FROM submissions WHERE pending IS NOT NULL;
ALTER TABLE submissions DROP COLUMN follows_id;
ALTER TABLE submissions DROP COLUMN held_for;
ALTER TABLE submissions DROP COLUMN publish_zone;
ALTER TABLE submissions DROP COLUMN publish_at;
ALTER TABLE submissions DROP COLUMN pending;
