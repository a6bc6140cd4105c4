//! The tables of keys, the parsers that read by them and the pages that show them agree.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::diagnostic::table::{KeyKind, KeyTable, Table, TomlDocument, TomlKey};
use crate::load::test_files::TestFiles;
use crate::settings::Settings;

use super::described::described;
use super::written::written;
use super::{ENTITIES, FEEDS, SUBSCRIBERS, WATCHLIST, WIREWATCH, beginning, schema};

const FILES: [(&str, &KeyTable); 5] = [
    ("wirewatch.toml", &WIREWATCH),
    ("feeds.toml", &FEEDS),
    ("subscribers.toml", &SUBSCRIBERS),
    ("watchlists/list.toml", &WATCHLIST),
    ("watchlists/entities.toml", &ENTITIES),
];

/// What `check` finds in a file of this name.
fn headlines(name: &str, text: &str) -> Vec<String> {
    let files = TestFiles::good();
    files.write(name, text);
    let now = "2026-11-23T12:00:00Z".parse().expect("a time");
    let findings = crate::load::check_alone(&files.path(name), None, now).findings;
    findings.iter().map(|finding| finding.problem.message.clone()).collect()
}

/// A file to begin with, with every key that is a comment in it written.
fn uncommented(keys: &'static KeyTable) -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(key) if !key.starts_with(' ') => key.to_owned(),
        _ => line.to_owned(),
    };
    beginning(keys, &[]).lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_default_and_sample_is_right() {
    for (name, keys) in FILES.into_iter().take(3) {
        let found = headlines(name, &uncommented(keys));
        let wrong: Vec<_> = found
            .iter()
            // The samples of an output are of every kind, and nobody has made their files.
            .filter(|found| !found.contains("goes to `webhook` already"))
            // The samples of [bus] are of both roles, and nobody has made its file.
            .filter(|found| {
                !found.contains("a machine that polls stores all") && !found.contains("bus-credentials")
            })
            // The samples of a reader and of its further part name the same.
            .filter(|found| !found.contains("listed twice for this reader"))
            // The samples of a feed are those of a list too, and nobody has made the file of a header.
            .filter(|found| !found.contains("is a key of lists") && !found.contains("example-key"))
            .collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    }
}

#[test]
fn what_is_commented_out_holds_anyway() {
    let written = |text: &str| Settings::parse(text, Path::new("")).0;
    let (begun, empty) = (written(&beginning(&WIREWATCH, &[])), written(""));
    assert_eq!(begun, empty);
}

#[test]
fn every_table_of_every_file_is_read_by_its_keys() {
    fn headers(
        path: &str,
        above: &str,
        keys: &'static KeyTable,
        found: &mut Vec<(String, &'static KeyTable)>,
    ) {
        for key in keys.keys {
            let path = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
            let (header, inner) = match key.kind {
                KeyKind::Table(inner) => (format!("{above}[{path}]"), inner),
                KeyKind::Tables(inner) => (format!("{above}[[{path}]]"), inner),
                _ => continue,
            };
            found.push((header.clone(), inner));
            headers(&path, &format!("{header}\n"), inner, found);
        }
    }
    for (name, keys) in FILES {
        let mut all = vec![(String::new(), keys)];
        headers("", "", keys, &mut all);
        for (header, keys) in all {
            // `finish` asserts that the parser has taken every key of the table and none beside.
            let found = headlines(name, &format!("{header}\nqqqqqqqqqqqq = 1\n"));
            let unknown = found.iter().any(|found| found.starts_with("unknown key `qqqqqqqqqqqq`"));
            assert!(unknown, "{name} {header}: {found:?}");
            for key in keys.keys {
                // A date is never right.
                let found = headlines(name, &format!("{header}\n{} = 2026-01-01\n", key.name));
                let wrong = found.iter().any(|found| found.starts_with(&format!("`{}` must be", key.name)));
                assert!(wrong, "{name} {header} {}: {found:?}", key.name);
            }
        }
    }
}

#[test]
fn a_table_that_is_not_written_has_its_defaults() {
    let document = TomlDocument::parse("");
    let mut fetch = Table::root(&document, &WIREWATCH).table_or_empty("fetch");
    assert_eq!((fetch.whole("per_host"), fetch.flag("allow_private_addresses")), (Some(2), false));
    assert!(document.into_problems().is_empty());
}

#[test]
fn schemas_are_json_of_draft_07() {
    for (name, keys) in FILES {
        let schema: serde_json::Value = serde_json::from_str(&schema(name, keys)).expect("a schema is JSON");
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert_eq!(schema["properties"].as_object().map(serde_json::Map::len), Some(keys.keys.len()));
    }
    let fetch: serde_json::Value = serde_json::from_str(&schema("", &WIREWATCH)).expect("a schema is JSON");
    let fetch = &fetch["properties"]["fetch"]["properties"];
    assert_eq!(fetch["per_host"]["maximum"], 64);
    assert_eq!(fetch["every"]["default"], "15m");
    assert_eq!(fetch["allow_private_addresses"]["default"], false);
}

#[test]
fn the_reference_says_what_the_tables_of_keys_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = fs::read_to_string(&path).expect("the page is there");
    let mut made = page.clone();
    for (name, keys) in FILES {
        let (begin, end) = (format!("<!-- keys of {name} -->\n"), "\n<!-- end of keys -->");
        let start =
            made.find(&begin).unwrap_or_else(|| panic!("no place for the keys of {name}")) + begin.len();
        let length = made[start..].find(end).expect("the place has an end");
        made.replace_range(start..start + length, &reference(keys));
    }
    if env::var_os("WIREWATCH_WRITE_DOCS").is_some() {
        fs::write(&path, &made).expect("the page can be written");
        return;
    }
    let differs = made.lines().zip(page.lines()).find(|(made, page)| made != page);
    assert!(
        made == page,
        "docs/configuration.md is not what the tables of keys say, first at {differs:?}; write it anew with \
         WIREWATCH_WRITE_DOCS=1 cargo test the_reference"
    );
}

