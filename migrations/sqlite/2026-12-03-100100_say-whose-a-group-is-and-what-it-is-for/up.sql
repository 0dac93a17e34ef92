ALTER TABLE customer_groups ADD COLUMN description TEXT NOT NULL DEFAULT '';
ALTER TABLE customer_groups ADD COLUMN owner_id INTEGER CONSTRAINT customer_groups_are_owned_by_a_user REFERENCES users (id) ON DELETE SET NULL;
-- Groups that are there belong to whoever created them.
UPDATE customer_groups SET owner_id = created_by;
CREATE TABLE group_tags (
    group_id INTEGER NOT NULL CONSTRAINT group_tags_are_of_a_group REFERENCES customer_groups (id),
    -- The tag as it is compared, without regard to case.
    tag_key TEXT NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (group_id, tag_key)
) WITHOUT ROWID;
CREATE INDEX group_tags_by_tag ON group_tags (tag_key, group_id);
CREATE TABLE favourite_groups (
    user_id INTEGER NOT NULL CONSTRAINT favourite_groups_are_of_a_user REFERENCES users (id) ON DELETE CASCADE,
    group_id INTEGER NOT NULL CONSTRAINT favourite_groups_are_groups REFERENCES customer_groups (id),
    PRIMARY KEY (user_id, group_id)
) WITHOUT ROWID;
CREATE INDEX favourite_groups_by_group ON favourite_groups (group_id);
-- The columns that a user chose for the list of groups, in their order, with commas between them.
ALTER TABLE users ADD COLUMN group_columns TEXT;
