//! One pass over the feeds that are due: fetch, read, decide, match, one transaction a feed.

mod matching;
mod older;
mod one_feed;
mod pass;
mod poller;
mod prepare;
mod queue;
mod reading;
mod repair;
mod request;
mod summary;
pub(crate) mod window;

pub(crate) use pass::pass;
pub(crate) use poller::Poller;
pub(crate) use repair::repair_times;
pub(crate) use summary::{PollResult, PolledFeed, Summary};
