CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    -- 0 once the operator has taken it out of the files.
    listed INTEGER NOT NULL DEFAULT 1,
    joined INTEGER NOT NULL,
    -- The end of the last digest window: windows are gapless.
    window_end INTEGER NOT NULL,
    -- Entries and revisions up to these ids are told: ids grow with commits, so that no clock opens a gap.
    match_cursor INTEGER NOT NULL,
    revision_cursor INTEGER NOT NULL,
    -- Why this address gets nothing at present, where that is so.
    suppressed TEXT
) STRICT;

-- What a subscriber follows, from which match on: a watchlist that comes back resends nothing old.
CREATE TABLE subscription (
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    watchlist TEXT NOT NULL,
    since_match INTEGER NOT NULL,
    listed INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (subscriber_id, watchlist)
) STRICT, WITHOUT ROWID;

CREATE TABLE digest (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- NULL for a notice to operators.
    subscriber_id INTEGER REFERENCES subscriber (id),
    kind TEXT NOT NULL,
    -- One digest a window: a second attempt runs into this key.
    window_key TEXT NOT NULL UNIQUE,
    window_start INTEGER NOT NULL,
    window_end INTEGER NOT NULL,
    composed INTEGER NOT NULL,
    token TEXT NOT NULL UNIQUE,
    message_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    stories INTEGER NOT NULL,
    html TEXT NOT NULL
) STRICT;

CREATE INDEX digest_by_subscriber ON digest (subscriber_id, id);

-- What each digest told: the revision a reader last saw is the "before" of the next edit.
CREATE TABLE digest_entry (
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id),
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    digest_id INTEGER NOT NULL REFERENCES digest (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    section TEXT NOT NULL,
    PRIMARY KEY (subscriber_id, entry_id, digest_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX digest_entry_by_digest ON digest_entry (digest_id);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id INTEGER NOT NULL REFERENCES digest (id),
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    message_id TEXT NOT NULL,
    bytes BLOB NOT NULL,
    -- queued, sending, doubtful, sent, refused, expired, suppressed
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    reply TEXT,
    UNIQUE (digest_id, recipient)
) STRICT;

CREATE INDEX outbox_open ON outbox (next_attempt) WHERE state IN ('queued', 'sending', 'doubtful');
