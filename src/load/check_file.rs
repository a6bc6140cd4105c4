//! One file checked by itself, without the settings that would name it.

use std::path::Path;

use jiff::Timestamp;

use crate::diagnostic::finding;
use crate::diagnostic::finding::Finding;
use crate::diagnostic::table::{Table, TomlDocument};
use crate::settings::Settings;
use crate::settings::keys::WIREWATCH;
use crate::watch::compile::compile;

use super::counts::LoadedCounts;
use super::feed_lists::read_feeds;
use super::file::{FileKind, OperatorFile, files_in};
use super::grouped::grouped;
use super::output_parts::OutputRules;
use super::subscribers_file;
use super::watchlists::with_entities;

/// What one file holds, and all that is wrong with it.
#[derive(Debug)]
pub(crate) struct Checked {
    pub counts: LoadedCounts,
    pub findings: Vec<Finding>,
    /// The path itself leads nowhere: the command line is wrong, not the file.
    pub unreadable: bool,
}

/// Checks one file by its kind, which its name or else its keys tell. A watchlist is compiled with the entities
/// beside it, else with those of the `installed` folder of watchlists.
pub(crate) fn check_alone(path: &Path, installed: Option<&Path>, now: Timestamp) -> Checked {
    let file = OperatorFile::read(path, FileKind::Feeds);
    let kind = kind(&file);
    let file = file.of_kind(kind);
    if let Some(problem) = file.problem.clone() {
        let unreadable = problem.code == "unreadable";
        return Checked {
            counts: LoadedCounts::default(),
            findings: vec![file.finding(problem)],
            unreadable,
        };
    }
    let mut counts = LoadedCounts::default();
    let mut findings: Vec<Finding> = match kind {
        FileKind::Settings => {
            let folder = path.parent().unwrap_or(Path::new(""));
            let (_, problems) = Settings::parse(&file.text, folder);
            problems.into_iter().map(|problem| file.finding(problem)).collect()
        }
        FileKind::Feeds => {
            let (feeds, problems) = read_feeds(&file);
            counts.feeds = feeds.len();
            problems.into_iter().map(|problem| file.finding(problem)).collect()
        }
        FileKind::Subscribers => {
            let ids = ids_beside(path);
            let folder = path.parent().unwrap_or(Path::new(""));
            // What the settings allow is not known here: it is not held against the file.
            let rules = OutputRules { folder, commands: true, private: true, credentials: None };
            let (people, problems) = subscribers_file::read(&file.text, ids.as_deref(), &rules, now);
            counts.subscribers = people.count();
            problems.into_iter().map(|problem| file.finding(problem)).collect()
        }
        FileKind::Watchlist | FileKind::Certificates => check_watchlist(file, installed, &mut counts),
    };
    finding::sort(&mut findings);
    let findings = grouped(findings);
    Checked { counts, findings, unreadable: false }
}

fn check_watchlist(file: OperatorFile, installed: Option<&Path>, counts: &mut LoadedCounts) -> Vec<Finding> {
    let files = with_entities(file, installed);
    let compiled = compile(&files.iter().map(OperatorFile::watch_source).collect::<Vec<_>>());
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

fn kind(file: &OperatorFile) -> FileKind {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    match &*name {
        "wirewatch.toml" => return FileKind::Settings,
        "feeds.toml" => return FileKind::Feeds,
        "subscribers.toml" => return FileKind::Subscribers,
        "entities.toml" => return FileKind::Watchlist,
        _ if file.has_ending("opml") => return FileKind::Feeds,
        _ => {}
    }
    let document = TomlDocument::parse(&file.text);
    let root = Table::root(&document, &WIREWATCH);
    let has = |keys: &[&str]| keys.iter().any(|key| root.has(key));
    if has(&["query", "entity", "notable", "test"]) {
        FileKind::Watchlist
    } else if has(&["subscriber", "output"]) {
        FileKind::Subscribers
    } else if has(&["feed"]) {
        FileKind::Feeds
    } else if has(&["fetch", "mail", "store", "web", "subscribers", "watchlists"]) {
        FileKind::Settings
    } else {
        FileKind::Watchlist
    }
}
