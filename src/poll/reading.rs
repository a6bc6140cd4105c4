//! What a request brought, read: the step from bytes to what the decision looks at.

use feeds::{Limit, NotAFeed, ParsedFeed, UnreadEntries, Warning};
use jiff::civil::Weekday;

use crate::feed::{FailureKind, FetchFailure, Fetched, Older, Wishes};
use crate::read::entry_of;
use crate::update::{Missing, PollAnswer, Reading};

/// Reads the body, if there is one.
pub(super) fn answered(fetched: Fetched) -> PollAnswer {
    match fetched {
        Fetched::Unchanged(answer) => PollAnswer::Unchanged(answer),
        Fetched::Gone => PollAnswer::Gone,
        Fetched::Failed(failure) => PollAnswer::Failed(failure),
        Fetched::Body { answer, bytes, content_type } => {
            match feeds::read(&bytes, content_type.as_deref(), Some(&answer.final_url)) {
                Ok(parsed) => PollAnswer::Read(answer, reading(parsed)),
                Err(error) => PollAnswer::Failed(failure(&error)),
            }
        }
    }
}

fn failure(error: &NotAFeed) -> FetchFailure {
    FetchFailure::new(FailureKind::NotAFeed, error.to_string())
}

fn reading(parsed: ParsedFeed) -> Reading {
    let missing = missing(&parsed.warnings);
    let is_cut = parsed.warnings.contains(&Warning::Limit(Limit::FieldBytes));
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
    }
}

/// Which entries could not be read, and whose fault that is.
fn missing(warnings: &[Warning]) -> Missing {
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
