//! Sends what is due in the outbox: one mail after another, each one's fate committed before the next.

use std::fmt::Display;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::mail::posting::{Posting, SendOutcome};
use crate::mail::transport::Transport;
use crate::schedule::Now;
use crate::settings::Settings;
use crate::store::delivery::{DeliveryBlame, DueDelivery, Verdict};
use crate::store::outbox::{doubt_interrupted, due_mails, mark_sending, settle, settle_the_line};
use crate::store::refusals::{is_relays, suppress_if_hopeless, take_back_refusals};
use crate::store::{Connection, Store, StoreError};

use super::attempt_log::AttemptLog;
use super::bounce::return_address;
use super::error::DeliverError;
use super::letter::prepare_delivery;
use super::notices::{note_refused_mail, note_refusing_relay, note_suppressed_reader};
use super::secret::InstallationSecret;
use super::verdict::{deferred, verdict};

/// Mails that are read from the outbox at one time.
const BATCH: usize = 50;

/// After a fate that could not be written, the relay is left alone for so long: the disk is full, and every mail would
/// fare the same.
const REST: SignedDuration = SignedDuration::from_mins(1);

/// What one run over the outbox did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Delivery {
    /// Mails that were taken.
    pub sent: usize,
    /// Mails that are tried again later.
    pub deferred: usize,
    /// Mails that will never be taken.
    pub refused: usize,
    /// Mails of which nobody knows.
    pub doubtful: usize,
}

/// Sends what lies in the outbox. Its clones share what could not be written yet, so that one outlives a reload.
#[derive(Clone)]
pub(crate) struct Sender {
    store: Arc<Store>,
    settings: Arc<Settings>,
    memory: Arc<Mutex<SenderMemory>>,
}

/// What a run has left for the next.
#[derive(Default)]
struct SenderMemory {
    /// Fates that are known and could not be written, with their time.
    unwritten: Vec<(DueDelivery, Verdict, Timestamp)>,
    /// Not before this.
    rests_until: Option<Timestamp>,
    log: AttemptLog,
}

/// Why a mail was not begun.
enum NotBegun {
    Store(StoreError),
    /// Its reader has left, or was taken out of the files, since it was read.
    NotWanted,
}

impl Sender {
    /// A sender for one store.
    pub(crate) fn new(store: Arc<Store>, settings: Arc<Settings>) -> Self {
        Self { store, settings, memory: Arc::default() }
    }

    /// The same with other settings.
    pub(crate) fn with_settings(&self, settings: Arc<Settings>) -> Self {
        Self { settings, ..self.clone() }
    }

