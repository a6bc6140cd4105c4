//! Readers who leave: operators hear of them, of several in one mail.

use jiff::{SignedDuration, Timestamp};

use crate::digest::concern::Concern;
use crate::store::health::{NoticeKind, WaitingEvent, WaitingNews};
use crate::store::readers::has_left;
use crate::store::{Connection, StoreError};

use super::noted::{note, said};

/// The first who leaves waits so long for others before operators are told: a scanner of mail that presses every button
/// makes one mail, and who changes their mind makes none.
const GATHERED: SignedDuration = SignedDuration::from_mins(15);

/// Operators are to hear that a reader has left.
pub(super) fn note_departure(connection: &Connection, email: &str, now: Timestamp) -> Result<(), StoreError> {
    note(connection, NoticeKind::ReaderLeft, &email, now)
}

/// Leaves out those who left, as long as others may follow.
pub(super) fn gather_departures(events: &mut Vec<WaitingEvent>, now: Timestamp) {
    let waits = |event: &WaitingEvent| now.duration_since(event.at) < GATHERED;
    if events.iter().filter(|event| is_departure(event)).all(waits) {
        events.retain(|event| !is_departure(event));
    }
}

/// What is said of those who left and have not come back.
pub(super) fn departed(
    connection: &Connection,
    events: &[WaitingEvent],
) -> Result<Option<Concern>, StoreError> {
    let mut readers: Vec<String> = Vec::new();
    for event in events {
        if let WaitingNews::Installation { kind: NoticeKind::ReaderLeft, said: json } = &event.news {
            let reader: String = said(json)?;
            if !readers.contains(&reader) && has_left(connection, &reader)? {
                readers.push(reader);
            }
        }
    }
    Ok((!readers.is_empty()).then_some(Concern::ReadersLeft { readers }))
}

fn is_departure(event: &WaitingEvent) -> bool {
    matches!(event.news, WaitingNews::Installation { kind: NoticeKind::ReaderLeft, .. })
}
