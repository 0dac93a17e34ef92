-- At which state of the app's data the ratings of a guarded rollout were compared last.
ALTER TABLE submissions ADD COLUMN compared_at_state BIGINT;
