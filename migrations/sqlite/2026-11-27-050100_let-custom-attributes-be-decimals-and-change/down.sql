DELETE FROM custom_values WHERE attribute_id IN (SELECT id FROM custom_attributes WHERE is_gone OR kind = 'decimal');
CREATE TABLE custom_attributes_anew (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    app_id INTEGER NOT NULL CONSTRAINT custom_attributes_are_of_an_app REFERENCES apps (id),
    key TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    CONSTRAINT custom_attributes_key_is_unique UNIQUE (app_id, key),
    CONSTRAINT custom_attributes_kind_is_known CHECK (kind IN ('choice', 'number', 'date', 'yes_no'))
);
INSERT INTO custom_attributes_anew (id, app_id, key, name, kind)
    SELECT id, app_id, key, name, kind FROM custom_attributes WHERE NOT is_gone AND kind <> 'decimal' ORDER BY id;
DROP TABLE custom_attributes;
ALTER TABLE custom_attributes_anew RENAME TO custom_attributes;
