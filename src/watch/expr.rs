//! A query over the numbered leaves of its rule, and the one walk that everything asked of a query is made of.

use std::slice;

use crate::watch::query::Reach;

/// A query over the leaves of its rule.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Leaf(usize),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Near(Reach, Box<[Expr; 2]>),
    AtLeast(u32, Box<Expr>),
}

/// What an operator needs of its parts: all that most questions ask of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// It has no parts and is the leaf of this number.
    Itself(usize),
    /// All of them; the operator may ask for more.
    All,
    /// At least one of them.
    Any,
    /// None of them.
    Absence,
}

/// The answers of the parts of an operator, each worked out when it is taken.
pub(super) struct Answers<'a, 'e, T> {
    parts: slice::Iter<'e, Expr>,
    answer: &'a Answer<'a, 'e, T>,
}

/// Makes the answer of an expression of those of its parts.
type Answer<'a, 'e, T> = dyn Fn(&'e Expr, &mut Answers<'_, 'e, T>) -> T + 'a;

impl<T> Iterator for Answers<'_, '_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.parts.next().map(|part| part.fold(self.answer))
    }
}

impl Expr {
    /// What the operator needs of its parts.
    pub(super) fn needs(&self) -> Needs {
        match self {
            Self::Leaf(leaf) => Needs::Itself(*leaf),
            Self::And(_) | Self::Near(..) | Self::AtLeast(..) => Needs::All,
            Self::Or(_) => Needs::Any,
            Self::Not(_) => Needs::Absence,
        }
    }

    /// The parts of the operator, in the order of the query.
    pub(super) fn children(&self) -> &[Self] {
        match self {
            Self::Leaf(_) => &[],
            Self::And(parts) | Self::Or(parts) => parts,
            Self::Not(inner) | Self::AtLeast(_, inner) => slice::from_ref(inner),
            Self::Near(_, sides) => sides.as_slice(),
        }
    }

    /// Asks every part from the leaves up: `answer` makes the answer of an expression of those of its parts. A part of
    /// which the answer is not taken is not asked.
    // The question is known where this is called, so LLVM would fold the recursion into itself without an end: with
    // link-time optimisation the release build did not finish in an hour.
    #[inline(never)]
    pub(super) fn fold<'e, T>(&'e self, answer: &Answer<'_, 'e, T>) -> T {
        answer(self, &mut Answers { parts: self.children().iter(), answer })
    }
}
