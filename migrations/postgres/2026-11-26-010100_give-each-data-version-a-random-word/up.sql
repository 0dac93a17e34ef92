ALTER TABLE apps ADD COLUMN data_word BIGINT NOT NULL DEFAULT 0;
CREATE TABLE data_versions (
    app_id INTEGER NOT NULL CONSTRAINT data_versions_are_of_an_app REFERENCES apps (id),
    version BIGINT NOT NULL,
    word BIGINT NOT NULL,
    CONSTRAINT data_versions_are_given_once PRIMARY KEY (app_id, version)
);
