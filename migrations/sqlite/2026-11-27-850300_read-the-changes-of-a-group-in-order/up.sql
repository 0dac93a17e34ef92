-- Programs read the changes of a group from where they have come to.
CREATE INDEX membership_changes_in_order ON membership_changes (group_id, id);
