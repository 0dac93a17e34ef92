-- Whether somebody publishes a submission by hand after it was committed.
ALTER TABLE submissions ADD COLUMN is_manual BOOLEAN NOT NULL DEFAULT FALSE;
-- From when on people must have the release, in UTC.
ALTER TABLE submissions ADD COLUMN mandatory_from TIMESTAMP;
