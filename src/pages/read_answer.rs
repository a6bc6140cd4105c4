//! What an article that was read says beside the known one.

use std::collections::BTreeSet;

use super::absence::{absence, keeps_headline, shows_absence};
use super::ask::ReadPage;
use super::headlines::headline;
use super::standing_text::StandingText;
use crate::article::{self, PageKind};
use crate::entry::ContentHash;
use crate::store::known_pages::KnownPage;
use crate::update::{BodyLook, LookAnswer, TextLook};
use crate::watch::found::Match;
use crate::watch::item::Field;

/// What a page says, as far as it says something of the article: `before` and `now` are the known text and the present one,
/// both without the frame of their site.
pub(super) fn answer_of(
    known: &KnownPage,
    read: &ReadPage,
    (before, now): (&str, &str),
    found: &[Match],
    standing: Option<&StandingText>,
) -> LookAnswer {
    match read.page.kind {
        PageKind::Teaser => return LookAnswer::Teaser,
        PageKind::Article => {}
        PageKind::Wall | PageKind::Login | PageKind::Other => {
            return LookAnswer::NoText { is_gone: shows_absence(known, read) };
        }
    }
    let title = headline(known, read);
    let known_title = known.state.title.as_deref().unwrap_or_default();
    let (hash, body) = reading_of(known, title, (before, now), found);
    let hash_of = |standing: &StandingText| {
        reading_of(known, &standing.headline, (before, &standing.entry.text), found).0
    };
    LookAnswer::Text(TextLook {
        hash,
        standing: standing.map(hash_of),
        body,
        kept: if known.is_from_page { article::kept(before, now) } else { 100 },
        length: if known.is_from_page { article::length(before, now) } else { 100 },
        absence: absence(known, read),
        title_kept: keeps_headline(known_title, title),
        takes_names_away: known.is_from_page
            && read.page.is_closed
            && (takes_names_away(&known.matches, found) || takes_sentences_away(known, now)),
    })
}

/// The hash of a text under its headline, which is the known one where it says the same, and whether it says the same below
/// whatever headline.
fn reading_of(
    known: &KnownPage,
    title: &str,
    (before, now): (&str, &str),
    found: &[Match],
) -> (u128, BodyLook) {
    let known_title = known.state.title.as_deref().unwrap_or_default();
    let hash = ContentHash::of(title, now).0;
    // What is known by the same text without its frame is known, whatever its hash was when the frame was not.
    let has_known_title =
        |hash: u128| before != known.entry.text && hash == ContentHash::of(known_title, &known.entry.text).0;
    let read_before = known.state.reading.map(|reading| reading.hash);
    let has_same_names = !takes_names_away(&known.matches, found) && !takes_names_away(found, &known.matches);
    let same_body = article::are_spelled_alike(before, now)
        || has_same_names
            && article::are_spelled_alike(&article::without_labels(before), &article::without_labels(now));
    let is_respelled = title == known_title && same_body && known.is_from_page;
    let is_same = is_respelled || hash == ContentHash::of(known_title, before).0;
    let is_same_body = same_body || ContentHash::of("", before) == ContentHash::of("", now);
    let same = read_before.filter(|_| is_same);
    let hash = same.filter(|known| is_respelled || has_known_title(*known)).unwrap_or(hash);
    (hash, if is_same_body { BodyLook::Same } else { BodyLook::Other })
}

/// Whether something that a watchlist found in the known text is found no more.
fn takes_names_away(before: &[Match], now: &[Match]) -> bool {
    before.iter().any(|before| {
        let still = now.iter().find(|found| found.watchlist == before.watchlist);
        still.is_none_or(|still| !names(before).is_subset(&names(still)))
    })
}

/// Whether the sentence around something that a watchlist found went away, though the name stands elsewhere still.
fn takes_sentences_away(known: &KnownPage, now: &str) -> bool {
    let hits = known.matches.iter().flat_map(|found| &found.hits);
    let mut hits = hits.filter(|hit| hit.field == Field::Text);
    hits.any(|hit| article::sentence_went_away(&known.entry.text, hit.start, now))
}

/// Every name that a watchlist found, required or not.
fn names(found: &Match) -> BTreeSet<&str> {
    found.terms.iter().chain(&found.notable).map(String::as_str).collect()
}
