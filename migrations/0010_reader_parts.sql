-- How far a watchlist has been told that a reader gets at a time of its own. NULL: with the reader's other watchlists.
ALTER TABLE subscription ADD COLUMN window_end INTEGER;
ALTER TABLE subscription ADD COLUMN match_cursor INTEGER;
ALTER TABLE subscription ADD COLUMN revision_cursor INTEGER;

-- Until when a reader has asked to be mailed nothing, by the page that every mail names.
ALTER TABLE subscriber ADD COLUMN paused_until INTEGER;
