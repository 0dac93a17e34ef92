DROP INDEX profiles_to_compute;
CREATE INDEX profiles_to_compute ON profiles (app_id, position) WHERE stale;
