-- Public tokens are in programs on people's devices, and answer only for the person whom the publisher's back end signs for:
-- with these keys. A shared secret is sealed; of a pair of keys, only the public one is here.
ALTER TABLE api_tokens ADD COLUMN is_public BOOLEAN NOT NULL DEFAULT FALSE;
CREATE TABLE identity_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    app_id INTEGER NOT NULL CONSTRAINT identity_keys_are_of_an_app REFERENCES apps (id),
    name TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    material TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    retired_at TIMESTAMP
);
CREATE INDEX identity_keys_by_app ON identity_keys (app_id, id);
