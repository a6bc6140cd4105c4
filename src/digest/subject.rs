//! The subject of a digest: which watchlists, how many stories, which day.

use crate::digest::words::Clock;
use crate::digest::{Digest, DigestKind, Part};
use crate::wording;

/// Characters of all titles of watchlists together; a subject is read on a phone.
const TITLES: usize = 70;

/// `CSTO and Azerbaijan: 3 new stories, 1 changed, 24 June 2024`.
pub(crate) fn subject(digest: &Digest, clock: &Clock) -> String {
    let window = digest.window;
    let day = match digest.kind {
        DigestKind::Alert => format!("{} {}", clock.date(window.to), clock.time(window.to)),
        _ if window.missed > 0 => {
            let digests = wording::counted(window.missed as usize, "missed digest", "missed digests");
            format!("{} (catches up {digests})", clock.days(window))
        }
        _ => clock.date(window.to),
    };
    let alert = if digest.kind == DigestKind::Alert { "Alert: " } else { "" };
    format!("{alert}{}: {}, {day}", titles(digest), counts(digest))
}

/// The titles of the watchlists that found something; of all where none did.
fn titles(digest: &Digest) -> String {
    let found: Vec<String> = digest.parts.iter().map(|part| wording::line(&part.topic.title)).collect();
    let all = || digest.topics.iter().map(|topic| wording::line(&topic.title)).collect();
    let titles: Vec<String> = if found.is_empty() { all() } else { found };
    let joined = titles.join(", ");
    match titles.as_slice() {
        [] => "Wirewatch".to_owned(),
        [first, rest @ ..] if !rest.is_empty() && joined.chars().count() > TITLES => {
            format!("{} and {} more", wording::line_up_to(TITLES, first), rest.len())
        }
        _ => wording::line_up_to(TITLES, &joined),
    }
}

/// `3 new stories, 1 changed, 1 withdrawn`, or that nothing matched.
pub(crate) fn counts(digest: &Digest) -> String {
    let sum = |count: fn(&Part) -> usize| digest.parts.iter().map(count).sum::<usize>();
    let new = sum(|part| part.new.len());
    let changed = sum(|part| part.changed.len());
    let withdrawn = sum(|part| part.withdrawn.len());
    let again = sum(|part| part.again.len());
    let mut counts = Vec::new();
    if new > 0 {
        counts.push(wording::counted(new, "new story", "new stories"));
    }
    for (number, what) in [(changed, "changed"), (withdrawn, "withdrawn"), (again, "carried further")] {
        if number > 0 {
            // The first number says of what: `1 story changed, 2 withdrawn`.
            let unit = if counts.is_empty() {
                wording::counted(number, "story", "stories")
            } else {
                number.to_string()
            };
            counts.push(format!("{unit} {what}"));
        }
    }
    if counts.is_empty() { "nothing matched".to_owned() } else { counts.join(", ") }
}
