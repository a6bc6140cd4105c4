//! What has become of a feed, in the words of a notice to operators.

use crate::digest::clean;
use crate::feed::EventKind;
use crate::wording;

/// A message with its capital and its full stop, which an address at its end must not get.
pub(crate) fn sentence(message: &str) -> String {
    let message = wording::line_up_to(clean::TITLE_LIMIT, message);
    let mut letters = message.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let rest = letters.as_str();
    let ends_with_address = rest.split_whitespace().next_back().is_some_and(|word| word.contains("://"));
    let (rest, stop) = if ends_with_address { (rest, "") } else { (rest.trim_end_matches('.'), ".") };
    format!("{first}{rest}{stop}")
}

/// What has become of the feed, behind its name.
pub(crate) fn turn(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Failing => "fails",
        EventKind::Blocked => "is blocked",
        EventKind::Moved => "has moved",
        EventKind::Gone => "is gone",
        EventKind::Silent => "is silent",
        EventKind::Recovered => "is well again",
        EventKind::IdsChanged => "has changed its ids",
        EventKind::Emptied => "is empty",
        EventKind::Shrunk => "has shrunk",
        EventKind::Truncated => "breaks off",
        EventKind::Gap => "may have been read in part",
        EventKind::History => "was read in part",
        EventKind::Restless => "has an entry that is edited without end",
        EventKind::Relisted => "lists old articles",
        EventKind::PagesHeld => "has many pages that went missing at once",
        EventKind::PagesWalled => "has walls before its pages",
        EventKind::Doubtful => "was another all at once",
        EventKind::Renamed => "goes by another name",
    }
}

/// What to do about it, where there is something to say.
pub(crate) fn advice(kind: EventKind) -> Option<&'static str> {
    Some(match kind {
        EventKind::Failing => {
            "It is asked less often and comes back by itself; `wirewatch status` says how it stands."
        }
        EventKind::Blocked => {
            "It is asked less often; ask the publisher to let us in, or look for another feed."
        }
        EventKind::Moved => "It is read from there; give the new address in the file, and its history stays.",
        EventKind::Gone => "It is not asked any more: take it out of the file or give its new address.",
        EventKind::Silent => "It answers and brings nothing: see whether the publisher still feeds it.",
        EventKind::Emptied | EventKind::Shrunk => "See whether the publisher has put it elsewhere.",
        EventKind::Gap => "Where that happens again, give it a shorter `every` in the file.",
        _ => return None,
    })
}
