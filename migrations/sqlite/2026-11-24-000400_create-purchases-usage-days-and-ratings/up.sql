CREATE TABLE purchases (
    app_id INTEGER NOT NULL CONSTRAINT purchases_are_in_an_app REFERENCES apps (id),
    order_id TEXT NOT NULL,
    customer_id INTEGER NOT NULL CONSTRAINT purchases_are_of_a_customer REFERENCES customers (id),
    purchased_at BIGINT NOT NULL,
    purchased_on INTEGER NOT NULL,
    amount_cents BIGINT NOT NULL,
    PRIMARY KEY (app_id, order_id)
) WITHOUT ROWID;
CREATE INDEX purchases_of_a_customer ON purchases (customer_id, app_id);
CREATE TABLE usage_days (
    customer_id INTEGER NOT NULL CONSTRAINT usage_days_are_of_a_customer REFERENCES customers (id),
    app_id INTEGER NOT NULL CONSTRAINT usage_days_are_in_an_app REFERENCES apps (id),
    used_on INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    PRIMARY KEY (customer_id, app_id, used_on)
) WITHOUT ROWID;
CREATE TABLE ratings (
    customer_id INTEGER NOT NULL CONSTRAINT ratings_are_of_a_customer REFERENCES customers (id),
    app_id INTEGER NOT NULL CONSTRAINT ratings_are_of_an_app REFERENCES apps (id),
    stars INTEGER NOT NULL,
    rated_on INTEGER,
    PRIMARY KEY (customer_id, app_id),
    CONSTRAINT ratings_stars_are_1_to_5 CHECK (stars BETWEEN 1 AND 5)
) WITHOUT ROWID;
