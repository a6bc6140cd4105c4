-- One row for an entry and a watchlist. An edit refreshes score and detail; the id stays.
CREATE TABLE matched (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    watchlist TEXT NOT NULL,
    revision INTEGER NOT NULL,
    -- 0 once an edit has taken away what matched: the reader is told of that edit too.
    current INTEGER NOT NULL DEFAULT 1,
    score REAL NOT NULL,
    -- 0 where the score stays below the watchlist's threshold: kept and searchable, not mailed.
    mailed INTEGER NOT NULL,
    detail TEXT NOT NULL,
    found INTEGER NOT NULL,
    UNIQUE (entry_id, watchlist)
) STRICT;

CREATE INDEX matched_by_watchlist ON matched (watchlist, id);

CREATE TABLE story (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    first_seen INTEGER NOT NULL
) STRICT;

CREATE TABLE story_entry (
    entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
    story_id INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE,
    seen INTEGER NOT NULL,
    sketch BLOB NOT NULL
) STRICT;

CREATE INDEX story_entry_by_story ON story_entry (story_id);

-- A few hashes of each sketch: entries that share one are compared.
CREATE TABLE story_hash (
    hash INTEGER NOT NULL,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    PRIMARY KEY (hash, entry_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_hash_by_entry ON story_hash (entry_id);
