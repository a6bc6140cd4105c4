//! What is kept in memory of a story's first text: enough to tell most that have nothing in common with it.

use super::sketch::Sketch;

/// Bits of an outline; a sketch sets a quarter of them at most.
const BITS: u32 = 1024;

/// Texts that share less than this of the shorter one are never one story; half of what the least of the rules asks for.
const SHARED: f64 = 0.25;

/// From fewer runs no share is told.
const FEW: f64 = 16.0;

/// The runs of a text, each as one bit.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    bits: Box<[u64; BITS as usize / 64]>,
    /// How many runs it holds.
    kept: u32,
    /// Up to which hash those are all that there are.
    reach: u32,
}

impl Outline {
    pub(super) fn of(sketch: &Sketch) -> Self {
        let mut bits = Box::new([0; BITS as usize / 64]);
        for hash in &sketch.smallest {
            let (word, bit) = place(*hash);
            bits[word] |= bit;
        }
        let kept = u32::try_from(sketch.smallest.len()).unwrap_or(u32::MAX);
        Self { bits, kept, reach: sketch.reach() }
    }

    /// Whether a text may tell the same: false only where it surely does not.
    pub(super) fn may_be(&self, sketch: &Sketch) -> bool {
        let limit = self.reach.min(sketch.reach());
        let own = &sketch.smallest[..sketch.smallest.partition_point(|hash| *hash <= limit)];
        let hits = own
            .iter()
            .filter(|hash| {
                let (word, bit) = place(**hash);
                self.bits[word] & bit != 0
            })
            .count();
        let set: u32 = self.bits.iter().map(|word| word.count_ones()).sum();
        let (own, hits, chance) = (count(own.len()), count(hits), f64::from(set) / f64::from(BITS));
        let shorter = own.min(f64::from(self.kept) * f64::from(limit) / f64::from(self.reach));
        let shared = (hits - own * chance) / (1.0 - chance);
        shorter < FEW || shared >= SHARED * shorter
    }
}

/// The place of a hash: by its lower bits, since the smallest hashes have the upper ones in common.
fn place(hash: u32) -> (usize, u64) {
    let bit = hash % BITS;
    (bit as usize / 64, 1 << (bit % 64))
}

#[expect(clippy::cast_precision_loss, reason = "counts of hashes in a sketch are at most 256")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::sketch::sketch;

    fn prose(seed: usize, words: usize) -> String {
        (0..words).map(|word| format!("w{}x{} ", seed * 7 + word * 31 % 977, word % (seed + 3))).collect()
    }

    #[test]
    fn what_shares_half_of_the_shorter_text_passes_and_most_others_do_not() {
        let mut strangers = 0;
        for seed in 1..200 {
            for words in [80, 200, 900] {
                let (text, other) = (prose(seed, words), prose(seed + 5_000, words));
                let whole = Outline::of(&sketch("", &text));
                let word =
                    |share: usize| text.split(' ').take(words * share / 100).collect::<Vec<_>>().join(" ");
                for (part, rest) in [(100, 0), (60, 0), (60, 40), (30, 0), (55, 45)] {
                    let end: Vec<&str> = other.split(' ').take(words * rest / 100).collect();
                    let copy = sketch("", &format!("{} {}", word(part), end.join(" ")));
                    assert!(whole.may_be(&copy), "{seed} {words} {part} {rest}");
                    assert!(
                        Outline::of(&copy).may_be(&sketch("", &text)),
                        "{seed} {words} {part} {rest}, turned"
                    );
                }
                strangers += usize::from(whole.may_be(&sketch("", &other)));
            }
        }
        assert!(strangers < 6, "{strangers} of 597");
    }
}
