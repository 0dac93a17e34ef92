-- What people said elsewhere comes in files. A row says which import brought it, and what was held against the person until then:
-- since when, and by which import. So an import can be taken back.
ALTER TABLE consents ADD COLUMN import_id INTEGER;
ALTER TABLE consents ADD COLUMN lifted_at TIMESTAMP;
ALTER TABLE consents ADD COLUMN lifted_import_id INTEGER;
CREATE INDEX consents_of_an_import ON consents (import_id) WHERE import_id IS NOT NULL;
ALTER TABLE suppressions ADD COLUMN import_id INTEGER;
-- SQLite changes a constraint with the table only.
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
    undo_user_id INTEGER,
    undo_at TIMESTAMP,
    undo_obstacles TEXT,
    file_deleted_at TIMESTAMP,
    file_deleted_by INTEGER,
    token_id INTEGER,
    is_of_rows BOOLEAN NOT NULL DEFAULT FALSE,
    chosen TEXT,
    CONSTRAINT imports_kind_is_known CHECK (kind IN ('customers', 'purchases', 'usage', 'ratings', 'consents')),
    CONSTRAINT imports_state_is_known CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelling', 'cancelled', 'undoing', 'undone'))
);
INSERT INTO imports_anew (id, publisher_id, app_id, user_id, kind, file_name, state, failure, detected, bytes_total, lines_total, lines_new,
    lines_changed, lines_unchanged, lines_repeated, lines_refused, refused_groups, cells_left_out, customers_new, file_word,
    created_at, resumed_at, resumed_lines, finished_at, undo_user_id, undo_at, undo_obstacles, file_deleted_at, file_deleted_by, token_id,
    is_of_rows, chosen)
    SELECT id, publisher_id, app_id, user_id, kind, file_name, state, failure, detected, bytes_total, lines_total, lines_new,
    lines_changed, lines_unchanged, lines_repeated, lines_refused, refused_groups, cells_left_out, customers_new, file_word,
    created_at, resumed_at, resumed_lines, finished_at, undo_user_id, undo_at, undo_obstacles, file_deleted_at, file_deleted_by, token_id,
    is_of_rows, chosen FROM imports ORDER BY id;
-- No import gets the id of one that was removed, which rows may still name.
DELETE FROM sqlite_sequence WHERE name = 'imports_anew';
INSERT INTO sqlite_sequence (name, seq) SELECT 'imports_anew', seq FROM sqlite_sequence WHERE name = 'imports';
DROP TABLE imports;
ALTER TABLE imports_anew RENAME TO imports;
CREATE INDEX imports_of_a_publisher ON imports (publisher_id, id);
CREATE INDEX imports_to_do ON imports (id) WHERE state IN ('waiting', 'running');
CREATE INDEX imports_of_a_publisher_by_sort ON imports (publisher_id, is_of_rows, id);
CREATE INDEX imports_by_state ON imports (publisher_id, state);
CREATE INDEX imports_with_a_file ON imports (publisher_id) WHERE file_word IS NOT NULL;
