//! The foot of a digest: what was watched and what was not, why the reader gets it and how to leave.

use crate::digest::input::{Coverage, ReaderLinks, TroubledFeed};
use crate::digest::view::LeaveLine;
use crate::digest::words::Clock;
use crate::digest::{Digest, clean};
use crate::feed::FeedHealth;
use crate::wording;

/// Feeds in trouble and limits that are named; more are counted.
const NAMED: usize = 20;
/// Characters of a failure's words.
const WORDS: usize = 160;

/// The foot in sentences.
#[derive(Debug, Clone)]
pub(crate) struct Footer {
    /// What was watched and what was not.
    pub coverage: Vec<String>,
    /// Why the reader gets this mail.
    pub why: String,
    /// How to leave.
    pub leave: LeaveLine,
}

/// The foot of this digest.
pub(crate) fn footer(digest: &Digest, clock: &Clock) -> Footer {
    let titles: Vec<String> = digest.topics.iter().map(|topic| wording::line(&topic.title)).collect();
    let reader = &digest.reader;
    let zone = reader.zone.iana_name().unwrap_or("UTC");
    Footer {
        coverage: coverage(&digest.coverage, clock),
        why: format!(
            "You get this mail because {} is subscribed to {} ({}, {zone}).",
            wording::line(&reader.email),
            titles.join(", "),
            wording::line(&reader.schedule),
        ),
        leave: leave(&digest.links),
    }
}

fn coverage(coverage: &Coverage, clock: &Clock) -> Vec<String> {
    let mut read = format!("{} of {} feeds read", coverage.read, coverage.feeds);
    for (kind, of_kind) in KINDS {
        let mut feeds: Vec<&TroubledFeed> =
            coverage.troubled.iter().filter(|feed| of_kind.contains(&feed.health)).collect();
        feeds.sort_by(|a, b| a.title.cmp(&b.title));
        let named: Vec<String> = feeds.iter().map(|feed| trouble(feed, clock)).collect();
        if !named.is_empty() {
            read = format!("{read}; {kind}: {}", wording::list_up_to(NAMED, &named));
        }
    }
    let items = wording::counted(coverage.new_entries, "new item", "new items");
    let mut sentences = vec![format!("{read}."), format!("{items} compared with the watchlists.")];
    if coverage.undated > 0 {
        let undated = wording::counted(coverage.undated, "item has", "items have");
        sentences.push(format!("{undated} no usable date and counted from when we saw them."));
    }
    sentences.extend(coverage.cuts.iter().take(NAMED).map(|cut| {
        let cut = wording::line_up_to(clean::TITLE_LIMIT, cut);
        format!("{}.", cut.trim_end_matches('.'))
    }));
    if coverage.cuts.len() > NAMED {
        sentences.push(format!("{} more limits cut something.", coverage.cuts.len() - NAMED));
    }
    sentences
}

/// The kinds of trouble as a reader is told them, in this order.
const KINDS: [(&str, &[FeedHealth]); 7] = [
    ("late", &[FeedHealth::Late]),
    ("failing", &[FeedHealth::Failing]),
    ("blocked", &[FeedHealth::Blocked]),
    ("gone", &[FeedHealth::Gone]),
    ("moved", &[FeedHealth::Moved]),
    ("silent", &[FeedHealth::Silent]),
    ("not read", &[FeedHealth::Unknown, FeedHealth::Well]),
];

/// `Example (the connection was refused, since Sunday 23 June 08:10)`.
fn trouble(feed: &TroubledFeed, clock: &Clock) -> String {
    let title = wording::line_up_to(clean::NAME_LIMIT, &feed.title);
    let words = wording::line_up_to(WORDS, &feed.words);
    let since = feed.since.map(|since| format!("since {}", clock.moment(since)));
    let known: Vec<String> =
        [Some(words).filter(|words| !words.is_empty()), since].into_iter().flatten().collect();
    if known.is_empty() { title } else { format!("{title} ({})", known.join(", ")) }
}

fn leave(links: &ReaderLinks) -> LeaveLine {
    let page = links.leave.as_deref().and_then(clean::web_address);
    let mail = links.leave_mail.as_deref().map(wording::line).filter(|mail| is_address(mail));
    match (page, mail) {
        (Some(page), _) => LeaveLine { said: "To pause or leave:", shown: page.clone(), link: Some(page) },
        (None, Some(mail)) => LeaveLine {
            said: "To pause or leave, write to",
            link: Some(format!("mailto:{mail}")),
            shown: mail,
        },
        (None, None) => {
            LeaveLine { said: "To pause or leave, answer this mail.", shown: String::new(), link: None }
        }
    }
}

/// Whether this can stand in a `mailto:` link as it is.
fn is_address(mail: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || "@.+-_".contains(c);
    mail.contains('@') && mail.chars().all(plain)
}
