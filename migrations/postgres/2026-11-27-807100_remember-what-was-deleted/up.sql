-- What users deleted, by its kind and id, so that its page says so and a second click does no harm.
CREATE TABLE deletions (
    publisher_id INTEGER NOT NULL CONSTRAINT deletions_are_of_a_publisher REFERENCES publishers (id),
    kind TEXT NOT NULL,
    item_id INTEGER NOT NULL,
    deleted_at TIMESTAMP NOT NULL,
    PRIMARY KEY (publisher_id, kind, item_id)
);
