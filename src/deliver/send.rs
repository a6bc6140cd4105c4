//! Sends what is due in the outbox: one mail after another, each one's fate committed before the next.

use std::sync::Arc;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::mail::address::masked;
use crate::mail::posting::{Posting, SendOutcome};
use crate::mail::retry::{after_deferral, after_doubt};
use crate::mail::transport::Transport;
use crate::schedule::Now;
use crate::store::outbox::{OutboxMail, Settled, due_mails, mark_sending, settle};
use crate::store::{Store, StoreError};

use super::notices::of_mail;

/// Mails that are read from the outbox at one time.
const BATCH: usize = 50;

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

/// Sends what lies in the outbox.
#[derive(Clone)]
pub(crate) struct Sender {
    store: Arc<Store>,
}

impl Sender {
    /// A sender for one store.
    pub(crate) fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Sends every mail that is due, each once. It blocks: call it on a thread of its own. When `stop` is
    /// cancelled, no further mail begins; one past DATA is waited for.
    pub(crate) fn send_due(
        &self,
        transport: &mut Transport,
        now: &Now,
        stop: &CancellationToken,
    ) -> Result<Delivery, StoreError> {
        let mut sent = Delivery::default();
        // What is deferred in this run is due later than its beginning, so it is not met again.
        let started = now();
        loop {
            let batch = self.store.read(|connection| due_mails(connection, started, BATCH))?;
            if batch.is_empty() {
                transport.rest();
                return Ok(sent);
            }
            for mail in batch {
                if stop.is_cancelled() {
                    transport.rest();
                    return Ok(sent);
                }
                sent.count(&self.send(transport, &mail, now)?);
            }
        }
    }

    fn send(&self, transport: &mut Transport, mail: &OutboxMail, now: &Now) -> Result<Settled, StoreError> {
        let posting = Posting {
            sender: &mail.sender,
            recipient: &mail.recipient,
            message_id: &mail.message_id,
            bytes: &mail.bytes,
        };
        let (id, at) = (mail.id, now());
        let outcome = transport
            .send(&posting, || self.store.write_blocking(move |connection| mark_sending(connection, id, at)));
        let at = now();
        let settled = settled(outcome, mail, at);
        log(mail, &settled);
        let (written, mail) = (settled.clone(), mail.clone());
        self.store.write_blocking(move |connection| {
            settle(connection, mail.id, &written, at)?;
            of_mail(connection, &mail, &written, at)
        })?;
        Ok(settled)
    }
}

/// What an outcome means for the mail.
fn settled(outcome: SendOutcome, mail: &OutboxMail, now: Timestamp) -> Settled {
    match outcome {
        SendOutcome::Accepted { reply } => Settled::Sent { reply },
        SendOutcome::Refused { text, .. } => Settled::Refused { reply: text },
        SendOutcome::Deferred { text, .. } => match after_deferral(mail.attempts + 1, mail.queued, now) {
            Some(next_attempt) => Settled::Deferred { reply: text, next_attempt },
            None => Settled::Expired { reply: text },
        },
        SendOutcome::InDoubt { text } => match after_doubt(mail.doubtful, now) {
            Some(next_attempt) => Settled::Doubtful { reply: text, next_attempt },
            None => Settled::Expired { reply: format!("twice in doubt: {text}") },
        },
    }
}

impl Delivery {
    fn count(&mut self, settled: &Settled) {
        match settled {
            Settled::Sent { .. } => self.sent += 1,
            Settled::Deferred { .. } => self.deferred += 1,
            Settled::Doubtful { .. } => self.doubtful += 1,
            Settled::Refused { .. } | Settled::Expired { .. } => self.refused += 1,
        }
    }
}

fn log(mail: &OutboxMail, settled: &Settled) {
    let (recipient, mail_id) = (masked(&mail.recipient), mail.id);
    match settled {
        Settled::Sent { reply } => tracing::info!(mail.id = mail_id, %recipient, reply, "mail sent"),
        Settled::Deferred { reply, next_attempt } => {
            tracing::warn!(mail.id = mail_id, %recipient, reply, %next_attempt, "mail deferred");
        }
        Settled::Doubtful { reply, next_attempt } => {
            tracing::warn!(mail.id = mail_id, %recipient, reply, %next_attempt, "mail in doubt, sent once more later");
        }
        Settled::Refused { reply } | Settled::Expired { reply } => {
            tracing::error!(mail.id = mail_id, %recipient, reply, "mail given up");
        }
    }
}
