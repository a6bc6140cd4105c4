-- The web face: who is signed in, who asks to be, and what readers have set by themselves.

-- A browser that has asked for a code. Only hashes: neither a cookie nor a code can be read out of a copy.
CREATE TABLE sign_in (
    browser BLOB PRIMARY KEY,
    email TEXT NOT NULL,
    -- NULL where no code was mailed.
    code BLOB,
    asked INTEGER NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_by_asked ON sign_in (asked);

CREATE TABLE session (
    token BLOB PRIMARY KEY,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    begun INTEGER NOT NULL,
    used INTEGER NOT NULL,
    -- When the visit before this one ended: what came since is new to the reader.
    visited INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX session_by_subscriber ON session (subscriber_id);

-- A wish to join that its address has to confirm. Kept for as long as retention says: an address gets three mails in all.
CREATE TABLE joining (
    token BLOB PRIMARY KEY,
    email TEXT NOT NULL,
    asked INTEGER NOT NULL,
    confirmed INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX joining_by_email ON joining (email);

-- What readers who have subscribed by themselves want. Who stands in the operator's files is not here.
CREATE TABLE own_reader (
    email TEXT PRIMARY KEY,
    joined INTEGER NOT NULL,
    -- OwnWishes, as JSON: read and written whole.
    wishes TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a reader wants no mail about: a source, a story, a watchlist.
CREATE TABLE mute (
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (subscriber_id, kind, target)
) STRICT, WITHOUT ROWID;

-- A reader's feed of a watchlist. The number goes up when the reader wants another address.
CREATE TABLE outgoing_feed (
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE,
    watchlist TEXT NOT NULL,
    number INTEGER NOT NULL,
    token BLOB NOT NULL UNIQUE,
    PRIMARY KEY (subscriber_id, watchlist)
) STRICT, WITHOUT ROWID;

-- In which hours (UTC, one bit each) of which day since 1970 a feed was read.
CREATE TABLE reading_hours (
    day INTEGER NOT NULL,
    feed_id INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE,
    hours INTEGER NOT NULL,
    PRIMARY KEY (day, feed_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX matched_by_found ON matched (watchlist, found);
