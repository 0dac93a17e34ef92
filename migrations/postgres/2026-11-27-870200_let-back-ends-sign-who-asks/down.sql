DROP TABLE identity_keys;
ALTER TABLE api_tokens DROP COLUMN is_public;
