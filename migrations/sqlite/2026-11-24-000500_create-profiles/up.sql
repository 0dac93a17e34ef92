CREATE TABLE profiles (
    app_id INTEGER NOT NULL CONSTRAINT profiles_are_of_an_app REFERENCES apps (id),
    customer_id INTEGER NOT NULL CONSTRAINT profiles_are_of_a_customer REFERENCES customers (id),
    position INTEGER NOT NULL,
    version BIGINT NOT NULL,
    stale BOOLEAN NOT NULL DEFAULT 1,
    last_used_on INTEGER,
    days_used_30 BIGINT NOT NULL DEFAULT 0,
    sessions BIGINT NOT NULL DEFAULT 0,
    stars INTEGER,
    rated_on INTEGER,
    purchases BIGINT NOT NULL DEFAULT 0,
    last_purchase_on INTEGER,
    apps_acquired BIGINT NOT NULL DEFAULT 0,
    spend_cents BIGINT NOT NULL DEFAULT 0,
    spend_30_cents BIGINT NOT NULL DEFAULT 0,
    total_spend_cents BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (app_id, position),
    CONSTRAINT profiles_customer_is_unique UNIQUE (customer_id, app_id)
) WITHOUT ROWID;
CREATE INDEX profiles_by_version ON profiles (app_id, version);
CREATE INDEX profiles_to_compute ON profiles (app_id) WHERE stale;
