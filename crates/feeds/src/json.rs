//! JSON Feed.

mod feed;
mod mend;

pub(crate) use self::feed::read;
