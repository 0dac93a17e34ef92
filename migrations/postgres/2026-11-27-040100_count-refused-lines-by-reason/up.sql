-- Imports under way read every line again, so that all refused lines are counted; what is known already is not changed.
ALTER TABLE imports ADD COLUMN refused_groups TEXT;
DELETE FROM refused_lines WHERE import_id IN (SELECT id FROM imports WHERE state IN ('waiting', 'running'));
DELETE FROM left_out_cells WHERE import_id IN (SELECT id FROM imports WHERE state IN ('waiting', 'running'));
UPDATE imports SET lines_new = 0, lines_changed = 0, lines_unchanged = 0, lines_repeated = 0, lines_refused = 0, cells_left_out = 0
WHERE state IN ('waiting', 'running');
