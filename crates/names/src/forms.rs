//! Case forms without dictionaries: from a word to the stems under which its forms begin, and what may follow each.
//!
//! A language is a table ([`table`], read by [`parse`]): paradigms (`row`) that replace the end of a base form by one of some endings, and
//! chains (`slot`) for agglutinative languages. Nobody knows of what language a name is, so a name is cut by every table of its
//! script: [`stems`] gives each stem with the rule ([`rules`]) by which it was made. In a text the prefixes of a token are
//! looked up as stems, and [`tail`] says whether what is left of the token is an ending under that rule. Names that are
//! compared by sound cannot be looked up: [`inverse`] goes from a token back to the base forms that it may be a case of.

pub(crate) mod alphabets;
mod chain;
pub(crate) mod ending;
pub(crate) mod inverse;
pub(crate) mod language_set;
pub(crate) mod parse;
pub(crate) mod rules;
pub(crate) mod stems;
pub(crate) mod table;
pub(crate) mod tables;
pub(crate) mod tail;
