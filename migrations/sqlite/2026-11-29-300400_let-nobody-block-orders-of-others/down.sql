DROP INDEX offer_grants_have_different_orders;
CREATE UNIQUE INDEX offer_grants_have_different_orders ON offer_grants (app_id, order_id);
ALTER TABLE offer_grants DROP COLUMN is_vouched;
