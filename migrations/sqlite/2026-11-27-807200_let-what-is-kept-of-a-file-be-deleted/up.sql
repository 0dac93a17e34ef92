-- What was found in a file is no longer needed once it is imported: a sample of its lines is in it.
UPDATE import_drafts SET found = NULL WHERE import_id IS NOT NULL;
-- When a user had everything deleted that is kept of the file of an import, and who. A job deletes it in slices.
ALTER TABLE imports ADD COLUMN file_deleted_at TIMESTAMP;
ALTER TABLE imports ADD COLUMN file_deleted_by INTEGER;
-- Imports that were created up to then cannot be undone: what a later one changed of them is deleted.
ALTER TABLE publishers ADD COLUMN undo_since TIMESTAMP;
