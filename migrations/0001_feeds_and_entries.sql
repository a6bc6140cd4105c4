-- Times are milliseconds since 1970 in UTC. Ids grow in the order of commits: there is one writer.

CREATE TABLE feed (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    -- The operator's wording and what polling has learnt (FeedState), as JSON: read and written whole.
    listing TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Copies out of `state`, so that a pass over thousands of feeds reads only those that are due.
    next_due INTEGER,
    gone INTEGER NOT NULL DEFAULT 0,
    -- 0 once the operator has taken it out of the files; history stays.
    listed INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX feed_by_next_due ON feed (next_due) WHERE listed = 1 AND gone = 0;

-- A row outlives its text: retention takes the revisions, the key stays, so that what comes back after a
-- year is not news.
CREATE TABLE entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    feed_id INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    link TEXT,
    canonical_link TEXT,
    title_hash INTEGER NOT NULL,
    content_hash BLOB NOT NULL,
    -- Hashes of earlier revisions, newest last: a page that flaps between two texts is known by them.
    past_hashes BLOB NOT NULL DEFAULT x'',
    author TEXT,
    lang TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    published INTEGER,
    updated INTEGER,
    first_seen INTEGER NOT NULL,
    -- 0 for the baseline at first sight of a feed: stored and searchable, never mailed.
    news INTEGER NOT NULL,
    withdrawn INTEGER,
    UNIQUE (feed_id, key)
) STRICT;

CREATE INDEX entry_by_link ON entry (canonical_link) WHERE canonical_link IS NOT NULL;
CREATE INDEX entry_by_title ON entry (feed_id, title_hash);
CREATE INDEX entry_withdrawn ON entry (id) WHERE withdrawn IS NOT NULL;
CREATE INDEX entry_by_first_seen ON entry (first_seen);

CREATE TABLE revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    -- 1 where people should not hear of the edit: the page flaps, or only its id changed.
    quiet INTEGER NOT NULL,
    UNIQUE (entry_id, number)
) STRICT;

CREATE INDEX revision_of_edits ON revision (id) WHERE number > 1;
CREATE INDEX revision_by_seen ON revision (seen);

-- Finds candidates only; the watchlist engine confirms each. No positions and no copies are kept.
CREATE VIRTUAL TABLE entry_text USING fts5 (
    title, body, content = '', contentless_delete = 1, detail = none,
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE health_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    feed_id INTEGER REFERENCES feed (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    -- 1 where operators are to be told by mail; `told` once that mail is in the outbox.
    tell INTEGER NOT NULL,
    told INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX health_event_to_tell ON health_event (id) WHERE tell = 1 AND told = 0;

CREATE TABLE fact (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
