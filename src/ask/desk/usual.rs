//! Whether a day brings more than such days usually do: the one rule, with its numbers for whoever asks why.

/// Weeks that are looked back over.
pub(crate) const WEEKS: usize = 8;

/// Weeks of which all feeds must have been read for anything to be said.
const KNOWN: usize = 5;

/// What a weekday usually brings, from the same day of the weeks before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Usual {
    /// The days that were counted: those on which the feeds were read.
    pub days: usize,
    /// The middle one of their counts.
    pub median: usize,
    /// The middle one of their distances from it.
    pub spread: usize,
}

impl Usual {
    /// Of the counts of days on which the feeds were read; `None` where there are too few.
    pub(super) fn of(counts: &[usize]) -> Option<Self> {
        if counts.len() < KNOWN {
            return None;
        }
        let median = middle(counts.to_vec());
        let spread = middle(counts.iter().map(|count| count.abs_diff(median)).collect());
        Some(Self { days: counts.len(), median, spread })
    }

    /// More than this is more than usual.
    pub(crate) fn bound(&self) -> usize {
        self.median + (3 * self.spread).max(self.median / 2).max(3)
    }
}

fn middle(mut counts: Vec<usize>) -> usize {
    counts.sort_unstable();
    counts.get(counts.len() / 2).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_list_needs_four_and_a_busy_one_needs_half_as_many_again() {
        for (counts, bound) in [
            (&[0, 0, 0, 0, 0, 0, 0, 0][..], Some(3)),
            (&[1, 0, 2, 1, 1], Some(4)),
            (&[100, 102, 98, 101, 99, 100, 100, 97], Some(150)),
            (&[10, 30, 20, 25, 15, 20, 5, 35], Some(50)),
            (&[3, 3, 3, 3], None),
        ] {
            assert_eq!(Usual::of(counts).map(|usual| usual.bound()), bound, "{counts:?}");
        }
    }
}
