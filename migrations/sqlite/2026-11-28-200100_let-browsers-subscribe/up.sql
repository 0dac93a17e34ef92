-- The pair of keys with which an app's messages are signed for push services: the private one is sealed. `contact` is whom
-- these write to, `hosts` the hosts of further push services, with a space between.
CREATE TABLE push_keys (
    app_id INTEGER PRIMARY KEY NOT NULL CONSTRAINT push_keys_are_of_an_app REFERENCES apps (id),
    public_key TEXT NOT NULL,
    private_key TEXT NOT NULL,
    contact TEXT NOT NULL,
    hosts TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at TIMESTAMP NOT NULL
);

-- Browsers that may be sent messages of an app, each of the person for whom a back end has signed. Whoever has subscribed need
-- not be a customer yet, and is known by the account id. The address and the keys of one that has ended are empty.
CREATE TABLE subscriptions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    app_id INTEGER NOT NULL CONSTRAINT subscriptions_are_of_an_app REFERENCES apps (id),
    account_id TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    endpoint_digest TEXT NOT NULL,
    public_key BLOB NOT NULL,
    auth BLOB NOT NULL,
    language TEXT NOT NULL,
    time_zone TEXT,
    agent TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    moved_at TIMESTAMP,
    expires_at TIMESTAMP,
    state TEXT NOT NULL,
    ended_at TIMESTAMP,
    CONSTRAINT subscriptions_have_an_endpoint_once UNIQUE (app_id, endpoint_digest)
);
CREATE INDEX subscriptions_by_account ON subscriptions (account_id, app_id);
CREATE INDEX subscriptions_by_app ON subscriptions (app_id, id);

-- What people have allowed and taken back, by channel and purpose. Rows are only added: the newest counts. `evidence` is the
-- text that was shown.
CREATE TABLE consents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT consents_are_of_a_publisher REFERENCES publishers (id),
    account_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    state TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    source TEXT NOT NULL,
    evidence TEXT NOT NULL
);
CREATE INDEX consents_by_account ON consents (publisher_id, account_id, channel, purpose, id);

-- Who is not written to: keyed digests of account ids, which outlive the erasure of a person.
CREATE TABLE suppressions (
    publisher_id INTEGER NOT NULL CONSTRAINT suppressions_are_of_a_publisher REFERENCES publishers (id),
    channel TEXT NOT NULL,
    purpose TEXT NOT NULL,
    digest TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TIMESTAMP NOT NULL,
    PRIMARY KEY (publisher_id, channel, purpose, digest)
);
