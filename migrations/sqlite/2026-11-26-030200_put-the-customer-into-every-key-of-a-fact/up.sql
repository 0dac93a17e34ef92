CREATE TABLE purchases_anew (
    app_id INTEGER NOT NULL,
    order_id TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    purchased_at BIGINT NOT NULL,
    purchased_on INTEGER NOT NULL,
    amount_cents BIGINT NOT NULL,
    PRIMARY KEY (app_id, order_id, customer_id)
) WITHOUT ROWID;
INSERT INTO purchases_anew (
    app_id, order_id, customer_id, purchased_at, purchased_on, amount_cents
) SELECT
    app_id, order_id, customer_id, purchased_at, purchased_on, amount_cents
FROM purchases ORDER BY app_id, order_id, customer_id;
DROP TABLE purchases;
ALTER TABLE purchases_anew RENAME TO purchases;
CREATE INDEX purchases_of_a_customer ON purchases (customer_id, app_id);
