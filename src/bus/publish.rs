//! Publishing: many messages under way at once, each known by its id, and which of them the server has.

use async_nats::jetstream::message::PublishMessage;

use super::connection::{Audience, Bus};
use super::error::BusError;

/// The header of a message that came in parts: `2/5`.
pub(super) const PART: &str = "Wirewatch-Part";

/// No message is larger, whatever the server allows: a batch is taken whole into memory.
const LARGEST: usize = 1024 * 1024;

/// Room that headers take beside the bytes of a message.
const HEADERS: usize = 4 * 1024;

/// A message that is to be published.
#[derive(Debug, Clone)]
pub(crate) struct OutgoingMessage {
    /// By which the server knows it again.
    pub id: String,
    pub bytes: Vec<u8>,
    pub audience: Audience,
}

/// What became of messages.
#[derive(Debug)]
pub(crate) struct Published {
    /// Whether the server has each of them.
    pub has: Vec<bool>,
    /// Why it has not all.
    pub failed: Option<BusError>,
}

/// Publishes messages under the name of a poller and waits for what the server says of each. One that is too large for it
/// goes in parts.
pub(crate) async fn publish(bus: &Bus, poller: &str, messages: Vec<OutgoingMessage>) -> Published {
    let subject = |audience| bus.subject(poller, audience);
    let most = bus.context.client().max_payload().min(LARGEST).saturating_sub(HEADERS).max(HEADERS);
    let mut under_way = Vec::with_capacity(messages.len());
    let mut published = Published { has: vec![false; messages.len()], failed: None };
    'all: for (at, message) in messages.into_iter().enumerate() {
        let subject = subject(message.audience);
        for part in parts(message, most) {
            match bus.context.send_publish(subject.clone(), part).await {
                Ok(acknowledgement) => under_way.push((at, acknowledgement)),
                Err(error) => {
                    published.failed = Some(BusError::Publish(error.to_string()));
                    under_way.retain(|(other, _)| *other != at);
                    break 'all;
                }
            }
        }
        published.has[at] = true;
    }
    for (at, acknowledgement) in under_way {
        if let Err(error) = acknowledgement.await {
            published.has[at] = false;
            published.failed.get_or_insert_with(|| BusError::Publish(error.to_string()));
        }
    }
    published
}

/// The message, in as many parts as the server wants.
fn parts(message: OutgoingMessage, most: usize) -> Vec<PublishMessage> {
    let OutgoingMessage { id, bytes, .. } = message;
    if bytes.len() <= most {
        return vec![PublishMessage::build().message_id(id).payload(bytes.into())];
    }
    let parts = bytes.chunks(most);
    let number = parts.len();
    parts
        .enumerate()
        .map(|(at, part)| {
            PublishMessage::build()
                .header(PART, format!("{}/{number}", at + 1))
                .message_id(format!("{id}/{}", at + 1))
                .payload(part.to_vec().into())
        })
        .collect()
}
