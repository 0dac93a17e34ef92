ALTER TABLE deliveries DROP COLUMN variant;
DROP TABLE notification_arms;
DROP TABLE notification_comparisons;
