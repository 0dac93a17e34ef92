-- Attributes may hold decimals. One that is gone keeps its row: a job deletes its values, or moves them to its successor,
-- which has another kind, and reads them as `notation` says. A link to it still leads to its successor.
ALTER TABLE custom_attributes
    DROP CONSTRAINT custom_attributes_kind_is_known,
    ADD CONSTRAINT custom_attributes_kind_is_known CHECK (kind IN ('choice', 'number', 'decimal', 'date', 'yes_no')),
    ADD COLUMN is_gone BOOLEAN NOT NULL DEFAULT FALSE,
    ADD COLUMN successor_id INTEGER,
    ADD COLUMN notation TEXT,
    ADD COLUMN is_emptied BOOLEAN NOT NULL DEFAULT FALSE;
