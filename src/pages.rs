//! The lane of article pages: what is due is fetched, read, judged, matched and recorded, politely and once.

mod absence;
mod ask;
mod earlier_looks;
mod extractors;
mod headlines;
mod held_pages;
mod lane;
mod look;
mod look_context;
mod read_answer;
mod read_texts;
mod robots;
mod sites;
mod standing_text;
mod summary;
mod visit;

pub(crate) use extractors::Extractors;
pub(crate) use lane::{DuePages, PageLane};
pub(crate) use robots::{Permission, answered, permission, robots_address};
pub(crate) use summary::PageSummary;
