//! Subscribers: who gets what, when and by which way; those without a mailbox are outputs.

mod destination;
mod reader;
mod signing_secret;

pub(crate) use self::destination::{Destination, HookAddress, Output};
pub(crate) use self::reader::{Empty, Subscriber, WatchlistSelection, Way};
pub(crate) use self::signing_secret::signing_secrets;
