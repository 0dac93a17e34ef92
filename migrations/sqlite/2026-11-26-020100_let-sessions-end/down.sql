DROP TABLE sessions;
CREATE TABLE sessions (
    key_digest TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER CONSTRAINT sessions_belong_to_a_user REFERENCES users (id),
    state TEXT NOT NULL,
    expires_at TIMESTAMP NOT NULL
);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX sessions_of_a_user ON sessions (user_id);
