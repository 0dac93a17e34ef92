-- Each row says which import wrote it last, and what an import changed is kept as it was before, so that it can be taken
-- back. Whoever keeps profiles in memory learns which were removed.
ALTER TABLE customers ADD COLUMN import_id INTEGER;
ALTER TABLE acquisitions ADD COLUMN import_id INTEGER;
ALTER TABLE custom_values ADD COLUMN import_id INTEGER;
ALTER TABLE purchases ADD COLUMN import_id INTEGER;
ALTER TABLE usage_days ADD COLUMN import_id INTEGER;
ALTER TABLE ratings ADD COLUMN import_id INTEGER;
ALTER TABLE custom_attributes ADD COLUMN import_id INTEGER;
CREATE TABLE import_changes (
    publisher_id INTEGER NOT NULL,
    import_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    before_import_id INTEGER,
    before TEXT NOT NULL,
    PRIMARY KEY (import_id, customer_id, kind, key)
) WITHOUT ROWID;
CREATE INDEX import_changes_of_a_customer ON import_changes (customer_id);
CREATE INDEX import_changes_of_what_an_import_brought ON import_changes (before_import_id) WHERE before_import_id IS NOT NULL;
CREATE TABLE removed_profiles (
    app_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (app_id, position)
) WITHOUT ROWID;
CREATE INDEX removed_profiles_by_version ON removed_profiles (app_id, version);
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
    CONSTRAINT imports_kind_is_known CHECK (kind IN ('customers', 'purchases', 'usage', 'ratings')),
    CONSTRAINT imports_state_is_known CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelling', 'cancelled', 'undoing', 'undone'))
);
INSERT INTO imports_anew (id, publisher_id, app_id, user_id, kind, file_name, state, failure, detected, bytes_total, lines_total, lines_new,
    lines_changed, lines_unchanged, lines_repeated, lines_refused, refused_groups, cells_left_out, customers_new, file_word,
    created_at, resumed_at, resumed_lines, finished_at)
    SELECT id, publisher_id, app_id, user_id, kind, file_name, state, failure, detected, bytes_total, lines_total, lines_new,
    lines_changed, lines_unchanged, lines_repeated, lines_refused, refused_groups, cells_left_out, customers_new, file_word,
    created_at, resumed_at, resumed_lines, finished_at FROM imports ORDER BY id;
DROP TABLE imports;
ALTER TABLE imports_anew RENAME TO imports;
CREATE INDEX imports_of_a_publisher ON imports (publisher_id, id);
CREATE INDEX imports_to_do ON imports (id) WHERE state IN ('waiting', 'running');
