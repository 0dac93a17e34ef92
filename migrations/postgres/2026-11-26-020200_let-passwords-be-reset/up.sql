CREATE TABLE password_resets (
    token_digest TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL CONSTRAINT password_resets_are_of_a_user REFERENCES users (id),
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX password_resets_of_a_user ON password_resets (user_id);
