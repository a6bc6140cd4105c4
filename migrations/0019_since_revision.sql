-- Up to which revision everything was stored when a reader began to follow a watchlist: what the watchlist missed before
-- that, and is shown later, is no news to this reader.
ALTER TABLE subscription ADD COLUMN since_revision INTEGER NOT NULL DEFAULT 0;

-- The revision in which a watchlist found what it had missed while the files did not name it; NULL for what it found at once.
ALTER TABLE matched ADD COLUMN missed INTEGER;

CREATE INDEX matched_missed ON matched (watchlist, missed) WHERE missed IS NOT NULL;
