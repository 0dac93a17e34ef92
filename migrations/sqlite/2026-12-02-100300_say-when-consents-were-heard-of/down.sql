ALTER TABLE consents DROP COLUMN recorded_at;
