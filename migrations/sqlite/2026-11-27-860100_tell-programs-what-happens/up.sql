-- Where a publisher's programs are told what happens: addresses to which messages are posted. `events`, `app_ids` and
-- `group_ids` are lists with a space between; no apps or groups are all of them. Secrets are sealed. `sequence` is that of the
-- last message. One program at a time has the lease and delivers.
CREATE TABLE webhook_endpoints (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT webhook_endpoints_are_of_a_publisher REFERENCES publishers (id),
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    app_ids TEXT NOT NULL,
    group_ids TEXT NOT NULL,
    secret TEXT NOT NULL,
    former_secret TEXT,
    former_until TIMESTAMP,
    state TEXT NOT NULL,
    reason TEXT,
    failing_since TIMESTAMP,
    disabled_at TIMESTAMP,
    sequence BIGINT NOT NULL DEFAULT 0,
    version BIGINT NOT NULL DEFAULT 1,
    created_by INTEGER,
    created_at TIMESTAMP NOT NULL,
    lease_word TEXT,
    lease_until TIMESTAMP
);
CREATE INDEX webhook_endpoints_by_publisher ON webhook_endpoints (publisher_id, id);

-- Messages, written in the transaction of what they are about. A row stands for `count` messages with consecutive sequences,
-- of which `sent` are finished, so that a million people who enter a group at once are one row. It names no customer: who came
-- and left is in `membership_changes`, or by position in `members`. `person` is sealed, and forgotten when it was delivered.
CREATE TABLE webhook_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    endpoint_id INTEGER NOT NULL CONSTRAINT webhook_messages_are_of_an_endpoint REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    publisher_id INTEGER NOT NULL,
    word TEXT NOT NULL,
    lane TEXT NOT NULL,
    event TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    count BIGINT NOT NULL,
    sent BIGINT NOT NULL DEFAULT 0,
    lost BIGINT NOT NULL DEFAULT 0,
    app_id INTEGER,
    group_id INTEGER,
    change_id INTEGER,
    members BLOB,
    person TEXT,
    data TEXT NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    state TEXT NOT NULL,
    replays BIGINT,
    finished_at TIMESTAMP
);
CREATE INDEX webhook_messages_by_lane ON webhook_messages (endpoint_id, lane, id);
CREATE INDEX webhook_messages_by_state ON webhook_messages (endpoint_id, state, id);
CREATE INDEX webhook_messages_by_age ON webhook_messages (happened_at);

-- The order of messages: those of a lane are delivered one after the other. `done_id` is the last that is finished.
CREATE TABLE webhook_lanes (
    endpoint_id INTEGER NOT NULL CONSTRAINT webhook_lanes_are_of_an_endpoint REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
    publisher_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    last_id BIGINT NOT NULL,
    done_id BIGINT NOT NULL,
    attempts INTEGER NOT NULL,
    due_at TIMESTAMP NOT NULL,
    PRIMARY KEY (endpoint_id, name)
);
CREATE INDEX webhook_lanes_that_wait ON webhook_lanes (due_at) WHERE done_id < last_id;

-- What receivers answered. `status` is missing where there was no answer, and `problem` says why.
CREATE TABLE webhook_attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    publisher_id INTEGER NOT NULL,
    message_id BIGINT NOT NULL CONSTRAINT webhook_attempts_are_of_a_message REFERENCES webhook_messages (id) ON DELETE CASCADE,
    part BIGINT NOT NULL,
    at TIMESTAMP NOT NULL,
    milliseconds INTEGER NOT NULL,
    status INTEGER,
    problem TEXT,
    answer TEXT NOT NULL
);
CREATE INDEX webhook_attempts_by_message ON webhook_attempts (message_id, id);
