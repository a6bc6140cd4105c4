//! Puts a digest into the words and the order in which both parts of the mail show it.

use crate::digest::view::{Block, Section, View};
use crate::digest::words::Clock;
use crate::digest::{Digest, DigestKind, Part, clean, footer, rows, subject};
use crate::wording;

/// The whole digest, nothing shortened.
pub(crate) fn lay_out(digest: &Digest) -> View {
    let clock = Clock::new(&digest.reader.zone, digest.window.to);
    let several = digest.topics.len() > 1;
    let footer = footer::footer(digest, &clock);
    View {
        subject: subject::subject(digest, &clock),
        kicker: kicker(digest),
        heading: heading(digest),
        description: description(digest),
        day: clock.day(digest.window.to),
        counts: capitalised(&opening(digest)),
        span: format!("Since {}. Times are {}.", clock.moment(digest.window.from), clock.zone()),
        notes: catch_up(digest),
        blocks: digest.parts.iter().map(|part| block(part, several, &clock)).collect(),
        coverage: footer.coverage,
        why: footer.why,
        leave: footer.leave,
        archive: digest.links.archive.as_deref().and_then(clean::web_address),
    }
}

fn kicker(digest: &Digest) -> &'static str {
    match digest.kind {
        DigestKind::Alert => "Alert",
        _ if digest.window.missed > 0 => "Catch-up digest",
        _ => "Digest",
    }
}

fn heading(digest: &Digest) -> String {
    match digest.topics.as_slice() {
        [topic] => wording::line_up_to(clean::TITLE_LIMIT, &topic.title),
        topics => wording::counted(topics.len(), "watchlist", "watchlists"),
    }
}

fn description(digest: &Digest) -> String {
    match digest.topics.as_slice() {
        [topic] => wording::line_up_to(clean::TITLE_LIMIT, &topic.description),
        topics => {
            let titles: Vec<String> = topics.iter().map(|topic| wording::line(&topic.title)).collect();
            wording::line_up_to(clean::TITLE_LIMIT, &titles.join(", "))
        }
    }
}

/// What was found, or what was read where nothing was.
fn opening(digest: &Digest) -> String {
    if !digest.parts.is_empty() {
        return subject::counts(digest);
    }
    let items = wording::counted(digest.coverage.new_entries, "new item", "new items");
    let feeds = wording::counted(digest.coverage.read, "feed", "feeds");
    format!("nothing matched; {items} from {feeds} read")
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn catch_up(digest: &Digest) -> Vec<String> {
    if digest.window.missed == 0 {
        return Vec::new();
    }
    let digests = wording::counted(digest.window.missed as usize, "digest was", "digests were");
    vec![format!("{digests} not sent in time; this one covers the whole span.")]
}

fn block(part: &Part, several: bool, clock: &Clock) -> Block {
    let sections = [
        ("New", rows::new(part, clock)),
        ("Changed after publication", rows::changed(part, clock)),
        ("Withdrawn", rows::withdrawn(part, clock)),
        ("Carried further", rows::again(part, clock)),
    ];
    let filled = sections.into_iter().filter(|(_, rows)| !rows.is_empty());
    let sections = filled.map(|(heading, rows)| Section { heading, total: rows.len(), rows, counted: 0 });
    Block {
        title: several.then(|| wording::line_up_to(clean::TITLE_LIMIT, &part.topic.title)),
        sections: sections.collect(),
    }
}
