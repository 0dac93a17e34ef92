-- A disabled user stays, because histories name users.
ALTER TABLE users ADD COLUMN disabled_at TIMESTAMP;
ALTER TABLE users ADD COLUMN seen_at TIMESTAMP;
CREATE TABLE invitations (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT invitations_are_of_a_publisher REFERENCES publishers (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    role TEXT NOT NULL,
    token_digest TEXT NOT NULL CONSTRAINT invitations_token_is_unique UNIQUE,
    created_at TIMESTAMP NOT NULL,
    linked_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP,
    CONSTRAINT invitations_role_is_known CHECK (role IN ('owner', 'editor', 'viewer'))
);
CREATE UNIQUE INDEX invitations_are_open_once ON invitations (publisher_id, email_key) WHERE ended_at IS NULL;
