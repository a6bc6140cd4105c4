//! What operators are told by mail: dead feeds, refused mail, rejected files.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::digest::Rendered;
use crate::digest::concern::Concern;
use crate::digest::notice::{Notice, render_notice};
use crate::feed::EventKind;
use crate::mail::address::Mailbox;
use crate::mail::message::{self, Letter};
use crate::settings::Settings;
use crate::shown::Shown;
use crate::store::brought_back::BroughtBack;
use crate::store::delivery::{DeliveryWay, NewDelivery};
use crate::store::digests::{DigestCause, DigestContent, NewDigest, write_delivery, write_digest};
use crate::store::feeds::{FeedId, feed_by_id, is_listed};
use crate::store::health::{NoticeKind, WaitingEvent, WaitingNews, mark_told, waiting_events};
use crate::store::{Connection, Store, StoreError};

use super::departures::{departed, gather_departures};
use super::error::DeliverError;
use super::letter::sender;
use super::noted::{note, said};
use super::secret::{ContentMark, InstallationSecret};
use super::silence::HeardAgain;

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

/// Operators are to hear of a mail that was given up.
pub(super) fn note_refused_mail(
    connection: &Connection,
    recipient: &str,
    subject: &str,
    reply: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let refused =
        RefusedMail { recipient: recipient.to_owned(), subject: subject.to_owned(), reply: reply.to_owned() };
    note(connection, NoticeKind::MailRefused, &refused, now)
}

/// Operators are to hear of a post that was given up.
pub(super) fn note_post_given_up(
    connection: &Connection,
    output: &str,
    subject: &str,
    reply: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (recipient, subject, reply) = (output.to_owned(), subject.to_owned(), reply.to_owned());
    note(connection, NoticeKind::PostGivenUp, &RefusedMail { recipient, subject, reply }, now)
}

/// Operators are to hear that an output is switched off, since its receiver is gone.
pub(super) fn note_output_gone(
    connection: &Connection,
    output: &str,
    reply: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    note(connection, NoticeKind::OutputGone, &(output, reply), now)
}

/// Operators are to hear that the relay refuses everybody.
pub(super) fn note_refusing_relay(
    connection: &Connection,
    reply: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    note(connection, NoticeKind::RelayRefuses, &reply, now)
}

/// Operators are to hear that a reader gets nothing more.
pub(super) fn note_suppressed_reader(
    connection: &Connection,
    recipient: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    note(connection, NoticeKind::ReaderSuppressed, &recipient, now)
}

/// Operators are to hear that a clock was ahead; of nothing brought back there is nothing to hear.
pub(crate) fn note_clock(
    connection: &Connection,
    brought_back: BroughtBack,
    now: Timestamp,
) -> Result<(), StoreError> {
    if brought_back.is_nothing() {
        return Ok(());
    }
    let BroughtBack { feeds, pages, readers, mails } = brought_back;
    tracing::warn!(feeds, pages, readers, mails, "the clock was ahead; what it put off was brought back");
    note(connection, NoticeKind::ClockAhead, &brought_back, now)
}

/// Writes down that files were rejected at a reload.
pub(crate) fn files_rejected(
    store: &Store,
    report: String,
    problems: usize,
    now: Timestamp,
) -> Result<(), StoreError> {
    let rejected = RejectedFiles { report, problems };
    store.write_blocking(move |connection| note(connection, NoticeKind::FilesRejected, &rejected, now))
}

/// Puts one mail to each operator into the outbox for all that waits to be told; answers the deliveries' numbers.
pub(super) fn write_notices(
    store: &Store,
    settings: &Settings,
    secret: &InstallationSecret,
    now: Timestamp,
) -> Result<Vec<i64>, DeliverError> {
    let (told, concerns) = store.snapshot(|connection| {
        let mut events = waiting_events(connection)?;
        gather_departures(&mut events, now);
        let mut concerns = Vec::new();
        for event in events.iter().filter(|event| !is_overtaken(event, &events)) {
            concerns.extend(concern(connection, event)?);
        }
        concerns.extend(departed(connection, &events)?);
        Ok((events.iter().map(|event| event.id).collect::<Vec<i64>>(), concerns))
    })?;
    let Some(last) = told.last().copied() else { return Ok(Vec::new()) };
    if concerns.is_empty() || settings.operators.is_empty() {
        store.write_blocking(move |connection| mark_told(connection, &told))?;
        return Ok(Vec::new());
    }
    let rendered = render_notice(&Notice { now, zone: TimeZone::UTC, concerns });
    let deliveries = address(&rendered, settings, secret, last, now)?;
    let digest = NewDigest {
        cause: DigestCause::Notice,
        window: (now, now),
        subject: rendered.subject,
        stories: 0,
        content: DigestContent::Page(rendered.html),
        entries: Vec::new(),
    };
    let written = store.write_blocking(move |connection| {
        mark_told(connection, &told)?;
        let id = write_digest(connection, &digest, now)?;
        let mut written = Vec::new();
        for delivery in &deliveries {
            written.extend(write_delivery(connection, id, delivery, None, now)?);
        }
        Ok(written)
    })?;
    Ok(written)
}

