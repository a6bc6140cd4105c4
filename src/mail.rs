//! Mail: message bytes, the ways they leave the machine, and when a failed attempt is made again.

pub(crate) mod address;
pub(crate) mod bounce;
mod folder;
pub(crate) mod message;
pub(crate) mod posting;
pub(crate) mod retry;
mod sendmail;
mod smtp;
pub(crate) mod transport;
