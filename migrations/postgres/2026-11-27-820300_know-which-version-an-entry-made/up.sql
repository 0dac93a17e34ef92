-- The version that something has since a change of it: whoever changes an older one is shown the entries after it.
ALTER TABLE audit_entries ADD COLUMN subject_version BIGINT;
CREATE INDEX audit_entries_of_a_subject ON audit_entries (publisher_id, subject_kind, subject_id, id);
