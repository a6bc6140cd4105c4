//! One file of the operator: its text, or why it could not be read.

use std::ffi::OsStr;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::diagnostic::table::{Table, TomlDocument};
use crate::settings::keys::{WATCHLIST, WIREWATCH};
use crate::watch::set::Source;

/// What Linux says of links that lead to themselves.
const TOO_MANY_LINKS: i32 = 40;
/// More files in one folder than this are a mistake.
const FILES_LIMIT: usize = 10_000;

/// The folder of watchlists that are tried and never live, within that of the watchlists.
pub(super) const DRAFTS: &str = "drafts";

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileKind {
    Settings,
    Feeds,
    Subscribers,
    /// A watchlist, or the entities that watchlists share.
    Watchlist,
    /// Certificates of an authority of the operator's own.
    Certificates,
}

impl FileKind {
    /// The largest file that is read, in bytes. Most are written by people; lists of feeds come from other programs
    /// too, and may hold tens of thousands.
    pub(super) fn most_bytes(self) -> u64 {
        match self {
            Self::Feeds => 16 << 20,
            Self::Settings | Self::Subscribers | Self::Watchlist | Self::Certificates => 1 << 20,
        }
    }
}

/// One file, or why it could not be read.
#[derive(Debug, Clone)]
pub(super) struct OperatorFile {
    pub path: PathBuf,
    /// The text without byte order mark; empty or partly guessed where `problem` says why.
    pub text: Arc<str>,
    pub problem: Option<Problem>,
}

/// The file of one watchlist.
#[derive(Debug, Clone)]
pub(crate) struct WatchlistPlace {
    /// The id of the watchlist.
    pub id: String,
    file: OperatorFile,
}

impl WatchlistPlace {
    pub(super) fn of(file: &OperatorFile) -> Self {
        Self { id: file.stem(), file: file.clone() }
    }

    /// A problem with its query as a whole.
    pub(crate) fn error_at_query(&self, code: &'static str, message: String, help: String) -> Finding {
        self.file.finding(Problem::error(self.file.key_span("query"), code, message).help(help))
    }
}

impl OperatorFile {
    /// Reads a file of a kind.
    pub(super) fn read(path: &Path, kind: FileKind) -> Self {
        let (text, problem) = match read_bytes(path, kind.most_bytes()) {
            Ok(bytes) => decode(bytes),
            Err(problem) => (String::new(), Some(*problem)),
        };
        Self { path: path.to_owned(), text: text.into(), problem }
    }

    /// The same as a file of this kind, which was read before its kind was known.
    pub(super) fn of_kind(self, kind: FileKind) -> Self {
        let problem = (self.text.len() as u64 > kind.most_bytes()).then(|| too_large(kind.most_bytes()));
        Self { problem: self.problem.or(problem), ..self }
    }

    /// A problem of this file.
    pub(super) fn finding(&self, problem: Problem) -> Finding {
        Finding { path: self.path.display().to_string(), source: Arc::clone(&self.text), problem }
    }

    /// Where a key of a watchlist stands; the beginning of the file where it is not written.
    pub(super) fn key_span(&self, key: &str) -> Range<usize> {
        Table::root(&TomlDocument::parse(&self.text), &WATCHLIST).key_span(key).unwrap_or_default()
    }

    /// Where the text of a setting stands, such as `["mail", "smtp"]` and `password_file`.
    pub(super) fn setting_span(&self, tables: &[&'static str], key: &'static str) -> Option<Range<usize>> {
        let document = TomlDocument::parse(&self.text);
        let root = Table::root(&document, &WIREWATCH);
        let mut table = tables.iter().try_fold(root, |mut table, key| table.table(key))?;
        table.text(key).map(|text| text.span)
    }

    /// Whether every key of it is `entity`.
    pub(super) fn holds_only_entities(&self) -> bool {
        let document = TomlDocument::parse(&self.text);
        let root = Table::root(&document, &WATCHLIST);
        let others = WATCHLIST.keys.iter().any(|key| key.name != "entity" && root.has(key.name));
        root.has("entity") && !others
    }

    /// The name without its ending: the id of a watchlist.
    pub(super) fn stem(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The file as the compiler of watchlists takes it.
    pub(super) fn watch_source(&self) -> Source {
        Source { name: self.path.display().to_string(), id: self.stem(), text: self.text.to_string() }
    }

    pub(super) fn has_ending(&self, ending: &str) -> bool {
        self.path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
    }
}

fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Box<Problem>> {
    let unreadable =
        |words: &str| Box::new(Problem::error(0..0, "unreadable", format!("cannot read the file: {words}")));
    // Asked before opening: opening a pipe would wait for its writer for ever.
    let metadata = fs::metadata(path).map_err(|error| {
        let dangles = error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_ok();
        if dangles { unreadable("it is a link that leads nowhere") } else { unreadable(&words(&error)) }
    })?;
    if !metadata.is_file() {
        return Err(unreadable(if metadata.is_dir() { "it is a folder" } else { "it is not a file" }));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| unreadable(&words(&error)))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&words(&error)))?;
    if bytes.len() as u64 > limit {
        return Err(Box::new(too_large(limit)));
    }
    Ok(bytes)
}

fn too_large(limit: u64) -> Problem {
    let message = format!("the file is larger than {} MiB", limit >> 20);
    Problem::error(0..0, "too-large", message).help("split it")
}

/// UTF-8 without a byte order mark; anything else is a problem where it begins.
fn decode(mut bytes: Vec<u8>) -> (String, Option<Problem>) {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let problem = Problem::error(0..0, "encoding", "the file is UTF-16").help("save it as UTF-8");
        return (String::new(), Some(problem));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            let problem = Problem::error(at..at + 1, "encoding", "this character is not UTF-8");
            (text, Some(problem.help("save the file as UTF-8")))
        }
    }
}

/// The files of a folder with one of these endings, by name. Dot files and `~` files are an editor's.
pub(super) fn files_in(folder: &Path, endings: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let wanted = path.extension().and_then(OsStr::to_str).is_some_and(|ending| endings.contains(&ending));
        if wanted && !name.starts_with(['.', '#']) && !name.starts_with('~') && !path.is_dir() {
            files.push(path);
        }
    }
    if files.len() > FILES_LIMIT {
        return Err(io::Error::other(format!("it holds more than {FILES_LIMIT} files")));
    }
    files.sort();
    Ok(files)
}

/// The commonest failures in words for people.
pub(super) fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "it is not a folder".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ if error.raw_os_error() == Some(TOO_MANY_LINKS) => "its links lead in a circle".to_owned(),
        _ => error.to_string(),
    }
}

/// Whether everybody on this machine can read a file.
#[cfg(unix)]
pub(super) fn readable_by_others(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o004 != 0
}

#[cfg(not(unix))]
pub(super) fn readable_by_others(_metadata: &fs::Metadata) -> bool {
    false
}