    /// Sends every mail that is due, each once. It blocks: call it on a thread of its own. When `stop` is
    /// cancelled, no further mail begins; one past DATA is waited for. A second call while one runs waits for it.
    pub(crate) fn send_due(
        &self,
        transport: &mut Transport,
        now: &Now,
        stop: &CancellationToken,
    ) -> Result<Delivery, DeliverError> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sent = Delivery::default();
        // What is deferred in this run is due later than its beginning, so it is not met again.
        let started = now();
        if memory.rests_until.is_some_and(|until| started < until && until.duration_since(started) <= REST) {
            return Ok(sent);
        }
        memory.rests_until = None;
        let done = self.run(&mut memory, transport, now, started, stop, &mut sent);
        if done.is_err() {
            memory.rests_until = now().checked_add(REST).ok();
        }
        memory.log.run_ended();
        transport.rest();
        done.map(|()| sent)
    }

    fn run(
        &self,
        memory: &mut SenderMemory,
        transport: &mut Transport,
        now: &Now,
        started: Timestamp,
        stop: &CancellationToken,
        sent: &mut Delivery,
    ) -> Result<(), DeliverError> {
        while let Some((mail, verdict, at)) = memory.unwritten.last().cloned() {
            self.write(mail, verdict, at)?;
            memory.unwritten.pop();
        }
        let mended = self.store.write_blocking(move |connection| {
            doubt_interrupted(connection)?;
            settle_the_line(connection, started)
        })?;
        if mended > 0 {
            tracing::warn!(mails = mended, "mails were put off by a clock that was ahead; they are due now");
        }
        loop {
            let batch = self.store.read(|connection| due_mails(connection, started, BATCH))?;
            if batch.is_empty() {
                return Ok(());
            }
            for mail in batch {
                if stop.is_cancelled() {
                    return Ok(());
                }
                let Some(verdict) = self.send(transport, &mail, now)? else { continue };
                let at = now();
                let written = self.write(mail.clone(), verdict.clone(), at);
                let settled = written.as_ref().unwrap_or(&verdict);
                memory.log.note(&mail, settled, at);
                sent.count(settled);
                if let Err(error) = written {
                    memory.unwritten.push((mail, verdict, at));
                    return Err(error.into());
                }
            }
        }
    }

    /// One attempt; `None` where its reader does not want it any more.
    fn send(
        &self,
        transport: &mut Transport,
        mail: &DueDelivery,
        now: &Now,
    ) -> Result<Option<Verdict>, DeliverError> {
        let bytes = match &mail.payload {
            Some(bytes) => bytes.clone(),
            None => {
                let made = self.store.read(|connection| {
                    Ok(prepare_delivery(connection, &self.settings, mail).map(|prepared| prepared.bytes))
                })?;
                match made {
                    Ok(bytes) => bytes,
                    // One mail that cannot be made must not hold up the others.
                    Err(DeliverError::Store(error)) => return Err(error.into()),
                    Err(error) => return Ok(Some(Verdict::Refused { reply: error.to_string() })),
                }
            }
        };
        let sender = self.returns_to(mail)?;
        let posting = Posting {
            sender: &sender,
            recipient: &mail.address,
            message_id: &mail.message_id,
            bytes: &bytes,
        };
        let (id, at) = (mail.id, now());
        let mut not_begun = None;
        let outcome = transport.send(&posting, || {
            let payload = bytes.clone();
            let marked = self.store.write_first(move |connection| mark_sending(connection, id, &payload, at));
            let begun = match marked {
                Ok(true) => Ok(()),
                Ok(false) => Err(NotBegun::NotWanted),
                Err(error) => Err(NotBegun::Store(error)),
            };
            begun.map_err(|why| {
                let words = why.to_string();
                not_begun = Some(why);
                words
            })
        });
        match not_begun {
            Some(_) if matches!(outcome, SendOutcome::Accepted { .. }) => {
                Ok(Some(verdict(outcome, mail, now())))
            }
            // Every other mail would fare the same, and call the relay for nothing.
            Some(NotBegun::Store(error)) => Err(error.into()),
            Some(NotBegun::NotWanted) => Ok(None),
            None => Ok(Some(verdict(outcome, mail, now()))),
        }
    }

    /// The envelope sender. A mail to an operator has that of all: what comes back of it makes no more mails.
    fn returns_to(&self, mail: &DueDelivery) -> Result<String, DeliverError> {
        match (&self.settings.mail.bounces, mail.subscriber) {
            (Some(bounces), Some(_)) => {
                Ok(return_address(&InstallationSecret::of(&self.store)?, bounces, mail.id))
            }
            _ => Ok(mail.sender.clone()),
        }
    }

    fn write(&self, mail: DueDelivery, verdict: Verdict, at: Timestamp) -> Result<Verdict, StoreError> {
        self.store.write_first(move |connection| write_verdict(connection, &mail, &verdict, at))
    }
}

/// Writes what became of a mail, and what that means for others.
///
/// A refusal with the words that somebody else got too is the relay's, and so is one that says of everybody that they do not
/// exist: all who got it wait. Answers what was written.
fn write_verdict(
    connection: &Connection,
    mail: &DueDelivery,
    verdict: &Verdict,
    now: Timestamp,
) -> Result<Verdict, StoreError> {
    let (Verdict::Refused { reply } | Verdict::Expired { reply }) = verdict else {
        settle(connection, mail.id, verdict, now)?;
        return Ok(verdict.clone());
    };
    let refused = matches!(verdict, Verdict::Refused { .. });
    if refused && is_relays(connection, &mail.address, reply, now)? {
        let waits = deferred(mail, DeliveryBlame::Relay, reply.clone(), now);
        if let Verdict::Deferred { next_attempt, .. } = waits {
            let taken_back = take_back_refusals(connection, reply, &mail.address, next_attempt, now)?;
            if taken_back > 0 {
                note_refusing_relay(connection, reply, now)?;
            }
        }
        settle(connection, mail.id, &waits, now)?;
        return Ok(waits);
    }
    settle(connection, mail.id, verdict, now)?;
    // Not of a notice to operators: an operator's dead address would make mails about mails for ever.
    let (Some(subject), Some(subscriber)) = (&mail.reader_subject, mail.subscriber) else {
        return Ok(verdict.clone());
    };
    note_refused_mail(connection, &mail.address, subject, reply, now)?;
    if refused && suppress_if_hopeless(connection, subscriber, now)? {
        note_suppressed_reader(connection, &mail.address, now)?;
    }
    Ok(verdict.clone())
}

impl Delivery {
    /// Takes what another run did to this one.
    pub(crate) fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.deferred += other.deferred;
        self.refused += other.refused;
        self.doubtful += other.doubtful;
    }

    pub(super) fn count(&mut self, verdict: &Verdict) {
        match verdict {
            Verdict::Sent { .. } => self.sent += 1,
            Verdict::Untried { .. } | Verdict::Deferred { .. } => self.deferred += 1,
            Verdict::Doubtful { .. } => self.doubtful += 1,
            Verdict::Refused { .. } | Verdict::Expired { .. } => self.refused += 1,
        }
    }
}

impl Display for NotBegun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::NotWanted => f.write_str("its reader has left"),
        }
    }
}
