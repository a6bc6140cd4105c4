//! Brings the feeds that are stored in line with those that the operator lists, under whatever address by now.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::params;
use xxhash_rust::xxh3::xxh3_64;

use crate::entry::canonical_link;
use crate::feed::{Feed, FeedState, SiteShare};

use super::feeds::{FeedId, StoredFeed, encode, save_state, unlisted_feeds};
use super::outgoing::{begin_noting, note_feed, poller_name};
use super::pages::leave_to_others;
use super::{Connection, StoreError};

/// Brings the listed feeds in line with the operator's files. One that was taken out keeps its history and its
/// state, so that bringing it back makes nothing news; so does one whose address has changed.
pub(crate) fn list_feeds(connection: &Connection, feeds: &[Feed]) -> Result<(), StoreError> {
    connection.execute("UPDATE feed SET listed = 0 WHERE listed = 1", [])?;
    carry_over(connection, feeds)?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO feed (url, listing, state) VALUES (?1, ?2, ?3)
         ON CONFLICT (url) DO UPDATE SET listing = excluded.listing, listed = 1",
    )?;
    let fresh = encode(&FeedState::default())?;
    for feed in feeds {
        statement.execute(params![feed.url, encode(feed)?, fresh])?;
    }
    Ok(())
}

/// The same of a machine that polls a share of the sites: the other feeds are others'. What is listed otherwise than before is to
/// be told to desks, and from now on so is all that is polled.
pub(crate) fn list_share(
    connection: &Connection,
    feeds: &[Feed],
    share: SiteShare,
    now: Timestamp,
) -> Result<(), StoreError> {
    let is_told = poller_name(connection)?.is_some();
    begin_noting(connection, share)?;
    leave_to_others(connection, share)?;
    let own: Vec<Feed> = feeds.iter().filter(|feed| share.holds_address(&feed.url)).cloned().collect();
    let before = listed_hashes(connection)?;
    list_feeds(connection, &own)?;
    let after = listed_hashes(connection)?;
    // At the first start nobody has told of those that were listed before.
    let changed =
        after.iter().filter(|(id, hash)| !is_told || before.get(id) != Some(hash)).map(|(id, _)| id);
    let left = before.keys().filter(|id| !after.contains_key(id));
    changed.chain(left).try_for_each(|id| note_feed(connection, FeedId(*id), now))
}

/// The listed feeds, each with a hash of its address and wording.
fn listed_hashes(connection: &Connection) -> Result<BTreeMap<i64, u64>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT id, url || listing AS wording FROM feed WHERE listed = 1")?;
    let listed = statement
        .query_map([], |row| Ok((row.get("id")?, xxh3_64(row.get::<_, String>("wording")?.as_bytes()))))?;
    Ok(listed.collect::<Result<_, _>>()?)
}

/// Renames feeds that are listed no more and are what a new address of `feeds` stands for. Without this the new
/// address would be a feed at first sight: its entries once more, and those that came in between lost.
///
/// Called while no feed is marked as listed, before the new listing is written; marks those that are known.
fn carry_over(connection: &Connection, feeds: &[Feed]) -> Result<(), StoreError> {
    let mut list_again = connection.prepare_cached("UPDATE feed SET listed = 1 WHERE url = ?1")?;
    let mut strangers: Vec<&Feed> = Vec::new();
    for feed in feeds {
        if list_again.execute([&feed.url])? == 0 {
            strangers.push(feed);
        }
    }
    if strangers.is_empty() {
        return Ok(());
    }
    let mut left = unlisted_feeds(connection)?;
    left.retain(|stored| stored.state.first_polled.is_some());
    for leads_to in [is_believed, is_observed, was_listed_before, is_spelt_otherwise] {
        let mut others = Vec::new();
        for stranger in strangers {
            let heirs = (0..left.len()).filter(|at| leads_to(&left[*at], &stranger.url));
            // The one that was read last, where several would do.
            match heirs.max_by_key(|at| (left[*at].state.last_ok, left[*at].id)) {
                Some(at) => rename(connection, left.swap_remove(at), &stranger.url)?,
                None => others.push(stranger),
            }
        }
        strangers = others;
    }
    Ok(())
}

/// A permanent redirect to the new address is believed.
fn is_believed(stored: &StoredFeed, url: &str) -> bool {
    stored.state.effective_url.as_deref() == Some(url)
}

/// It was seen, if not often enough.
fn is_observed(stored: &StoredFeed, url: &str) -> bool {
    stored.state.moved.as_ref().is_some_and(|moved| moved.to == url)
}

