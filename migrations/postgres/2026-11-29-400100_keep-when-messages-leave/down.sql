ALTER TABLE deliveries DROP COLUMN leaves_at;
