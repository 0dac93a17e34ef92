CREATE TABLE customer_groups (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT customer_groups_belong_to_a_publisher REFERENCES publishers (id),
    app_id INTEGER CONSTRAINT customer_groups_are_of_an_app REFERENCES apps (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    rule TEXT,
    members BIGINT,
    refreshed_at TIMESTAMP,
    refreshed_on INTEGER,
    refreshed_version BIGINT,
    refresh_failed BOOLEAN NOT NULL DEFAULT 0,
    archived_at TIMESTAMP,
    created_by INTEGER CONSTRAINT customer_groups_are_made_by_a_user REFERENCES users (id),
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    CONSTRAINT customer_groups_name_is_unique UNIQUE (publisher_id, name_key),
    CONSTRAINT customer_groups_kind_is_known CHECK (kind IN ('segment', 'known_user_group')),
    CONSTRAINT customer_groups_segments_have_an_app_and_a_rule
        CHECK (kind <> 'segment' OR (app_id IS NOT NULL AND rule IS NOT NULL))
);
CREATE TABLE group_addresses (
    group_id INTEGER NOT NULL CONSTRAINT group_addresses_are_of_a_group REFERENCES customer_groups (id),
    email_key TEXT NOT NULL,
    email TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (group_id, email_key)
) WITHOUT ROWID;
CREATE INDEX group_addresses_by_email ON group_addresses (email_key);
CREATE TABLE snapshots (
    group_id INTEGER NOT NULL CONSTRAINT snapshots_are_of_a_group REFERENCES customer_groups (id),
    taken_on INTEGER NOT NULL,
    members BIGINT NOT NULL,
    bitmap BLOB NOT NULL,
    PRIMARY KEY (group_id, taken_on)
);
