-- How a file is to be read that a program sent: as JSON, until it was read, which its import begins with.
ALTER TABLE imports ADD COLUMN chosen TEXT;
