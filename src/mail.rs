//! Mail: message bytes, the ways they leave the machine, and when a failed attempt is made again.

pub(crate) mod address;
pub(crate) mod message;
pub(crate) mod retry;
