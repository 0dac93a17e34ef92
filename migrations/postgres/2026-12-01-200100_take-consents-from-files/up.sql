-- What people said elsewhere comes in files. A row says which import brought it, and what was held against the person until then:
-- since when, and by which import. So an import can be taken back.
ALTER TABLE consents ADD COLUMN import_id INTEGER;
ALTER TABLE consents ADD COLUMN lifted_at TIMESTAMP;
ALTER TABLE consents ADD COLUMN lifted_import_id INTEGER;
CREATE INDEX consents_of_an_import ON consents (import_id) WHERE import_id IS NOT NULL;
ALTER TABLE suppressions ADD COLUMN import_id INTEGER;
ALTER TABLE imports
    DROP CONSTRAINT imports_kind_is_known,
    ADD CONSTRAINT imports_kind_is_known CHECK (kind IN ('customers', 'purchases', 'usage', 'ratings', 'consents'));
