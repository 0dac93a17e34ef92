CREATE TABLE setup_links (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT setup_links_are_of_a_publisher REFERENCES publishers (id),
    token_digest TEXT NOT NULL CONSTRAINT setup_links_token_is_unique UNIQUE,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX setup_links_of_a_publisher ON setup_links (publisher_id);
ALTER TABLE publishers ADD COLUMN is_set_up BOOLEAN NOT NULL DEFAULT 1;
INSERT INTO setup_links (publisher_id, token_digest, created_at)
    SELECT id, setup_digest, created_at FROM publishers WHERE setup_digest IS NOT NULL;
UPDATE publishers SET is_set_up = 0 WHERE setup_digest IS NOT NULL;
-- SQLite drops no column that is unique; this one is empty from now on.
UPDATE publishers SET setup_digest = NULL;
