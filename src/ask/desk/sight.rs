//! What one reader may see.

use jiff::tz::TimeZone;

use crate::installation::Installation;
use crate::watch::file::Visibility;
use crate::watch::set::Watchlist;

/// A reader, and the watchlists that exist for it: anything else answers as if it did not.
#[derive(Debug, Clone)]
pub(crate) struct ReaderSight {
    /// The reader's number in the store.
    pub id: i64,
    /// Its address.
    pub email: String,
    /// Where its clock hangs.
    pub zone: TimeZone,
    /// The ids of the watchlists that it gets, in the order of the files.
    pub followed: Vec<String>,
    /// The ids of those that it may see, the followed ones among them.
    pub visible: Vec<String>,
}

impl ReaderSight {
    /// Whether this watchlist exists for the reader.
    pub(crate) fn sees(&self, watchlist: &str) -> bool {
        self.visible.iter().any(|id| id == watchlist)
    }

    /// Whether the reader gets this watchlist.
    pub(crate) fn follows(&self, watchlist: &str) -> bool {
        self.followed.iter().any(|id| id == watchlist)
    }
}

/// What the reader of this address may see of what runs.
pub(crate) fn sight(installation: &Installation, id: i64, email: &str) -> ReaderSight {
    let parts = || installation.readers.iter().filter(|reader| reader.email == email);
    let watchlists = &installation.files.watchlists;
    let ids = |sees: &dyn Fn(&Watchlist) -> bool| -> Vec<String> {
        let listed = watchlists.ids().filter_map(|id| watchlists.get(id));
        listed.filter(|watchlist| sees(watchlist)).map(|watchlist| watchlist.id.clone()).collect()
    };
    let follows = |watchlist: &Watchlist| parts().any(|part| part.wants(&watchlist.id));
    ReaderSight {
        id,
        email: email.to_owned(),
        zone: parts().next().map_or(TimeZone::UTC, |reader| reader.timezone.clone()),
        followed: ids(&follows),
        visible: ids(&|watchlist| follows(watchlist) || watchlist.visibility == Visibility::SignedIn),
    }
}
