COMMENT ON INDEX purchases_of_a_customer IS NULL;
