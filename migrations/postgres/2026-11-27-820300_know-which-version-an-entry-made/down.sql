DROP INDEX audit_entries_of_a_subject;
ALTER TABLE audit_entries DROP COLUMN subject_version;