/// The tables of a kind of file, each under its header.
fn reference(file: &KeyTable) -> String {
    let mut text = String::new();
    add_table(&mut text, "", file);
    text
}

fn add_table(text: &mut String, header: &str, table: &KeyTable) {
    let mut inner = Vec::new();
    let path = |name: &str| match header.trim_matches(['[', ']']) {
        "" => name.to_owned(),
        outer => format!("{outer}.{name}"),
    };
    let mut rows = String::new();
    for key in table.keys {
        match key.kind {
            KeyKind::Table(table) => inner.push((format!("[{}]", path(key.name)), table)),
            KeyKind::Tables(table) => inner.push((format!("[[{}]]", path(key.name)), table)),
            _ => add_row(&mut rows, key),
        }
    }
    if !rows.is_empty() {
        if !header.is_empty() {
            let _ = write!(text, "\n`{header}`: {}.\n", lower_first(table.sentence));
        }
        let _ = write!(text, "\n| key | default | what it says |\n|---|---|---|\n{rows}");
    }
    for (header, table) in inner {
        add_table(text, &header, table);
    }
}

fn add_row(rows: &mut String, key: &TomlKey) {
    let default = key.default.map_or("–".to_owned(), |default| format!("`{}`", written(key.kind, default)));
    let choices = match key.kind {
        KeyKind::Choice(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
            format!(" One of {}.", words.join(", "))
        }
        _ => String::new(),
    };
    let required = if key.required.is_some() { " **Required.**" } else { "" };
    let _ = writeln!(rows, "| `{}` | {default} | {}.{choices}{required} |", key.name, described(key));
}

fn lower_first(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

/// The codes that stand in the source: the first word in quotes after one of the ways to note a problem.
fn codes_in(source: &str) -> Vec<&str> {
    let code =
        |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase());
    let mut codes = Vec::new();
    for marker in ["Problem::error(", "Problem::warning(", "self.problem(", "read_text("] {
        for (at, _) in source.match_indices(marker) {
            let statement = source[at..].split(';').next().unwrap_or_default();
            codes.extend(statement.split('"').skip(1).step_by(2).find(code));
        }
    }
    codes
}

#[test]
fn c8_every_code_is_documented() {
    let reference = include_str!("../../../docs/configuration.md");
    let mut found = BTreeSet::new();
    let mut folders: Vec<PathBuf> = ["diagnostic", "load", "settings", "watch"]
        .iter()
        .map(|room| ["src", *room].iter().collect())
        .collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the source is readable") {
            let path = entry.expect("the source is readable").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match path.is_dir() {
                true => folders.push(path),
                false if name == "tests.rs" || !name.contains(".rs") => {}
                false => {
                    let source = fs::read_to_string(&path).expect("the source is text");
                    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
                    found.extend(codes_in(source).into_iter().map(str::to_owned));
                }
            }
        }
    }
    assert!(found.len() > 30, "{found:?}");
    let missing: Vec<_> = found.iter().filter(|code| !reference.contains(&format!("`{code}`"))).collect();
    assert!(missing.is_empty(), "docs/configuration.md does not explain {missing:?}");
}
