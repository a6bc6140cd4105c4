//! The operator's files as they stand on disk at one moment, read but not yet understood.

use std::path::Path;
use std::{fs, io};

use xxhash_rust::xxh3::Xxh3;

use crate::diagnostic::Problem;
use crate::diagnostic::finding::Finding;
use crate::settings::{Settings, TransportSettings};

use super::file::{DRAFTS, FileKind, OperatorFile, WatchlistPlace, files_in, readable_by_others, words};
use super::overlooked::overlooked;

/// Where the shipped unit keeps what it writes; systemd makes it.
const STATE_FOLDER: &str = "/var/lib/wirewatch";

/// All files at one moment.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(super) file: OperatorFile,
    pub(super) settings: Settings,
    /// What is wrong in the settings file.
    pub(super) problems: Vec<Problem>,
    pub(super) feeds: Vec<OperatorFile>,
    pub(super) subscribers: Option<OperatorFile>,
    /// `None` where the folder cannot be read.
    pub(super) watchlists: Option<Vec<OperatorFile>>,
    /// The certificates for fetching, where a file of them is named.
    certificates: Option<OperatorFile>,
    /// Files that are named and cannot be found, and a password that others can read.
    pub(super) findings: Vec<Finding>,
    hash: ContentsHash,
}

/// A hash of the names and contents of all files: two that agree mean that nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ContentsHash(u128);

impl Snapshot {
    /// Reads the settings file and every file that it names. Never fails: what is wrong is a finding.
    pub(crate) fn read(config: &Path) -> Self {
        let file = OperatorFile::read(config, FileKind::Settings);
        let folder = config.parent().unwrap_or(Path::new(""));
        let (settings, problems) = Settings::parse(&file.text, folder);
        let mut snapshot = Self {
            file,
            settings,
            problems,
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

    /// The same of the watchlists and their entities alone.
    pub(crate) fn watchlists_hash(&self) -> ContentsHash {
        let mut hasher = Xxh3::new();
        for file in self.watchlists.iter().flatten() {
            for bytes in [file.path.as_os_str().as_encoded_bytes(), file.text.as_bytes()] {
                hasher.update(&bytes.len().to_le_bytes());
                hasher.update(bytes);
            }
        }
        ContentsHash(hasher.digest128())
    }

    /// The files of watchlists by their ids, to point at what one of them would bring.
    pub(crate) fn watchlist_files(&self) -> Vec<WatchlistPlace> {
        let files = self.watchlists.iter().flatten();
        files.map(WatchlistPlace::of).collect()
    }

    fn read_named(&mut self) {
        let paths = self.settings.clone();
        if !paths.polls() {
            // A desk's feeds are those that are told to it.
        } else if paths.feeds.is_dir() {
            match files_in(&paths.feeds, &["toml", "opml"]) {
                Ok(files) => {
                    self.feeds = files.iter().map(|path| OperatorFile::read(path, FileKind::Feeds)).collect();
                }
                Err(error) => self.missing("feeds", &paths.feeds, &error),
            }
        } else {
            match fs::metadata(&paths.feeds) {
                Ok(_) => self.feeds.push(OperatorFile::read(&paths.feeds, FileKind::Feeds)),
                Err(error) => self.missing("feeds", &paths.feeds, &error),
            }
        }
        match fs::metadata(&paths.subscribers) {
            Ok(found) if found.is_dir() => {
                self.missing("subscribers", &paths.subscribers, &io::ErrorKind::IsADirectory.into());
            }
            Ok(_) => self.subscribers = Some(OperatorFile::read(&paths.subscribers, FileKind::Subscribers)),
            Err(error) if paths.mails() || error.kind() != io::ErrorKind::NotFound => {
                self.missing("subscribers", &paths.subscribers, &error);
            }
            // A machine that polls for desks mails nobody.
            Err(_) => {}
        }
        match files_in(&paths.watchlists, &["toml"]) {
            Ok(files) => {
                self.watchlists =
                    Some(files.iter().map(|path| OperatorFile::read(path, FileKind::Watchlist)).collect());
            }
            Err(error) => {
                self.missing("watchlists", &paths.watchlists, &error);
            }
        }
        self.look_at_overlooked(&paths);
        self.look_at_database();
        self.look_at_certificates();
        self.look_at_password();
    }

    /// Files that stand where others are read, and are not.
    fn look_at_overlooked(&mut self, paths: &Settings) {
        for (key, folder, endings, below) in [
            ("watchlists", &paths.watchlists, &["toml"][..], &[DRAFTS][..]),
            ("feeds", &paths.feeds, &["toml", "opml"][..], &[][..]),
        ] {
            for (name, reason) in overlooked(folder, endings, below) {
                let span = self.file.setting_span(&[], key).unwrap_or_default();
                let message = format!("{} is not read: {reason}", folder.join(name).display());
                self.findings.push(self.file.finding(Problem::warning(span, "overlooked", message)));
            }
        }
    }

    /// The folder of the database must be there; the one that the service manager makes comes with the service.
    fn look_at_database(&mut self) {
        let Some(folder) = self.settings.store.database.parent() else { return };
        let span = self.file.setting_span(&["store"], "database").unwrap_or_default();
        let path = self.settings.store.database.display();
        if is_list(&self.settings.store.database) {
            let message = format!("{path} is a list of feeds, readers or the like, not a database");
            let problem = Problem::error(span, "unreadable", message);
            self.findings.push(self.file.finding(problem.help("name a file that is not there yet")));
            return;
        }
        if folder.as_os_str().is_empty() || folder.starts_with(STATE_FOLDER) || folder.is_dir() {
            return;
        }
        let message = format!("there is no folder {} for the database", folder.display());
        self.findings.push(self.file.finding(Problem::error(span, "unreadable", message).help("make it")));
    }

    /// The certificates are taken when the first request is prepared; here whether there are any.
    fn look_at_certificates(&mut self) {
        let Some(path) = &self.settings.fetch.ca_file else { return };
        let file = OperatorFile::read(path, FileKind::Certificates);
        if file.problem.is_some() || !file.text.contains("-----BEGIN CERTIFICATE-----") {
            let why = file.problem.as_ref().map_or("it holds no certificate", |problem| &problem.message);
            let span = self.file.setting_span(&["fetch"], "ca_file").unwrap_or_default();
            let problem = Problem::error(span, "unreadable", format!("{}: {why}", path.display()));
            self.findings
                .push(self.file.finding(problem.help("write them as PEM: -----BEGIN CERTIFICATE-----")));
        }
        self.certificates = Some(file);
    }

    /// A file that the settings name and the disk does not have is a mistake in the settings.
    fn missing(&mut self, key: &'static str, path: &Path, error: &io::Error) {
        let message = format!("cannot read {}: {}", path.display(), words(error));
        let span = self.file.setting_span(&[], key).unwrap_or_default();
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
        let TransportSettings::Smtp(smtp) = &self.settings.mail.transport else { return };
        let span = self.file.setting_span(&["mail", "smtp"], "password_file");
        let (Some(path), Some(span)) = (&smtp.password_file, span) else { return };
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

/// Whether the name says that it is one of the operator's files. It is not opened: a running daemon that closed its
/// database again would give back the locks that SQLite has on it.
fn is_list(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "toml" || ending == "opml")
}
