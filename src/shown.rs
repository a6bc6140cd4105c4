//! Addresses of feeds and people as anybody may read them: what only their owner should know is left out.

mod address;
mod spots;
mod text;

pub(crate) use address::Shown;
pub(crate) use text::{with_hidden_hooks, with_hidden_secrets};
