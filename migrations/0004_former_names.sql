-- What an entry was called before its feed gave it another id or address: by these `why` finds it too.
CREATE TABLE former_name (
    id INTEGER PRIMARY KEY,
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    canonical_link TEXT,
    until INTEGER NOT NULL
) STRICT;

CREATE INDEX former_name_by_entry ON former_name (entry_id);
CREATE INDEX former_name_by_link ON former_name (canonical_link) WHERE canonical_link IS NOT NULL;
