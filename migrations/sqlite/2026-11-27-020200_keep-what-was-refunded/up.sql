-- What was given back of an order; `amount_cents` is what is left of it.
ALTER TABLE purchases ADD COLUMN refunded_cents BIGINT NOT NULL DEFAULT 0;
