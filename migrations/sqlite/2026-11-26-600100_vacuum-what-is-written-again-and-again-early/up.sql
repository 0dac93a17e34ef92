-- SQLite has nothing to clear.
SELECT 1;
