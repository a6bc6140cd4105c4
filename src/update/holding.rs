//! A body in which nearly everything is another at once: an answer in a wrong charset, or a page of somebody else.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use xxhash_rust::xxh3::xxh3_64;

use super::known::KnownEntry;
use crate::entry::{ContentHash, Entry, kept_share, title_hash};
use crate::feed::HeldBody;

/// Entries with another title and another text, or a damaged one, from which on a body is not believed, where they are more than half.
const MANY: usize = 5;

/// Bytes of the longest text that stands in place of many.
const LOST: usize = 200;

/// A post that keeps less than this of its words is another one.
const KEPT: f64 = 0.3;

/// Bodies whose letters were lost on the way are held for so long, however they differ.
const HELD_FOR: SignedDuration = SignedDuration::from_hours(6);

/// A feed whose next answer is another one again writes itself anew each time: for so long nothing of it is held any more.
const BELIEVED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Whether letters of the text were lost on the way: what is left of a wrong charset that the reader could undo elsewhere.
fn is_damaged(entry: &Entry) -> bool {
    entry.title.contains(char::REPLACEMENT_CHARACTER) || entry.text.contains(char::REPLACEMENT_CHARACTER)
}

/// Whether its text is none of its own: several have the same few words, or none, as where a server is still loading.
fn is_lost(entry: &Entry, texts: &HashMap<&str, usize>) -> bool {
    entry.text.len() <= LOST && texts.get(entry.text.as_str()).is_some_and(|same| *same >= MANY)
}

/// Whether a post without a title keeps next to nothing of its text: a channel's name may be somebody else's now.
fn is_another_post(known: &KnownEntry, entry: &Entry) -> bool {
    let kept = known.text.as_deref().map(|was| kept_share(was, &entry.text));
    entry.title.is_empty() && kept.is_some_and(|kept| kept < KEPT)
}

/// The body as it is held, if it is; `known` are its known entries with their texts of now.
pub(super) fn held<'e, 'k>(
    before: Option<&HeldBody>,
    known: impl Iterator<Item = (&'k KnownEntry, &'e Entry, ContentHash)>,
    now: Timestamp,
) -> Option<HeldBody> {
    let is_believed = |held: &&HeldBody| held.is_given_up && now.duration_since(held.since) < BELIEVED_FOR;
    if let Some(given_up) = before.filter(is_believed) {
        return Some(given_up.clone());
    }
    let before = before.filter(|held| !held.is_given_up);
    let known: Vec<_> = known.collect();
    let mut texts: HashMap<&str, usize> = HashMap::new();
    for (_, entry, _) in known.iter().filter(|(known, _, hash)| known.hash != *hash) {
        *texts.entry(entry.text.as_str()).or_default() += 1;
    }
    let (mut all, mut damaged, mut changed) = (0, 0, Vec::new());
    for (known, entry, hash) in known {
        all += 1;
        if known.hash != hash
            && (known.title != title_hash(&entry.title)
                || is_damaged(entry)
                || is_lost(entry, &texts)
                || is_another_post(known, entry))
        {
            damaged += usize::from(is_damaged(entry));
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
    if damaged * 2 > changed.len() && now.duration_since(before.since) < HELD_FOR {
        return Some(HeldBody { changed, since: before.since, is_given_up: false });
    }
    Some(HeldBody { changed: Vec::new(), since: now, is_given_up: true })
}
