CREATE TABLE publishers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    setup_digest TEXT,
    least_age INTEGER NOT NULL DEFAULT 17,
    count_unknown_age BOOLEAN NOT NULL DEFAULT 0,
    minimum_size INTEGER NOT NULL DEFAULT 50,
    created_at TIMESTAMP NOT NULL,
    CONSTRAINT publishers_setup_digest_is_unique UNIQUE (setup_digest),
    CONSTRAINT publishers_least_age_is_17_or_more CHECK (least_age BETWEEN 17 AND 130),
    CONSTRAINT publishers_minimum_size_is_1_to_10000 CHECK (minimum_size BETWEEN 1 AND 10000)
);
CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT users_belong_to_a_publisher REFERENCES publishers (id),
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    locale TEXT,
    created_at TIMESTAMP NOT NULL,
    CONSTRAINT users_email_is_unique UNIQUE (email_key),
    CONSTRAINT users_role_is_known CHECK (role IN ('owner', 'editor', 'viewer'))
);
CREATE INDEX users_of_a_publisher ON users (publisher_id);
