//! One conditional request for one feed, within limits and never to a private address.

mod body;
mod bot_wall;
mod certificate;
mod client;
mod coding;
mod cookies;
mod discover;
mod exchange;
mod fetcher;
mod hosts;
mod lanes;
mod look;
mod manners;
mod redirects;
mod refresh;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;

pub(crate) use self::bot_wall::wall_in_place;
pub(crate) use self::discover::discover;
pub(crate) use self::fetcher::Fetcher;
pub(crate) use self::lanes::{FAILING_PER_SLOT, LATE_PER_SLOT, Lane, RequestSlot};
pub(crate) use self::look::FoundSource;
pub(crate) use self::manners::manner_of;
