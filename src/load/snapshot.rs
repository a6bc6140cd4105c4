//! The operator's files as they stand on disk at one moment, read but not yet understood.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::io::Read;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::settings::Transport;
use crate::watch::set::Source;

use super::settings_file;
use super::settings_file::SettingsFile;

/// Settings, subscribers and a watchlist are written by people.
const FILE_LIMIT: u64 = 1 << 20;
/// Lists of feeds come from other programs too, and may hold tens of thousands.
const FEEDS_LIMIT: u64 = 16 << 20;
/// More files in one folder than this are a mistake.
const FILES_LIMIT: usize = 10_000;

/// All files at one moment.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(super) file: File,
    pub(super) settings: SettingsFile,
    pub(super) feeds: Vec<File>,
    pub(super) subscribers: Option<File>,
    /// `None` where the folder cannot be read.
    pub(super) watchlists: Option<Vec<File>>,
    /// The certificates for fetching, where a file of them is named.
    certificates: Option<File>,
    /// Files that are named and cannot be found, and a password that others can read.
    pub(super) findings: Vec<Finding>,
    hash: ContentsHash,
}

/// A hash of the names and contents of all files: two that agree mean that nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentsHash(u128);

/// One file, or why it could not be read.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub path: PathBuf,
    /// The text without byte order mark; empty or partly guessed where `problem` says why.
    pub text: Arc<str>,
    pub problem: Option<Problem>,
}

impl Snapshot {
    /// Reads the settings file and every file that it names. Never fails: what is wrong is a finding.
    pub(crate) fn read(config: &Path) -> Self {
        let file = File::read(config, FILE_LIMIT);
        let folder = config.parent().unwrap_or(Path::new(""));
        let settings = settings_file::read(&file.text, folder);
        let mut snapshot = Self {
            file,
            settings,
            feeds: Vec::new(),
            subscribers: None,
            watchlists: None,
            certificates: None,
            findings: Vec::new(),
            hash: ContentsHash(0),
        };
        if snapshot.file.problem.is_none() {
            snapshot.read_named();
        }
        snapshot.hash = snapshot.hash_contents();
        snapshot
    }

    /// The hash of everything that was read.
    pub(crate) fn hash(&self) -> ContentsHash {
        self.hash
    }

    fn read_named(&mut self) {
        let paths = self.settings.settings.clone();
        let span = self.settings.feeds_at.clone();
        if paths.feeds.is_dir() {
            match files_in(&paths.feeds, &["toml", "opml"]) {
                Ok(files) => self.feeds = files.iter().map(|path| File::read(path, FEEDS_LIMIT)).collect(),
                Err(error) => self.missing("feeds", &paths.feeds, span, &error),
            }
        } else {
            match fs::metadata(&paths.feeds) {
                Ok(_) => self.feeds.push(File::read(&paths.feeds, FEEDS_LIMIT)),
                Err(error) => self.missing("feeds", &paths.feeds, span, &error),
            }
        }
        match fs::metadata(&paths.subscribers) {
            Ok(_) => self.subscribers = Some(File::read(&paths.subscribers, FILE_LIMIT)),
            Err(error) => {
                self.missing("subscribers", &paths.subscribers, self.settings.subscribers_at.clone(), &error);
            }
        }
        match files_in(&paths.watchlists, &["toml"]) {
            Ok(files) => {
                self.watchlists = Some(files.iter().map(|path| File::read(path, FILE_LIMIT)).collect());
            }
            Err(error) => {
                self.missing("watchlists", &paths.watchlists, self.settings.watchlists_at.clone(), &error);
            }
        }
        self.look_at_certificates();
        self.look_at_password();
    }

    /// The certificates are taken when the first request is prepared; here whether there are any.
    fn look_at_certificates(&mut self) {
        let Some(path) = &self.settings.settings.fetch.ca_file else { return };
        let file = File::read(path, FILE_LIMIT);
        if file.problem.is_some() || !file.text.contains("-----BEGIN CERTIFICATE-----") {
            let why = file.problem.as_ref().map_or("it holds no certificate", |problem| &problem.message);
            let problem = Problem::error(
                self.settings.ca_at.clone(),
                "unreadable",
                format!("{}: {why}", path.display()),
            );
            self.findings
                .push(self.file.finding(problem.help("write them as PEM: -----BEGIN CERTIFICATE-----")));
        }
        self.certificates = Some(file);
    }

