-- What the last pass changed is kept beside what was there before it, which counts until the pass is done.
ALTER TABLE profiles ADD COLUMN pass BIGINT NOT NULL DEFAULT 0;
ALTER TABLE profiles ADD COLUMN days_used_30_before BIGINT NOT NULL DEFAULT 0;
ALTER TABLE profiles ADD COLUMN spend_30_cents_before BIGINT NOT NULL DEFAULT 0;
ALTER TABLE profiles ADD COLUMN churn_risk_before TEXT;
ALTER TABLE apps ADD COLUMN pass BIGINT NOT NULL DEFAULT 0;
CREATE TABLE profile_passes (
    app_id INTEGER NOT NULL CONSTRAINT profile_passes_are_of_an_app REFERENCES apps (id),
    number BIGINT NOT NULL,
    day INTEGER NOT NULL,
    next_position INTEGER NOT NULL DEFAULT 0,
    churn_state TEXT,
    churn_repeaters BIGINT NOT NULL DEFAULT 0,
    churn_r DOUBLE PRECISION,
    churn_alpha DOUBLE PRECISION,
    churn_a DOUBLE PRECISION,
    churn_b DOUBLE PRECISION,
    CONSTRAINT profile_passes_are_one_at_a_time PRIMARY KEY (app_id)
);
