-- A sticky flight keeps who was in it through a segment, since this day. Who that is follows from the history of the segment:
-- whoever left it in a change after the one with the id `kept_after`, or is among its members as they were counted last.
ALTER TABLE flights ADD COLUMN sticky_since INTEGER;
ALTER TABLE flight_groups ADD COLUMN kept_after INTEGER;
