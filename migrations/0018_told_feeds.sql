-- What desks were told of a feed: one that is as it was is told in a few bytes.
CREATE TABLE told_feed (
    feed_id INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,
    -- Of all that was told, but for the times of its last and next poll.
    hash INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- A feed's number at the machine that tells of it.
ALTER TABLE taken_feed ADD COLUMN number INTEGER;
CREATE INDEX taken_feed_by_number ON taken_feed (poller, number);
