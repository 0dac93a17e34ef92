CREATE TABLE imports (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT imports_belong_to_a_publisher REFERENCES publishers (id),
    app_id INTEGER NOT NULL CONSTRAINT imports_are_into_an_app REFERENCES apps (id),
    user_id INTEGER CONSTRAINT imports_are_made_by_a_user REFERENCES users (id),
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    detected TEXT,
    bytes_total BIGINT NOT NULL,
    bytes_done BIGINT NOT NULL DEFAULT 0,
    lines_new BIGINT NOT NULL DEFAULT 0,
    lines_changed BIGINT NOT NULL DEFAULT 0,
    lines_unchanged BIGINT NOT NULL DEFAULT 0,
    lines_refused BIGINT NOT NULL DEFAULT 0,
    customers_new BIGINT NOT NULL DEFAULT 0,
    leased_until TIMESTAMP,
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP,
    CONSTRAINT imports_kind_is_known CHECK (kind IN ('customers', 'purchases', 'usage', 'ratings')),
    CONSTRAINT imports_state_is_known CHECK (state IN ('waiting', 'running', 'done', 'failed'))
);
CREATE INDEX imports_of_a_publisher ON imports (publisher_id, id);
CREATE TABLE refused_lines (
    import_id INTEGER NOT NULL CONSTRAINT refused_lines_are_of_an_import REFERENCES imports (id),
    line_number BIGINT NOT NULL,
    text TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (import_id, line_number)
) WITHOUT ROWID;
