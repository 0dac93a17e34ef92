-- An offer for the customers of an app who are in groups.
CREATE TABLE offers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    publisher_id INTEGER NOT NULL CONSTRAINT offers_are_of_a_publisher REFERENCES publishers (id),
    app_id INTEGER NOT NULL CONSTRAINT offers_are_of_an_app REFERENCES apps (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    flag_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Percent, or hundredths of the app's currency.
    worth BIGINT,
    -- A line each.
    products TEXT NOT NULL,
    -- The title and the text of each language, as JSON.
    texts TEXT NOT NULL,
    starts_at TIMESTAMP,
    ends_at TIMESTAMP,
    -- 1 comes before 2.
    place INTEGER NOT NULL,
    per_customer INTEGER NOT NULL,
    -- How often it may be claimed in all.
    stock BIGINT,
    -- How often it is claimed or reserved now.
    taken BIGINT NOT NULL DEFAULT 0,
    reservation_minutes INTEGER NOT NULL,
    grace_hours INTEGER NOT NULL,
    code_mode TEXT NOT NULL,
    shared_code TEXT,
    -- The share of customers who never see it, in millionths.
    holdout INTEGER NOT NULL,
    returns_refunds BOOLEAN NOT NULL,
    salt TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX offers_have_different_names ON offers (publisher_id, app_id, name_key);
CREATE UNIQUE INDEX offers_have_different_flag_keys ON offers (publisher_id, flag_key);

CREATE TABLE offer_groups (
    offer_id INTEGER NOT NULL CONSTRAINT offer_groups_are_of_an_offer REFERENCES offers (id),
    group_id INTEGER NOT NULL CONSTRAINT offer_groups_are_groups REFERENCES customer_groups (id),
    is_excluded BOOLEAN NOT NULL,
    PRIMARY KEY (offer_id, group_id)
);
CREATE INDEX offer_groups_by_group ON offer_groups (group_id);

-- That an offer was shown to a customer, and what became of it: a row for each time that it can be claimed.
CREATE TABLE offer_grants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    offer_id INTEGER NOT NULL CONSTRAINT offer_grants_are_of_an_offer REFERENCES offers (id),
    app_id INTEGER NOT NULL CONSTRAINT offer_grants_are_of_an_app REFERENCES apps (id),
    -- Unknown once the customer was erased or removed.
    customer_id INTEGER CONSTRAINT offer_grants_are_of_a_customer REFERENCES customers (id),
    -- 0 is the first time.
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    first_offered_at TIMESTAMP NOT NULL,
    offered_at TIMESTAMP NOT NULL,
    reserved_until TIMESTAMP,
    claimed_at TIMESTAMP,
    order_id TEXT,
    settled_at TIMESTAMP,
    amount_cents BIGINT
);
CREATE UNIQUE INDEX offer_grants_are_made_once ON offer_grants (offer_id, customer_id, number);
CREATE UNIQUE INDEX offer_grants_have_different_orders ON offer_grants (app_id, order_id);
CREATE INDEX offer_grants_by_customer ON offer_grants (customer_id);
CREATE INDEX offer_grants_by_state ON offer_grants (offer_id, state, id);

CREATE TABLE offer_codes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    offer_id INTEGER NOT NULL CONSTRAINT offer_codes_are_of_an_offer REFERENCES offers (id),
    code TEXT NOT NULL,
    -- The grant that has it.
    grant_id INTEGER CONSTRAINT offer_codes_are_granted REFERENCES offer_grants (id)
);
CREATE UNIQUE INDEX offer_codes_are_different ON offer_codes (offer_id, code);
CREATE INDEX offer_codes_by_grant ON offer_codes (offer_id, grant_id, id);

-- The app's data version when claims were last held against its purchases.
ALTER TABLE apps ADD COLUMN claims_settled BIGINT NOT NULL DEFAULT 0;
