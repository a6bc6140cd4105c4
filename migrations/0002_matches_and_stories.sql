-- One row for an entry and a watchlist that any revision of it matched: the id tells when the news came.
CREATE TABLE matched (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    watchlist TEXT NOT NULL,
    found INTEGER NOT NULL,
    UNIQUE (entry_id, watchlist)
) STRICT;

-- What matched in each revision. A revision without a row does not match: the edit took the names away.
CREATE TABLE matched_revision (
    matched_id INTEGER NOT NULL REFERENCES matched (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    score REAL NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (matched_id, revision)
) STRICT, WITHOUT ROWID;

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
