//! Who may import whom: each layer may use those above it, none beside or below it.
//!
//! A plain text scan in place of a crate for every layer. Imports therefore stand one a line, as
//! `use crate::a::B`, and a path into another module always names it from `crate::`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// The layers from the ground up, with the names of their modules.
const LAYERS: [&[&str]; 17] = [
    &["text"],
    &["diagnostic"],
    &["entry", "feed"],
    &["schedule"],
    &["settings", "subscriber"],
    &["read", "watch"],
    &["change", "story"],
    &["digest", "update"],
    &["fetch", "load", "mail", "store"],
    &["deliver", "poll", "why"],
    &["clock"],
    &["reload"],
    &["web"],
    &["daemon"],
    &["demo"],
    &["cli"],
    &["bench_door"],
];

/// The files of `src` that are no module: they hold the modules and name what leaves the crate.
const ROOTS: [&str; 2] = ["lib.rs", "main.rs"];

#[test]
fn every_import_points_at_a_layer_above() {
    let mut faults = Vec::new();
    for file in rust_files(&source()) {
        let name = file.strip_prefix(source()).expect("the walk began there").to_owned();
        if ROOTS.iter().any(|root| Path::new(root) == name) {
            continue;
        }
        let text = fs::read_to_string(&file).expect("a source file is readable text");
        faults.extend(violations(&name, &text));
    }
    assert!(faults.is_empty(), "imports against the layers:\n{}", faults.join("\n"));
}

#[test]
fn every_module_has_its_layer_and_every_layer_its_modules() {
    let placed: BTreeSet<String> = LAYERS.concat().iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(placed.len(), LAYERS.concat().len(), "a module stands in two layers");
    let found: BTreeSet<String> = rust_files(&source())
        .iter()
        .map(|file| file.strip_prefix(source()).expect("the walk began there").to_owned())
        .filter(|name| !ROOTS.iter().any(|root| Path::new(root) == name))
        .map(|name| module_of(&name))
        .collect();
    assert_eq!(found, placed, "left: modules in src, right: modules in LAYERS");
}

#[test]
fn lib_rs_declares_the_modules_in_the_order_of_the_layers() {
    let text = fs::read_to_string(source().join("lib.rs")).expect("the library has a root");
    let declared: Vec<Vec<&str>> = text
        .split("\n\n")
        .map(|paragraph| {
            let names = paragraph
                .lines()
                .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
            names.collect::<Vec<_>>()
        })
        .filter(|names| !names.is_empty())
        .collect();
    assert_eq!(declared, LAYERS.map(<[&str]>::to_vec), "left: lib.rs, right: LAYERS");
}

#[test]
fn a_planted_violation_is_caught() {
    let check = |file: &str, text: &str, expected: usize| {
        let found = violations(Path::new(file), text);
        assert_eq!(found.len(), expected, "{file}: {text:?} gave {found:?}");
    };
    check("digest/compose.rs", "use crate::watch::Match;\nuse crate::digest::Digest;\n", 0);
    check("digest/compose.rs", "use crate::store::Reader;\n", 1);
    check("digest/compose.rs", "    let now = crate::clock::now();\n", 1);
    check("update.rs", "use crate::digest::Digest;\n", 1);
    check("fetch/client.rs", "use crate::store::Reader;\n", 1);
    check("feed.rs", "use crate::entry::EntryKey;\n", 1);
    check("feed.rs", "/// See [`crate::store`]; nothing is imported by a comment.\n", 0);
    check("cli/run.rs", "use crate::daemon::Daemon;\nuse crate::text::fold;\n", 0);
    check("poll.rs", "use crate::{fetch, store};\n", 1);
    check("poll.rs", "use crate::fetch;\nuse crate::nowhere::X;\n", 1);
    // The ways around: up through `super` to the root, and a name that only begins like a module's.
    check("feed.rs", "use super::store::Reader;\n", 1);
    check("store/feeds.rs", "use super::entries;\n", 0);
    check("store/feeds.rs", "use super::super::poll::Pass;\n", 1);
    check("store/feeds/state.rs", "use super::super::entries;\n", 0);
    check("feed.rs", "#[cfg(test)]\nmod tests {\n    use super::*;\n}\n", 0);
    check("entry.rs", "let crates = mycrate::store::X;\n", 0);
}

/// What in a file's text points sideways or upwards, one sentence each.
fn violations(file: &Path, text: &str) -> Vec<String> {
    let module = module_of(file);
    let Some(own) = layer_of(&module) else {
        return vec![format!("{}: module `{module}` has no layer", file.display())];
    };
    let depth = module_depth(file);
    let before_tests = text.find("#[cfg(test)]\nmod tests").unwrap_or(text.len());
    let mut faults = Vec::new();
    let mut offset = 0;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let place = format!("{}:{}", file.display(), index + 1);
        let code = line.trim_start();
        let in_tests = offset >= before_tests;
        offset += line.len();
        if code.starts_with("//") {
            continue;
        }
        for target in crate_paths(code) {
            match layer_of(target) {
                _ if target == module => {}
                Some(layer) if layer < own => {}
                Some(_) => faults.push(format!("{place}: `{module}` may not use `{target}`")),
                None => {
                    faults.push(format!("{place}: write one import per line, as `use crate::module::Item`"));
                }
            }
        }
        if !in_tests && code.matches("super::").count() >= depth {
            faults.push(format!("{place}: `super` leaves the module; name it from `crate::`"));
        }
    }
    faults
}

/// The first names after each `crate::` in a line; empty where a brace or a star follows.
fn crate_paths(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").filter_map(|(start, found)| {
        let before = line[..start].chars().next_back();
        let rest = &line[start + found.len()..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let whole_word = !before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        whole_word.then(|| &rest[..end])
    })
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// The top module of a file: `store/feeds.rs` and `store.rs` are both `store`.
fn module_of(file: &Path) -> String {
    let first = file.components().next().expect("a file has a name");
    Path::new(&first).file_stem().expect("a file has a stem").to_string_lossy().into_owned()
}

/// How many `super` lead from the file's module to the crate's root.
fn module_depth(file: &Path) -> usize {
    file.components().count() - usize::from(file.ends_with("mod.rs"))
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the source is readable") {
        let path = entry.expect("a folder of the source is readable").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
