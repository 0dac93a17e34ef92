CREATE TABLE apps (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT apps_belong_to_a_publisher REFERENCES publishers (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    platform TEXT NOT NULL,
    data_version BIGINT NOT NULL DEFAULT 0,
    next_position INTEGER NOT NULL DEFAULT 0,
    profiles_on INTEGER,
    created_at TIMESTAMP NOT NULL,
    CONSTRAINT apps_name_is_unique UNIQUE (publisher_id, name_key)
);
CREATE TABLE customers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT customers_belong_to_a_publisher REFERENCES publishers (id),
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
CREATE INDEX customers_by_email ON customers (publisher_id, email_key);
CREATE TABLE acquisitions (
    customer_id INTEGER NOT NULL CONSTRAINT acquisitions_are_of_a_customer REFERENCES customers (id),
    app_id INTEGER NOT NULL CONSTRAINT acquisitions_are_of_an_app REFERENCES apps (id),
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
CREATE TABLE custom_attributes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    app_id INTEGER NOT NULL CONSTRAINT custom_attributes_are_of_an_app REFERENCES apps (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT custom_attributes_key_is_unique UNIQUE (app_id, key),
    CONSTRAINT custom_attributes_kind_is_known CHECK (kind IN ('choice', 'number', 'date', 'yes_no'))
);
CREATE TABLE custom_values (
    customer_id INTEGER NOT NULL CONSTRAINT custom_values_are_of_a_customer REFERENCES customers (id),
    attribute_id INTEGER NOT NULL CONSTRAINT custom_values_are_of_an_attribute REFERENCES custom_attributes (id),
    value TEXT NOT NULL,
    PRIMARY KEY (customer_id, attribute_id)
) WITHOUT ROWID;
