ALTER TABLE publishers ADD COLUMN setup_digest TEXT CONSTRAINT publishers_setup_digest_is_unique UNIQUE;
UPDATE publishers SET setup_digest = coalesce(
    (SELECT token_digest FROM setup_links WHERE publisher_id = publishers.id ORDER BY id DESC LIMIT 1), 'withdrawn ' || id
) WHERE NOT is_set_up;
ALTER TABLE publishers DROP COLUMN is_set_up;
DROP TABLE setup_links;
