//! One post to the receiver of an output: signed, within limits, never to a private address and never redirected.

mod chat;
mod chat_message;
mod command;
mod outcome;
mod poster;
mod request;
mod secrets;
mod signature;
#[cfg(test)]
mod tests;

pub(crate) use self::outcome::PostOutcome;
pub(crate) use self::poster::Poster;
