//! Bytes become entries of ours, whatever kind of source they come from.

mod parsed_entry;
mod source;
mod strict;
mod undone;

pub(crate) use parsed_entry::{entry_of, key_of};
pub(crate) use source::{SourceAddress, SourceReading, read_source};
pub(crate) use strict::{SecondOpinion, second_opinion};
