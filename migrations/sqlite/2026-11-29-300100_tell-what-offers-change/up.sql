-- The shares that an offer held out, in millionths, as a JSON list: each change begins a phase. `effect` is what was counted of
-- those shown and those held out, as JSON.
ALTER TABLE offers ADD COLUMN phases TEXT NOT NULL DEFAULT '[]';
ALTER TABLE offers ADD COLUMN effect TEXT;

-- The phase in which an offer was first asked for.
ALTER TABLE offer_grants ADD COLUMN phase INTEGER NOT NULL DEFAULT 0;