    /// A file that the settings name and the disk does not have is a mistake in the settings.
    fn missing(&mut self, key: &str, path: &Path, span: Range<usize>, error: &io::Error) {
        let message = format!("cannot read {}: {}", path.display(), words(error));
        let problem = Problem::error(span.clone(), "unreadable", message);
        let problem = if span.is_empty() {
            problem.help(format!("`{key}` is not set, so this one is looked for"))
        } else {
            problem.help("paths are relative to the folder of this file")
        };
        self.findings.push(self.file.finding(problem));
    }

    /// The password itself is read when a mail is sent; here only whether others could read it too.
    fn look_at_password(&mut self) {
        let Transport::Smtp(smtp) = &self.settings.settings.mail.transport else { return };
        let (Some(path), Some(span)) = (&smtp.password_file, &self.settings.password_at) else { return };
        let problem = match fs::metadata(path) {
            Err(error) => {
                let message = format!("cannot read {}: {}", path.display(), words(&error));
                let problem = Problem::warning(span.clone(), "password-file", message);
                problem.help("no mail can be sent before it is there")
            }
            Ok(metadata) if readable_by_others(&metadata) => {
                let message = format!("everybody on this machine can read {}", path.display());
                let problem = Problem::warning(span.clone(), "password-file", message);
                problem.help(format!("run: chmod o= {}", path.display()))
            }
            Ok(_) => return,
        };
        self.findings.push(self.file.finding(problem));
    }

    fn hash_contents(&self) -> ContentsHash {
        let mut hasher = Xxh3::new();
        let mut part = |bytes: &[u8]| {
            hasher.update(&bytes.len().to_le_bytes());
            hasher.update(bytes);
        };
        let named = self
            .feeds
            .iter()
            .chain(&self.subscribers)
            .chain(&self.certificates)
            .chain(self.watchlists.iter().flatten());
        for file in std::iter::once(&self.file).chain(named) {
            part(file.path.as_os_str().as_encoded_bytes());
            part(file.text.as_bytes());
            part(file.problem.as_ref().map_or("", |problem| &problem.message).as_bytes());
        }
        for finding in &self.findings {
            part(finding.problem.message.as_bytes());
        }
        ContentsHash(hasher.digest128())
    }
}

impl File {
    /// Reads a file of at most `limit` bytes.
    pub(super) fn read(path: &Path, limit: u64) -> Self {
        let (text, problem) = match read_bytes(path, limit) {
            Ok(bytes) => decode(bytes),
            Err(problem) => (String::new(), Some(*problem)),
        };
        Self { path: path.to_owned(), text: text.into(), problem }
    }

    /// Reads a file that the operator named on the command line.
    pub(super) fn read_alone(path: &Path) -> Self {
        Self::read(path, FEEDS_LIMIT)
    }

    /// A problem of this file.
    pub(super) fn finding(&self, problem: Problem) -> Finding {
        Finding { path: self.path.display().to_string(), source: Arc::clone(&self.text), problem }
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
    let metadata = fs::metadata(path).map_err(|error| unreadable(&words(&error)))?;
    if !metadata.is_file() {
        return Err(unreadable(if metadata.is_dir() { "it is a folder" } else { "it is not a file" }));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|error| unreadable(&words(&error)))?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&words(&error)))?;
    if bytes.len() as u64 > limit {
        let message = format!("the file is larger than {} MiB", limit >> 20);
        return Err(Box::new(Problem::error(0..0, "too-large", message).help("split it")));
    }
    Ok(bytes)
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
fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "it is not a folder".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(unix)]
fn readable_by_others(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o004 != 0
}

#[cfg(not(unix))]
fn readable_by_others(_metadata: &fs::Metadata) -> bool {
    false
}
