//! `wirewatch init`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::Context;

use crate::settings::keys::{SUBSCRIBERS, WIREWATCH, beginning};

use super::common::{Common, Exit};
use super::output::{print, tell};
use super::schema::Name;

/// Write commented files to start from
///
/// Writes wirewatch.toml, feeds.toml, subscribers.toml, a folder of watchlists and the schemas that editors check
/// them by. The files pass `wirewatch check` as they are. A file that exists is never overwritten: then nothing
/// is written at all.
#[derive(Debug, clap::Args)]
pub(super) struct InitArgs {
    /// Where to; made if it does not exist
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
}

/// The files that are written as they stand, each with the schema that its first line names.
const FILES: [(&str, Name, &str); 5] = [
    ("feeds.toml", Name::Feeds, include_str!("../../deploy/feeds.toml")),
    ("watchlists/entities.toml", Name::Entities, include_str!("../../watchlists/entities.toml")),
    (
        "watchlists/csto-azerbaijan.toml",
        Name::Watchlist,
        include_str!("../../watchlists/csto-azerbaijan.toml"),
    ),
    (
        "watchlists/border-and-corridors.toml",
        Name::Watchlist,
        include_str!("../../watchlists/border-and-corridors.toml"),
    ),
    ("watchlists/officials.toml", Name::Watchlist, include_str!("../../watchlists/officials.toml")),
];

/// The settings that are no comments.
const SETTINGS: [(&str, &str); 8] = [
    ("feeds", "feeds.toml"),
    ("subscribers", "subscribers.toml"),
    ("watchlists", "watchlists"),
    ("operators", ""),
    ("store.database", "wirewatch.db"),
    ("mail.transport", "folder"),
    ("mail.from", "Wirewatch <wirewatch@localhost>"),
    ("mail.folder", "mail"),
];

/// What a subscriber begins with.
const SUBSCRIBER: [(&str, &str); 7] = [
    ("subscriber.email", "analyst@example.org"),
    ("subscriber.name", "A. Analyst"),
    ("subscriber.watchlists", "*"),
    ("subscriber.digest", "weekdays 07:00"),
    ("subscriber.timezone", "UTC"),
    ("subscriber.alerts", "true"),
    ("subscriber.empty", "skip"),
];

const SETTINGS_HEAD: &str = "\
# The settings of this installation. What is written as a comment has the default that it shows, or is off.
# Paths are relative to this file. Try it: wirewatch check, wirewatch plan, wirewatch poll, wirewatch digest.
";

const SUBSCRIBERS_HEAD: &str = "\
# Who gets what, and when. `wirewatch plan` prints the next ten digests of each.
";

const SCHEMAS: [Name; 5] = [Name::Wirewatch, Name::Feeds, Name::Subscribers, Name::Watchlist, Name::Entities];

pub(super) fn run(_common: &Common, args: &InitArgs) -> anyhow::Result<Exit> {
    let files = files();
    let taken: Vec<_> =
        files.iter().map(|(name, _)| args.folder.join(name)).filter(|path| exists(path)).collect();
    if !taken.is_empty() {
        for path in taken {
            tell(format_args!("wirewatch: {} exists and is not overwritten", path.display()));
        }
        return Ok(Exit::Problem);
    }
    for (name, text) in &files {
        let path = args.folder.join(name);
        write_new(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let config = args.folder.join("wirewatch.toml");
    let count = files.len();
    print(format_args!(
        "{count} files in {}; next: wirewatch check --config {}\n",
        args.folder.display(),
        config.display()
    ))?;
    Ok(Exit::Done)
}

/// Names and texts of all files, the schema line first.
fn files() -> Vec<(String, String)> {
    let settings = format!("{SETTINGS_HEAD}{}", beginning(&WIREWATCH, &SETTINGS));
    let subscribers = format!("{SUBSCRIBERS_HEAD}{}", beginning(&SUBSCRIBERS, &SUBSCRIBER));
    let begun =
        [("wirewatch.toml", Name::Wirewatch, settings), ("subscribers.toml", Name::Subscribers, subscribers)];
    let shipped = FILES.iter().map(|(name, kind, text)| (*name, *kind, (*text).to_owned()));
    let operators = begun.into_iter().chain(shipped).map(|(name, kind, text)| {
        let up = "../".repeat(name.matches('/').count());
        let up = if up.is_empty() { "./" } else { &up };
        (name.to_owned(), format!("#:schema {up}{}\n{text}", schema_path(kind)))
    });
    let schemas = SCHEMAS.iter().map(|kind| (schema_path(*kind), kind.schema()));
    operators.chain(schemas).collect()
}

fn schema_path(kind: Name) -> String {
    format!("schemas/{}.json", format!("{kind:?}").to_lowercase())
}

/// A dangling link exists too: writing through it would put the file elsewhere.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use crate::load::load;

    use super::*;

    fn common() -> Common {
        Common { config: None, json: false }
    }

    #[test]
    fn c15_init_writes_files_that_pass_check_and_begin_with_the_schema() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let args = InitArgs { folder: folder.path().join("new") };
        assert_eq!(run(&common(), &args).expect("it can write"), Exit::Done);
        let now = "2026-11-23T12:00:00Z".parse().expect("a time");
        let loaded = load(&args.folder.join("wirewatch.toml"), now).expect("the files are right");
        assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
        assert!(loaded.counts.feeds > 20 && loaded.counts.watchlists == 3);
        for (name, text) in files().iter().filter(|(_, text)| text.starts_with('#')) {
            let line =
                text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).expect("a schema line");
            let schema = args.folder.join(name).parent().expect("a folder").join(line);
            assert!(schema.is_file(), "{name} names {line}");
        }
    }

    #[test]
    fn what_exists_is_never_overwritten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::write(folder.path().join("feeds.toml"), "mine").expect("a file");
        let args = InitArgs { folder: folder.path().to_owned() };
        assert_eq!(run(&common(), &args).expect("it can look"), Exit::Problem);
        assert_eq!(fs::read_to_string(folder.path().join("feeds.toml")).expect("still there"), "mine");
        assert!(!folder.path().join("wirewatch.toml").exists());
    }
}
