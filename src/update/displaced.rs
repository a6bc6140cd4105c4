//! One id under which another article stands than before: two entries, of which each is told.

use std::collections::{HashMap, HashSet};

use super::known::KnownEntry;
use super::meaning::ChangeKind;
use crate::entry::{Entry, EntryKey, canonical_link, kept_share, title_hash};
use crate::feed::HeldBody;

/// An edit keeps so much of the long words of what it edits.
const KEPT: f64 = 0.5;

/// Entries that are all others at once from which on an answer is not believed, where they are more than half of it: it may be
/// somebody else's.
const MANY: usize = 5;

/// Long words of a text that says enough to be told from another one.
const ENOUGH: usize = 3;

/// Letters of a word that says what a text is about; shorter ones stand in every text.
const LONG_WORD: usize = 4;

/// Digits of a number that names one article.
const LONG_NUMBER: usize = 5;

/// Sets what stands under a known id apart from what stood there: at another address, under another title, in other words.
/// What stood there gets a key of its own, under which it is found when it is there again.
pub(super) fn set_apart(
    known: &mut [KnownEntry],
    entries: &mut [Entry],
    held: Option<&HeldBody>,
) -> Vec<ChangeKind> {
    let by_key: HashMap<EntryKey, usize> =
        known.iter().enumerate().map(|(at, known)| (known.key.clone(), at)).collect();
    let others: Vec<(usize, usize)> = entries
        .iter()
        .enumerate()
        .filter_map(|(at, entry)| Some((at, *by_key.get(&entry.key)?)))
        .filter(|(at, of)| is_another(&known[*of], &entries[*at]))
        .collect();
    if held.is_none() && others.len() >= MANY && others.len() * 2 > entries.len() {
        return Vec::new();
    }
    let mut present: HashSet<EntryKey> = entries.iter().map(|entry| entry.key.clone()).collect();
    let mut displaced = Vec::new();
    for (at, of) in others {
        let Some((now, was)) = own_keys(&entries[at], &known[of]) else { continue };
        if by_key.contains_key(&now) {
            // It has stood here before.
            if present.insert(now.clone()) {
                entries[at].key = now;
            }
        } else if !by_key.contains_key(&was) {
            displaced.push(ChangeKind::Displaced { was: known[of].key.clone(), key: was.clone() });
            known[of].key = was;
        }
    }
    displaced
}

/// The keys of both with their addresses.
fn own_keys(entry: &Entry, known: &KnownEntry) -> Option<(EntryKey, EntryKey)> {
    Some((entry.key.with_link(entry.link.as_deref()?), known.key.with_link(known.link.as_deref()?)))
}

/// Whether an entry is another article than the one that its id stood for. A headline that is corrected may take the address
/// with it, and a report that goes on may lose its words: one alone is an edit.
fn is_another(known: &KnownEntry, entry: &Entry) -> bool {
    let (Some(was), Some(link), Some(text)) = (&known.link, &entry.link, &known.text) else { return false };
    let link = canonical_link(link);
    known.title != title_hash(&entry.title)
        && *was != link
        && own_number(was).is_none_or(|number| own_number(&link) != Some(number))
        && are_unlike(text, &format!("{}\n{}", entry.title, entry.text))
}

/// Whether two texts have few words in common, whichever is the longer: a teaser stands in its article.
fn are_unlike(one: &str, other: &str) -> bool {
    let telling = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().filter(|word| word.chars().count() >= LONG_WORD);
        words.map(str::to_owned).collect()
    };
    let (one, other) = (telling(one), telling(other));
    let says_enough = one.len() >= ENOUGH && other.len() >= ENOUGH;
    let (one, other) = (one.join(" "), other.join(" "));
    says_enough && kept_share(&one, &other) < KEPT && kept_share(&other, &one) < KEPT
}

/// The number under which a site keeps an article, whatever the words around it: the last one of an address, if it is long.
fn own_number(address: &str) -> Option<&str> {
    let last = address.split(|c: char| !c.is_ascii_digit()).rfind(|run| !run.is_empty());
    last.filter(|run| run.len() >= LONG_NUMBER)
}
