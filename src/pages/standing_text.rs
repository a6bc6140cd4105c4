//! What of a page stands since the look before, where something on it is another at each look.

use super::ask::ReadPage;
use super::headlines::{headline, page_entry};
use crate::entry::Entry;
use crate::store::known_pages::KnownPage;
use crate::update::{line_hashes, standing};

/// The text of an article as two looks have read it.
pub(super) struct StandingText {
    pub entry: Entry,
    /// What it is headed on the page.
    pub headline: String,
}

impl StandingText {
    /// What stands of the text `now`, where another one is pending; `before` is the known one.
    pub(super) fn of(known: &KnownPage, read: &ReadPage, before: &str, now: &str) -> Option<Self> {
        known.state.pending?;
        let (between, lines) = known.state.pending_lines.split_first()?;
        let text = standing(before, lines, now)?;
        let known_headline = known.state.title.as_deref().unwrap_or_default();
        let headline = headline(known, read);
        let mut entry = page_entry(known, read, text);
        if line_hashes(headline).first() == Some(between) {
            return Some(Self { entry, headline: headline.to_owned() });
        }
        entry.title.clone_from(&known.entry.title);
        Some(Self { entry, headline: known_headline.to_owned() })
    }
}

/// What the next look has to know of a text that was seen once.
pub(super) fn pending_lines(headline: &str, text: &str) -> Vec<u64> {
    let lines = line_hashes(text);
    if lines.is_empty() { lines } else { [line_hashes(headline), lines].concat() }
}
