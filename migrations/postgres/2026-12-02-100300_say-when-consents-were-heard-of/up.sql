-- When the program heard of what a person said, beside when she said it. Of what programs said before it is not known.
ALTER TABLE consents ADD COLUMN recorded_at TIMESTAMP;
UPDATE consents SET recorded_at = at WHERE source IN ('browser', 'link', 'page');
UPDATE consents SET recorded_at = (SELECT imports.created_at FROM imports WHERE imports.id = consents.import_id) WHERE import_id IS NOT NULL;
