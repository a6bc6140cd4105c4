//! The front page of a reader: what is new in each watchlist since the last visit, what changed, what went away.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::store::digests::{DigestLine, digests_of};
use crate::store::finds::{Find, FindSelection, changes_since, count_found, departures_since, page_of_finds};
use crate::store::{Connection, StoreError};
use crate::watch::set::Watchlists;

use super::days::{DayBook, DayCount};
use super::sight::ReaderSight;
use super::usual::{Usual, WEEKS};

/// Days of bars.
const FORTNIGHT: usize = 14;

/// Entries of a watchlist that are named.
const NAMED: usize = 4;

/// Digests that are named.
const DIGESTS: usize = 10;

/// What a reader sees first.
#[derive(Debug)]
pub(crate) struct FrontView {
    /// Each watchlist that it follows.
    pub watchlists: Vec<WatchlistSummary>,
    /// The other watchlists that it may see, by id and title.
    pub others: Vec<(String, String)>,
    /// The digests that it was mailed last.
    pub digests: Vec<DigestLine>,
}

/// A watchlist in short.
#[derive(Debug)]
pub(crate) struct WatchlistSummary {
    pub id: String,
    pub title: String,
    pub description: String,
    /// Entries found since the visit before.
    pub new: usize,
    /// Entries of it that were changed since.
    pub changed: usize,
    /// Entries of it that were taken down since.
    pub gone: usize,
    /// The newest ones.
    pub newest: Vec<Find>,
    /// The last fortnight, the last day being the one of now.
    pub days: Vec<DayCount>,
    /// What such a day as today usually brings.
    pub usual: Option<Usual>,
}

impl WatchlistSummary {
    /// Entries that were found today.
    pub(crate) fn today(&self) -> usize {
        self.days.last().map_or(0, |day| day.found)
    }

    /// Whether today has brought more than such a day usually does.
    pub(crate) fn is_unusual(&self) -> bool {
        self.usual.is_some_and(|usual| self.today() > usual.bound())
    }
}

/// Looks at all that a reader follows; `since` is when the visit before this one ended.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn front(
    connection: &Connection,
    watchlists: &Watchlists,
    sight: &ReaderSight,
    since: Timestamp,
    now: Timestamp,
) -> Result<FrontView, StoreError> {
    let listed = sight.followed.iter().filter_map(|id| watchlists.get(id));
    let book = DayBook::open(connection, watchlists, &sight.zone, now)?;
    let mut summaries = Vec::new();
    for watchlist in listed {
        let id = &watchlist.id;
        let days = book.last(id, FORTNIGHT)?;
        summaries.push(WatchlistSummary {
            id: id.clone(),
            title: watchlist.title.clone(),
            description: watchlist.description.clone(),
            new: count_found(connection, id, since, Timestamp::MAX)?,
            changed: changes_since(connection, id, since)?,
            gone: departures_since(connection, id, since)?,
            newest: page_of_finds(connection, id, FindSelection::default(), NAMED)?,
            usual: usual(&book, id)?,
            days,
        });
    }
    let others = sight.visible.iter().filter(|id| !sight.follows(id)).filter_map(|id| watchlists.get(id));
    Ok(FrontView {
        watchlists: summaries,
        others: others.map(|watchlist| (watchlist.id.clone(), watchlist.title.clone())).collect(),
        digests: digests_of(connection, sight.id, DIGESTS)?,
    })
}

/// What such a day as today brought in the weeks before, of the days on which every feed was read.
fn usual(book: &DayBook<'_>, watchlist: &str) -> Result<Option<Usual>, StoreError> {
    let weeks = (1..=i64::try_from(WEEKS).unwrap_or(0)).rev();
    let days: Vec<Date> =
        weeks.filter_map(|weeks| book.today().checked_sub((7 * weeks).days()).ok()).collect();
    let counted = book.counted(watchlist, &days)?;
    let whole = counted.iter().filter(|day| day.feeds.is_some() && !day.is_patchy());
    Ok(Usual::of(&whole.map(|day| day.found).collect::<Vec<_>>()))
}
