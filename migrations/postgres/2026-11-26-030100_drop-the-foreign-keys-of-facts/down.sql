ALTER TABLE acquisitions
    ADD CONSTRAINT acquisitions_are_of_a_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
    ADD CONSTRAINT acquisitions_are_of_an_app FOREIGN KEY (app_id) REFERENCES apps (id);
ALTER TABLE custom_values
    ADD CONSTRAINT custom_values_are_of_a_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
    ADD CONSTRAINT custom_values_are_of_an_attribute FOREIGN KEY (attribute_id) REFERENCES custom_attributes (id);
ALTER TABLE purchases
    ADD CONSTRAINT purchases_are_in_an_app FOREIGN KEY (app_id) REFERENCES apps (id),
    ADD CONSTRAINT purchases_are_of_a_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
ALTER TABLE usage_days
    ADD CONSTRAINT usage_days_are_of_a_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
    ADD CONSTRAINT usage_days_are_in_an_app FOREIGN KEY (app_id) REFERENCES apps (id);
ALTER TABLE ratings
    ADD CONSTRAINT ratings_are_of_a_customer FOREIGN KEY (customer_id) REFERENCES customers (id),
    ADD CONSTRAINT ratings_are_of_an_app FOREIGN KEY (app_id) REFERENCES apps (id);
ALTER TABLE profiles
    ADD CONSTRAINT profiles_are_of_an_app FOREIGN KEY (app_id) REFERENCES apps (id),
    ADD CONSTRAINT profiles_are_of_a_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
ALTER TABLE customers
    ADD CONSTRAINT customers_belong_to_a_publisher FOREIGN KEY (publisher_id) REFERENCES publishers (id);
