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
);
CREATE INDEX import_changes_of_a_customer ON import_changes (customer_id);
CREATE INDEX import_changes_of_what_an_import_brought ON import_changes (before_import_id) WHERE before_import_id IS NOT NULL;
CREATE TABLE removed_profiles (
    app_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (app_id, position)
);
CREATE INDEX removed_profiles_by_version ON removed_profiles (app_id, version);
ALTER TABLE imports ADD COLUMN undo_user_id INTEGER;
ALTER TABLE imports ADD COLUMN undo_at TIMESTAMP;
ALTER TABLE imports ADD COLUMN undo_obstacles TEXT;
ALTER TABLE imports
    DROP CONSTRAINT imports_state_is_known,
    ADD CONSTRAINT imports_state_is_known CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelling', 'cancelled', 'undoing', 'undone'));
