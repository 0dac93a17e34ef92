UPDATE publishers SET setup_digest = coalesce(
    (SELECT token_digest FROM setup_links WHERE publisher_id = publishers.id ORDER BY id DESC LIMIT 1), 'withdrawn ' || id
) WHERE is_set_up = 0;
ALTER TABLE publishers DROP COLUMN is_set_up;
DROP TABLE setup_links;
