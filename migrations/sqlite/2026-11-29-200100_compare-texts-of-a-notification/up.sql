-- What a notification compares: a share in millionths that gets nothing, and the weights of the variants of its texts with a space
-- between, one for each. Who gets which is determined by the salt and the account id. `goal` is what is counted of each person,
-- in an app and within days of sending. One that compares nothing may have no row.
CREATE TABLE notification_comparisons (
    notification_id INTEGER NOT NULL PRIMARY KEY CONSTRAINT comparisons_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    salt TEXT NOT NULL,
    holdout INTEGER NOT NULL,
    weights TEXT NOT NULL,
    goal TEXT,
    goal_app_id INTEGER,
    goal_days INTEGER
);

-- Who gets which variant, as positions in the app, as it was when it was sent. One with a single variant has none of these rows.
CREATE TABLE notification_arms (
    notification_id INTEGER NOT NULL CONSTRAINT arms_are_of_a_notification REFERENCES notifications (id) ON DELETE CASCADE,
    variant INTEGER NOT NULL,
    positions BLOB NOT NULL,
    PRIMARY KEY (notification_id, variant)
);
ALTER TABLE deliveries ADD COLUMN variant INTEGER NOT NULL DEFAULT 0;
