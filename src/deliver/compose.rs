//! Who is due, what is new for them, and the mail that says so: one transaction a reader.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::digest::DigestKind;
use crate::digest::compose::{compose, heartbeat};
use crate::digest::input::{DigestInput, DigestWindow, Recipient, Topic};
use crate::settings::Settings;
use crate::store::coverage::coverage;
use crate::store::digests::{close_window, earlier_message_ids, write_digest};
use crate::store::subscribers::{StoredSubscriber, subscriber as stored_subscriber};
use crate::store::untold::{Untold, untold};
use crate::store::{Connection, Pending, Store, StoreError};
use crate::subscriber::{Empty, Subscriber};
use crate::watch::file::Alert;
use crate::watch::set::{Watchlist, Watchlists};

use super::letter::{Composed, Receiver, finish, links};
use super::notices::write_notices;
use super::secret::token;

/// Readers whose digests share one commit: each commit waits for the disk.
const TOGETHER: usize = 50;

/// Composes: holds who is to be told, and of what. Make a new one when the files are reloaded.
#[derive(Clone)]
pub(crate) struct Composer {
    store: Arc<Store>,
    settings: Arc<Settings>,
    subscribers: Arc<Vec<Subscriber>>,
    watchlists: Watchlists,
}

/// What one reader is to get now.
struct Order {
    kind: DigestKind,
    window: DigestWindow,
    topics: Vec<Topic>,
}

impl Composer {
    /// A composer for one set of files.
    pub(crate) fn new(
        store: Arc<Store>,
        settings: Arc<Settings>,
        subscribers: Vec<Subscriber>,
        watchlists: Watchlists,
    ) -> Self {
        Self { store, settings, subscribers: Arc::new(subscribers), watchlists }
    }

    /// Composes every digest and alert that is due at `now`, of all subscribers or of one, and puts the mails into the
    /// outbox; `observe` sees each digest once it is committed. Answers how many mails that were, notices to operators
    /// included. A reader whose digest cannot be composed does not hold up the others; the first failure is answered.
    pub(crate) fn compose_due(
        &self,
        only: Option<&str>,
        now: Timestamp,
        mut observe: impl FnMut(&Composed),
    ) -> Result<usize, StoreError> {
        let mut mails = 0;
        let mut failed = None;
        let chosen = |reader: &Subscriber| only.is_none_or(|email| reader.email == email);
        let chosen: Vec<usize> =
            (0..self.subscribers.len()).filter(|index| chosen(&self.subscribers[*index])).collect();
        for group in chosen.chunks(TOGETHER) {
            let begun: Vec<_> = group.iter().map(|index| self.begin_composing(*index, now)).collect();
            for composed in begun {
                match composed.and_then(Pending::wait) {
                    Ok(composed) => composed.iter().flatten().for_each(|composed| {
                        mails += 1;
                        observe(composed);
                    }),
                    Err(error) => {
                        tracing::error!(%error, "a digest could not be composed; it is tried again");
                        failed.get_or_insert(error);
                    }
                }
            }
        }
        let settings = Arc::clone(&self.settings);
        mails += self.store.write_blocking(move |connection| write_notices(connection, &settings, now))?;
        failed.map_or(Ok(mails), Err)
    }

    /// Hands the alert and the digest of one reader to the store.
    fn begin_composing(
        &self,
        index: usize,
        now: Timestamp,
    ) -> Result<Pending<[Option<Composed>; 2]>, StoreError> {
        let composer = self.clone();
        self.store.begin_write(move |connection| {
            let reader = &composer.subscribers[index];
            Ok([composer.alert(connection, reader, now)?, composer.digest(connection, reader, now)?])
        })
    }

    /// What would be composed at `now`, for each subscriber or for one, writing nothing. Where nothing is due, the
    /// digest as it would be if it were.
    pub(crate) fn preview(&self, email: Option<&str>, now: Timestamp) -> Result<Vec<Composed>, StoreError> {
        let mut composed = Vec::new();
        for subscriber in
            self.subscribers.iter().filter(|reader| email.is_none_or(|email| reader.email == email))
        {
            composed.extend(self.store.rehearse(|connection| {
                let Some(stored) = stored_subscriber(connection, &subscriber.email)? else { return Ok(None) };
                let due = subscriber.times.window(&subscriber.timezone, stored.window_end, now);
                let (to, missed) = due.map_or((now, 0), |window| (window.to, window.missed));
                let window = DigestWindow { from: stored.window_end.min(to), to, missed };
                let order =
                    Order { kind: DigestKind::Scheduled, window, topics: self.topics(subscriber, |_| true) };
                self.compose(connection, subscriber, &stored, &order, now)
            })?);
        }
        Ok(composed)
    }

