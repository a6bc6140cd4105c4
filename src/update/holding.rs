//! A body in which nearly everything is another at once: an answer in a wrong charset, or a page of somebody else.

use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64;

use super::known::KnownEntry;
use crate::entry::{ContentHash, Entry, title_hash};
use crate::feed::HeldBody;

/// Entries with another title and another text, or a damaged one, from which on a body is not believed, where they are more than half.
const MANY: usize = 5;

/// A body is held for so long, and then never again: such a feed writes itself anew at every answer.
const HELD_FOR: SignedDuration = SignedDuration::from_hours(6);

/// Whether letters of the text were lost on the way: what is left of a wrong charset that the reader could undo elsewhere.
fn is_damaged(entry: &Entry) -> bool {
    entry.title.contains(char::REPLACEMENT_CHARACTER) || entry.text.contains(char::REPLACEMENT_CHARACTER)
}

/// The body as it is held, if it is; `known` are its known entries with their texts of now.
pub(super) fn held<'a>(
    before: Option<&HeldBody>,
    known: impl Iterator<Item = (&'a KnownEntry, &'a Entry, ContentHash)>,
    now: Timestamp,
) -> Option<HeldBody> {
    if let Some(given_up) = before.filter(|held| held.is_given_up) {
        return Some(given_up.clone());
    }
    let (mut all, mut changed) = (0, Vec::new());
    for (known, entry, hash) in known {
        all += 1;
        if known.hash != hash && (known.title != title_hash(&entry.title) || is_damaged(entry)) {
            changed.push(xxh3_64(format!("{} {:x}", entry.key, hash.0).as_bytes()));
        }
    }
    if changed.len() < MANY || changed.len() * 2 <= all {
        return None;
    }
    let Some(before) = before else { return Some(HeldBody { changed, since: now, is_given_up: false }) };
    let agreed = changed.iter().filter(|hash| before.changed.contains(hash)).count();
    if agreed * 2 > changed.len() {
        return None;
    }
    let is_given_up = now.duration_since(before.since) >= HELD_FOR;
    Some(HeldBody {
        changed: if is_given_up { Vec::new() } else { changed },
        since: before.since,
        is_given_up,
    })
}