/// The mail to each operator; `last` is the event that it tells up to.
fn address(
    rendered: &Rendered,
    settings: &Settings,
    secret: &InstallationSecret,
    last: i64,
    now: Timestamp,
) -> Result<Vec<NewDelivery>, DeliverError> {
    let from = sender(settings)?;
    let mut deliveries = Vec::new();
    for operator in &settings.operators {
        let to: Mailbox = operator.parse().map_err(|reason| DeliverError::Address {
            address: Shown::mailbox(operator).to_string(),
            reason,
        })?;
        let address = to.address.to_string();
        let key = format!("notice {last} {address}");
        let message_id = secret.message_id(
            &key,
            &ContentMark::of(&format!("{now} {}", rendered.text)),
            from.address.domain(),
        );
        let letter = Letter {
            rendered,
            from: &from,
            to: &to,
            message_id: &message_id,
            date: now,
            list: None,
            earlier: &[],
        };
        let payload = Some(message::write(&letter)?);
        let sender = from.address.to_string();
        deliveries.push(NewDelivery {
            subscriber: None,
            way: DeliveryWay::Mail,
            key,
            token: None,
            message_id,
            sender,
            address,
            reader: None,
            payload,
        });
    }
    Ok(deliveries)
}

/// Whether a later event of the same feed says how it is by now.
fn is_overtaken(event: &WaitingEvent, events: &[WaitingEvent]) -> bool {
    let state_of = |event: &WaitingEvent| match event.news {
        WaitingNews::Feed { feed, kind, .. } if kind.is_state() => Some(feed),
        WaitingNews::Feed { .. } | WaitingNews::Installation { .. } => None,
    };
    let own = state_of(event);
    own.is_some() && events.iter().any(|other| other.id > event.id && state_of(other) == own)
}

/// What an event says to operators; `None` for one whose feed is not there any more.
fn concern(connection: &Connection, event: &WaitingEvent) -> Result<Option<Concern>, StoreError> {
    match &event.news {
        WaitingNews::Feed { feed, kind, message } => feed_concern(connection, *feed, *kind, message),
        // Departures are told together.
        WaitingNews::Installation { kind: NoticeKind::ReaderLeft, .. } => Ok(None),
        WaitingNews::Installation { kind, said } => installation_concern(*kind, said).map(Some),
    }
}

fn feed_concern(
    connection: &Connection,
    feed: FeedId,
    kind: EventKind,
    message: &str,
) -> Result<Option<Concern>, StoreError> {
    let Some(stored) = feed_by_id(connection, feed)? else { return Ok(None) };
    let title = stored.feed.title_or(stored.state.title.as_deref()).to_owned();
    let mut message = message.to_owned();
    let target = stored.state.effective_url.as_deref().filter(|_| kind == EventKind::Moved);
    if let Some(target) = target
        && is_listed(connection, target)?
    {
        message.push_str(", which the file lists too: take this one out");
    }
    let message = Shown::text(&message).to_string();
    Ok(Some(Concern::Feed { title, url: stored.feed.url, kind, message }))
}

fn installation_concern(kind: NoticeKind, json: &str) -> Result<Concern, StoreError> {
    Ok(match kind {
        NoticeKind::MailRefused => {
            let RefusedMail { recipient, subject, reply } = said(json)?;
            Concern::MailRefused { recipient, subject, reply }
        }
        NoticeKind::PostGivenUp => {
            let RefusedMail { recipient: output, subject, reply } = said(json)?;
            Concern::PostGivenUp { output, subject, reply }
        }
        NoticeKind::OutputGone => {
            let (output, reply) = said(json)?;
            Concern::OutputGone { output, reply }
        }
        NoticeKind::StreamLost => {
            let (stream, missed) = said(json)?;
            Concern::StreamLost { stream, missed }
        }
        NoticeKind::RelayRefuses => Concern::RelayRefuses { reply: said(json)? },
        NoticeKind::ClockAhead => {
            let BroughtBack { feeds, pages, readers, mails } = said(json)?;
            Concern::ClockAhead { feeds, pages, readers, mails }
        }
        NoticeKind::ReaderSuppressed => Concern::ReaderSuppressed { recipient: said(json)? },
        NoticeKind::ReaderLeft => Concern::ReadersLeft { readers: vec![said(json)?] },
        NoticeKind::FilesRejected => {
            let RejectedFiles { report, problems } = said(json)?;
            Concern::FilesRejected { report, problems }
        }
        NoticeKind::LanguageSilent => Concern::LanguageSilent { silent: said(json)? },
        NoticeKind::LanguageHeard => {
            let HeardAgain { watchlist, lang } = said(json)?;
            Concern::LanguageHeard { watchlist, lang }
        }
    })
}
