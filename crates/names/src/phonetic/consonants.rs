//! The consonants of a sound, so coarse that spellings of one name share them.

/// The consonants of a sound in classes that no spelling confuses, at most 15, packed four bits each from the
/// low end; names whose keys differ by more than one consonant each way are not compared.
pub(crate) fn key(sound: &[u8]) -> ConsonantKey {
    let mut key = ConsonantKey { packed: 0, length: 0 };
    let mut last = 0;
    for &sound in sound {
        let class = match sound {
            b'g' | b'h' | b'k' => 1,
            b'b' | b'p' | b'v' | b'f' => 2,
            b'd' | b't' => 3,
            b's' | b'z' | b'C' | b'X' | b'J' | b'Q' => 4,
            b'm' | b'n' => 5,
            b'l' => 6,
            b'r' => 7,
            _ => {
                last = 0;
                continue;
            }
        };
        if class != last && key.length < 15 {
            key.packed |= class << (4 * key.length);
            key.length += 1;
        }
        last = class;
    }
    key
}

/// See [`key`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ConsonantKey {
    packed: u64,
    length: u32,
}

impl ConsonantKey {
    /// Whether two keys are the same once at most one consonant is left out of each, which is what [`Self::variants`] have in
    /// common; without making them.
    pub(crate) fn is_near(self, other: Self) -> bool {
        if self.packed == other.packed {
            return true;
        }
        let (long, short) = if self.length >= other.length { (self, other) } else { (other, self) };
        let differ = long.packed ^ short.packed;
        let first = differ.trailing_zeros() / 4;
        match long.length - short.length {
            0 => {
                // One is exchanged, or what lies between the first and the last difference is moved by one.
                let last = differ.ilog2() / 4;
                let between =
                    |key: Self, from: u32, to: u32| key.packed >> (4 * from) & ((1 << (4 * (to - from))) - 1);
                first == last
                    || between(long, first + 1, last + 1) == between(short, first, last)
                    || between(long, first, last) == between(short, first + 1, last + 1)
            }
            1 => long.packed >> (4 * first + 4) == short.packed >> (4 * first),
            _ => false,
        }
    }

    /// How many consonants it holds.
    pub(crate) fn consonants(self) -> u32 {
        self.length
    }

    /// All of it in one number, which no other key has.
    pub(crate) fn packed(self) -> u64 {
        self.packed
    }

    /// The key itself and with each of its consonants left out.
    pub(crate) fn variants(self) -> impl Iterator<Item = u64> {
        let without = move |at: u32| {
            let low = self.packed & ((1 << (4 * at)) - 1);
            let high = self.packed >> (4 * at + 4) << (4 * at);
            low | high
        };
        std::iter::once(self.packed).chain((0..self.length).map(without))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_keys_are_those_with_a_variant_in_common() {
        let words = [
            "aliyev", "alef", "putin", "ptn", "tnp", "bdn", "nbd", "dbdn", "", "m", "rtlsmn", "rtslmn",
            "smnrtl", "trlsmn",
        ];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (a, b))) {
            let (one, other) = (key(a.as_bytes()), key(b.as_bytes()));
            let common = one.variants().any(|variant| other.variants().any(|more| more == variant));
            assert_eq!(one.is_near(other), common, "{a} {b}");
        }
    }
}
