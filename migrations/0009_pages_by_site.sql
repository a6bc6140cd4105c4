-- What is due is taken site by site, and counted by feed: both by an index, however many pages are due.
ALTER TABLE page ADD COLUMN feed_id INTEGER REFERENCES feed (id) ON DELETE CASCADE;
UPDATE page SET feed_id = (SELECT entry.feed_id FROM entry WHERE entry.id = page.entry_id);
CREATE INDEX page_by_site_and_due ON page (site, next_due) WHERE next_due IS NOT NULL;
CREATE INDEX page_by_feed_and_asked ON page (feed_id, asked);
