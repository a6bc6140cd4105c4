//! Finds an entry again whose key has changed.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::known::KnownEntry;
use crate::entry::{ContentHash, Entry, EntryKey, canonical_link, title_hash};

/// Known entries that are not in the body under their own key, by what else may tell them: a link that one entry of the
/// body has, or a title that only one entry has on either side.
pub(super) struct Recognised<'a> {
    pairs: HashMap<(String, u64), &'a KnownEntry>,
    /// Those of one link, the likeliest last: an address may have had several, as a board has notices.
    links: HashMap<String, Vec<&'a KnownEntry>>,
    titles: HashMap<u64, &'a KnownEntry>,
    texts: HashMap<(u64, u128), &'a KnownEntry>,
    /// Unknown entries that no other one of the body is like.
    single: HashSet<EntryKey>,
    by_key: &'a HashMap<&'a EntryKey, &'a KnownEntry>,
}

/// An entry of the body, with what it was before.
pub(super) struct Recognition<'a> {
    pub hash: ContentHash,
    pub by_key: Option<&'a KnownEntry>,
    /// Under another key, by its link, title or text.
    pub other: Option<&'a KnownEntry>,
    /// One at whose address it stands without being it.
    pub replaces: Option<&'a KnownEntry>,
}

impl<'a> Recognised<'a> {
    /// Looks for the entries of a body among those that the store knows; `listed` are the keys of the body before.
    pub(super) fn among(
        entries: &[Entry],
        listed: &[String],
        known: &'a [KnownEntry],
        by_key: &'a HashMap<&'a EntryKey, &'a KnownEntry>,
    ) -> Self {
        let present: HashSet<&EntryKey> = entries.iter().map(|entry| &entry.key).collect();
        let absent = || known.iter().filter(|known| !present.contains(&known.key));
        let in_body = unique(entries.iter().filter_map(pair_of).map(|pair| (pair, ())));
        let mut pairs =
            unique(absent().filter_map(|known| Some(((known.link.clone()?, known.title), known))));
        pairs.retain(|pair, _| in_body.contains_key(pair));
        let in_body = unique(entries.iter().filter_map(link_of).map(|link| (link, ())));
        let mut links: HashMap<String, Vec<&KnownEntry>> = HashMap::new();
        for known in absent() {
            let Some(link) = known.link.as_ref().filter(|link| in_body.contains_key(*link)) else { continue };
            links.entry(link.clone()).or_default().push(known);
        }
        let listed: HashSet<&str> = listed.iter().map(String::as_str).collect();
        for known in links.values_mut() {
            known.sort_by_key(|known| (listed.contains(known.key.as_str()), known.number));
        }
        let in_body = unique(entries.iter().map(|entry| (title_hash(&entry.title), ())));
        let mut titles = unique(absent().map(|known| (known.title, known)));
        titles.retain(|title, _| in_body.contains_key(title) && *title != title_hash(""));
        // Of several that are alike the latest goes on; two of one body never become one.
        let mut texts: HashMap<(u64, u128), &KnownEntry> = HashMap::new();
        for known in absent() {
            let latest = texts.entry((known.title, known.hash.0)).or_insert(known);
            if latest.number < known.number {
                *latest = known;
            }
        }
        let unknown = entries.iter().filter(|entry| !by_key.contains_key(&entry.key));
        let single =
            unique(unknown.map(|entry| ((title_hash(&entry.title), title_hash(&entry.text)), &entry.key)));
        let single = single.into_values().cloned().collect();
        Self { pairs, links, titles, texts, single, by_key }
    }

    /// The known entry with the link of one that is not known by its key; on a page that holds several, with its
    /// title too. Of several that stood there one after the other, the one that once had this text, else the last.
    pub(super) fn by_link(&self, entry: &Entry, hash: ContentHash) -> Option<&'a KnownEntry> {
        if self.by_key.contains_key(&entry.key) {
            return None;
        }
        if let Some(known) = self.pairs.get(&pair_of(entry)?) {
            return Some(known);
        }
        let known = self.links.get(&link_of(entry)?)?;
        let had_text = known.iter().rev().find(|known| known.hash == hash || known.past.contains(&hash));
        had_text.or_else(|| known.last()).copied()
    }

    /// The known entry with the title and text of one that is not known by its key: the same under another name.
    pub(super) fn by_text(&self, entry: &Entry, hash: ContentHash) -> Option<&'a KnownEntry> {
        // Two pictures without a word have nothing in common.
        let is_wordless = entry.title.is_empty() && entry.text.is_empty();
        if is_wordless || !self.single.contains(&entry.key) {
            return None;
        }
        self.texts.get(&(title_hash(&entry.title), hash.0)).copied()
    }

    /// The one with its link, else the one with its title: good enough only where all of a feed's entries seem new.
    pub(super) fn find(&self, entry: &Entry, hash: ContentHash) -> Option<&'a KnownEntry> {
        if self.by_key.contains_key(&entry.key) {
            return None;
        }
        let by_title = || {
            let known = *self.titles.get(&title_hash(&entry.title))?;
            // That one is another entry's already.
            let is_taken = known.link.as_ref().is_some_and(|link| self.links.contains_key(link));
            (!is_taken).then_some(known)
        };
        self.by_link(entry, hash).or_else(by_title)
    }
}

fn link_of(entry: &Entry) -> Option<String> {
    entry.link.as_deref().map(canonical_link)
}

fn pair_of(entry: &Entry) -> Option<(String, u64)> {
    Some((link_of(entry)?, title_hash(&entry.title)))
}

/// The pairs whose key comes once.
fn unique<K: Eq + Hash, V>(pairs: impl Iterator<Item = (K, V)>) -> HashMap<K, V> {
    let mut found: HashMap<K, Option<V>> = HashMap::new();
    for (key, value) in pairs {
        found.entry(key).and_modify(|one| *one = None).or_insert(Some(value));
    }
    found.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}
