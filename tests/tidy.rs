//! File heads, sizes, and what must be absent where: the rules of the house that a machine can hold.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules without clock, disk, network and async: the layers before `fetch` in `tests/layering.rs`.
const CORE: &[&str] = &[
    "shown",
    "wording",
    "diagnostic",
    "entry",
    "feed",
    "schedule",
    "settings",
    "subscriber",
    "read",
    "watch",
    "article",
    "change",
    "story",
    "digest",
    "update",
    "bulletin",
];

/// What reaches out of the program; in the core none of it has a place. Addresses of `std::net` are values.
const OUTSIDE: &[&str] = &[
    "reqwest::",
    "rusqlite::",
    "lettre::",
    "async_nats::",
    "tokio::",
    "axum::",
    "sd_notify::",
    "tracing::",
    "anyhow::",
    "async fn",
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "ToSocketAddrs",
    "std::env",
    "std::process",
    "std::time::Instant",
];

/// Every way to ask what time it is.
const CLOCKS: [&str; 4] = ["Timestamp::now", "ZonedDateTime::now", "Instant::now", "SystemTime::now"];

/// Each outside crate and the rooms that know it.
const ROOMS: &[(&str, &[&str])] = &[
    ("reqwest", &["reach", "fetch", "post", "translate"]),
    ("rusqlite", &["store"]),
    ("lettre", &["mail"]),
    ("async_nats", &["bus"]),
    ("axum", &["web", "demo"]),
];

/// Words that begin a statement of SQL.
const SQL: [&str; 10] = [
    "SELECT ",
    "INSERT INTO ",
    "INSERT OR ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE",
    "CREATE INDEX",
    "ALTER TABLE",
    "PRAGMA ",
    "VACUUM",
];

/// Lines a file may have before its tests.
const LONGEST_FILE: usize = 300;

#[test]
fn every_file_opens_with_a_sentence_that_says_what_it_is_for() {
    report(&rust_sources(), |file| {
        let opening = file.text.lines().take_while(|line| line.len() > 4 && line.starts_with("//! "));
        let opening: Vec<&str> = opening.collect();
        match opening.last() {
            Some(last) if last.ends_with(['.', ':']) => Vec::new(),
            _ => vec!["the first lines are no `//!` sentence with a full stop".to_owned()],
        }
    });
}

#[test]
fn no_file_is_longer_than_it_can_be_read_in_one_go() {
    report(&product_sources(), |file| {
        let lines = file.before_tests().lines().count();
        let fault = format!("{lines} lines before its tests, at most {LONGEST_FILE}: find the missing idea");
        if lines > LONGEST_FILE { vec![fault] } else { Vec::new() }
    });
}

#[test]
fn sql_stands_only_in_the_store() {
    let files = product_sources();
    let outside: Vec<SourceFile> = files.into_iter().filter(|file| file.module() != "store").collect();
    report(&outside, |file| file.code_lines_with(&SQL));
}

#[test]
fn the_core_touches_nothing_outside() {
    let files = product_sources();
    let is_core = |file: &SourceFile| file.module() == "crates" || CORE.contains(&file.module());
    let core: Vec<SourceFile> = files.into_iter().filter(is_core).collect();
    report(&core, |file| [file.code_lines_with(OUTSIDE), file.code_lines_with(&CLOCKS)].concat());
}

#[test]
fn one_room_knows_one_kind_of_outside() {
    report(&product_sources(), |file| {
        let foreign = ROOMS.iter().filter(|(_, rooms)| !rooms.contains(&file.module()));
        foreign.flat_map(|(name, _)| file.code_lines_with(&[&format!("{name}::")])).collect()
    });
}

#[test]
fn nothing_unwraps_and_no_test_is_switched_off() {
    report(&product_sources(), |file| file.code_lines_with(&[".unwrap()", "#[allow("]));
    // Put together here so that this file does not find itself.
    let switches = ["ignore", "should_panic"].map(|name| format!("#[{name}"));
    report(&rust_sources(), |file| file.lines_with(&switches.each_ref().map(String::as_str)));
}

#[test]
fn nothing_is_left_to_do() {
    // Put together here so that this file does not find itself.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["X", "XX "].concat()];
    let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
    report(&all_texts(), |file| file.lines_with(&marks));
}

#[test]
fn no_path_of_a_builders_machine_is_written_down() {
    let folders =
        ["wo-rk", "fa-rm", "ro-ot", "home/us-er"].map(|name| format!("/{}/", name.replace('-', "")));
    report(&all_texts(), |file| {
        let starts_path = |line: &str, at: usize| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.')
        };
        let holds = |line: &str| {
            folders
                .iter()
                .any(|folder| line.match_indices(folder.as_str()).any(|(at, _)| starts_path(line, at)))
        };
        file.numbered().filter(|(_, line)| holds(line)).map(|(n, line)| format!("line {n}: {line}")).collect()
    });
}

#[test]
fn one_library_does_the_cryptography() {
    // Two TLS providers in one program panic at run time when neither was installed as the default.
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is part of the project");
    for second in ["aws-lc-rs", "openssl-sys", "native-tls"] {
        assert!(!lock.contains(&format!("name = \"{second}\"")), "{second} came into the tree beside ring");
    }
}

