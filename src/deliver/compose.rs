//! Digests are composed beside the writer, once for all readers who get the same, and recorded in short transactions.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use crate::settings::Settings;
use crate::store::delivery::DeliveryWay;
use crate::store::{Connection, ReadOnlyStore, Store};
use crate::subscriber::{Subscriber, Way};
use crate::watch::set::Watchlists;

use super::error::DeliverError;
use super::letter::{Letterhead, PreparedMail};
use super::notices::write_notices;
use super::order::next_due;
use super::record::{Batch, record};
use super::round::{CompositionRound, RoundKind};
use super::secret::InstallationSecret;
use super::translating::DigestTranslator;
use super::translation_server::{TranslationServer, TranslationWaits};

/// Composes: holds who is to be told, and of what. Make a new one when the files are reloaded.
#[derive(Clone)]
pub(crate) struct Composer {
    settings: Arc<Settings>,
    subscribers: Arc<Vec<Subscriber>>,
    watchlists: Watchlists,
    translation: Arc<TranslationServer>,
    pub(super) waits: TranslationWaits,
}

impl Composer {
    /// A composer for one set of files.
    pub(crate) fn new(settings: Arc<Settings>, subscribers: Vec<Subscriber>, watchlists: Watchlists) -> Self {
        Self {
            settings,
            subscribers: Arc::new(subscribers),
            watchlists,
            translation: Arc::default(),
            waits: TranslationWaits::default(),
        }
    }

    /// Writes down whose ways out mails to these readers name.
    pub(crate) fn remember_ways_out(&self, store: &Store) -> Result<(), DeliverError> {
        let secret = InstallationSecret::of(store)?;
        let readers = self.subscribers.iter().filter(|reader| reader.way == Way::Mail);
        let emails: Vec<String> = readers.map(|reader| reader.email.clone()).collect();
        Ok(store.write_blocking(move |connection| secret.remember_ways_out(connection, &emails))?)
    }

    /// The instant at which something may next be composed.
    pub(crate) fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        self.subscribers.iter().filter_map(|reader| next_due(reader, now)).min()
    }

    /// Composes every digest and alert that is due at `now`, of all subscribers or of one, and puts the mails into the
    /// outbox. Answers the numbers of the deliveries, notices to operators included. A digest that cannot be composed
    /// does not hold up the others; the first failure is answered. Digests may wait for their translations; alerts that
    /// become due meanwhile go first.
    pub(crate) fn compose_due(
        &self,
        store: &Store,
        only: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<i64>, DeliverError> {
        let secret = InstallationSecret::of(store)?;
        let (begun, mut composed) = (Instant::now(), ComposedSoFar::default());
        loop {
            let now = now.saturating_add(begun.elapsed()).unwrap_or(now);
            let translator = DigestTranslator {
                store,
                settings: &self.settings,
                watchlists: &self.watchlists,
                server: &self.translation,
                waits: self.waits,
                // Nothing is waited for beside a digest that fails: it would fail as often.
                until: if composed.failed.is_none() { begun + self.waits.digest } else { begun },
                now,
            };
            if self.compose_once((store, &secret), &translator, only, &mut composed)? == WhoWaits::Nobody {
                break;
            }
        }
        composed.deliveries.extend(write_notices(store, &self.settings, &secret, now)?);
        composed.failed.map_or(Ok(composed.deliveries), Err)
    }

    /// Alerts, then digests. Answers whether some of these wait for translations.
    fn compose_once(
        &self,
        (store, secret): (&Store, &InstallationSecret),
        translator: &DigestTranslator<'_>,
        only: Option<&str>,
        composed: &mut ComposedSoFar,
    ) -> Result<WhoWaits, DeliverError> {
        let (now, mut waiting) = (translator.now, WhoWaits::Nobody);
        let parts = 0..=self.subscribers.iter().map(|reader| reader.part).max().unwrap_or(0);
        let rounds = [RoundKind::Alerts, RoundKind::Digests]
            .into_iter()
            .flat_map(|kind| parts.clone().map(move |part| (kind, Some(part))));
        for (kind, part) in rounds {
            let batches = store
                .snapshot(|connection| Ok(self.round(connection, secret, kind, part, now).compose(only)))??;
            // What is translated waits for it, and for nobody else.
            let (translated, others): (Vec<_>, Vec<_>) =
                batches.into_iter().partition(|batch| batch.as_ref().is_ok_and(|batch| batch.translate));
            composed.record(store, others, now);
            match translator.translated(kind, translated.into_iter().flatten().collect()) {
                Some(batches) => composed.record(store, batches.into_iter().map(Ok), now),
                None => waiting = WhoWaits::Digests,
            }
        }
        Ok(waiting)
    }

    /// Puts what operators wait to be told into the outbox, and nothing else.
    pub(crate) fn tell_operators(&self, store: &Store, now: Timestamp) -> Result<Vec<i64>, DeliverError> {
        write_notices(store, &self.settings, &InstallationSecret::of(store)?, now)
    }

    /// What would be composed at `now`, for each subscriber or for one, writing nothing. Where nothing is due, the
    /// digest as it would be if it were.
    pub(crate) fn preview(
        &self,
        store: &ReadOnlyStore,
        email: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<PreparedMail>, DeliverError> {
        store.snapshot(|connection| Ok(self.preview_in(connection, email, now)))?
    }

    fn preview_in(
        &self,
        connection: &Connection,
        email: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<PreparedMail>, DeliverError> {
        let secret = InstallationSecret::for_rehearsal(connection)?;
        let letterhead = Letterhead { settings: &self.settings, secret: &secret };
        let mut mails = Vec::new();
        for batch in self.round(connection, &secret, RoundKind::Rehearsal, None, now).compose(email)? {
            let Batch { composed, shares, .. } = batch?;
            let Some((digest, new)) = composed else { continue };
            for share in shares.iter().filter(|share| share.delivery.way == DeliveryWay::Mail) {
                mails.push(letterhead.rehearse(&digest, &new, share)?);
            }
        }
        Ok(mails)
    }

    fn round<'a>(
        &'a self,
        connection: &'a Connection,
        secret: &'a InstallationSecret,
        kind: RoundKind,
        part: Option<usize>,
        now: Timestamp,
    ) -> CompositionRound<'a> {
        CompositionRound {
            kind,
            connection,
            subscribers: &self.subscribers,
            part,
            watchlists: &self.watchlists,
            letterhead: Letterhead { settings: &self.settings, secret },
            now,
        }
    }
}

/// What has been composed, and what has failed first.
#[derive(Default)]
struct ComposedSoFar {
    deliveries: Vec<i64>,
    failed: Option<DeliverError>,
}

impl ComposedSoFar {
    fn record(
        &mut self,
        store: &Store,
        batches: impl IntoIterator<Item = Result<Batch, DeliverError>>,
        now: Timestamp,
    ) {
        for batch in batches {
            match batch.and_then(|batch| record(store, batch, now)) {
                Ok(written) => self.deliveries.extend(written),
                Err(error) => {
                    tracing::error!(%error, "a digest could not be composed; it is tried again");
                    self.failed.get_or_insert(error);
                }
            }
        }
    }
}

/// Who waits for translations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhoWaits {
    Nobody,
    Digests,
}
