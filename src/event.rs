//! One happening in many texts and languages: a guess that orders and groups, and never hides.

mod book;
mod citation;
mod features;
mod fingerprint;
mod groups;
mod numbers;
mod reader;
mod reader_pool;
mod resemblance;
mod traits;
mod written;

pub(crate) use citation::KnownPublishers;
pub(crate) use fingerprint::{EventFingerprint, NameStanding, WordFound};
pub(crate) use groups::EventGroups;
pub(crate) use numbers::figures;
pub(crate) use reader::{FingerprintReader, KnownMention};
pub(crate) use reader_pool::ReaderPool;
pub(crate) use traits::ArticleTraits;

#[cfg(test)]
mod invented;
