-- The share of a publisher's customers, in millionths, whom no promotion reaches in a quarter, by lot. `quarter` counts the quarters
-- of years from the first one of the year 0; `since` is the day from which on the share is what it is. `effect` is what was
-- counted of those held out and the others, as JSON.
CREATE TABLE holdouts (
    publisher_id INTEGER NOT NULL CONSTRAINT holdouts_are_of_a_publisher REFERENCES publishers (id),
    quarter INTEGER NOT NULL,
    share INTEGER NOT NULL,
    since INTEGER NOT NULL,
    effect TEXT,
    PRIMARY KEY (publisher_id, quarter)
);
