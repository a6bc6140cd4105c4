//! What readers ask on the web face: their watchlists, what was found, one entry, how many a day, which feeds are read.

mod archive;
mod article;
mod days;
mod diff;
mod feed_lines;
mod found_entry;
mod front;
mod own_page;
mod sight;
mod usual;

pub(crate) use archive::{ArchivePage, ArchiveQuestion, Facet, archive};
pub(crate) use article::{ArticleView, MarkedText, RevisionView, SeenMatch, article_view};
pub(crate) use days::{DayBook, DayCount};
pub(crate) use diff::diff_view;
pub(crate) use feed_lines::{FeedLine, feed_lines};
pub(crate) use found_entry::{FoundEntry, FoundKind};
pub(crate) use front::{WatchlistSummary, front};
pub(crate) use own_page::{OwnView, OwnWatchlist, Subscription, own_view};
pub(crate) use sight::{ReaderSight, sight};
