-- More copies out of `state`: feeds that failed last time are polled in a lane of their own, and hosts that asked to
-- be left alone are so after a restart too.
ALTER TABLE feed ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN patience INTEGER;
UPDATE feed SET failures = IFNULL(json_extract(state, '$.failures'), 0);
CREATE INDEX feed_by_patience ON feed (patience) WHERE patience IS NOT NULL;
