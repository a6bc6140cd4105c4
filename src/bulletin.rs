//! What a machine that polls tells the desks: one line of its store, with all that a desk needs to decide as one machine would.

mod code;
mod feed_news;
mod told;

pub(crate) use code::{decode, encode};
pub(crate) use feed_news::{FeedLabel, FeedNews, FeedReading};
pub(crate) use told::{Bulletin, BulletinNews, EventNews, ToldEntry, ToldPage, ToldRevision};
