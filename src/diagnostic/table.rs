//! A TOML file as tables whose keys are taken one by one, every mistake kept with its place.

mod document;
mod key;
mod reader;
mod text;
mod value;
mod words;

pub(crate) use document::TomlDocument;
pub(crate) use key::{KeyKind, KeyTable, TomlKey};
pub(crate) use reader::Table;
pub(crate) use text::TextValue;
pub(crate) use words::out_of_range;
