-- A digest is composed once for all who get the same; a delivery takes it to one of them, by mail or another way.

CREATE TABLE new_digest (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    window_end INTEGER NOT NULL,
    composed INTEGER NOT NULL,
    subject TEXT NOT NULL,
    stories INTEGER NOT NULL,
    -- What it says, as JSON with a version, without its readers: mails and pages are made from it.
    content TEXT,
    -- The page of a digest from before there was `content`, and of a notice to operators.
    html TEXT
) STRICT;

INSERT INTO new_digest (id, kind, window_start, window_end, composed, subject, stories, html)
SELECT id, kind, window_start, window_end, composed, subject, stories, html FROM digest;

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    digest_id INTEGER NOT NULL REFERENCES new_digest (id) ON DELETE CASCADE,
    -- NULL for an operator.
    subscriber_id INTEGER REFERENCES subscriber (id),
    -- One delivery a reader and window: a second attempt runs into this key.
    key TEXT NOT NULL UNIQUE,
    -- What the page of this reader is found by.
    token TEXT UNIQUE,
    message_id TEXT NOT NULL,
    -- How it leaves (`mail`), from whom and to whom.
    way TEXT NOT NULL,
    sender TEXT NOT NULL,
    address TEXT NOT NULL,
    -- How the reader is spoken to, as JSON.
    reader TEXT,
    -- The finished bytes, from the moment they may have been seen until they are taken; NULL where they are made
    -- from `content`.
    payload BLOB,
    state TEXT NOT NULL,
    -- Whose trouble the last failure was: `relay` or `recipient`.
    blame TEXT,
    attempts INTEGER NOT NULL DEFAULT 0,
    next_attempt INTEGER NOT NULL,
    queued INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    reply TEXT
) STRICT;

INSERT INTO delivery (id, digest_id, subscriber_id, key, token, message_id, way, sender, address, payload, state,
                      attempts, next_attempt, queued, changed, reply)
SELECT outbox.id, digest.id, digest.subscriber_id,
       digest.window_key || IIF(digest.subscriber_id IS NULL, ' ' || outbox.recipient, ''),
       IIF(digest.subscriber_id IS NULL, NULL, digest.token),
       outbox.message_id, 'mail', outbox.sender, outbox.recipient,
       IIF(outbox.state IN ('sent', 'suppressed'), NULL, outbox.bytes), outbox.state,
       outbox.attempts, outbox.next_attempt, outbox.queued, outbox.changed, outbox.reply
FROM outbox JOIN digest ON digest.id = outbox.digest_id ORDER BY outbox.id;

-- What each digest told: the revision that its readers last saw is the "before" of the next edit.
CREATE TABLE new_digest_entry (
    digest_id INTEGER NOT NULL REFERENCES new_digest (id) ON DELETE CASCADE,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    section TEXT NOT NULL,
    PRIMARY KEY (entry_id, digest_id)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO new_digest_entry (digest_id, entry_id, revision, section)
SELECT digest_id, entry_id, revision, section FROM digest_entry;

DROP TABLE digest_entry;
DROP TABLE outbox;
DROP TABLE digest;
ALTER TABLE new_digest RENAME TO digest;
ALTER TABLE new_digest_entry RENAME TO digest_entry;

CREATE INDEX digest_by_time ON digest (composed);
CREATE INDEX digest_entry_by_digest ON digest_entry (digest_id);
CREATE INDEX delivery_by_digest ON delivery (digest_id);
CREATE INDEX delivery_by_subscriber ON delivery (subscriber_id, digest_id);
CREATE INDEX delivery_open ON delivery (next_attempt) WHERE state IN ('queued', 'sending', 'doubtful');

-- When a reader or a subscription was taken out of the files: who is back soon goes on where they stood.
ALTER TABLE subscriber ADD COLUMN unlisted INTEGER;
ALTER TABLE subscription ADD COLUMN unlisted INTEGER;

-- `suppressed` says why in one word by now, `left` or `refused`; this says since when.
ALTER TABLE subscriber ADD COLUMN suppressed_at INTEGER;
UPDATE subscriber
SET suppressed_at = IFNULL(unixepoch(substr(suppressed, -10)) * 1000, 0),
    suppressed = IIF(suppressed LIKE 'left%', 'left', 'refused')
WHERE suppressed IS NOT NULL;

-- The ways out that mails name, by a hash of their token: looked up, never written, by whoever follows one.
CREATE TABLE way_out (
    token_hash BLOB PRIMARY KEY,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The mails among the deliveries, for those who look into the database from outside.
CREATE VIEW outbox AS
SELECT id, digest_id, sender, address AS recipient, message_id, payload AS bytes, state, attempts, next_attempt,
       queued, changed, reply
FROM delivery WHERE way = 'mail';
