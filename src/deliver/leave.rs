//! Following the way out that every mail names: whom it belongs to, and pausing, leaving or coming back by it.

use jiff::{SignedDuration, Timestamp};

use crate::shown::Shown;
use crate::store::readers::{SuppressionCause, WayOutReader, pause, reader_by_way_out, suppress, take_back};
use crate::store::{Connection, StoreError};

use super::departures::note_departure;
use super::secret::hash;

/// What a reader wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WayOutWish {
    /// No more mail.
    Leave,
    /// No mail for so many days; what matches meanwhile comes then.
    Pause(i64),
    /// Mail again.
    Return,
}

/// Whether a reader gets mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReaderPresence {
    /// It does.
    Present,
    /// Not before this instant.
    PausedUntil(Timestamp),
    /// Its owner has left.
    Left,
    /// Mail servers say that there is no such address.
    Refused,
}

/// The reader whose way out this is, as a page may show the address: masked. Listed or not, so that an old mail's way
/// out still leads out.
pub(crate) fn leaver(
    connection: &Connection,
    way: &str,
    now: Timestamp,
) -> Result<Option<(String, ReaderPresence)>, StoreError> {
    Ok(reader_by_way_out(connection, &hash(way))?.map(|reader| {
        let presence = match (reader.suppressed, reader.paused_until) {
            (Some(SuppressionCause::Left), _) => ReaderPresence::Left,
            (Some(SuppressionCause::Refused | SuppressionCause::Gone), _) => ReaderPresence::Refused,
            (None, Some(until)) if now < until => ReaderPresence::PausedUntil(until),
            (None, _) => ReaderPresence::Present,
        };
        (Shown::mailbox(&reader.email).to_string(), presence)
    }))
}

/// A reader leaves by the page about itself, where it is signed in.
///
/// # Errors
///
/// When the database cannot be written.
pub(crate) fn leave_by_page(
    connection: &Connection,
    subscriber: i64,
    email: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if suppress(connection, subscriber, SuppressionCause::Left, now)? {
        note_departure(connection, email, now)?;
        let reader = Shown::mailbox(email);
        tracing::info!(%reader, "a reader has left by its own page");
    }
    Ok(())
}

/// Does what the reader whose way out this is wants. Answers as [`leaver`]; leaving twice is leaving once.
pub(crate) fn follow(
    connection: &Connection,
    way: &str,
    wish: WayOutWish,
    now: Timestamp,
) -> Result<Option<(String, ReaderPresence)>, StoreError> {
    let Some(WayOutReader { id, email, .. }) = reader_by_way_out(connection, &hash(way))? else {
        return Ok(None);
    };
    let reader = Shown::mailbox(&email).to_string();
    match wish {
        WayOutWish::Leave => {
            if suppress(connection, id, SuppressionCause::Left, now)? {
                note_departure(connection, &email, now)?;
                tracing::info!(reader, "a reader has left by the link in a mail");
            }
        }
        WayOutWish::Pause(days) => {
            let until = now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(Timestamp::MAX);
            pause(connection, id, Some(until))?;
            tracing::info!(reader, days, "a reader pauses by the link in a mail");
        }
        WayOutWish::Return => {
            take_back(connection, id)?;
            tracing::info!(reader, "a reader gets mail again, by the link in a mail");
        }
    }
    leaver(connection, way, now)
}
