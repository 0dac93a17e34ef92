-- Releases of an app. `notes` and `files` are JSON; the files themselves stay where the publisher put them. A release no longer
-- changes once a flight has published it.
CREATE TABLE releases (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    app_id INTEGER NOT NULL CONSTRAINT releases_are_of_an_app REFERENCES apps (id),
    version TEXT NOT NULL,
    notes TEXT NOT NULL,
    files TEXT NOT NULL,
    edits BIGINT NOT NULL DEFAULT 1,
    created_by INTEGER,
    created_at TIMESTAMP NOT NULL,
    published_at TIMESTAMP,
    CONSTRAINT releases_version_is_unique UNIQUE (app_id, version)
);

-- Package flights by rank: the highest decides first. The standard submission has rank 1 and is for everyone. `salt` determines in
-- which order people come into a share. A flight that is retired stays for its history.
CREATE TABLE flights (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    app_id INTEGER NOT NULL CONSTRAINT flights_are_of_an_app REFERENCES apps (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    rank INTEGER NOT NULL,
    salt TEXT NOT NULL,
    allows_downgrades BOOLEAN NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_by INTEGER,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL,
    retired_at TIMESTAMP
);
CREATE UNIQUE INDEX flights_key_is_unique ON flights (app_id, key) WHERE retired_at IS NULL;
CREATE UNIQUE INDEX flights_name_is_unique ON flights (app_id, name_key) WHERE retired_at IS NULL;

-- Who is in a flight: the members of its groups. Those of a retired flight are in no use any more, and have no rows.
CREATE TABLE flight_groups (
    flight_id INTEGER NOT NULL CONSTRAINT flight_groups_are_of_a_flight REFERENCES flights (id),
    group_id INTEGER NOT NULL CONSTRAINT flight_groups_are_groups REFERENCES customer_groups (id),
    app_id INTEGER NOT NULL,
    PRIMARY KEY (flight_id, group_id)
);
CREATE INDEX flight_groups_by_group ON flight_groups (group_id);

-- Releases as they were published to a flight. The newest counts, the others were superseded. `share` is in millionths of the
-- flight's members; `steps` are JSON: the shares that it is raised to by itself, the next of them at `next_step_at`.
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    app_id INTEGER NOT NULL CONSTRAINT submissions_are_of_an_app REFERENCES apps (id),
    flight_id INTEGER NOT NULL CONSTRAINT submissions_are_of_a_flight REFERENCES flights (id),
    release_id INTEGER NOT NULL CONSTRAINT submissions_are_of_a_release REFERENCES releases (id),
    fallback_id INTEGER CONSTRAINT submissions_fall_back_to_one_before REFERENCES submissions (id),
    is_gradual BOOLEAN NOT NULL,
    share INTEGER NOT NULL,
    rollout TEXT NOT NULL,
    steps TEXT NOT NULL,
    next_step_at TIMESTAMP,
    version BIGINT NOT NULL DEFAULT 1,
    created_by INTEGER,
    published_at TIMESTAMP NOT NULL,
    superseded_at TIMESTAMP,
    stopped_for TEXT
);
CREATE INDEX submissions_by_flight ON submissions (flight_id, id);
CREATE INDEX submissions_that_go_on ON submissions (next_step_at) WHERE next_step_at IS NOT NULL;

-- The ladder of an app after each change of it, as JSON: who got what is answered as of a day, too.
CREATE TABLE ladders (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    app_id INTEGER NOT NULL CONSTRAINT ladders_are_of_an_app REFERENCES apps (id),
    at TIMESTAMP NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX ladders_by_time ON ladders (app_id, at, id);
