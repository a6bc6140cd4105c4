//! The pieces that a query is cut into.

use super::tree::{FieldName, Reach};

/// One piece of a query.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum QueryToken {
    Open,
    Close,
    And,
    Or,
    Not,
    Near(Reach),
    AtLeast(u32),
    Entity(String),
    Field(Option<FieldName>),
    Equals,
    Phrase(String),
    Slack(u8),
    Weight(f64),
    Word(String),
}
