//! Reads settings, feeds, subscribers and watchlists from disk: all of them, or all that is wrong with them.

pub(crate) mod append;
mod bus_warnings;
mod check_file;
mod counts;
mod feed_lists;
mod feed_request;
mod feed_source;
mod feed_warnings;
mod feeds_file;
mod file;
mod grouped;
mod loaded;
mod locate;
mod mail_warnings;
pub(crate) mod opml;
mod output_parts;
mod outputs;
mod overlooked;
mod snapshot;
mod subscribers_file;
mod understand;
mod wanted;
mod warnings;
mod watchlists;

#[cfg(test)]
pub(crate) mod test_files;
#[cfg(test)]
mod tests;

pub(crate) use check_file::check_alone;
pub(crate) use counts::LoadedCounts;
pub(crate) use file::WatchlistPlace;
pub(crate) use loaded::{Loaded, Rejected};
pub(crate) use locate::find_settings;
pub(crate) use snapshot::{ContentsHash, Snapshot};
pub(crate) use understand::{load, settings_alone, understand};
pub(crate) use watchlists::{drafts, watchlist_alone, watchlist_draft, watchlists_in, with_other_entities};
