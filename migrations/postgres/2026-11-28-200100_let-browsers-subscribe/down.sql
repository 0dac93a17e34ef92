DROP TABLE suppressions;
DROP TABLE consents;
DROP TABLE subscriptions;
DROP TABLE push_keys;
