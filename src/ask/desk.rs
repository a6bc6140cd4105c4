//! What readers ask on the web face: their watchlists, what was found, one entry, how many a day, which feeds are read.

mod archive;
mod article;
mod days;
mod diff;
mod feed_lines;
mod found_kind;
mod front;
mod happenings;
mod own_page;
mod sight;
mod usual;

pub(crate) use archive::{ArchivePage, ArchiveQuestion, Facet, archive};
pub(crate) use article::{ArticleView, MarkedText, RevisionView, SeenMatch, article_view};
pub(crate) use days::{DayBook, DayCount};
pub(crate) use diff::diff_view;
pub(crate) use feed_lines::{FeedLine, feed_lines};
pub(crate) use found_kind::{FoundKind, turned};
pub(crate) use front::{WatchlistSummary, front};
pub(crate) use happenings::finds_by_event;
pub(crate) use own_page::{OwnView, OwnWatchlist, Subscription, own_view};
pub(crate) use sight::{ReaderSight, sight};
