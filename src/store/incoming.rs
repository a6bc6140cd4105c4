//! What a desk takes: bulletins become what they were at the machine that polls, in one transaction a batch.

use jiff::Timestamp;
use rusqlite::params;

use crate::bulletin::{Bulletin, BulletinNews, ToldEntry};
use crate::event::ArticleTraits;
use crate::feed::{FeedState, SiteShare, site};
use crate::settings::KeptEntries;
use crate::watch::found::Match;

use super::feeds::encode;
use super::pages::expect_page;
use super::polled::Tally;
use super::taken_feeds::{feed_of, take_event, take_feed, take_reading};
use super::taken_lines::{FoundHere, LineTaking, ToldTexts, Unknown};
use super::{Connection, StoreError, entries};

/// By which rules a desk takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeskRules {
    pub kept: KeptEntries,
    /// What was first seen before this is stored and not mailed: the desk is a new one, and the stream holds the days before it.
    pub news_since: Option<Timestamp>,
}

/// A bulletin with what its text matches here.
#[derive(Debug, Clone)]
pub(crate) struct MatchedBulletin {
    pub bulletin: Bulletin,
    pub matches: Vec<Match>,
    pub traits: Option<ArticleTraits>,
}

impl DeskRules {
    fn is_news(self, told: &ToldEntry) -> bool {
        told.news && self.news_since.is_none_or(|since| told.first_seen >= since)
    }
}

/// Takes one bulletin; one that was taken before changes nothing. Called inside one transaction.
pub(crate) fn take_bulletin(
    connection: &Connection,
    rules: DeskRules,
    MatchedBulletin { bulletin, matches, traits }: &MatchedBulletin,
) -> Result<Tally, StoreError> {
    let Bulletin { poller, line, at, news } = bulletin;
    let taking = LineTaking { connection, poller, line: *line, at: *at };
    match news {
        BulletinNews::Feed { feed } => take_feed(connection, poller, *line, feed)?,
        BulletinNews::Read { feeds } => {
            feeds.iter().try_for_each(|reading| take_reading(connection, poller, reading))?;
        }
        BulletinNews::Event { event } => take_event(connection, poller, *line, event, *at)?,
        BulletinNews::Revision { entry, revision, before } => {
            let texts = ToldTexts { revision, before: before.as_ref() };
            let unknown = match rules.kept {
                KeptEntries::Matched if matches.is_empty() => Unknown::LeftOut,
                _ => Unknown::Stored { news: rules.is_news(entry) },
            };
            return taking.revision(unknown, entry, &texts, &FoundHere { matches, traits: traits.as_ref() });
        }
        BulletinNews::Awaited { entry, revision, until } => {
            return taking.awaited(rules.is_news(entry), entry, revision, *until);
        }
        BulletinNews::Labels { entry } => taking.known(entry, |_| Ok(()))?,
        BulletinNews::Withdrawn { entry } => {
            taking.known(entry, |id| mark_once(connection, id, Some(*at), *at))?;
        }
        BulletinNews::Restored { entry } => {
            taking.known(entry, |id| mark_once(connection, id, None, *at))?;
        }
    }
    Ok(Tally::default())
}

/// Marks an entry as taken back or as there again, unless it is marked so: what a lost stream had told is told once more.
fn mark_once(
    connection: &Connection,
    entry: i64,
    withdrawn: Option<Timestamp>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT withdrawn IS NOT NULL AS marked FROM entry WHERE id = ?1")?;
    let is_marked: bool = statement.query_row([entry], |row| row.get("marked"))?;
    if is_marked == withdrawn.is_some() {
        return Ok(());
    }
    entries::mark_entry_withdrawn(connection, entry, withdrawn, at)
}

/// Takes an entry of another machine whose page is of a site that this one asks; answers whether it is. What its page says is
/// published from here, under the key and feed that it has there.
pub(crate) fn take_awaited(
    connection: &Connection,
    share: SiteShare,
    Bulletin { poller, line, at, news }: &Bulletin,
) -> Result<bool, StoreError> {
    let BulletinNews::Awaited { entry: told, revision, until } = news else { return Ok(false) };
    let Some(address) = told.address().filter(|address| share.holds(&site(address))) else {
        return Ok(false);
    };
    let state = FeedState { title: told.feed.own_title.clone(), ..FeedState::default() };
    connection
        .prepare_cached("INSERT OR IGNORE INTO feed (url, listing, state, listed) VALUES (?1, ?2, ?3, 0)")?
        .execute(params![told.feed.url, encode(&told.feed.feed())?, encode(&state)?])?;
    let feed = feed_of(connection, &told.feed)?;
    let taking = LineTaking { connection, poller, line: *line, at: *at };
    if taking.entry(feed, told)?.is_some() {
        return Ok(false);
    }
    let (id, _) = taking.insert(feed, told, &ToldTexts { revision, before: None }, told.news)?;
    expect_page(connection, feed, id, &address, *at, *until)?;
    taking.note_taken(id, told)?;
    Ok(true)
}
