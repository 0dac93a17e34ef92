-- A day of use writes a tenth of the profiles anew: room on each page keeps them where they are, and what they leave is
-- cleared and counted before the table has grown by a fifth.
ALTER TABLE profiles SET (
    fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.01
);
