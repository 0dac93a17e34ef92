CREATE TABLE jobs (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER CONSTRAINT jobs_are_for_a_publisher REFERENCES publishers (id),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    lane TEXT,
    payload TEXT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 0,
    turn BIGINT NOT NULL DEFAULT 0,
    due_at TIMESTAMP NOT NULL,
    is_held BOOLEAN NOT NULL DEFAULT FALSE,
    lease_word TEXT,
    lease_until TIMESTAMP,
    attempts INTEGER NOT NULL DEFAULT 0,
    faults INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    created_at TIMESTAMP NOT NULL,
    finished_at TIMESTAMP
);
CREATE UNIQUE INDEX jobs_wait_once ON jobs (kind, key) WHERE finished_at IS NULL;
CREATE INDEX jobs_in_turn ON jobs (publisher_id, turn);
