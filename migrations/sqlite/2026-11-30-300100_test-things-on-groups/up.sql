-- Values of a flag that are held against each other on the customers of an app who are in groups.
CREATE TABLE group_tests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT group_tests_are_of_a_publisher REFERENCES publishers (id),
    app_id INTEGER NOT NULL CONSTRAINT group_tests_are_of_an_app REFERENCES apps (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    flag_key TEXT NOT NULL,
    hypothesis TEXT NOT NULL,
    -- The values, as JSON; the others are held against the first.
    variants TEXT NOT NULL,
    -- The shares of the values in millionths, as JSON: one list for each phase.
    phases TEXT NOT NULL,
    goal TEXT NOT NULL,
    goal_days INTEGER NOT NULL,
    -- What may not get worse, as JSON.
    guards TEXT NOT NULL,
    -- The smallest difference of interest, in millionths.
    effect INTEGER NOT NULL,
    ends_at TIMESTAMP,
    salt TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The place of the value that everybody gets.
    winner INTEGER,
    -- What got worse, if that stopped it.
    stopped_for TEXT,
    started_at TIMESTAMP,
    stopped_at TIMESTAMP,
    version BIGINT NOT NULL DEFAULT 1,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    -- What was counted last, as JSON.
    counted TEXT
);
CREATE UNIQUE INDEX group_tests_have_different_names ON group_tests (publisher_id, app_id, name_key);
CREATE UNIQUE INDEX group_tests_have_different_flag_keys ON group_tests (publisher_id, flag_key);

CREATE TABLE test_groups (
    test_id INTEGER NOT NULL CONSTRAINT test_groups_are_of_a_test REFERENCES group_tests (id),
    group_id INTEGER NOT NULL CONSTRAINT test_groups_are_groups REFERENCES customer_groups (id),
    is_excluded BOOLEAN NOT NULL,
    PRIMARY KEY (test_id, group_id)
);
CREATE INDEX test_groups_by_group ON test_groups (group_id);

-- Which value a customer got first, and gets as long as the test runs.
CREATE TABLE exposures (
    test_id INTEGER NOT NULL CONSTRAINT exposures_are_of_a_test REFERENCES group_tests (id),
    customer_id INTEGER NOT NULL CONSTRAINT exposures_are_of_a_customer REFERENCES customers (id),
    variant INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    first_at TIMESTAMP NOT NULL,
    PRIMARY KEY (test_id, customer_id)
);
CREATE INDEX exposures_by_customer ON exposures (customer_id);
