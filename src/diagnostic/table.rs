//! A TOML file as tables whose keys are taken one by one, every mistake kept with its place.

mod document;
mod reader;
mod text;
mod words;

pub(crate) use document::TomlDocument;
pub(crate) use reader::Table;
pub(crate) use text::TextValue;
