//! The elements that are open, and what each means for those inside.

use crate::warning::Limit;

/// How many sums of names there are.
const SUMS: usize = 1024;

/// What an open element means for the elements inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    Feed,
    Entry,
    /// Media fields inside count for the entry.
    Group,
    /// A person: of the names inside the first counts.
    Author(u8),
    SkipHours,
    SkipDays,
    /// Nothing inside counts, but entries.
    Other,
}

#[derive(Debug)]
struct OpenElement<'a> {
    name: &'a str,
    inside: Inside,
}

/// The open elements, innermost last.
#[derive(Debug)]
pub(super) struct OpenElements<'a> {
    open: Vec<OpenElement<'a>>,
    /// How many open elements have names with this sum: an end tag that none can match costs nothing.
    names: [u16; SUMS],
    /// Elements beyond [`Limit::Depth`].
    too_deep: usize,
}

impl<'a> OpenElements<'a> {
    pub(super) fn new() -> Self {
        Self { open: Vec::new(), names: [0; SUMS], too_deep: 0 }
    }

    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// What the innermost element means.
    pub(super) fn inside(&self) -> Option<Inside> {
        self.open.last().map(|element| element.inside)
    }

    /// Where the innermost entry is open.
    pub(super) fn entry(&self) -> Option<usize> {
        self.open.iter().rposition(|element| element.inside == Inside::Entry)
    }

    /// Opens an element, and says whether there was room for it.
    pub(super) fn push(&mut self, name: &'a str, inside: Inside) -> bool {
        let room = self.open.len() < Limit::Depth.most();
        if room {
            self.open.push(OpenElement { name, inside });
            self.names[sum_of(name)] += 1;
        } else {
            self.too_deep += 1;
        }
        room
    }

    /// Which element an end tag of this name closes; none for one that closes nothing that is told apart.
    pub(super) fn closed_by(&mut self, name: &str) -> Option<usize> {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return None;
        }
        if self.names[sum_of(name)] == 0 {
            return None;
        }
        self.open.iter().rposition(|element| element.name.eq_ignore_ascii_case(name))
    }

    /// Closes the innermost element, if it stands at this depth or deeper, and says what it meant.
    pub(super) fn pop_to(&mut self, depth: usize) -> Option<Inside> {
        if self.open.len() <= depth {
            return None;
        }
        let element = self.open.pop()?;
        self.names[sum_of(element.name)] -= 1;
        Some(element.inside)
    }
}

/// A small sum of a name, the same in either case.
fn sum_of(name: &str) -> usize {
    let sum = name.bytes().fold(0_u64, |sum, byte| {
        (sum ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    });
    usize::try_from(sum >> 40).unwrap_or_default() % SUMS
}
