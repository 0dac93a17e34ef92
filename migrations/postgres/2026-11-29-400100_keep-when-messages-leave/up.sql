-- When a message leaves where the person is, if that depends on the place: `not_before` moves when it is tried again.
ALTER TABLE deliveries ADD COLUMN leaves_at TIMESTAMP;
