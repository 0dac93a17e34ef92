-- The secret is sealed. A step is a number of 30 seconds since 1970; the codes of the last one used, and of those before it, are spent.
CREATE TABLE two_steps (
    user_id INTEGER NOT NULL PRIMARY KEY CONSTRAINT two_steps_are_of_a_user REFERENCES users (id),
    secret TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP
);
CREATE TABLE recovery_codes (
    user_id INTEGER NOT NULL CONSTRAINT recovery_codes_are_of_a_user REFERENCES users (id),
    digest TEXT NOT NULL,
    PRIMARY KEY (user_id, digest)
);
ALTER TABLE publishers ADD COLUMN demands_two_step BOOLEAN NOT NULL DEFAULT 0;
