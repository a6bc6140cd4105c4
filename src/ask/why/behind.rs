//! The page behind an entry, from its first request to where it is now.

use jiff::Timestamp;

use crate::store::page_answers::PageBehind;

use super::way::{TraceStep, WayEnd, WayStage};
use super::words::minute;

/// What became of the page behind an entry.
pub(super) fn step(page: &PageBehind, now: Timestamp) -> TraceStep {
    let outcome = if page.waits_until.is_some() { WayEnd::Waits } else { WayEnd::Reached };
    let mut words = vec![asked(page, now)];
    words.extend(found(page));
    words.extend(changed(page));
    if let Some(until) = page.waits_until {
        words.push(format!("the entry waits for it until {}", minute(until)));
    }
    words.push(match page.next_due {
        Some(due) if due > now => format!("next look at {}", minute(due)),
        Some(_) => "due now".to_owned(),
        None => "not looked at again".to_owned(),
    });
    TraceStep::new(WayStage::Page, outcome, page.asked, words.join("; "))
}

fn asked(page: &PageBehind, now: Timestamp) -> String {
    let looks = match page.state.looks {
        0 | 1 => String::new(),
        looks => format!(", {looks} looks so far"),
    };
    match page.asked {
        Some(asked) => format!("its feed gives teasers, so its page was asked for at {}{looks}", minute(asked)),
        None if page.next_due.is_some_and(|due| due > now) => {
            "its feed gives teasers; its page was put off: its site wants to be left alone, or the feed has had \
             its share of the day"
                .to_owned()
        }
        None => "its feed gives teasers; its page was not asked for yet".to_owned(),
    }
}

/// What it answered.
fn found(page: &PageBehind) -> Option<String> {
    let only = "only the teaser was read";
    let answer = match page.kind.as_str() {
        "article" => page.answered.map_or_else(
            || "it is an article".to_owned(),
            |answered| format!("it answered with an article, the last time at {}", minute(answered)),
        ),
        "gone" => format!("its text was read last at {}", page.answered.map_or_else(String::new, minute)),
        "teaser" => format!("it holds no more than the feed: {only}"),
        "wall" => format!("it answered with a wall (consent, bot or script): {only}"),
        "login" => format!("it wants a login: {only}"),
        "none" => format!("it has no text of its own: {only}"),
        "unknown" => format!("it could not be read: {only}"),
        _ => return None,
    };
    Some(answer)
}

/// What happened to its text since.
fn changed(page: &PageBehind) -> Vec<String> {
    let state = &page.state;
    let mut words = Vec::new();
    if let Some((why, since)) = state.unknown {
        words.push(format!("nothing is known of it since {}: {why}", minute(since)));
    }
    if let Some(pending) = state.pending {
        words.push(format!(
            "another text was seen at {} and is told once it is read a second time",
            minute(pending.seen)
        ));
    }
    match (state.missing, state.withdrawn) {
        (Some(missing), Some(settled)) => words.push(format!(
            "taken down: {}; missing since {}, confirmed at {}",
            missing.why,
            minute(missing.at),
            minute(settled)
        )),
        (Some(missing), None) => words.push(format!(
            "missing since {}: {}; told once a second look, an hour later, finds its site well",
            minute(missing.at),
            missing.why
        )),
        (None, _) => {}
    }
    words
}
