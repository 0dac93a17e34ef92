CREATE TABLE imports_anew (
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
    lines_total BIGINT NOT NULL DEFAULT 0,
    lines_new BIGINT NOT NULL DEFAULT 0,
    lines_changed BIGINT NOT NULL DEFAULT 0,
    lines_unchanged BIGINT NOT NULL DEFAULT 0,
    lines_repeated BIGINT NOT NULL DEFAULT 0,
    lines_refused BIGINT NOT NULL DEFAULT 0,
    refused_groups TEXT,
    cells_left_out BIGINT NOT NULL DEFAULT 0,
    customers_new BIGINT NOT NULL DEFAULT 0,
    file_word TEXT,
    created_at TIMESTAMP NOT NULL,
    resumed_at TIMESTAMP,
    resumed_lines BIGINT NOT NULL DEFAULT 0,
    finished_at TIMESTAMP,
    CONSTRAINT imports_kind_is_known CHECK (kind IN ('customers', 'purchases', 'usage', 'ratings')),
    CONSTRAINT imports_state_is_known CHECK (state IN ('waiting', 'running', 'done', 'failed'))
);
INSERT INTO imports_anew (id, publisher_id, app_id, user_id, kind, file_name, state, failure, detected, bytes_total, lines_total, lines_new,
    lines_changed, lines_unchanged, lines_repeated, lines_refused, refused_groups, cells_left_out, customers_new, file_word,
    created_at, resumed_at, resumed_lines, finished_at)
    SELECT id, publisher_id, app_id, user_id, kind, file_name, CASE WHEN state IN ('waiting', 'running', 'done') THEN state ELSE 'failed' END, failure, detected, bytes_total, lines_total, lines_new,
    lines_changed, lines_unchanged, lines_repeated, lines_refused, refused_groups, cells_left_out, customers_new, file_word,
    created_at, resumed_at, resumed_lines, finished_at FROM imports ORDER BY id;
DROP TABLE imports;
ALTER TABLE imports_anew RENAME TO imports;
CREATE INDEX imports_of_a_publisher ON imports (publisher_id, id);
CREATE INDEX imports_to_do ON imports (id) WHERE state IN ('waiting', 'running');
DROP TABLE removed_profiles;
DROP TABLE import_changes;
ALTER TABLE custom_attributes DROP COLUMN import_id;
ALTER TABLE ratings DROP COLUMN import_id;
ALTER TABLE usage_days DROP COLUMN import_id;
ALTER TABLE purchases DROP COLUMN import_id;
ALTER TABLE custom_values DROP COLUMN import_id;
ALTER TABLE acquisitions DROP COLUMN import_id;
ALTER TABLE customers DROP COLUMN import_id;
