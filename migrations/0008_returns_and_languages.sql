-- When an entry that had been withdrawn was listed again: readers who were told that it went are told that it is back.
ALTER TABLE entry ADD COLUMN restored INTEGER;
CREATE INDEX entry_restored ON entry (id) WHERE restored IS NOT NULL;
-- The language of an entry is the one that it is matched, searched and shown by: the operator's word for its feed comes first.
UPDATE entry SET lang = (SELECT IFNULL(json_extract(feed.listing, '$.lang'), entry.lang) FROM feed WHERE feed.id = entry.feed_id);
