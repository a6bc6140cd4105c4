-- Where the text of a revision comes from: what its feed said, or the page behind it.
ALTER TABLE revision ADD COLUMN origin TEXT NOT NULL DEFAULT 'feed';

-- The page behind an entry whose feed gives teasers, and what was learnt of it from look to look.
CREATE TABLE page (
    entry_id INTEGER PRIMARY KEY REFERENCES entry (id) ON DELETE CASCADE,
    address TEXT NOT NULL,
    -- The registrable domain: manners to a site are kept in one place.
    site TEXT NOT NULL,
    -- What the last look found: waiting, article, teaser, wall, login, none, unknown, gone.
    kind TEXT NOT NULL,
    -- PageState, as JSON: read and written whole.
    state TEXT NOT NULL,
    next_due INTEGER,
    -- The entry is matched and told when its page was read, or at this time from its teaser.
    waits_until INTEGER,
    asked INTEGER,
    -- When it last answered with a page of its own.
    answered INTEGER,
    -- Since when it is a candidate for a withdrawal.
    missing_since INTEGER
) STRICT;

CREATE INDEX page_by_next_due ON page (next_due) WHERE next_due IS NOT NULL;
CREATE INDEX page_that_waits ON page (waits_until) WHERE waits_until IS NOT NULL;
CREATE INDEX page_by_address ON page (address);
CREATE INDEX page_missing ON page (site, missing_since) WHERE missing_since IS NOT NULL;
CREATE INDEX page_by_answer ON page (site, answered);

-- What a site asks of its visitors, by origin (scheme, host and port); kept over restarts.
CREATE TABLE site (
    origin TEXT PRIMARY KEY,
    -- robots.txt as it was read; NULL where there is none.
    robots TEXT,
    robots_status INTEGER,
    robots_seen INTEGER,
    -- It has asked to be left alone until then.
    patience INTEGER
) STRICT, WITHOUT ROWID;

-- Lines of pages by site: what three pages share within a week is their frame.
CREATE TABLE site_line (
    site TEXT NOT NULL,
    line INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    last_entry INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (site, line)
) STRICT, WITHOUT ROWID;

CREATE INDEX site_line_by_seen ON site_line (seen);
