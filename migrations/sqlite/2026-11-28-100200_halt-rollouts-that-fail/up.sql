-- Whether a rollout is halted by itself when its release fails more often than the one before.
ALTER TABLE submissions ADD COLUMN is_guarded BOOLEAN NOT NULL DEFAULT FALSE;

-- How often releases were used and how often they failed, by the day of the publisher on which it was reported.
CREATE TABLE release_reports (
    release_id INTEGER NOT NULL CONSTRAINT release_reports_are_of_a_release REFERENCES releases (id),
    app_id INTEGER NOT NULL,
    reported_on INTEGER NOT NULL,
    sessions BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    PRIMARY KEY (release_id, reported_on)
);
CREATE INDEX release_reports_by_app ON release_reports (app_id);
