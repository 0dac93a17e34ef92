ALTER TABLE imports ADD COLUMN cells_left_out BIGINT NOT NULL DEFAULT 0;
CREATE TABLE left_out_cells (
    import_id INTEGER NOT NULL CONSTRAINT left_out_cells_are_of_an_import REFERENCES imports (id),
    line_number BIGINT NOT NULL,
    place INTEGER NOT NULL,
    reason TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (import_id, line_number, place)
) WITHOUT ROWID;
