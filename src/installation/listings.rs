//! What a set of files lists, as the store takes it.

use std::collections::BTreeMap;

use crate::load::Loaded;
use crate::store::readers::Listing;

/// Who follows what, `*` resolved.
pub(crate) fn listings(files: &Loaded) -> Vec<Listing> {
    let Loaded { subscribers, watchlists, .. } = files;
    let listings = subscribers.iter().map(|subscriber| Listing {
        email: subscriber.email.clone(),
        watchlists: watchlists.ids().filter(|id| subscriber.wants(id)).map(str::to_owned).collect(),
    });
    listings.collect()
}

/// What each watchlist is called, by id.
pub(super) fn titles(files: &Loaded) -> BTreeMap<String, String> {
    let listed = files.watchlists.ids().filter_map(|id| files.watchlists.get(id));
    listed.map(|watchlist| (watchlist.id.clone(), watchlist.title.clone())).collect()
}
