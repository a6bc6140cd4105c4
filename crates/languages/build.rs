//! Finds the files of `data`, so that a language is one file and nothing else names it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[expect(clippy::disallowed_methods, reason = "this is how cargo speaks to a build script")]
fn main() {
    println!("cargo::rerun-if-changed=data");
    let folder =
        Path::new(&env::var("CARGO_MANIFEST_DIR").expect("cargo says where the package is")).join("data");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the languages are part of the package")
        .map(|entry| entry.expect("the languages are part of the package").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let declined = |file: &PathBuf| {
        let text = fs::read_to_string(file).expect("the languages are text");
        text.lines().any(|line| line.starts_with("script "))
    };
    let mut list = format!(
        "/// How many languages tell their endings.\npub const DECLINED: usize = {};\n\nconst SOURCES: [&str; {}] = [\n",
        files.iter().filter(|file| declined(file)).count(),
        files.len()
    );
    for file in files {
        writeln!(list, "    include_str!({:?}),", file.display().to_string())
            .expect("a String takes every write");
    }
    list.push_str("];\n");
    let out = env::var("OUT_DIR").expect("cargo says where to write");
    fs::write(Path::new(&out).join("sources.rs"), list).expect("cargo lets a build script write there");
}
