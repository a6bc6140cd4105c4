//! Bytes and a content type become a feed with entries, whatever state the bytes are in.

mod address;
mod base64;
mod charset;
mod clean;
mod dates;
mod decode;
mod draft;
mod entities;
mod feed;
mod field;
mod html;
mod json;
mod limits;
mod map;
mod markup;
mod namespace;
mod read;
mod reference;
mod scanner;
mod value;
mod warning;

#[cfg(test)]
mod tests;

pub use self::feed::{FeedHints, ParsedEntry, ParsedFeed};
pub use self::read::{MOST_BYTES, decode_page, decoded, read};
pub use self::warning::{NotAFeed, Warning};
