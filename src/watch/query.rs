//! The query language: from what a person writes to a tree with places, or to every mistake in it.

mod causes;
mod cursor;
mod foreign;
mod glued;
mod habit;
mod letters;
mod lex;
mod mixed;
mod operand;
mod operator;
mod other_system;
mod parse;
mod place;
mod token;
mod translate;
mod tree;

pub(crate) use other_system::OtherSystem;
pub(super) use parse::parse;
pub(crate) use translate::{Translation, translate};
pub(super) use tree::{FieldName, MAX_LEAVES, NodeKind, Operand, QueryLeaf, QueryNode, Reach};

#[cfg(test)]
mod tests;
