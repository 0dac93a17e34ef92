ALTER TABLE profiles ADD COLUMN facts_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customer_groups ADD COLUMN refreshed_position INTEGER;
ALTER TABLE customer_groups ADD COLUMN cause TEXT;
ALTER TABLE customer_groups ADD COLUMN cause_user_id INTEGER;
CREATE TABLE membership_changes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    group_id INTEGER NOT NULL CONSTRAINT membership_changes_are_of_a_group REFERENCES customer_groups (id),
    happened_on INTEGER NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    cause TEXT NOT NULL,
    user_id INTEGER CONSTRAINT membership_changes_are_made_by_a_user REFERENCES users (id),
    came BLOB NOT NULL,
    gone BLOB NOT NULL,
    came_count BIGINT NOT NULL,
    gone_count BIGINT NOT NULL,
    CONSTRAINT membership_changes_cause_is_known
        CHECK (cause IN ('rule', 'settings', 'group', 'data', 'time', 'arrival', 'removal'))
);
CREATE INDEX membership_changes_by_day ON membership_changes (group_id, happened_on, id);
