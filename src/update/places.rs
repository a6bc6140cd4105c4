//! Ids that name places in a list and not what stands there: the newest is `pos0`, whatever it says.

use std::collections::HashMap;

use super::known::KnownEntry;
use crate::entry::{Entry, EntryKey, canonical_link, title_hash};

/// Entries that stood under another id before, from which on ids are taken for places, where they are more than half of the known ones.
const FEW: usize = 3;

/// Whether most ids of a body belonged to other entries before, and what they name now stood under other ids.
pub(super) fn are_ids_places(known: &[KnownEntry], entries: &[Entry]) -> bool {
    let by_key: HashMap<&EntryKey, &KnownEntry> = known.iter().map(|known| (&known.key, known)).collect();
    let by_link: HashMap<&str, &KnownEntry> =
        known.iter().filter_map(|known| Some((known.link.as_deref()?, known))).collect();
    let (mut all, mut moved) = (0, 0);
    for entry in entries {
        let Some(link) = entry.link.as_deref().map(canonical_link) else { continue };
        let Some(place) = by_key.get(&entry.key) else { continue };
        all += 1;
        let title = title_hash(&entry.title);
        let held_another = place.title != title && place.link.as_deref().is_some_and(|other| other != link);
        let stood_elsewhere =
            by_link.get(link.as_str()).is_some_and(|was| was.key != entry.key && was.title == title);
        moved += usize::from(held_another && stood_elsewhere);
    }
    moved >= FEW && moved * 2 > all
}
