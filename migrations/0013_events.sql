-- Which entries tell of one happening: a guess, by which digests are ordered. Without a row an entry stands alone.
CREATE TABLE event_entry (
    entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
    -- The first entry of the event.
    event_id INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    fingerprint TEXT NOT NULL
) STRICT;

CREATE INDEX event_entry_by_event ON event_entry (event_id);
