CREATE TABLE erased_customers (
    publisher_id INTEGER NOT NULL CONSTRAINT erased_customers_are_of_a_publisher REFERENCES publishers (id),
    digest TEXT NOT NULL,
    erased_at TIMESTAMP NOT NULL,
    PRIMARY KEY (publisher_id, digest)
);
-- Positions of customers who were erased, as long as the history of segments has them.
CREATE TABLE erased_positions (
    app_id INTEGER NOT NULL CONSTRAINT erased_positions_are_of_an_app REFERENCES apps (id),
    position INTEGER NOT NULL,
    PRIMARY KEY (app_id, position)
);
