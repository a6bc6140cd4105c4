-- What machines made of titles and excerpts, by a hash of the text: each text is asked for once. It is shown beside the text and is
-- never matched, compared or searched.
CREATE TABLE translation (
    text_hash BLOB NOT NULL,
    lang TEXT NOT NULL,
    engine TEXT NOT NULL,
    made TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (text_hash, lang, engine)
) STRICT, WITHOUT ROWID;

-- Characters that left on each day.
CREATE TABLE translated_day (
    day TEXT PRIMARY KEY,
    characters INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
