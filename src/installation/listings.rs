//! What a set of files lists, as the store takes it.

use std::collections::BTreeMap;

use crate::load::Loaded;
use crate::store::readers::Listing;
use crate::store::renamed_watchlists::WatchlistSigns;
use crate::subscriber::Subscriber;
use crate::watch::set::{Watchlist, Watchlists};

/// Who follows what, `*` resolved: each reader once, with all its parts.
pub(crate) fn listings(subscribers: &[Subscriber], watchlists: &Watchlists) -> Vec<Listing> {
    let mut listings: Vec<Listing> = Vec::new();
    for part in subscribers {
        let followed: Vec<String> = watchlists.ids().filter(|id| part.wants(id)).map(str::to_owned).collect();
        match listings.last_mut().filter(|reader| part.part > 0 && reader.email == part.email) {
            Some(reader) => {
                reader.further.extend(followed.iter().cloned());
                reader.watchlists.extend(followed);
            }
            None => listings.push(Listing {
                email: part.email.clone(),
                watchlists: followed,
                further: Vec::new(),
            }),
        }
    }
    listings
}

/// What each watchlist is known by, by id.
pub(super) fn signs(files: &Loaded) -> BTreeMap<String, WatchlistSigns> {
    let listed = files.watchlists.ids().filter_map(|id| files.watchlists.get(id));
    let signs = |watchlist: &Watchlist| WatchlistSigns {
        title: watchlist.title.clone(),
        query: watchlist.query.clone(),
    };
    listed.map(|watchlist| (watchlist.id.clone(), signs(watchlist))).collect()
}
