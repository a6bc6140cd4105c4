//! Why a page was never read: no feed of its site, feeds that fail, or feeds that never listed it.

use std::collections::{BTreeMap, BTreeSet};

use crate::feed::{FeedHealth, site_of_host};
use crate::store::addresses::{addresses_beside, feeds_with_pages_of};
use crate::store::feeds::{FeedId, StoredFeed, feed_by_id, listed_urls};
use crate::store::health::last_cut;
use crate::store::{Connection, StoreError};
use crate::wording::counted;

use super::question::WhyQuestion;
use super::way::{TraceStep, WayEnd, WayStage, WayVerdict};
use super::words::{minute, named, polling};
use crate::ask::address;

/// Feeds that are described one by one.
const SHOWN: usize = 8;

/// Read addresses shown to either side of the one asked for.
const BESIDE: u32 = 2;

/// How likely it is that a feed could have brought the page, and how it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// The publisher has ended it.
    Gone,
    /// Never asked, or not since the files name it.
    Unasked,
    /// It fails or is blocked.
    Failing,
    /// It is read.
    Read,
}

/// The verdict, and what is known of the feeds that could have brought the page.
pub(super) fn way(
    connection: &Connection,
    asked: &WhyQuestion<'_>,
) -> Result<(WayVerdict, Vec<TraceStep>), StoreError> {
    if asked.page.trim().parse::<i64>().is_ok() {
        let words = format!("no stored entry has the number {}", asked.page.trim());
        return Ok((stopped(WayStage::Fetch, words), Vec::new()));
    }
    let host = address::host(asked.page);
    if host.is_empty() {
        let words = "this is neither the address of a page nor the number of a stored entry".to_owned();
        return Ok((stopped(WayStage::Fetch, words), Vec::new()));
    }
    let canonical = address::addresses(asked.page);
    let feeds = feeds_of(connection, &host)?;
    let own = feeds.iter().find(|feed| {
        let address = crate::entry::canonical_link(&feed.feed.url);
        canonical.first() == Some(&address)
    });
    let mut steps = Vec::new();
    for feed in feeds.iter().take(SHOWN) {
        steps.extend(steps_of(connection, asked, feed)?);
    }
    if feeds.len() > SHOWN {
        let words = format!("and {} of this site", counted(feeds.len() - SHOWN, "other feed", "other feeds"));
        steps.push(TraceStep::new(WayStage::Fetch, WayEnd::Reached, None, words));
    }
    let verdict = match (own, feeds.iter().map(standing).max()) {
        (Some(feed), _) => {
            let words = format!("this is the address of a feed, not of a page: {}", named(feed));
            stopped(WayStage::Fetch, words)
        }
        (None, None) => stopped(
            WayStage::Fetch,
            format!(
                "no feed in the files is of {host}, and none has brought a page of it; \
                 `wirewatch feeds discover https://{host}` looks for one"
            ),
        ),
        (None, Some(standing)) => judged(standing, &feeds, asked),
    };
    let beside = addresses_beside(connection, &host, &canonical[0], BESIDE)?;
    if !beside.is_empty() && verdict.stage == WayStage::Read {
        let words = format!("the nearest addresses that were read: {}", beside.join(", "));
        steps.push(TraceStep::new(WayStage::Read, WayEnd::Stopped, None, words));
    }
    Ok((verdict, steps))
}

/// The listed feeds of the page's site, and those that have brought pages of its host.
fn feeds_of(connection: &Connection, host: &str) -> Result<Vec<StoredFeed>, StoreError> {
    let site = site_of_host(host);
    let listed: BTreeMap<FeedId, String> = listed_urls(connection)?.into_iter().collect();
    let of_site = listed.iter().filter(|(_, url)| site_of_host(&address::host(url)) == site);
    let mut ids: BTreeSet<FeedId> = of_site.map(|(id, _)| *id).collect();
    ids.extend(feeds_with_pages_of(connection, host)?.into_iter().filter(|id| listed.contains_key(id)));
    let mut feeds = Vec::new();
    for id in ids {
        feeds.extend(feed_by_id(connection, id)?);
    }
    feeds.sort_by_key(|feed| std::cmp::Reverse(standing(feed)));
    Ok(feeds)
}

fn standing(feed: &StoredFeed) -> Standing {
    let state = &feed.state;
    match state.health {
        FeedHealth::Gone => Standing::Gone,
        _ if state.last_error.is_some() => Standing::Failing,
        _ if state.last_ok.is_none() => Standing::Unasked,
        _ => Standing::Read,
    }
}

fn steps_of(
    connection: &Connection,
    asked: &WhyQuestion<'_>,
    feed: &StoredFeed,
) -> Result<Vec<TraceStep>, StoreError> {
    let (name, state) = (named(feed), &feed.state);
    let outcome = match standing(feed) {
        Standing::Read => WayEnd::Reached,
        Standing::Unasked => WayEnd::Waits,
        Standing::Gone | Standing::Failing => WayEnd::Stopped,
    };
    let words = match standing(feed) {
        Standing::Gone => format!("{name}: ended by its publisher and not asked any more"),
        _ => format!("{name}: {}", polling(state, asked.now)),
    };
    let at = state.failing_since.or(state.last_ok);
    let mut steps = vec![TraceStep::new(WayStage::Fetch, outcome, at, words)];
    if state.first_polled.is_some() {
        let listed = counted(state.listed.len(), "entry", "entries");
        let words = format!("its last good body listed {listed}, none with this address");
        steps.push(TraceStep::new(WayStage::Read, WayEnd::Stopped, state.last_ok, words));
    }
    if let Some((at, message)) = last_cut(connection, feed.id)? {
        steps.push(TraceStep::new(WayStage::Read, WayEnd::Stopped, Some(at), message));
    }
    Ok(steps)
}

/// What the best of the feeds says of the page.
fn judged(best: Standing, feeds: &[StoredFeed], asked: &WhyQuestion<'_>) -> WayVerdict {
    let first = &feeds[0];
    let others = match feeds.len() - 1 {
        0 => String::new(),
        more => format!(" (and {})", counted(more, "other feed", "other feeds")),
    };
    let name = format!("{}{others}", named(first));
    match best {
        Standing::Gone => {
            stopped(WayStage::Fetch, format!("{name} was ended by its publisher (410 or its own word)"))
        }
        Standing::Failing => {
            stopped(WayStage::Fetch, format!("{name} is {}", polling(&first.state, asked.now)))
        }
        Standing::Unasked => {
            let words = format!("{name} was {}", polling(&first.state, asked.now));
            TraceStep::new(WayStage::Fetch, WayEnd::Waits, first.state.next_due, words).verdict()
        }
        Standing::Read => {
            let last = first.state.last_ok.map_or_else(String::new, |at| format!(" up to {}", minute(at)));
            let next = match first.state.next_due {
                Some(due) if due > asked.now => format!("; what came since is read at {}", minute(due)),
                _ => "; what came since is read at the next poll".to_owned(),
            };
            stopped(WayStage::Read, format!("{name} was read{last} and never listed this address{next}"))
        }
    }
}

fn stopped(stage: WayStage, words: String) -> WayVerdict {
    WayVerdict { outcome: WayEnd::Stopped, stage, words }
}
