-- A reader's token for programs: one a reader, known by its hash alone. It ends with its reader.
CREATE TABLE api_token (
    subscriber_id INTEGER PRIMARY KEY REFERENCES subscriber (id) ON DELETE CASCADE,
    token_hash BLOB NOT NULL UNIQUE,
    made INTEGER NOT NULL
) STRICT;
