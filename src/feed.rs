//! A feed: what the operator says of it, what polling has learnt of it, and what one request brought.

mod counter_memory;
mod doubt;
mod event;
mod fetched;
mod header_bytes;
mod health;
mod list_memory;
mod listing;
mod manner;
mod moved;
mod older;
mod page_rules;
mod share;
mod site;
mod source;
mod state;
mod validators;
mod wishes;

pub(crate) use counter_memory::{CounterMemory, CounterMoves};
pub(crate) use doubt::{AbsentEntry, CutTexts, HeldBody, ReturnedText};
pub(crate) use event::{EventKind, HealthEvent};
pub(crate) use fetched::{AnswerHead, FailureKind, FetchFailure, Fetched};
pub(crate) use health::{FeedHealth, HealthReport};
pub(crate) use list_memory::ListMemory;
pub(crate) use listing::Feed;
pub(crate) use manner::{HeaderText, RequestManner, RequestRules};
pub(crate) use moved::Moved;
pub(crate) use older::{Backlog, Older};
pub(crate) use page_rules::{FullText, Robots};
pub(crate) use share::SiteShare;
pub(crate) use site::{site, site_of_host};
pub(crate) use source::{FeedSource, ListSelectors, SourceKind};
pub(crate) use state::{Departures, FeedState};
pub(crate) use validators::Validators;
pub(crate) use wishes::Wishes;
