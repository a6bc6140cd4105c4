//! What a delivery says, as text, for whoever looks into the outbox.

use crate::settings::Settings;
use crate::store::Connection;
use crate::store::delivery::DeliveryWay;
use crate::store::outbox::delivery_by_id;

use super::dispatch::post_bytes;
use super::error::DeliverError;
use super::letter::prepare_delivery;

/// What the mail with this number says, as text: that of a reader by its text part, a notice to operators and a post as
/// they go out. `None` where there is no such mail, or nothing of it is kept.
pub(crate) fn mail_text(
    connection: &Connection,
    settings: &Settings,
    id: i64,
) -> Result<Option<String>, DeliverError> {
    let Some(delivery) = delivery_by_id(connection, id)? else { return Ok(None) };
    if delivery.subscriber.is_none() {
        return Ok(delivery.payload.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
    }
    let text = match delivery.way {
        DeliveryWay::Mail => prepare_delivery(connection, settings, &delivery).map(|prepared| prepared.text),
        DeliveryWay::Post => {
            post_bytes(connection, &delivery).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        }
    };
    match text {
        Ok(text) => Ok(Some(text)),
        Err(DeliverError::Gone) => Ok(None),
        Err(error) => Err(error),
    }
}
