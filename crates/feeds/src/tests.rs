//! The reader as a whole: formats, broken feeds, hostile ones, random ones, and what feed-rs thinks.

mod formats;
mod hostile;
mod random;
mod second_opinion;
mod sketches;
mod sources;

use std::path::PathBuf;

/// The feeds of `tests/fixtures`, by name.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let files = std::fs::read_dir(&folder).expect("the fixtures are part of the project");
    let mut fixtures: Vec<_> = files
        .map(|file| {
            let file = file.expect("the folder can be listed");
            let bytes = std::fs::read(file.path()).expect("a fixture can be read");
            (file.file_name().to_string_lossy().into_owned(), bytes)
        })
        .collect();
    fixtures.sort();
    assert!(fixtures.len() > 10, "the fixtures are found");
    fixtures
}
