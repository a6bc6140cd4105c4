//! How much of one text another one keeps.

use std::collections::HashMap;

use super::alike::alike;

/// The share of the words of `old` that `new` has too, each as often as it stands there: from 0 to 1. Of an empty text
/// everything is kept.
pub(crate) fn kept_share(old: &str, new: &str) -> f64 {
    let mut left: HashMap<String, usize> = HashMap::new();
    for word in words(new) {
        *left.entry(word).or_default() += 1;
    }
    let (mut kept, mut all) = (0_u32, 0_u32);
    for word in words(old) {
        all = all.saturating_add(1);
        if let Some(count) = left.get_mut(&word).filter(|count| **count > 0) {
            *count -= 1;
            kept = kept.saturating_add(1);
        }
    }
    if all == 0 { 1.0 } else { f64::from(kept) / f64::from(all) }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).map(|word| alike(word).to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_counted_in_words() {
        for (old, new, share) in [
            ("Talks begin in Baku.", "Talks begin in Baku today", 1.0),
            ("Talks begin in Baku.", "Talks in Larn, talks", 0.5),
            ("a a b c", "A x", 0.25),
            ("one two", "three four", 0.0),
            ("", "three four", 1.0),
        ] {
            assert!((kept_share(old, new) - share).abs() < 1e-9, "{old} {new}");
        }
    }
}
