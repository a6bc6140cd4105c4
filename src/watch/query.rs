//! The query language: what a query says, as a tree with places.

mod lex;
mod operand;
mod parse;

use std::ops::Range;

pub(super) use parse::parse;

/// The deepest nesting of brackets.
pub(super) const MAX_DEPTH: usize = 32;
/// The most words, phrases and names in one query.
pub(super) const MAX_LEAVES: usize = 4000;
/// The most words in one query that have a `*` or `?` at the end and another: each is compared with every word of
/// a text, or with all that begin alike, while others are looked up by their ends.
pub(super) const MAX_OPEN: usize = 200;
/// Words between two names where `NEAR` stands without a number.
pub(super) const DEFAULT_DISTANCE: u32 = 10;

/// One part of a query and the bytes of the query it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

/// What a part of a query is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    /// All of them.
    And(Vec<Node>),
    /// At least one of them.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// Both, close to each other.
    Near(Reach, Box<Node>, Box<Node>),
    /// So many mentions, all together.
    AtLeast(u32, Box<Node>),
    /// One thing to look for.
    Leaf(Leaf),
}

/// How close the two sides of a proximity stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reach {
    /// At most so many words further on, in either order.
    Words(u32),
    /// At most so many words further on, the left side first.
    InOrder(u32),
    /// In one sentence.
    Sentence,
    /// In one paragraph.
    Paragraph,
}

/// One thing to look for, where, and how much it weighs in the score.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Leaf {
    pub(super) field: Option<FieldName>,
    pub(super) what: What,
    pub(super) weight: f64,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A named entity, without its `@`.
    Entity(String),
    /// A word or phrase.
    Words { text: String, exact: bool, slack: u8 },
}

/// The fields a query may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum FieldName {
    Title,
    Lead,
    Text,
    Url,
    Source,
    Lang,
    Country,
    Author,
    Tag,
}

impl FieldName {
    /// All of them, as a query writes them.
    pub(super) const ALL: [(&'static str, Self); 9] = [
        ("title", Self::Title),
        ("lead", Self::Lead),
        ("text", Self::Text),
        ("url", Self::Url),
        ("source", Self::Source),
        ("lang", Self::Lang),
        ("country", Self::Country),
        ("author", Self::Author),
        ("tag", Self::Tag),
    ];

    /// As a query writes it.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// Whether the field's value is compared as a whole; in the others names are looked for.
    pub(super) fn is_filter(self) -> bool {
        matches!(self, Self::Url | Self::Source | Self::Lang | Self::Country | Self::Tag)
    }
}

#[cfg(test)]
mod tests;
