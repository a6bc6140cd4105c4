//! What was composed is written: a digest, a delivery for each of its readers, and how far they have been told.

use jiff::Timestamp;

use crate::digest::Digest;
use crate::store::Store;
use crate::store::cursors::{CursorStep, move_cursor};
use crate::store::delivery::NewDelivery;
use crate::store::digests::{NewDigest, discard_digest, write_delivery, write_digest};

use super::error::DeliverError;

/// Deliveries that share one transaction: polls that wait for the writer wait no longer than for these.
const TOGETHER: usize = 200;

/// One digest with everybody who gets it, as of one snapshot.
#[derive(Debug)]
pub(super) struct Batch {
    /// The digest; `None` where there is nothing to tell.
    pub composed: Option<(Digest, NewDigest)>,
    /// Whom it goes to.
    pub shares: Vec<Share>,
    /// Whether its readers asked for translations.
    pub translate: bool,
    /// Readers whose window is closed with nothing told.
    pub steps: Vec<CursorStep>,
}

/// One reader's share of a digest.
#[derive(Debug, Clone)]
pub(super) struct Share {
    pub delivery: NewDelivery,
    pub step: CursorStep,
}

/// Writes a batch in short transactions, each whole: a reader has the digest and has been told, or neither. Answers the
/// numbers of the deliveries. Who does not stand any more where the snapshot saw them is left for the next round.
pub(super) fn record(store: &Store, batch: Batch, now: Timestamp) -> Result<Vec<i64>, DeliverError> {
    for steps in batch.steps.chunks(TOGETHER) {
        let steps = steps.to_vec();
        store.write_blocking(move |connection| {
            steps.iter().try_for_each(|step| move_cursor(connection, step).map(drop))
        })?;
    }
    let Some((_, new)) = batch.composed else { return Ok(Vec::new()) };
    let (mut digest, mut written) = (None, Vec::new());
    for shares in batch.shares.chunks(TOGETHER) {
        let (shares, new) = (shares.to_vec(), new.clone());
        let (id, deliveries) = store.write_blocking(move |connection| {
            let id = match digest {
                Some(id) => id,
                None => write_digest(connection, &new, now)?,
            };
            let mut deliveries = Vec::new();
            for Share { delivery, step } in &shares {
                deliveries.extend(write_delivery(connection, id, delivery, Some(step), now)?);
            }
            if deliveries.is_empty() && digest.is_none() {
                discard_digest(connection, id)?;
                return Ok((None, deliveries));
            }
            Ok((Some(id), deliveries))
        })?;
        digest = id;
        written.extend(deliveries);
    }
    Ok(written)
}
