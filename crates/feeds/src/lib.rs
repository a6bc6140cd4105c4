//! Bytes and a content type become a feed with entries, whatever state the bytes are in.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

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
mod guess;
mod html;
mod html_page;
mod json;
mod link_pattern;
mod list;
mod map;
mod markup;
mod mixed;
mod namespace;
mod page;
mod places;
mod read;
mod reference;
mod scanner;
mod selector;
mod settle;
mod shape;
mod sitemap;
mod sketch;
mod telegram;
mod value;
mod warning;

#[cfg(test)]
mod tests;

pub use self::dates::read as read_date;
pub use self::feed::{FeedHints, ParsedEntry, ParsedFeed};
pub use self::html::{to_line, to_text};
pub use self::link_pattern::LinkPattern;
pub use self::list::{ListFinds, ListRule, is_date_format, read_list};
pub use self::page::{feed_links, is_page, page_refresh, page_title, refresh_address};
pub use self::places::{channels_of_page, sitemaps_of_robots, told_by_address, told_by_page};
pub use self::read::{decode_page, decoded, read, read_sitemap};
pub use self::selector::selector_fault;
pub use self::shape::{PageExcess, PageLimits, measure};
pub use self::sketch::{ListSketch, sketch_list};
pub use self::telegram::read_telegram;
pub use self::warning::{Limit, NotAFeed, UnreadEntries, Warning};
