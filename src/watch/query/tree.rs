//! What a query says, as a tree with places.

use std::ops::Range;

/// The deepest nesting of brackets.
pub(in crate::watch) const MAX_DEPTH: usize = 32;
/// The most words, phrases and names in one query.
pub(in crate::watch) const MAX_LEAVES: usize = 4000;
/// The most words in one query that have a `*` or `?` at the end and another: each is compared with every word of
/// a text, or with all that begin alike, while others are looked up by their ends.
pub(in crate::watch) const MAX_OPEN: usize = 200;
/// Words between two names where `NEAR` stands without a number.
pub(in crate::watch) const DEFAULT_DISTANCE: u32 = 10;

/// One part of a query and the bytes of the query it was read from.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::watch) struct QueryNode {
    pub(in crate::watch) span: Range<usize>,
    pub(in crate::watch) kind: NodeKind,
}

/// Operand a part of a query is.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::watch) enum NodeKind {
    /// All of them.
    And(Vec<QueryNode>),
    /// At least one of them.
    Or(Vec<QueryNode>),
    /// Not this.
    Not(Box<QueryNode>),
    /// Both, close to each other.
    Near(Reach, Box<QueryNode>, Box<QueryNode>),
    /// So many mentions, all together.
    AtLeast(u32, Box<QueryNode>),
    /// One thing to look for.
    Leaf(QueryLeaf),
}

/// How close the two sides of a proximity stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::watch) enum Reach {
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
pub(in crate::watch) struct QueryLeaf {
    pub(in crate::watch) field: Option<FieldName>,
    pub(in crate::watch) operand: Operand,
    pub(in crate::watch) weight: f64,
}

/// Operand is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::watch) enum Operand {
    /// A named entity, without its `@`.
    Entity(String),
    /// A word or phrase.
    Words { text: String, exact: bool, slack: u8 },
}

/// The fields a query may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::watch) enum FieldName {
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
    pub(in crate::watch) const ALL: [(&'static str, Self); 9] = [
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
    pub(in crate::watch) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }

    /// Whether the field's value is compared as a whole; in the others names are looked for.
    pub(in crate::watch) fn is_filter(self) -> bool {
        matches!(self, Self::Url | Self::Source | Self::Lang | Self::Country | Self::Tag)
    }
}

impl QueryNode {
    /// Makes every leaf weigh so many times as much.
    pub(super) fn multiply_weight(&mut self, times: f64) {
        match &mut self.kind {
            NodeKind::And(parts) | NodeKind::Or(parts) => {
                for part in parts {
                    part.multiply_weight(times);
                }
            }
            NodeKind::Not(inner) | NodeKind::AtLeast(_, inner) => inner.multiply_weight(times),
            NodeKind::Near(_, left, right) => {
                left.multiply_weight(times);
                right.multiply_weight(times);
            }
            NodeKind::Leaf(leaf) => leaf.weight *= times,
        }
    }
}
