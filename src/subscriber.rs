//! Subscribers: who gets what, when and by which way; those without a mailbox are outputs.

mod destination;
mod reader;

pub(crate) use self::destination::{Destination, HookAddress, Output};
pub(crate) use self::reader::{Empty, Subscriber, WatchlistSelection, Way};
