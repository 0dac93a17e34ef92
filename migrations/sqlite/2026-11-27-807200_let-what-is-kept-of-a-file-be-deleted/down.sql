ALTER TABLE publishers DROP COLUMN undo_since;
ALTER TABLE imports DROP COLUMN file_deleted_by;
ALTER TABLE imports DROP COLUMN file_deleted_at;
