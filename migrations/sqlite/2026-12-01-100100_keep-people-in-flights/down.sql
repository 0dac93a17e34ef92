ALTER TABLE flight_groups DROP COLUMN kept_after;
ALTER TABLE flights DROP COLUMN sticky_since;
