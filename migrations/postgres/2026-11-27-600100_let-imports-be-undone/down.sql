UPDATE imports SET state = 'failed' WHERE state NOT IN ('waiting', 'running', 'done');
ALTER TABLE imports
    DROP CONSTRAINT imports_state_is_known,
    ADD CONSTRAINT imports_state_is_known CHECK (state IN ('waiting', 'running', 'done', 'failed'));
ALTER TABLE imports DROP COLUMN undo_obstacles;
ALTER TABLE imports DROP COLUMN undo_at;
ALTER TABLE imports DROP COLUMN undo_user_id;
DROP TABLE removed_profiles;
DROP TABLE import_changes;
ALTER TABLE custom_attributes DROP COLUMN import_id;
ALTER TABLE ratings DROP COLUMN import_id;
ALTER TABLE usage_days DROP COLUMN import_id;
ALTER TABLE purchases DROP COLUMN import_id;
ALTER TABLE custom_values DROP COLUMN import_id;
ALTER TABLE acquisitions DROP COLUMN import_id;
ALTER TABLE customers DROP COLUMN import_id;
