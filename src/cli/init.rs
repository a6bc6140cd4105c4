//! `wirewatch init`.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::Context;

use crate::settings::keys::{SUBSCRIBERS, WIREWATCH, beginning};

use super::common::{Common, Exit};
use super::output::{print, tell};
use super::schema::Name;

/// Write commented files to start from
///
/// Writes wirewatch.toml, feeds.toml, subscribers.toml, a folder of watchlists and the schemas that editors check
/// them by. Below /etc the settings name /var/lib/wirewatch for what the program writes. The files pass `wirewatch check` as they are. A file that exists is never overwritten: then nothing
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
    ("store.database", DATABASE),
    ("mail.transport", "folder"),
    ("mail.from", "Wirewatch <wirewatch@localhost>"),
    ("mail.folder", MAIL_FOLDER),
];

/// What the program writes, beside the files or in the folder for its state.
const DATABASE: &str = "wirewatch.db";
const MAIL_FOLDER: &str = "mail";

/// Where the shipped unit lets it write.
const STATE_FOLDER: &str = "/var/lib/wirewatch";

/// The relay's password, which the shipped unit wants to be there; empty until an operator writes one.
const PASSWORD: &str = "smtp-password";

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

pub(super) fn run(common: &Common, args: &InitArgs) -> anyhow::Result<Exit> {
    let state = state_folder(&args.folder);
    let files = files(state.as_deref());
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
    if state.is_some() {
        write_password(&args.folder.join(PASSWORD))?;
    }
    let config = args.folder.join("wirewatch.toml");
    let count = files.len();
    if common.json {
        let names: Vec<String> =
            files.iter().map(|(name, _)| args.folder.join(name).display().to_string()).collect();
        print(format_args!("{}\n", serde_json::json!({ "files": names })))?;
        return Ok(Exit::Done);
    }
    print(format_args!(
        "{count} files in {}; next: wirewatch check --config {}\n",
        args.folder.display(),
        config.display()
    ))?;
    Ok(Exit::Done)
}

/// Where the database and the mails go: beside the files, but not below /etc, which no service writes to.
fn state_folder(folder: &Path) -> Option<PathBuf> {
    let folder = std::path::absolute(folder).ok()?;
    let given = || env::var_os("STATE_DIRECTORY").filter(|state| !state.is_empty()).map(PathBuf::from);
    folder.starts_with("/etc").then(|| given().unwrap_or_else(|| STATE_FOLDER.into()))
}

/// Names and texts of all files, the schema line first.
fn files(state: Option<&Path>) -> Vec<(String, String)> {
    let in_state = |name: &str| state.map_or(name.to_owned(), |state| state.join(name).display().to_string());
    let (database, mail) = (in_state(DATABASE), in_state(MAIL_FOLDER));
    let place = |(key, value): (&'static str, &'static str)| match value {
        DATABASE => (key, database.as_str()),
        MAIL_FOLDER => (key, mail.as_str()),
        _ => (key, value),
    };
    let settings = format!("{SETTINGS_HEAD}{}", beginning(&WIREWATCH, &SETTINGS.map(place)));
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
    format!("schemas/{}.json", kind.word())
}

/// A dangling link exists too: writing through it would put the file elsewhere.
fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// The file without which systemd does not start the unit. One that is there holds a password.
fn write_password(path: &Path) -> anyhow::Result<()> {
    if exists(path) {
        return Ok(());
    }
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    file.map(drop).with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

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
        for (name, text) in files(None).iter().filter(|(_, text)| text.starts_with('#')) {
            let line =
                text.lines().next().and_then(|line| line.strip_prefix("#:schema ")).expect("a schema line");
            let schema = args.folder.join(name).parent().expect("a folder").join(line);
            assert!(schema.is_file(), "{name} names {line}");
        }
    }

    #[test]
    fn below_etc_the_state_goes_where_the_unit_may_write() {
        assert_eq!(state_folder(Path::new("/srv/wirewatch")), None);
        let state = state_folder(Path::new("/etc/wirewatch")).expect("a folder of its own");
        let files = files(Some(&state));
        let (_, settings) = files.iter().find(|(name, _)| name == "wirewatch.toml").expect("it is written");
        for line in ["database = \"/var/lib/wirewatch/wirewatch.db\"", "folder = \"/var/lib/wirewatch/mail\""]
        {
            assert!(settings.contains(&format!("\n{line}\n")), "{settings}");
        }
    }

    #[test]
    fn the_password_that_the_unit_wants_is_empty_and_its_owners_and_one_that_is_there_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(PASSWORD);
        write_password(&path).expect("it can write");
        let mode = fs::metadata(&path).expect("it was written").permissions().mode();
        assert_eq!(
            (mode & 0o777, fs::read_to_string(&path).expect("it was written")),
            (0o600, String::new())
        );
        fs::write(&path, "secret").expect("a file");
        write_password(&path).expect("it is there");
        assert_eq!(fs::read_to_string(&path).expect("still there"), "secret");
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
