-- Small tables whose rows are written again and again: leases and states of jobs and imports, when sessions were seen, the
-- versions of apps, the counts of groups. Whoever claims a job reads all that is unfinished, and would go through what is
-- dead until it is cleared. Room on each page lets most rows be written in place.
ALTER TABLE jobs SET (fillfactor = 70, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.01);
ALTER TABLE imports SET (fillfactor = 80, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE sessions SET (fillfactor = 80, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE apps SET (fillfactor = 70, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE customer_groups SET (fillfactor = 80, autovacuum_vacuum_threshold = 200, autovacuum_vacuum_scale_factor = 0.02);
-- Tables that grow to billions of rows: what is visible to all, and the statistics, must not wait for a fifth of them.
ALTER TABLE usage_days SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.01
);
ALTER TABLE purchases SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.01
);
ALTER TABLE customers SET (
    autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.01
);
