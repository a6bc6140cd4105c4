//! Languages as bits.

/// A set of languages by their places in the list of tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct LanguageSet(u64);

impl LanguageSet {
    /// How many languages can be told apart.
    pub(crate) const MOST: usize = 64;

    /// All of them.
    pub(crate) const ALL: Self = Self(u64::MAX);

    /// The set of one; empty for a place that cannot be told apart.
    pub(crate) fn one(place: usize) -> Self {
        Self(if place < Self::MOST { 1 << place } else { 0 })
    }

    pub(crate) fn has(self, place: usize) -> bool {
        self.0 & Self::one(place).0 != 0
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The places of its languages, in order.
    pub(crate) fn places(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let place = rest.trailing_zeros() as usize;
            rest &= rest.wrapping_sub(1);
            (place < Self::MOST).then_some(place)
        })
    }
}

// One more language than there are bits would silently be declined by nobody.
const _: () = assert!(languages::DECLINED <= LanguageSet::MOST);