#[test]
fn planted_faults_are_caught() {
    let file = |text: &str| SourceFile { name: "entry/planted.rs".into(), text: text.to_owned() };
    assert_eq!(file("use std::fs;\n").code_lines_with(OUTSIDE).len(), 1);
    assert_eq!(file("    let t = Timestamp::now();\n").code_lines_with(&CLOCKS).len(), 1);
    assert_eq!(file("// a std::fs in a comment\n").code_lines_with(OUTSIDE).len(), 0);
    assert_eq!(file("let s = \"SELECT id FROM feeds\";\n").code_lines_with(&SQL).len(), 1);
    assert_eq!(file("#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n").code_lines_with(OUTSIDE).len(), 0);
    assert_eq!(file("").module(), "entry");
}

/// One file of the project and its text.
struct SourceFile {
    /// Its path from the project's root, or from `src` for the program's own code.
    name: PathBuf,
    text: String,
}

impl SourceFile {
    /// The part that is shipped: a module `tests` at the end is not.
    fn before_tests(&self) -> &str {
        let end = self.text.find("#[cfg(test)]\nmod tests").unwrap_or(self.text.len());
        &self.text[..end]
    }

    fn module(&self) -> &str {
        let first = self.name.components().next().expect("a file has a name");
        Path::new(first.as_os_str()).file_stem().and_then(|stem| stem.to_str()).expect("names are ASCII")
    }

    fn numbered(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    fn lines_with(&self, words: &[&str]) -> Vec<String> {
        let found = self.numbered().filter(|(_, line)| words.iter().any(|word| line.contains(word)));
        found.map(|(number, line)| format!("line {number}: {}", line.trim())).collect()
    }

    /// The same in shipped code, comments apart.
    fn code_lines_with(&self, words: &[&str]) -> Vec<String> {
        let code = self.before_tests().lines().count();
        let found = self.numbered().take(code).filter(|(_, line)| {
            !line.trim_start().starts_with("//") && words.iter().any(|word| line.contains(word))
        });
        found.map(|(number, line)| format!("line {number}: {}", line.trim())).collect()
    }
}

#[test]
fn every_test_that_the_manners_name_exists() {
    let manners =
        fs::read_to_string(root().join("docs/technotes/manners.md")).expect("the technote is there");
    let rows = manners.lines().filter(|line| line.starts_with("| "));
    let is_name = |word: &&str| {
        word.contains('_') && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
    };
    let named =
        rows.filter_map(|row| row.rsplit(" | ").next()).flat_map(|tests| tests.split('`')).filter(is_name);
    let sources = rust_sources();
    let exists = |name: &str| sources.iter().any(|file| file.text.contains(&format!("fn {name}()")));
    let missing: Vec<&str> = named.filter(|name| !exists(name)).collect();
    assert!(missing.is_empty(), "docs/technotes/manners.md names tests that are not there: {missing:?}");
}

/// Fails with every fault of every file.
fn report(files: &[SourceFile], faults: impl Fn(&SourceFile) -> Vec<String>) {
    assert!(!files.is_empty(), "the walk found no files");
    let found: Vec<String> = files
        .iter()
        .flat_map(|file| {
            faults(file)
                .into_iter()
                .map(|fault| format!("{}: {fault}", file.name.display()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// What is shipped: `src`, and the libraries of `crates` but the one for tests, without files that hold nothing but
/// tests. A library's files stand in the module `crates`.
fn product_sources() -> Vec<SourceFile> {
    let source = root().join("src");
    let mut files = read_all(&source, &source, &["rs"]);
    let libraries = read_all(&root(), &root().join("crates"), &["rs"]).into_iter();
    files.extend(libraries.filter(|file| file.name.iter().nth(2).is_some_and(|folder| folder == "src")));
    files.retain(|file| !file.name.starts_with("crates/testkit"));
    let is_tests = |part: std::path::Component| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs";
    files.retain(|file| !file.name.components().any(is_tests));
    files
}

/// Every Rust file of the project.
fn rust_sources() -> Vec<SourceFile> {
    let folders = ["src", "crates", "tests", "benches"];
    folders.iter().flat_map(|folder| read_all(&root(), &root().join(folder), &["rs"])).collect()
}

/// Everything written by hand: code, documents, deployment, samples.
fn all_texts() -> Vec<SourceFile> {
    const KINDS: [&str; 13] =
        ["rs", "md", "toml", "sql", "html", "txt", "service", "conf", "yml", "xml", "json", "sh", ""];
    let folders = ["src", "crates", "tests", "benches", "migrations", "watchlists", "deploy", "docs", ".ci"];
    let mut files: Vec<SourceFile> =
        folders.iter().flat_map(|folder| read_all(&root(), &root().join(folder), &KINDS)).collect();
    for name in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "Cargo.toml"] {
        if let Ok(text) = fs::read_to_string(root().join(name)) {
            files.push(SourceFile { name: name.into(), text });
        }
    }
    files
}

/// The readable files of a folder that exists; feeds in old encodings are skipped with the binary ones.
fn read_all(base: &Path, folder: &Path, kinds: &[&str]) -> Vec<SourceFile> {
    let mut files = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return files };
    for entry in entries {
        let path = entry.expect("a folder of the project is readable").path();
        let kind = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        if path.is_dir() {
            files.extend(read_all(base, &path, kinds));
        } else if kinds.contains(&kind)
            && let Ok(text) = fs::read_to_string(&path)
        {
            let name = path.strip_prefix(base).expect("the walk began there").to_owned();
            files.push(SourceFile { name, text });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
