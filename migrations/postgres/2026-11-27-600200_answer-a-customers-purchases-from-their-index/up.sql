-- More columns in the index would not help: PostgreSQL looks up rows that were just written in the table in any case.
COMMENT ON INDEX purchases_of_a_customer IS 'Of the customer and the app alone: new rows are looked up in the table in any case.';
