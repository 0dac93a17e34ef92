DROP TABLE left_out_cells;
ALTER TABLE imports DROP COLUMN cells_left_out;
