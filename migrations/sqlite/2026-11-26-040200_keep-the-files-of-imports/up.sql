ALTER TABLE imports ADD COLUMN file_word TEXT;
UPDATE imports SET file_word = CAST(id AS TEXT) WHERE state IN ('waiting', 'running');
CREATE TABLE import_chunks (
    file_word TEXT NOT NULL,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (file_word, number)
);
INSERT INTO jobs (publisher_id, kind, key, lane, payload, due_at, created_at)
    SELECT publisher_id, 'import', CAST(id AS TEXT), 'import-' || CAST(app_id AS TEXT),
        '{"kind":"import","import":' || CAST(id AS TEXT)
            || ',"app":' || CAST(app_id AS TEXT) || ',"is_sample":false}', created_at, created_at
    FROM imports WHERE state IN ('waiting', 'running') ORDER BY id;
UPDATE imports SET state = 'waiting' WHERE state = 'running';
ALTER TABLE imports DROP COLUMN leased_until;
