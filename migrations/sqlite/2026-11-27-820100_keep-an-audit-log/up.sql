-- Who did what, with the values before and after. Entries are only added: nothing changes or deletes them, so what they
-- name has no foreign keys.
CREATE TABLE audit_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    publisher_id INTEGER NOT NULL CONSTRAINT audit_entries_are_of_a_publisher REFERENCES publishers (id),
    at TIMESTAMP NOT NULL,
    actor_kind TEXT NOT NULL,
    user_id INTEGER,
    token_id INTEGER,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id INTEGER,
    subject_name TEXT NOT NULL,
    before TEXT,
    after TEXT,
    network TEXT
);
CREATE INDEX audit_entries_of_a_publisher ON audit_entries (publisher_id, id);
CREATE TRIGGER audit_entries_are_not_changed BEFORE UPDATE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'entries of the audit log are never changed');
END;
CREATE TRIGGER audit_entries_are_not_deleted BEFORE DELETE ON audit_entries
BEGIN
    SELECT RAISE(ABORT, 'entries of the audit log are never deleted');
END;
