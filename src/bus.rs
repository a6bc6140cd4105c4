//! JetStream: publish by cursor, take in batches.

mod connection;
mod error;
mod publish;
mod take;

pub(crate) use connection::{Audience, Bus, StreamExtent};
pub(crate) use error::BusError;
pub(crate) use publish::{OutgoingMessage, publish};
pub(crate) use take::{IncomingMessage, MessagePart, Taker};
