//! What must be known of a language to read news in it, one file a language.

#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod language;

pub use self::language::{DECLINED, KEYS, Language, all};