    /// The instant at which something may next be composed: the earliest slot, or the end of quiet hours.
    pub(crate) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let slot = |reader: &Subscriber| reader.times.next_after(&reader.timezone, now);
        let quiet =
            |reader: &Subscriber| reader.quiet.as_ref().and_then(|quiet| quiet.end(&reader.timezone, now));
        self.subscribers.iter().flat_map(|reader| [slot(reader), quiet(reader)]).flatten().min()
    }

    /// Composes the scheduled digest of a reader where its slot has passed, and closes the window.
    fn digest(
        &self,
        connection: &Connection,
        reader: &Subscriber,
        now: Timestamp,
    ) -> Result<Option<Composed>, StoreError> {
        let Some(stored) = stored_subscriber(connection, &reader.email)? else { return Ok(None) };
        let Some(due) = reader.times.window(&reader.timezone, stored.window_end, now) else {
            return Ok(None);
        };
        let window = DigestWindow { from: due.from, to: due.to, missed: due.missed };
        let order = Order { kind: DigestKind::Scheduled, window, topics: self.topics(reader, |_| true) };
        let composed = self.compose(connection, reader, &stored, &order, now)?;
        let written = write(connection, composed, now)?;
        close_window(connection, stored.id, due.to)?;
        Ok(written)
    }

    /// Composes an alert where a watchlist that wants one has something to tell and the reader is not asleep.
    fn alert(
        &self,
        connection: &Connection,
        reader: &Subscriber,
        now: Timestamp,
    ) -> Result<Option<Composed>, StoreError> {
        let asleep = reader.quiet.as_ref().is_some_and(|quiet| quiet.end(&reader.timezone, now).is_some());
        let topics = self.topics(reader, |watchlist| watchlist.alert == Alert::Immediate);
        if !reader.alerts || asleep || topics.is_empty() {
            return Ok(None);
        }
        let Some(stored) = stored_subscriber(connection, &reader.email)? else { return Ok(None) };
        let window = DigestWindow { from: stored.window_end.min(now), to: now, missed: 0 };
        let order = Order { kind: DigestKind::Alert, window, topics };
        write(connection, self.compose(connection, reader, &stored, &order, now)?, now)
    }

    /// The digest of one reader as of this transaction; `None` where there is nothing to say.
    fn compose(
        &self,
        connection: &Connection,
        reader: &Subscriber,
        stored: &StoredSubscriber,
        order: &Order,
        now: Timestamp,
    ) -> Result<Option<Composed>, StoreError> {
        let ids: Vec<String> = order.topics.iter().map(|topic| topic.id.clone()).collect();
        let untold = untold(connection, stored, &ids)?;
        let nothing = untold.found.is_empty() && untold.edits.is_empty() && untold.withdrawn.is_empty();
        // Most alerts that are asked for have nothing to tell: spare them the rest.
        if nothing && (order.kind == DigestKind::Alert || reader.empty == Empty::Skip) {
            return Ok(None);
        }
        let key = window_key(reader, order, &untold);
        let token = token(connection, &key)?;
        let material = DigestInput {
            reader: Recipient {
                email: reader.email.clone(),
                name: reader.name.clone(),
                zone: reader.timezone.clone(),
                schedule: reader.times.describe(),
            },
            window: order.window,
            now,
            topics: order.topics.clone(),
            found: untold.found,
            edits: untold.edits,
            withdrawn: untold.withdrawn,
            coverage: coverage(connection, order.window.from, now)?,
            links: links(connection, &self.settings, reader, &token)?,
        };
        let digest = match compose(order.kind, &material) {
            Some(digest) => digest,
            None if order.kind == DigestKind::Scheduled && reader.empty == Empty::Heartbeat => {
                heartbeat(&material)
            }
            None => return Ok(None),
        };
        let earlier = match order.kind {
            DigestKind::Alert => Vec::new(),
            DigestKind::Scheduled | DigestKind::Heartbeat => {
                earlier_message_ids(connection, stored.id, day_of(order.window.to, &reader.timezone), 20)?
            }
        };
        let receiver = Receiver { reader, subscriber: stored.id, key: &key, token: &token, earlier };
        finish(&self.settings, &receiver, &digest).map(Some)
    }

    fn topics(&self, reader: &Subscriber, wanted: impl Fn(&Watchlist) -> bool) -> Vec<Topic> {
        let ids = self.watchlists.ids().filter(|id| reader.wants(id));
        let followed = ids.filter_map(|id| self.watchlists.get(id)).filter(|watchlist| wanted(watchlist));
        followed
            .map(|watchlist| Topic {
                id: watchlist.id.clone(),
                title: watchlist.title.clone(),
                description: watchlist.description.clone(),
                threshold: watchlist.threshold,
            })
            .collect()
    }
}

/// Writes a digest and its mail; `None` where one with its key is there already.
fn write(
    connection: &Connection,
    composed: Option<Composed>,
    now: Timestamp,
) -> Result<Option<Composed>, StoreError> {
    let Some(composed) = composed else { return Ok(None) };
    let written = write_digest(connection, &composed.new, std::slice::from_ref(&composed.mail), now)?;
    Ok(written.then_some(composed))
}

/// What tells a digest from every other. A scheduled one is told by its slot, so that a clock set back repeats
/// nothing; an alert by what it tells.
fn window_key(reader: &Subscriber, order: &Order, untold: &Untold) -> String {
    if order.kind != DigestKind::Alert {
        return format!("digest {} {}", reader.email, order.window.to);
    }
    let found = untold.found.iter().map(|found| format!("{}", found.article.entry));
    let edits = untold.edits.iter().map(|edit| format!("{}@{}", edit.article.entry, edit.before.edited));
    let gone = untold.withdrawn.iter().map(|gone| format!("{}!", gone.article.entry));
    let told: Vec<String> = found.chain(edits).chain(gone).collect();
    format!("alert {} {}", reader.email, told.join(" "))
}

/// When the reader's day began: digests of one day are one thread, so that hourly ones stand together and no thread
/// grows for ever.
fn day_of(at: Timestamp, zone: &TimeZone) -> Timestamp {
    let midnight = at.to_zoned_datetime(zone.clone()).start_of_day();
    midnight.map_or(at, |midnight| midnight.timestamp())
}
