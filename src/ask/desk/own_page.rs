//! What a reader gets, by whose word, and what it has set itself: the page about oneself.

use jiff::Timestamp;

use crate::installation::Installation;
use crate::store::mutes::{Mute, MuteKind, mutes};
use crate::store::outgoing_feeds::feed_number;
use crate::store::own_readers::{OwnWishes, own_reader};
use crate::store::subscribers::subscriber;
use crate::store::{Connection, StoreError};

use super::sight::ReaderSight;

/// By whose word a reader gets a watchlist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subscription {
    /// The operator's files say so.
    ByOperator,
    /// The reader has subscribed.
    ByReader,
    /// It would, and the reader does not want it.
    Muted,
    /// It may subscribe.
    Open,
}

/// A watchlist as the page about oneself lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OwnWatchlist {
    pub id: String,
    pub title: String,
    pub subscription: Subscription,
    /// The number by which the address of its feed is made; `None` where there is none.
    pub feed: Option<i64>,
}

/// What the page about oneself shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct OwnView {
    pub watchlists: Vec<OwnWatchlist>,
    /// What the operator's files say of each part, in sentences; empty for who has subscribed by itself.
    pub operator: Vec<String>,
    /// What the reader wants, where it has subscribed by itself.
    pub wishes: Option<OwnWishes>,
    /// Until when it is paused, by its own word.
    pub paused_until: Option<Timestamp>,
    /// Sources and stories that it does not want.
    pub mutes: Vec<Mute>,
}

/// Looks it up.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) fn own_view(
    connection: &Connection,
    installation: &Installation,
    sight: &ReaderSight,
    now: Timestamp,
) -> Result<OwnView, StoreError> {
    let own = own_reader(connection, &sight.email)?.map(|own| own.wishes);
    let files = &installation.files;
    let listed: Vec<_> = files.subscribers.iter().filter(|part| part.email == sight.email).collect();
    let muted = mutes(connection, sight.id)?;
    let mut watchlists = Vec::new();
    for watchlist in sight.visible.iter().filter_map(|id| files.watchlists.get(id)) {
        let id = &watchlist.id;
        let subscription = if muted.iter().any(|mute| mute.is_watchlist(id)) {
            Subscription::Muted
        } else if listed.iter().any(|part| part.wants(id)) {
            Subscription::ByOperator
        } else if sight.follows(id) || own.as_ref().is_some_and(|own| own.watchlists.contains(id)) {
            Subscription::ByReader
        } else {
            Subscription::Open
        };
        watchlists.push(OwnWatchlist {
            id: id.clone(),
            title: watchlist.title.clone(),
            subscription,
            feed: feed_number(connection, sight.id, id)?,
        });
    }
    let operator = listed.iter().map(|part| {
        let alerts = if part.alerts { "alerts at once" } else { "no alerts" };
        let zone = part.timezone.iana_name().unwrap_or("UTC");
        let translated = if part.translate { ", with translations" } else { "" };
        format!("{} ({zone}), {alerts}{translated}: so your operator has set it.", part.schedule())
    });
    let stored = subscriber(connection, &sight.email)?;
    Ok(OwnView {
        watchlists,
        operator: operator.collect(),
        wishes: own.filter(|_| listed.is_empty()),
        paused_until: stored.and_then(|stored| stored.paused_until).filter(|until| now < *until),
        mutes: muted.into_iter().filter(|mute| mute.kind != MuteKind::Watchlist).collect(),
    })
}
