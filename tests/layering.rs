//! Who may import whom: each layer may use those above it, none beside or below it, and no files use one another in a circle.

mod house;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use house::{SourceFile, arrows, circles, product_files, rust_files};

/// The layers from the ground up, with the names of their modules.
const LAYERS: &[&[&str]] = &[
    &["shown", "wording"],
    &["diagnostic"],
    &["entry", "feed"],
    &["schedule"],
    &["settings", "subscriber"],
    &["read", "watch"],
    &["article"],
    &["change", "story"],
    &["digest", "update"],
    &["fetch", "load", "mail", "store"],
    &["installation"],
    &["deliver", "pages", "poll"],
    &["ask"],
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

/// Rooms whose files are still to be untied; none may be added.
const STILL_IN_CIRCLES: [&str; 16] = [
    "change",
    "cli",
    "daemon",
    "diagnostic",
    "fetch",
    "load",
    "mail",
    "poll",
    "read",
    "reload",
    "schedule",
    "store",
    "update",
    "watch",
    "web",
    "why",
];

#[test]
fn every_import_points_at_a_layer_above() {
    let faults: Vec<String> =
        product_files(&source()).iter().filter(|file| !is_root(file)).flat_map(violations).collect();
    assert!(faults.is_empty(), "imports against the layers:\n{}", faults.join("\n"));
}

#[test]
fn no_files_use_one_another_in_a_circle() {
    let files: Vec<SourceFile> = product_files(&source()).into_iter().filter(|file| !is_root(file)).collect();
    let names = |circle: &[usize]| -> Vec<String> {
        circle.iter().map(|&file| files[file].name.display().to_string()).collect()
    };
    let circles = circles(&arrows(&files));
    let faults: Vec<String> = circles
        .iter()
        .filter(|circle| !STILL_IN_CIRCLES.contains(&files[circle[0]].module[0].as_str()))
        .map(|circle| names(circle).join(" "))
        .collect();
    assert!(faults.is_empty(), "files that use one another in a circle:\n{}", faults.join("\n"));
}

#[test]
fn every_module_has_its_layer_and_every_layer_its_modules() {
    let placed: BTreeSet<String> = LAYERS.concat().iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(placed.len(), LAYERS.concat().len(), "a module stands in two layers");
    let found: BTreeSet<String> = rust_files(&source())
        .iter()
        .map(|file| file.strip_prefix(source()).expect("the walk began there").to_owned())
        .filter(|name| !ROOTS.iter().any(|root| Path::new(root) == name))
        .map(|name| name.components().next().expect("a file has a name").as_os_str().to_owned())
        .map(|name| Path::new(&name).file_stem().expect("a file has a stem").to_string_lossy().into_owned())
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
    assert_eq!(
        declared,
        LAYERS.iter().map(|layer| layer.to_vec()).collect::<Vec<_>>(),
        "left: lib.rs, right: LAYERS"
    );
}

#[test]
fn a_planted_violation_is_caught() {
    let check = |file: &str, text: &str, expected: usize| {
        let found = violations(&SourceFile::parse(Path::new(file), text));
        assert_eq!(found.len(), expected, "{file}: {text:?} gave {found:?}");
    };
    check("digest/compose.rs", "use crate::watch::Match;\nuse crate::digest::Digest;\n", 0);
    check("digest/compose.rs", "use crate::store::Reader;\n", 1);
    check("digest/compose.rs", "fn f() { let now = crate::clock::now(); }\n", 1);
    check("digest/compose.rs", "fn f() { println!(\"{}\", crate::clock::now()); }\n", 1);
    check("update.rs", "use crate::digest::Digest;\n", 1);
    check("fetch/client.rs", "use crate::store::Reader;\n", 1);
    check("feed.rs", "use crate::entry::EntryKey;\n", 1);
    check("feed.rs", "/// See [`crate::store`]; nothing is imported by a comment.\nstruct S;", 0);
    check("cli/run.rs", "use crate::daemon::Daemon;\nuse crate::wording::counted;\n", 0);
    check("poll.rs", "use crate::{fetch, store};\n", 0);
    check("fetch.rs", "use crate::{wording::counted, store::{self, Reader}};\n", 2);
    check("poll.rs", "use crate::fetch;\nuse crate::nowhere::X;\n", 1);
    // The ways around: up through `super` to the root, and a name that only begins like a module's.
    check("feed.rs", "use super::store::Reader;\n", 2);
    check("store/feeds.rs", "use super::entries;\n", 0);
    check("store/feeds.rs", "use super::super::poll::Pass;\n", 2);
    check("store/feeds/state.rs", "use super::super::entries;\n", 0);
    check("feed.rs", "#[cfg(test)]\nmod tests {\n    use super::*;\n    use crate::store::X;\n}\n", 0);
    check("entry.rs", "fn f() { let crates = mycrate::store::X; }\n", 0);
}

#[test]
fn a_planted_circle_is_caught() {
    let circle = |files: &[(&str, &str)]| {
        let files: Vec<SourceFile> =
            files.iter().map(|(name, text)| SourceFile::parse(Path::new(name), text)).collect();
        circles(&arrows(&files)).len()
    };
    assert_eq!(circle(&[("a.rs", "mod b;\nuse self::b::f;\nstruct S;"), ("a/b.rs", "use super::S;")]), 1);
    assert_eq!(
        circle(&[
            ("a.rs", "mod b;\nmod c;\npub use self::c::S;"),
            ("a/b.rs", "use crate::a::S;"),
            ("a/c.rs", "")
        ]),
        0
    );
    assert_eq!(
        circle(&[
            ("a.rs", "mod b;\nmod c;\npub use self::c::S;"),
            ("a/b.rs", "use crate::a::S;"),
            ("a/c.rs", "use super::b::T;")
        ]),
        1
    );
}

/// What in a file points sideways or upwards, one sentence each.
fn violations(file: &SourceFile) -> Vec<String> {
    let module = &file.module[0];
    let Some(own) = layer_of(module) else {
        return vec![format!("{}: module `{module}` has no layer", file.name.display())];
    };
    let mut faults = Vec::new();
    for reference in file.references() {
        let place = format!("{}:{}", file.name.display(), reference.line);
        if reference.leaves_by_super {
            faults.push(format!("{place}: `super` leaves the module; name it from `crate::`"));
        }
        let Some(target) = reference.path.first() else { continue };
        match layer_of(target) {
            _ if target == module => {}
            Some(layer) if layer < own => {}
            Some(_) => faults.push(format!("{place}: `{module}` may not use `{target}`")),
            None => faults.push(format!("{place}: `{target}` is no module of the house")),
        }
    }
    faults
}

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

fn is_root(file: &SourceFile) -> bool {
    ROOTS.iter().any(|root| Path::new(root) == file.name)
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
