-- Where one machine is not enough. What a machine that polls has to publish yet, in the order of commits: a line says what
-- happened, and its texts are read from the tables when it is published. It goes when the bus has acknowledged it.
CREATE TABLE outgoing_line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- revision, awaited, labels, withdrawn, restored (of an entry), feed, event
    kind TEXT NOT NULL,
    -- The number of the entry, feed or health event.
    subject INTEGER NOT NULL,
    revision INTEGER,
    -- Until when an entry is awaited whose page another machine asks for.
    until INTEGER,
    at INTEGER NOT NULL
) STRICT;

-- How a feed is by now is told once, however often it was read meanwhile.
CREATE UNIQUE INDEX outgoing_line_of_feed ON outgoing_line (subject) WHERE kind = 'feed';

-- Where the entries of a desk come from, and the last line of each that was taken: what comes twice is known by it.
CREATE TABLE taken_entry (
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    poller TEXT NOT NULL,
    -- Its number there.
    number INTEGER NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (entry_id, poller)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX taken_entry_by_number ON taken_entry (poller, number);

CREATE TABLE taken_feed (
    feed_id INTEGER PRIMARY KEY REFERENCES feed (id) ON DELETE CASCADE,
    poller TEXT NOT NULL,
    line INTEGER NOT NULL
) STRICT;

-- Health events that were taken; forgotten with what retention takes out.
CREATE TABLE taken_event (
    poller TEXT NOT NULL,
    line INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (poller, line)
) STRICT, WITHOUT ROWID;

-- Messages that were too large for the server and came in parts, until the last is there.
CREATE TABLE taken_part (
    message TEXT NOT NULL,
    part INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (message, part)
) STRICT;

-- Messages that could not be read: kept for a newer program, and said in `status`.
CREATE TABLE unreadable_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
