//! The line by which a digest is known in a list of mails, and the preview that stands beside it.

use crate::digest::clean::title_of;
use crate::digest::headlines::Headline;
use crate::digest::words::Clock;
use crate::digest::{Digest, DigestKind, DigestSection, Part};
use crate::wording;
use crate::wording::counted;

/// Characters of a subject: what a wide list of mails shows, and one folded line of a header.
const SUBJECT: usize = 78;
/// Characters of the outlet or watchlist at its end.
const END: usize = 30;
/// Characters of a headline in the preview.
const PREVIEW: usize = 90;

/// `Pact talks resume in Almaty (+39) · CSTO and Azerbaijan`; an alert ends in the outlet.
pub(crate) fn subject(digest: &Digest, headlines: &[Headline], clock: &Clock) -> String {
    let Some(first) = headlines.first() else {
        let day = clock.date(digest.window.to);
        return wording::line_up_to(SUBJECT - 1, &format!("Nothing matched, {day} · {}", watchlists(digest)));
    };
    let more = match headlines.len() - 1 {
        0 => String::new(),
        more => format!(" (+{more})"),
    };
    let end = match digest.kind {
        DigestKind::Alert => &first.article.source,
        _ => &first.topic.title,
    };
    let end = format!("{more} · {}", wording::line_up_to(END - 1, end));
    let headline = format!("{}{}", first.turn, title_of(first.article));
    let room = SUBJECT - 1 - end.chars().count();
    format!("{}{end}", wording::line_up_to(room, &headline))
}

/// The next two headlines; where there are none, how the only one begins.
pub(crate) fn preview(digest: &Digest, headlines: &[Headline]) -> String {
    let line =
        |line: &Headline| wording::line_up_to(PREVIEW, &format!("{}{}", line.turn, title_of(line.article)));
    let next: Vec<String> = headlines.iter().skip(1).take(2).map(line).collect();
    let excerpts = digest.parts.iter().flat_map(|part| &part.new).flat_map(|story| &story.excerpts);
    let beginning = excerpts.map(|excerpt| wording::line_up_to(2 * PREVIEW, &excerpt.text)).next();
    match beginning {
        Some(beginning) if next.is_empty() => beginning,
        _ => next.join(" · "),
    }
}

/// The title of the first watchlist and how many more there are.
fn watchlists(digest: &Digest) -> String {
    match digest.topics.as_slice() {
        [] => "Wirewatch".to_owned(),
        [only] => wording::line_up_to(END, &only.title),
        [first, rest @ ..] => format!("{} and {} more", wording::line_up_to(END, &first.title), rest.len()),
    }
}

/// `3 new stories, 1 changed, 1 withdrawn`, or that nothing matched.
pub(crate) fn counts(digest: &Digest) -> String {
    let sum = |count: fn(&Part) -> usize| digest.parts.iter().map(count).sum::<usize>();
    let new = sum(|part| part.new.len());
    let changed = sum(|part| part.changed.len());
    let back =
        sum(|part| part.withdrawn.iter().filter(|gone| gone.section() == DigestSection::Returned).count());
    let withdrawn = sum(|part| part.withdrawn.len()) - back;
    let again = sum(|part| part.again.len());
    let mut counts = Vec::new();
    if new > 0 {
        counts.push(counted(new, "new story", "new stories"));
    }
    let others =
        [(changed, "changed"), (withdrawn, "withdrawn"), (back, "there again"), (again, "carried further")];
    for (number, what) in others {
        if number > 0 {
            // The first number says of what: `1 story changed, 2 withdrawn`.
            let unit =
                if counts.is_empty() { counted(number, "story", "stories") } else { number.to_string() };
            counts.push(format!("{unit} {what}"));
        }
    }
    if counts.is_empty() { "nothing matched".to_owned() } else { counts.join(", ") }
}
