ALTER TABLE imports DROP COLUMN refused_groups;
