ALTER TABLE publishers DROP COLUMN currency;
ALTER TABLE apps DROP COLUMN currency;
