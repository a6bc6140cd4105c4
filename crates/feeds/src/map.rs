//! A document of tags becomes a feed.

mod document;
mod entry_fields;
mod feed_draft;
mod open_elements;
mod rhythm;
mod tag_reader;

pub(crate) use self::document::{DocumentRoot, map};
