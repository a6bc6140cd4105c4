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
