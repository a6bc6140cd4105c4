-- Watchlists that were taken out of the files: what was stored while they were away is matched when they are back.
CREATE TABLE watchlist_absence (
    watchlist TEXT PRIMARY KEY,
    since INTEGER NOT NULL,
    -- Revisions up to this id were shown to it.
    revision INTEGER NOT NULL,
    -- 1 once the files name it again, until all that it has missed is matched.
    back INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
