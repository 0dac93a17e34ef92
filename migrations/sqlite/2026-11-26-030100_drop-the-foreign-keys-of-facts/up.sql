-- The lock of whoever writes the facts guards what the keys did; SQLite drops them with the table only.
CREATE TABLE acquisitions_anew (
    customer_id INTEGER NOT NULL,
    app_id INTEGER NOT NULL,
    acquired_on INTEGER,
    acquisition_type TEXT,
    device_type TEXT,
    os_version TEXT,
    channel TEXT,
    campaign_id TEXT,
    page_viewed_on INTEGER,
    referrer_domain TEXT,
    PRIMARY KEY (customer_id, app_id)
) WITHOUT ROWID;
INSERT INTO acquisitions_anew (
    customer_id, app_id, acquired_on, acquisition_type, device_type, os_version, channel, campaign_id,
    page_viewed_on, referrer_domain
) SELECT
    customer_id, app_id, acquired_on, acquisition_type, device_type, os_version, channel, campaign_id,
    page_viewed_on, referrer_domain
FROM acquisitions ORDER BY customer_id, app_id;
DROP TABLE acquisitions;
ALTER TABLE acquisitions_anew RENAME TO acquisitions;
CREATE TABLE custom_values_anew (
    customer_id INTEGER NOT NULL,
    attribute_id INTEGER NOT NULL,
    value TEXT NOT NULL,
    number BIGINT,
    PRIMARY KEY (customer_id, attribute_id)
) WITHOUT ROWID;
INSERT INTO custom_values_anew (
    customer_id, attribute_id, value, number
) SELECT
    customer_id, attribute_id, value, number
FROM custom_values ORDER BY customer_id, attribute_id;
DROP TABLE custom_values;
ALTER TABLE custom_values_anew RENAME TO custom_values;
CREATE TABLE usage_days_anew (
    customer_id INTEGER NOT NULL,
    app_id INTEGER NOT NULL,
    used_on INTEGER NOT NULL,
    sessions INTEGER NOT NULL,
    PRIMARY KEY (customer_id, app_id, used_on)
) WITHOUT ROWID;
INSERT INTO usage_days_anew (
    customer_id, app_id, used_on, sessions
) SELECT
    customer_id, app_id, used_on, sessions
FROM usage_days ORDER BY customer_id, app_id, used_on;
DROP TABLE usage_days;
ALTER TABLE usage_days_anew RENAME TO usage_days;
CREATE TABLE ratings_anew (
    customer_id INTEGER NOT NULL,
    app_id INTEGER NOT NULL,
    stars INTEGER NOT NULL,
    rated_on INTEGER,
    PRIMARY KEY (customer_id, app_id),
    CONSTRAINT ratings_stars_are_1_to_5 CHECK (stars BETWEEN 1 AND 5)
) WITHOUT ROWID;
INSERT INTO ratings_anew (
    customer_id, app_id, stars, rated_on
) SELECT
    customer_id, app_id, stars, rated_on
FROM ratings ORDER BY customer_id, app_id;
DROP TABLE ratings;
ALTER TABLE ratings_anew RENAME TO ratings;
CREATE TABLE profiles_anew (
    app_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
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
    facts_version BIGINT NOT NULL DEFAULT 0,
    first_used_on INTEGER,
    days_used BIGINT NOT NULL DEFAULT 0,
    churn_risk TEXT,
    PRIMARY KEY (app_id, position),
    CONSTRAINT profiles_customer_is_unique UNIQUE (customer_id, app_id)
) WITHOUT ROWID;
INSERT INTO profiles_anew (
    app_id, customer_id, position, version, stale, last_used_on, days_used_30, sessions, stars, rated_on,
    purchases, last_purchase_on, apps_acquired, spend_cents, spend_30_cents, total_spend_cents, facts_version,
    first_used_on, days_used, churn_risk
) SELECT
    app_id, customer_id, position, version, stale, last_used_on, days_used_30, sessions, stars, rated_on,
    purchases, last_purchase_on, apps_acquired, spend_cents, spend_30_cents, total_spend_cents, facts_version,
    first_used_on, days_used, churn_risk
FROM profiles ORDER BY app_id, position;
DROP TABLE profiles;
ALTER TABLE profiles_anew RENAME TO profiles;
CREATE INDEX profiles_by_version ON profiles (app_id, version);
CREATE INDEX profiles_to_compute ON profiles (app_id, position) WHERE stale;
CREATE TABLE customers_anew (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL,
    account_id TEXT NOT NULL,
    email TEXT,
    email_key TEXT,
    birth_on INTEGER,
    age INTEGER,
    gender TEXT,
    market TEXT,
    language TEXT,
    created_at TIMESTAMP NOT NULL,
    CONSTRAINT customers_account_id_is_unique UNIQUE (publisher_id, account_id)
);
INSERT INTO customers_anew (
    id, publisher_id, account_id, email, email_key, birth_on, age, gender, market, language, created_at
) SELECT
    id, publisher_id, account_id, email, email_key, birth_on, age, gender, market, language, created_at
FROM customers ORDER BY id;
DROP TABLE customers;
ALTER TABLE customers_anew RENAME TO customers;
CREATE INDEX customers_by_email ON customers (publisher_id, email_key);
CREATE INDEX customers_of_a_publisher ON customers (publisher_id, id);
