//! The foot of a digest: what was watched and what was not, why the reader gets it and how to leave.

use crate::digest::input::{Coverage, ReaderLinks, TroubledFeed};
use crate::digest::view::{Footer, LeaveLine};
use crate::digest::words::Clock;
use crate::digest::{Digest, DigestKind, clean};
use crate::feed::FeedHealth;
use crate::shown::Shown;
use crate::wording;
use crate::wording::counted;

/// Feeds in trouble and limits that are named; more are counted.
const NAMED: usize = 20;

/// The foot of this digest. An alert has none but why it came and the way out: it is read on the run.
pub(crate) fn footer(digest: &Digest, clock: &Clock) -> Footer {
    let titles: Vec<String> = digest.topics.iter().map(|topic| wording::line(&topic.title)).collect();
    let titles = titles.join(", ");
    // Mails are forwarded and their pages passed on: who reads along need not learn the address.
    let email = Shown::mailbox(&digest.reader.email);
    let (coverage, why) = if digest.kind == DigestKind::Alert {
        (Vec::new(), format!("You get this alert because {email} is subscribed to alerts of {titles}."))
    } else {
        let zone = digest.reader.zone.iana_name().unwrap_or("UTC");
        let schedule = wording::line(&digest.reader.schedule);
        let why =
            format!("You get this mail because {email} is subscribed to {titles} ({schedule}, {zone}).");
        (coverage(&digest.coverage, clock), why)
    };
    let archive = digest.links.archive.as_deref().and_then(clean::web_address);
    Footer { coverage, archive, why, leave: leave(&digest.links) }
}

fn coverage(coverage: &Coverage, clock: &Clock) -> Vec<String> {
    let mut read = format!("{} of {}", coverage.read, counted(coverage.feeds, "feed", "feeds"));
    read.push_str(" read");
    for (kind, of_kind) in KINDS {
        let mut feeds: Vec<&TroubledFeed> =
            coverage.troubled.iter().filter(|feed| of_kind.contains(&feed.health)).collect();
        feeds.sort_by(|a, b| a.title.cmp(&b.title));
        let named: Vec<String> = feeds.iter().map(|feed| trouble(feed, clock)).collect();
        if !named.is_empty() {
            read = format!("{read}; {kind}: {}", wording::list_up_to(NAMED, &named));
        }
    }
    let items = counted(coverage.new_entries, "new item", "new items");
    let mut sentences = vec![format!("{read}."), format!("{items} compared with the watchlists.")];
    if coverage.undated > 0 {
        let undated = counted(coverage.undated, "item has", "items have");
        sentences.push(format!("{undated} no usable date and counted from when we saw them."));
    }
    if coverage.teasers > 0 {
        let (one, many) = ("article was read as a teaser only", "articles were read as teasers only");
        sentences.push(format!("{}.", counted(coverage.teasers, one, many)));
    }
    sentences.extend(coverage.cuts.iter().take(NAMED).map(|cut| {
        let cut = wording::line_up_to(clean::TITLE_LIMIT, &clean::without_addresses(cut));
        format!("{}.", cut.trim_end_matches('.'))
    }));
    if coverage.cuts.len() > NAMED {
        let more = counted(coverage.cuts.len() - NAMED, "more limit", "more limits");
        sentences.push(format!("{more} cut something."));
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
    ("without anything new", &[FeedHealth::Silent]),
    ("not read", &[FeedHealth::Unknown, FeedHealth::Well]),
];

/// `Example (since Sunday 23 June 08:10)`. What failed in which words is for operators: they are told by mail.
fn trouble(feed: &TroubledFeed, clock: &Clock) -> String {
    let title = wording::line_up_to(clean::NAME_LIMIT, &clean::without_addresses(&feed.title));
    match feed.since {
        Some(since) => format!("{title} (since {})", clock.moment(since)),
        None => format!("{title} (never read)"),
    }
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
