//! One file checked by itself, without the settings that would name it.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::diagnostic::finding::Finding;
use crate::diagnostic::table::Document;
use crate::diagnostic::{Problem, finding};
use crate::watch::compile::compile;
use crate::watch::set::Watchlists;

use super::file::{File, files_in};
use super::{Counts, read_feeds, read_watchlists, settings_file, subscribers_file};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Settings,
    Feeds,
    Subscribers,
    Watchlist,
}

/// What one file holds, and all that is wrong with it.
#[derive(Debug)]
pub(crate) struct Checked {
    pub counts: Counts,
    pub findings: Vec<Finding>,
    /// The path itself leads nowhere: the command line is wrong, not the file.
    pub unreadable: bool,
}

/// Checks one file by its kind, which its name or else its keys tell. A watchlist is compiled with the
/// `entities.toml` beside it.
pub(crate) fn check_alone(path: &Path, now: Timestamp) -> Checked {
    let file = File::read_alone(path);
    if let Some(problem) = file.problem.clone() {
        let unreadable = problem.code == "unreadable";
        return Checked { counts: Counts::default(), findings: vec![file.finding(problem)], unreadable };
    }
    let mut counts = Counts::default();
    let mut findings: Vec<Finding> = match kind(&file) {
        Kind::Settings => {
            let folder = path.parent().unwrap_or(Path::new(""));
            let problems = settings_file::read(&file.text, folder).problems;
            problems.into_iter().map(|problem| file.finding(problem)).collect()
        }
        Kind::Feeds => {
            let (feeds, problems) = read_feeds(&file);
            counts.feeds = feeds.len();
            problems.into_iter().map(|problem| file.finding(problem)).collect()
        }
        Kind::Subscribers => {
            let ids = ids_beside(path);
            let (people, problems) = subscribers_file::read(&file.text, ids.as_deref(), now);
            counts.subscribers = people.len();
            problems.into_iter().map(|problem| file.finding(problem)).collect()
        }
        Kind::Watchlist => check_watchlist(file, &mut counts),
    };
    finding::sort(&mut findings);
    Checked { counts, findings, unreadable: false }
}

/// Compiles the watchlists of a folder, or says all that is wrong with it.
pub(crate) fn watchlists_in(folder: &Path) -> Result<Watchlists, Vec<Finding>> {
    let paths = files_in(folder, &["toml"]).map_err(|error| {
        let problem = Problem::error(0..0, "unreadable", format!("the folder cannot be read: {error}"));
        vec![Finding { path: folder.display().to_string(), source: "".into(), problem }]
    })?;
    let files: Vec<File> = paths.iter().map(|path| File::read_alone(path)).collect();
    compiled(&files)
}

fn compiled(files: &[File]) -> Result<Watchlists, Vec<Finding>> {
    let unreadable = files.iter().filter_map(|file| Some(file.finding(file.problem.clone()?)));
    let (watchlists, problems) = read_watchlists(files);
    let problems = problems.into_iter().map(|(file, problem)| file.finding(problem));
    let mut findings: Vec<Finding> = unreadable.chain(problems).collect();
    finding::sort(&mut findings);
    watchlists.filter(|_| !findings.iter().any(Finding::is_error)).ok_or(findings)
}

/// Compiles one watchlist with the `entities.toml` beside it, or says all errors in them.
pub(crate) fn watchlist_alone(path: &Path) -> Result<Watchlists, Vec<Finding>> {
    let mut files = vec![File::read_alone(path)];
    let entities = path.with_file_name("entities.toml");
    if files[0].stem() != "entities" && entities.is_file() {
        files.push(File::read_alone(&entities));
    }
    // Most shared entities are used by other watchlists.
    compiled(&files).map_err(|mut findings| {
        findings.retain(Finding::is_error);
        findings
    })
}

/// The folder of watchlists that a settings file names.
pub(crate) fn watchlists_folder(config: &Path) -> PathBuf {
    let folder = config.parent().unwrap_or(Path::new(""));
    settings_file::read(&File::read_alone(config).text, folder).settings.watchlists
}

fn check_watchlist(file: File, counts: &mut Counts) -> Vec<Finding> {
    let mut files = vec![file];
    let entities = files[0].path.with_file_name("entities.toml");
    if files[0].stem() != "entities" && entities.is_file() {
        files.push(File::read_alone(&entities));
    }
    let compiled = compile(&files.iter().map(File::watch_source).collect::<Vec<_>>());
    if let Some(watchlists) = &compiled.watchlists {
        counts.watchlists = watchlists.ids().count();
        counts.terms = watchlists.term_count();
    }
    let unreadable = files.iter().filter_map(|file| Some(file.finding(file.problem.clone()?)));
    let problems = compiled.problems.into_iter().map(|(index, problem)| files[index].finding(problem));
    problems.chain(unreadable).collect()
}

/// The ids of the watchlists in a folder `watchlists` beside the file, where there is one.
fn ids_beside(path: &Path) -> Option<Vec<String>> {
    let files = files_in(&path.with_file_name("watchlists"), &["toml"]).ok()?;
    let stems = files.iter().map(|path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned());
    Some(stems.filter(|id| id != "entities").collect())
}

fn kind(file: &File) -> Kind {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    match &*name {
        "wirewatch.toml" => return Kind::Settings,
        "feeds.toml" => return Kind::Feeds,
        "subscribers.toml" => return Kind::Subscribers,
        "entities.toml" => return Kind::Watchlist,
        _ if file.has_ending("opml") => return Kind::Feeds,
        _ => {}
    }
    let document = Document::parse(&file.text);
    let root = document.root();
    let has = |keys: &[&str]| keys.iter().any(|key| root.has(key));
    if has(&["query", "entity", "notable", "test"]) {
        Kind::Watchlist
    } else if has(&["subscriber"]) {
        Kind::Subscribers
    } else if has(&["feed"]) {
        Kind::Feeds
    } else if has(&["fetch", "mail", "store", "web", "subscribers", "watchlists"]) {
        Kind::Settings
    } else {
        Kind::Watchlist
    }
}
