-- Who can be written to is kept in memory, and brought up to date by the browsers that were seen or have ended since.
CREATE INDEX subscriptions_by_seen ON subscriptions (app_id, seen_at);
CREATE INDEX subscriptions_by_end ON subscriptions (app_id, ended_at) WHERE ended_at IS NOT NULL;
