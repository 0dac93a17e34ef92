CREATE TABLE kept_forms (
    token_digest TEXT NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL CONSTRAINT kept_forms_are_of_a_user REFERENCES users (id),
    path TEXT NOT NULL,
    fields TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    has_parts BOOLEAN NOT NULL,
    file_name TEXT,
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX kept_forms_of_a_user ON kept_forms (user_id, created_at);
