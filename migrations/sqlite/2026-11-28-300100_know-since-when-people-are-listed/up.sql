-- The publisher's day on which the entry was added; unknown for entries from before.
ALTER TABLE group_addresses ADD COLUMN added_on INTEGER;
