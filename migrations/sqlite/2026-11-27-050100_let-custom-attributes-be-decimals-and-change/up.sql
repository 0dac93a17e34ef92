-- Attributes may hold decimals. One that is gone keeps its row: a job deletes its values, or moves them to its successor,
-- which has another kind, and reads them as `notation` says. A link to it still leads to its successor.
-- SQLite changes a constraint with the table only.
CREATE TABLE custom_attributes_anew (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    app_id INTEGER NOT NULL CONSTRAINT custom_attributes_are_of_an_app REFERENCES apps (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    is_gone BOOLEAN NOT NULL DEFAULT 0,
    successor_id INTEGER,
    notation TEXT,
    is_emptied BOOLEAN NOT NULL DEFAULT 0,
    CONSTRAINT custom_attributes_key_is_unique UNIQUE (app_id, key),
    CONSTRAINT custom_attributes_kind_is_known CHECK (kind IN ('choice', 'number', 'decimal', 'date', 'yes_no'))
);
INSERT INTO custom_attributes_anew (id, app_id, key, name, kind)
    SELECT id, app_id, key, name, kind FROM custom_attributes ORDER BY id;
DROP TABLE custom_attributes;
ALTER TABLE custom_attributes_anew RENAME TO custom_attributes;
