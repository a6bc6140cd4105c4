//! Bytes become entries of ours, whatever kind of source they come from.

mod parsed_entry;
mod source;

pub(crate) use parsed_entry::{entry_of, key_of};
pub(crate) use source::read_source;
