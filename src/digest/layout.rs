//! Puts a digest into the words and the order in which both parts of the mail show it.

use std::collections::BTreeSet;

use crate::digest::headlines::{Headline, headlines};
use crate::digest::input::ShownArticle;
use crate::digest::view::{Block, Section, ShortLine, StoryRow, View};
use crate::digest::words::Clock;
use crate::digest::{Digest, DigestKind, DigestSection, Part, clean, footer, rows, subject};
use crate::wording;
use crate::wording::counted;

/// Headlines under "In short".
const IN_SHORT: usize = 5;
/// Headlines up to which a glance at the mail shows them all.
const AT_A_GLANCE: usize = 3;
/// Characters of a headline there.
const HEADLINE: usize = 140;
/// Titles of watchlists in the heading; more are counted.
const WATCHLISTS: usize = 3;
/// Stories from which on a part says once what matched in all of them.
const MANY: usize = 3;

/// The whole digest, nothing shortened: every story with its excerpts, however little it weighs.
pub(crate) fn lay_out(digest: &Digest) -> View {
    let clock = Clock::new(&digest.reader.zone, digest.window.to);
    let several = digest.topics.len() > 1;
    let headlines = headlines(digest);
    View {
        subject: subject::subject(digest, &headlines, &clock),
        preview: subject::preview(digest, &headlines),
        kicker: kicker(digest),
        heading: heading(digest),
        description: description(digest),
        day: clock.day(digest.window.to),
        counts: capitalised(&subject::counts(digest)),
        span: span(digest, &clock),
        notes: catch_up(digest),
        in_short: in_short(&headlines),
        blocks: digest.parts.iter().map(|part| block(part, several, &clock)).collect(),
        foot: footer::footer(digest, &clock),
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
    let titles: Vec<String> =
        digest.topics.iter().map(|topic| wording::line_up_to(clean::NAME_LIMIT, &topic.title)).collect();
    wording::list_up_to(WATCHLISTS, &titles)
}

fn description(digest: &Digest) -> String {
    match digest.topics.as_slice() {
        [topic] => wording::line_up_to(clean::TITLE_LIMIT, &topic.description),
        _ => String::new(),
    }
}

fn capitalised(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn span(digest: &Digest, clock: &Clock) -> String {
    let zone = clock.zone();
    match digest.kind {
        DigestKind::Alert => format!("Seen up to {}. Times are {zone}.", clock.time(digest.window.to)),
        _ => format!("Since {}. Times are {zone}.", clock.moment(digest.window.from)),
    }
}

/// Slots up to which the schedule counts those that were missed.
const COUNTED_SLOTS: u32 = 1000;

fn catch_up(digest: &Digest) -> Vec<String> {
    let missed = digest.window.missed;
    if missed == 0 {
        return Vec::new();
    }
    let at_least = if missed >= COUNTED_SLOTS { "At least " } else { "" };
    let digests = counted(missed as usize, "digest was", "digests were");
    vec![format!("{at_least}{digests} not sent in time; this one covers the whole span.")]
}

fn in_short(headlines: &[Headline]) -> Vec<ShortLine> {
    if headlines.len() <= AT_A_GLANCE {
        return Vec::new();
    }
    let anchor = |article: &ShownArticle| {
        let link = article.link.as_deref().and_then(|link| clean::safe_link(link).ok());
        let poses = link.is_some_and(|link| clean::poses_as_another(&clean::title_of(article), &link));
        (!poses).then_some(article.entry)
    };
    let line = |headline: &Headline| ShortLine {
        turn: headline.turn,
        title: wording::line_up_to(HEADLINE, &clean::title_of(headline.article)),
        source: wording::line_up_to(clean::NAME_LIMIT, &headline.article.source),
        lang: rows::foreign_language(headline.article),
        anchor: anchor(headline.article),
    };
    let mut events = BTreeSet::new();
    let mut chosen: Vec<&Headline> = Vec::new();
    for line in headlines {
        // What others say of the same event is said.
        if line.event.is_none_or(|event| events.insert((&line.topic.id, event))) && chosen.len() < IN_SHORT {
            chosen.push(line);
        }
    }
    // Changes near a watched name stand in the order in which the mail tells them, at the places that weight gives them.
    let mut near: Vec<&Headline> = chosen.iter().filter(|line| line.near.is_some()).copied().collect();
    near.sort_by_key(|line| line.near);
    for (place, line) in chosen.iter_mut().filter(|line| line.near.is_some()).zip(near) {
        *place = line;
    }
    chosen.into_iter().map(line).collect()
}

fn block(part: &Part, several: bool, clock: &Clock) -> Block {
    let (near, elsewhere) = rows::changed(part, clock);
    let mut new = rows::new(part, clock);
    let note = said_once(&mut new);
    let sections = [
        ("Withdrawn", rows::withdrawn(part, DigestSection::Withdrawn, clock)),
        ("There again", rows::withdrawn(part, DigestSection::Returned, clock)),
        ("Changed after publication, near a watched name", near),
        (if new.len() > 1 { "New, the weightiest first" } else { "New" }, new),
        ("Changed after publication", elsewhere),
        ("Carried further", rows::again(part, clock)),
    ];
    let filled = sections.into_iter().filter(|(_, rows)| !rows.is_empty());
    let sections = filled.map(|(heading, rows)| Section { heading, total: rows.len(), rows, counted: 0 });
    Block {
        title: several.then(|| wording::line_up_to(clean::TITLE_LIMIT, &part.topic.title)),
        note,
        sections: sections.collect(),
    }
}

/// What matched, where that is the same in many stories: the sentence for all of them in place of a line under each.
fn said_once(rows: &mut [StoryRow]) -> String {
    let Some(first) = rows.first().map(|row| row.matched.clone()).filter(|terms| !terms.named.is_empty())
    else {
        return String::new();
    };
    if rows.len() < MANY || rows.iter().any(|row| row.matched != first) {
        return String::new();
    }
    for row in rows {
        row.matched.named.clear();
        row.matched.more = 0;
    }
    format!("Matched in every new story: {}.", first.said())
}
