-- Imports of consents, which the version before does not know, are forgotten; what people said stays.
UPDATE consents SET source = 'program' WHERE source = 'import';
DROP INDEX consents_of_an_import;
ALTER TABLE consents DROP COLUMN import_id;
ALTER TABLE consents DROP COLUMN lifted_at;
ALTER TABLE consents DROP COLUMN lifted_import_id;
ALTER TABLE suppressions DROP COLUMN import_id;
DELETE FROM refused_lines WHERE import_id IN (SELECT id FROM imports WHERE kind = 'consents');
DELETE FROM left_out_cells WHERE import_id IN (SELECT id FROM imports WHERE kind = 'consents');
DELETE FROM import_drafts WHERE kind = 'consents';
DELETE FROM import_mappings WHERE kind = 'consents';
DELETE FROM imports WHERE kind = 'consents';
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_is_known,
    ADD CONSTRAINT imports_kind_is_known CHECK (kind IN ('customers', 'purchases', 'usage', 'ratings'));
