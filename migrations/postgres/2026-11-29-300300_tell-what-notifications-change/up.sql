-- What was counted of the people of each variant and of those who got nothing, as JSON.
ALTER TABLE notification_comparisons ADD COLUMN effect TEXT;
