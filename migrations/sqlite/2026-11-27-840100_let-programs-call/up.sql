-- What programs call with. Only a digest of a token is stored. A token of one app answers for no other; the app may have been
-- deleted since, which revokes it.
CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT api_tokens_are_of_a_publisher REFERENCES publishers (id),
    app_id INTEGER,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    digest TEXT NOT NULL CONSTRAINT api_tokens_are_digested_once UNIQUE,
    scopes TEXT NOT NULL,
    created_by INTEGER,
    created_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP,
    last_used_on INTEGER,
    revoked_at TIMESTAMP
);
CREATE INDEX api_tokens_by_publisher ON api_tokens (publisher_id, id);
