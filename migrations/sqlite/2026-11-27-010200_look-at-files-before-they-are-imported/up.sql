CREATE TABLE import_drafts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT import_drafts_belong_to_a_publisher REFERENCES publishers (id),
    app_id INTEGER NOT NULL CONSTRAINT import_drafts_are_into_an_app REFERENCES apps (id),
    user_id INTEGER CONSTRAINT import_drafts_are_made_by_a_user REFERENCES users (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    file_word TEXT NOT NULL,
    chosen TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    found TEXT,
    found_revision INTEGER,
    import_id INTEGER CONSTRAINT import_drafts_become_an_import REFERENCES imports (id),
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX import_drafts_of_a_publisher ON import_drafts (publisher_id, id);
CREATE TABLE import_mappings (
    publisher_id INTEGER NOT NULL CONSTRAINT import_mappings_belong_to_a_publisher REFERENCES publishers (id),
    app_id INTEGER NOT NULL CONSTRAINT import_mappings_are_of_an_app REFERENCES apps (id),
    kind TEXT NOT NULL,
    headers TEXT NOT NULL,
    chosen TEXT NOT NULL,
    used_at TIMESTAMP NOT NULL,
    PRIMARY KEY (app_id, kind, headers)
) WITHOUT ROWID;
