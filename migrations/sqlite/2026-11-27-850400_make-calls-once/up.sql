-- The keys with which programs make a call once, however often they send it, and how each call was answered. A call that is
-- being made has no status yet; who makes it is told by a random word. Of keys and addresses only digests are kept.
CREATE TABLE idempotency_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT idempotency_keys_are_of_a_publisher REFERENCES publishers (id),
    token_id INTEGER NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    body_digest TEXT,
    word TEXT NOT NULL,
    held_until TIMESTAMP NOT NULL,
    status INTEGER,
    headers TEXT,
    answer TEXT,
    expires_at TIMESTAMP NOT NULL,
    CONSTRAINT idempotency_keys_are_one_call_each UNIQUE (token_id, key)
);
CREATE INDEX idempotency_keys_of_a_token ON idempotency_keys (token_id, id);
CREATE INDEX idempotency_keys_of_a_publisher ON idempotency_keys (publisher_id);
CREATE INDEX idempotency_keys_by_their_end ON idempotency_keys (expires_at);