/// The operator takes back a change of the address.
fn was_listed_before(stored: &StoredFeed, url: &str) -> bool {
    stored.state.former.iter().any(|former| former == url)
}

/// `https` for `http`, with or without `www.` or a closing slash.
fn is_spelt_otherwise(stored: &StoredFeed, url: &str) -> bool {
    canonical_link(&stored.feed.url) == canonical_link(url)
}

fn rename(connection: &Connection, stored: StoredFeed, url: &str) -> Result<(), StoreError> {
    let StoredFeed { id, feed, mut state } = stored;
    state.relist(&feed.url);
    connection.prepare_cached("UPDATE feed SET url = ?2 WHERE id = ?1")?.execute(params![id.0, url])?;
    save_state(connection, id, &state)
}

#[cfg(test)]
mod tests {
    use super::super::Store;
    use super::super::feeds::{FeedId, feed_by_url};
    use crate::feed::{FeedHealth, Moved, Validators};

    use super::*;

    const OLD: &str = "http://www.a.example/rss";
    const NEW: &str = "https://b.example/feed";

    fn feeds(urls: &[&str]) -> Vec<Feed> {
        let feed = |url: &&str| Feed { url: (*url).to_owned(), ..Feed::default() };
        urls.iter().map(feed).collect()
    }

    /// A store in which [`OLD`] is listed and was polled with this outcome.
    struct World {
        store: Store,
        _folder: tempfile::TempDir,
    }

    impl World {
        fn new(state: FeedState) -> Self {
            let folder = tempfile::tempdir().expect("there is room for a folder");
            let store = Store::open(&folder.path().join("w.db")).expect("the folder is ours");
            let world = Self { store, _folder: folder };
            world.list(&[OLD]);
            let id = world.id(OLD).expect("it is listed");
            let etag = Some(b"\"1\"".to_vec());
            let validators = Validators { etag, ..Validators::default() };
            let first_polled = Some("2026-11-23T12:00:00Z".parse().expect("a time"));
            let state = FeedState { validators, first_polled, ..state };
            let save = move |connection: &Connection| save_state(connection, id, &state);
            world.store.write_blocking(save).expect("plain data");
            world
        }

        fn list(&self, urls: &[&str]) {
            let feeds = feeds(urls);
            let list = move |connection: &Connection| list_feeds(connection, &feeds);
            self.store.write_blocking(list).expect("plain data");
        }

        fn stored(&self, url: &str) -> Option<StoredFeed> {
            self.store.read(|connection| feed_by_url(connection, url)).expect("plain data")
        }

        fn id(&self, url: &str) -> Option<FeedId> {
            self.stored(url).map(|stored| stored.id)
        }
    }

    fn moved(seen: u32) -> Moved {
        let since = "2026-11-23T12:00:00Z".parse().expect("a time");
        Moved { to: NEW.to_owned(), seen, since, checked: None, recheck: false }
    }

    #[test]
    fn a_new_address_takes_the_history_of_the_one_that_leads_to_it() {
        let believed = FeedState {
            effective_url: Some(NEW.to_owned()),
            moved: Some(moved(5)),
            health: FeedHealth::Moved,
            ..FeedState::default()
        };
        let observed = FeedState { moved: Some(moved(1)), ..FeedState::default() };
        let gone = FeedState { health: FeedHealth::Gone, ..FeedState::default() };
        for (state, url) in [
            (believed, NEW),
            (observed, NEW),
            (FeedState::default(), "https://a.example/rss/"),
            (gone, "http://a.example/rss"),
        ] {
            let world = World::new(state);
            let id = world.id(OLD);
            world.list(&[url, "https://c.example/"]);
            assert_eq!((world.id(url), world.id(OLD)), (id, None), "{url}");
            let state = world.stored(url).expect("it is listed").state;
            assert_eq!(state.validators.etag.as_deref(), Some(&b"\"1\""[..]));
            assert_eq!((state.effective_url, state.moved, state.health), (None, None, FeedHealth::Unknown));
            world.list(&[OLD]);
            assert_eq!(world.id(OLD), id, "the change is taken back");
        }
    }

    #[test]
    fn a_feed_that_stays_listed_and_an_unknown_address_take_nothing() {
        let world = World::new(FeedState { moved: Some(moved(1)), ..FeedState::default() });
        let id = world.id(OLD);
        world.list(&[OLD, NEW]);
        assert!(world.id(OLD) == id && world.id(NEW) != id);
        world.list(&["https://d.example/"]);
        assert!(world.id(OLD) == id && world.id("https://d.example/") != id);
    }
}
