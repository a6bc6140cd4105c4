//! The Rust files of the house as `syn` reads them.

mod declared;
mod graph;
mod source;

pub(crate) use declared::Declared;
pub(crate) use graph::{arrows, circles};
pub(crate) use source::{SourceFile, product_files, rust_files};
