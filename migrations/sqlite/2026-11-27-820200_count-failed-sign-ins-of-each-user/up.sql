-- How often signing in as a user failed within an hour, so that strangers cannot fill the audit log.
CREATE TABLE sign_in_failures (
    user_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT sign_in_failures_are_of_a_user REFERENCES users (id) ON DELETE CASCADE,
    since TIMESTAMP NOT NULL,
    count BIGINT NOT NULL
) WITHOUT ROWID;
