//! What operators are told by mail: dead feeds, refused mail, rejected files.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::digest::notice::{Concern, Notice, render_notice};
use crate::feed::EventKind;
use crate::mail::address::Mailbox;
use crate::mail::message::{self, Letter, message_id};
use crate::settings::Settings;
use crate::store::digests::{NewDigest, write_digest};
use crate::store::feeds::{feed_by_id, is_listed};
use crate::store::health::{WaitingEvent, mark_told, record_notice, waiting_events};
use crate::store::outbox::{NewMail, OutboxMail, Settled, suppress_if_hopeless};
use crate::store::{Connection, Store, StoreError};

use super::letter::sender;
use super::secret::token;
use super::silence::{HEARD, HeardAgain, SILENT};

/// Kinds of events that speak of the installation, as stored.
const MAIL_REFUSED: &str = "mail-refused";
const FILES_REJECTED: &str = "files-rejected";

/// What is stored of a refused mail until the operators are told.
#[derive(Debug, Serialize, Deserialize)]
struct RefusedMail {
    recipient: String,
    subject: String,
    reply: String,
}

/// What is stored of rejected files until the operators are told.
#[derive(Debug, Serialize, Deserialize)]
struct RejectedFiles {
    report: String,
    problems: usize,
}

/// Writes down that operators are to hear of a mail that was given up. Not of a notice to operators: an operator's
/// dead address would make mails about mails for ever.
pub(super) fn of_mail(
    connection: &Connection,
    mail: &OutboxMail,
    settled: &Settled,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (Settled::Refused { reply } | Settled::Expired { reply }) = settled else { return Ok(()) };
    let Some(subject) = mail.reader_subject.clone() else { return Ok(()) };
    suppress_if_hopeless(connection, &mail.recipient, now)?;
    let refused = RefusedMail { recipient: mail.recipient.clone(), subject, reply: reply.clone() };
    let stored = serde_json::to_string(&refused).map_err(|error| StoreError::damaged("notice", &error))?;
    record_notice(connection, MAIL_REFUSED, &stored, now)
}

/// Writes down that files were rejected at a reload.
pub(crate) fn files_rejected(
    store: &Store,
    report: String,
    problems: usize,
    now: Timestamp,
) -> Result<(), StoreError> {
    let stored = serde_json::to_string(&RejectedFiles { report, problems })
        .map_err(|error| StoreError::damaged("notice", &error))?;
    store.write_blocking(move |connection| record_notice(connection, FILES_REJECTED, &stored, now))
}

/// Puts one mail to each operator into the outbox for all that waits to be told; answers how many.
pub(super) fn write_notices(
    connection: &Connection,
    settings: &Settings,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let events = waiting_events(connection)?;
    let Some(last) = events.last().map(|event| event.id) else { return Ok(0) };
    let mut concerns = Vec::new();
    for event in events.iter().filter(|event| !is_overtaken(event, &events)) {
        concerns.extend(concern(connection, event)?);
    }
    mark_told(connection, last)?;
    if concerns.is_empty() || settings.operators.is_empty() {
        return Ok(0);
    }
    let notice = Notice { now, zone: TimeZone::UTC, concerns };
    let rendered = render_notice(&notice);
    let from = sender(settings)?;
    let key = format!("notice {last}");
    let id = message_id(&key, &from.address);
    let mut mails = Vec::new();
    for operator in &settings.operators {
        let to: Mailbox = operator.parse().map_err(|error| StoreError::damaged("operator", &error))?;
        let recipient = to.address.to_string();
        let message_id = message_id(&format!("{key} {recipient}"), &from.address);
        let letter = Letter {
            rendered: &rendered,
            from: &from,
            to: &to,
            message_id: &message_id,
            date: now,
            list: None,
            earlier: &[],
        };
        let bytes = message::write(&letter).map_err(|error| StoreError::damaged("mail", &error))?;
        mails.push(NewMail { sender: from.address.to_string(), recipient, message_id, bytes });
    }
    let digest = NewDigest {
        subscriber: None,
        kind: "notice",
        window_key: key.clone(),
        window: (now, now),
        message_id: id,
        token: token(connection, &key)?,
        subject: rendered.subject,
        stories: 0,
        html: rendered.html,
        entries: Vec::new(),
    };
    write_digest(connection, &digest, &mails, now)?;
    Ok(mails.len())
}

/// Whether a later event of the same feed says how it is by now.
fn is_overtaken(event: &WaitingEvent, events: &[WaitingEvent]) -> bool {
    let says_state =
        |event: &WaitingEvent| EventKind::from_stored(&event.kind).is_some_and(EventKind::is_state);
    let later = |other: &WaitingEvent| other.id > event.id && other.feed == event.feed;
    event.feed.is_some() && says_state(event) && events.iter().any(|other| later(other) && says_state(other))
}

/// What an event says to operators; `None` for one whose feed is not there any more.
fn concern(connection: &Connection, event: &WaitingEvent) -> Result<Option<Concern>, StoreError> {
    let damaged = |error: serde_json::Error| StoreError::damaged("notice", &error);
    let Some(feed) = event.feed else {
        return Ok(match event.kind.as_str() {
            MAIL_REFUSED => {
                let RefusedMail { recipient, subject, reply } =
                    serde_json::from_str(&event.message).map_err(damaged)?;
                Some(Concern::MailRefused { recipient, subject, reply })
            }
            FILES_REJECTED => {
                let RejectedFiles { report, problems } =
                    serde_json::from_str(&event.message).map_err(damaged)?;
                Some(Concern::FilesRejected { report, problems })
            }
            SILENT => {
                let silent = serde_json::from_str(&event.message).map_err(damaged)?;
                Some(Concern::LanguageSilent { silent })
            }
            HEARD => {
                let HeardAgain { watchlist, lang } = serde_json::from_str(&event.message).map_err(damaged)?;
                Some(Concern::LanguageHeard { watchlist, lang })
            }
            _ => None,
        });
    };
    let Some(stored) = feed_by_id(connection, feed)? else { return Ok(None) };
    let title = stored.feed.title_or(stored.state.title.as_deref()).to_owned();
    let Some(kind) = EventKind::from_stored(&event.kind) else { return Ok(None) };
    let mut message = event.message.clone();
    let target = stored.state.effective_url.as_deref().filter(|_| kind == EventKind::Moved);
    if let Some(target) = target
        && is_listed(connection, target)?
    {
        message.push_str(", which the file lists too: take this one out");
    }
    Ok(Some(Concern::Feed { title, url: stored.feed.url, kind, message }))
}
