//! What a request brought, read: the step from bytes to what the decision looks at.

use feeds::{Limit, NotAFeed, ParsedFeed, UnreadEntries, Warning};
use jiff::civil::Weekday;

use super::request::{Brought, ListedSource, validators_of};
use crate::feed::{AnswerHead, EventKind, FailureKind, FetchFailure, Fetched, Older, Validators, Wishes};
use crate::fetch::wall_in_place;
use crate::read::{SourceAddress, entry_of, read_source};
use crate::update::{Missing, PollAnswer, Reading};

/// Reads the body, if there is one, or those that it leads to.
pub(super) fn answered(brought: Brought) -> PollAnswer {
    let Brought { fetched, parts, source } = brought;
    match (fetched, parts) {
        (Fetched::Unchanged(answer), _) => PollAnswer::Unchanged(answer),
        (Fetched::Gone, _) => PollAnswer::Gone,
        (Fetched::Failed(failure), _) => PollAnswer::Failed(failure),
        (Fetched::Body { answer, .. }, Some(parts)) => sitemaps(answer, parts, &source),
        (Fetched::Body { answer, bytes, content_type }, None) => {
            match read_body(&answer, &bytes, content_type.as_deref(), &source) {
                Ok(parsed) => PollAnswer::Read(answer, reading(parsed)),
                Err(failure) => PollAnswer::Failed(failure),
            }
        }
    }
}

fn read_body(
    answer: &AnswerHead,
    bytes: &[u8],
    content_type: Option<&str>,
    source: &ListedSource,
) -> Result<ParsedFeed, FetchFailure> {
    let address = SourceAddress { listed: Some(&source.url), answered: Some(&answer.final_url) };
    match read_source(bytes, content_type, address, &source.rule, source.kind) {
        Ok(read) => Ok(read.feed),
        // A page that shows nothing of its list may be a wall.
        Err(error) if source.kind.is_page() => Err(wall_in_place(bytes).unwrap_or_else(|| failure(&error))),
        Err(error) => Err(failure(&error)),
    }
}

/// The newest sitemaps of an index as one body, as far as they were answered anew.
fn sitemaps(answer: AnswerHead, parts: Vec<(Validators, Fetched)>, source: &ListedSource) -> PollAnswer {
    let validators = parts.iter().map(validators_of).collect();
    // The index itself is asked for whole each time: it names the others.
    let mut head = AnswerHead { validators: Validators::default(), parts: validators, ..answer };
    let (mut whole, mut failed, mut unchanged) = (None::<ParsedFeed>, None, false);
    for (_, part) in parts {
        let read = match part {
            Fetched::Body { answer, bytes, content_type } => {
                read_body(&answer, &bytes, content_type.as_deref(), source)
            }
            Fetched::Unchanged(_) => {
                unchanged = true;
                continue;
            }
            Fetched::Gone => {
                Err(FetchFailure::new(FailureKind::NotFound, "a sitemap of the index answered 410 Gone"))
            }
            Fetched::Failed(failure) => Err(failure),
        };
        match (read, &mut whole) {
            (Ok(read), Some(whole)) => {
                whole.entries.extend(read.entries);
                whole.warnings.extend(read.warnings);
            }
            (Ok(read), None) => whole = Some(read),
            (Err(failure), _) => failed = failed.or(Some(failure)),
        }
    }
    head.partial |= unchanged || failed.is_some();
    match (whole, failed) {
        (Some(whole), failed) => {
            let words = |failure: FetchFailure| format!("a sitemap of it was not read: {}", failure.message);
            let notice = failed.map(|failure| Box::new((EventKind::Truncated, words(failure))));
            let read = reading(whole);
            PollAnswer::Read(head, Reading { notice: notice.or(read.notice.clone()), ..read })
        }
        // One of them that is dead for long makes nothing of the others.
        (None, _) if unchanged => PollAnswer::Unchanged(head),
        (None, Some(failure)) => PollAnswer::Failed(failure),
        (None, None) => {
            PollAnswer::Failed(FetchFailure::new(FailureKind::NothingFound, "the index names no sitemap"))
        }
    }
}

fn failure(error: &NotAFeed) -> FetchFailure {
    let kind = match error {
        NotAFeed::NothingFound { .. } => FailureKind::NothingFound,
        NotAFeed::Shape(_) => FailureKind::TooLarge,
        _ => FailureKind::NotAFeed,
    };
    FetchFailure::new(kind, error.to_string())
}

fn reading(parsed: ParsedFeed) -> Reading {
    let missing = missing(&parsed.warnings);
    let is_cut = parsed.warnings.contains(&Warning::Limit(Limit::FieldBytes));
    let renamed = parsed.warnings.iter().find(|warning| matches!(warning, Warning::Renamed { .. }));
    let notice = renamed.map(|warning| Box::new((EventKind::Renamed, warning.to_string())));
    let title = parsed.plain_title();
    let ParsedFeed { lang, hints, entries, .. } = parsed;
    let entries = entries.into_iter().map(|entry| entry_of(entry, lang.as_deref())).collect();
    Reading {
        title,
        lang,
        expired: hints.expired,
        complete: hints.complete,
        older: older(&hints).map(Box::new),
        hints: polling_hints(&hints),
        entries,
        missing,
        is_cut,
        notice,
    }
}

/// Which entries could not be read, and whose fault that is.
fn missing(warnings: &[Warning]) -> Missing {
    if warnings.contains(&Warning::HalfEntry) {
        return Missing::HalfEntry;
    }
    match warnings.iter().map(Warning::unread_entries).max() {
        Some(UnreadEntries::LostByPublisher) => Missing::End,
        Some(UnreadEntries::LeftOutByReader) => Missing::Some,
        Some(UnreadEntries::None) | None => Missing::Nothing,
    }
}

/// The document with what came before: archives do not change, so they are preferred to pages.
fn older(hints: &feeds::FeedHints) -> Option<Older> {
    let archive = hints.prev_archive.clone().map(Older::Archive);
    archive.or_else(|| hints.next.clone().map(Older::Page))
}

/// The part of a feed's wishes that the schedule obeys.
fn polling_hints(hints: &feeds::FeedHints) -> Wishes {
    Wishes {
        least_interval: hints.ttl,
        update_every: hints.update_every,
        update_base: hints.update_base,
        skip_hours: hints.skip_hours.iter().copied().collect(),
        skip_days: hints.skip_days.iter().map(|day| number(*day)).collect(),
    }
}

/// 1 for Monday to 7 for Sunday.
fn number(day: Weekday) -> u8 {
    day.to_monday_one_offset().unsigned_abs()
}
