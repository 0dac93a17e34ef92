-- The code of ISO 4217. Until now every amount was in US dollars.
ALTER TABLE apps ADD COLUMN currency TEXT NOT NULL DEFAULT 'USD';
-- The one that new apps start with.
ALTER TABLE publishers ADD COLUMN currency TEXT NOT NULL DEFAULT 'USD';
