-- A submission that is not published yet: a draft, one that is scheduled, or one that is held. A flight has at most one.
ALTER TABLE submissions ADD COLUMN pending TEXT;
ALTER TABLE submissions ADD COLUMN publish_at TIMESTAMP;
ALTER TABLE submissions ADD COLUMN publish_zone TEXT;
ALTER TABLE submissions ADD COLUMN held_for TEXT;
-- The submission that counted when it was last said what is to be published.
ALTER TABLE submissions ADD COLUMN follows_id INTEGER;
CREATE UNIQUE INDEX submissions_wait_one_for_a_flight ON submissions (flight_id) WHERE pending IS NOT NULL;
CREATE INDEX submissions_that_wait ON submissions (publish_at) WHERE publish_at IS NOT NULL;
