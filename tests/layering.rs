//! The order of the house: who may import whom, one name for one thing, and what a file may declare.

mod house;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use house::{Declared, SourceFile, arrows, circles, product_files, rust_files};

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
    &["event"],
    &["digest", "update"],
    &["bulletin"],
    &["reach"],
    &["bus", "fetch", "load", "mail", "post", "store", "translate"],
    &["installation"],
    &["deliver", "pages", "poll", "relay"],
    &["ask"],
    &["clock"],
    &["reload"],
    &["web"],
    &["daemon"],
    &["demo"],
    &["cli"],
    &["bench_door"],
];

/// The files of the product, which come first, and of each library, but those at the roots.
static HOUSE: LazyLock<Vec<Vec<SourceFile>>> = LazyLock::new(|| {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crates = fs::read_dir(house.join("crates")).expect("the libraries are there");
    let crates = crates.map(|entry| entry.expect("a folder of the house is readable").path().join("src"));
    std::iter::once(source())
        .chain(crates)
        .map(|source| product_files(&source).into_iter().filter(|file| !is_root(file)).collect())
        .collect()
});

/// The files of `src` that are no module: they hold the modules and name what leaves the crate.
const ROOTS: [&str; 2] = ["lib.rs", "main.rs"];

/// Names that two types may share; at most five.
const SHARED_NAMES: [&str; 0] = [];

#[test]
fn every_import_points_at_a_layer_above() {
    report("imports against the layers", HOUSE[0].iter().flat_map(violations));
}

#[test]
fn no_files_use_one_another_in_a_circle() {
    report(
        "files that use one another in a circle",
        HOUSE.iter().flat_map(|files| {
            let names = |circle: Vec<usize>| {
                circle.iter().map(|&file| files[file].name.display().to_string()).collect::<Vec<_>>()
            };
            circles(&arrows(files)).into_iter().map(move |circle| names(circle).join(" ")).collect::<Vec<_>>()
        }),
    );
}

#[test]
fn one_name_is_one_type() {
    assert!(SHARED_NAMES.len() <= 5, "the list of shared names grows");
    let types =
        HOUSE.iter().flatten().flat_map(|file| file.declared.types.iter().map(move |name| (name, file)));
    report(
        "types of one name",
        in_two_files(types.filter(|(name, _)| !SHARED_NAMES.contains(&name.as_str()))),
    );
}

#[test]
fn the_methods_of_a_type_stand_in_one_file() {
    let strewn = HOUSE.iter().flat_map(|files| {
        in_two_files(
            files.iter().flat_map(|file| file.declared.with_methods.iter().map(move |name| (name, file))),
        )
    });
    report("types whose methods stand in several files: split the value", strewn);
}

#[test]
fn module_roots_only_declare() {
    report("module roots that do more than declare", at_lines(|declared| &declared.beside_declarations));
}

#[test]
fn imports_are_grouped_by_module() {
    report(
        "imports that are not one `use a::{b, c}` a module",
        at_lines(|declared| &declared.scattered_imports),
    );
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

#[test]
fn planted_declarations_are_caught() {
    let declared = |text: &str| SourceFile::parse(Path::new("a.rs"), text).declared;
    let check = |text: &str, beside: usize, scattered: usize| {
        let declared = declared(text);
        let found = (declared.beside_declarations.len(), declared.scattered_imports.len());
        assert_eq!(found, (beside, scattered), "{text}");
    };
    check("mod b;\npub use b::{C, D};\n#[cfg(test)]\nmod tests;", 0, 0);
    check("mod b;\nuse b::C;\nstruct S;\nfn f() {}", 3, 0);
    check("fn f() {}\n#[cfg(test)]\nmod tests { use a::b; }", 0, 0);
    check("use a::{b, c};\nuse a::b::{self, D};\npub(crate) use a::e;\nuse a::*;", 0, 0);
    check("use a::b;\nuse a::c;", 0, 1);
    check("use a::{b, c::D};", 0, 1);
    check("mod tests {\n    use a::b;\n    use a::{c, d};\n}", 0, 1);
    let types = declared("struct A;\nenum B {}\ntype C = A;\ntrait D {}\n#[cfg(test)]\nstruct E;").types;
    assert_eq!(types, ["A", "B", "C", "D"]);
    let methods = declared("impl A {}\nimpl Clone for B {}\nimpl<T> C<T> {}\n#[cfg(test)]\nimpl D {}");
    assert_eq!(Vec::from_iter(methods.with_methods), ["A", "C"]);
}

/// Fails with every fault.
fn report(what: &str, faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

/// The names that stand in more than one file, with those files.
fn in_two_files<'a>(named: impl Iterator<Item = (&'a String, &'a SourceFile)>) -> Vec<String> {
    let mut places: BTreeMap<&String, Vec<String>> = BTreeMap::new();
    for (name, file) in named {
        places.entry(name).or_default().push(file.name.display().to_string());
    }
    places.retain(|_, files| files.len() > 1);
    places.into_iter().map(|(name, files)| format!("{name}: {}", files.join(" "))).collect()
}

fn at_lines(lines: fn(&Declared) -> &[usize]) -> impl Iterator<Item = String> {
    HOUSE.iter().flatten().flat_map(move |file| {
        lines(&file.declared).iter().map(move |line| format!("{}:{line}", file.name.display()))
    })
}

/// What in a file points sideways or upwards, one sentence each.
fn violations(file: &SourceFile) -> Vec<String> {
    let module = &file.module[0];
    let Some(own) = layer_of(module) else {
        return vec![format!("{}: module `{module}` has no layer", file.name.display())];
    };
    let mut faults = Vec::new();
    for reference in &file.references {
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
