//! Reads settings, feeds, subscribers and watchlists from disk: all of them, or all that is wrong with them.

mod alone;
pub(crate) mod append;
mod doubts;
mod feeds_file;
mod file;
pub(crate) mod opml;
mod settings_file;
mod snapshot;
mod subscribers_file;
mod values;

#[cfg(test)]
pub(crate) mod test_files;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::ops::Add;
use std::path::{Path, PathBuf};
use std::{env, fmt};

use jiff::Timestamp;

use crate::diagnostic::finding::Finding;
use crate::diagnostic::{Problem, Severity, finding};
use crate::entry::canonical_link;
use crate::feed::Feed;
use crate::settings::{Settings, Transport};
use crate::subscriber::Subscriber;
use crate::watch::compile::compile;
use crate::watch::set::{Source, Watchlists};

pub(crate) use alone::{check_alone, watchlist_alone, watchlists_folder, watchlists_in};
pub(crate) use file::WatchlistFile;
pub(crate) use snapshot::{ContentsHash, Snapshot};

use doubts::{unused, without_feeds};
use feeds_file::ListedFeed;
use file::File;

/// The file that is looked for where the command line names none.
const USUAL_NAMES: [&str; 2] = ["wirewatch.toml", "/etc/wirewatch/wirewatch.toml"];

/// Everything that the operator's files say, checked together.
#[derive(Debug, Clone)]
pub(crate) struct Loaded {
    pub settings: Settings,
    /// Each address once, in the order of the files.
    pub feeds: Vec<Feed>,
    pub subscribers: Vec<Subscriber>,
    pub watchlists: Watchlists,
    /// What a person should look at, by path and place.
    pub warnings: Vec<Finding>,
    pub counts: Counts,
    pub hash: ContentsHash,
    /// Of the watchlists alone.
    pub watchlists_hash: ContentsHash,
}

/// Everything that is wrong, warnings included, by path and place.
#[derive(Debug, Clone)]
pub(crate) struct Rejected {
    pub findings: Vec<Finding>,
}

/// How much was read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub feeds: usize,
    pub watchlists: usize,
    pub terms: usize,
    pub subscribers: usize,
}

/// No settings file is named, and none stands where it usually does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "there is no settings file: neither {} nor {} exists; name one with --config or write one with `wirewatch init`",
    USUAL_NAMES[0],
    USUAL_NAMES[1]
)]
pub(crate) struct NoSettings;

/// The settings file: the one named, else `$WIREWATCH_CONFIG`, else the first that exists in the usual places.
pub(crate) fn find_settings(named: Option<&Path>) -> Result<PathBuf, NoSettings> {
    let from_environment =
        || env::var_os("WIREWATCH_CONFIG").filter(|path| !path.is_empty()).map(PathBuf::from);
    let usual = || USUAL_NAMES.iter().map(PathBuf::from).find(|path| path.exists());
    named.map(Path::to_owned).or_else(from_environment).or_else(usual).ok_or(NoSettings)
}

/// Reads the settings file and all that it names. `now` is for warnings that speak of the coming year.
pub(crate) fn load(config: &Path, now: Timestamp) -> Result<Loaded, Rejected> {
    understand(Snapshot::read(config), now)
}

/// The database that the settings name, whatever else is wrong with the files.
pub(crate) fn database_of(config: &Path) -> PathBuf {
    Snapshot::read(config).settings.settings.store.database
}

/// Makes of a snapshot what it says, or all that is wrong with it.
pub(crate) fn understand(snapshot: Snapshot, now: Timestamp) -> Result<Loaded, Rejected> {
    let (hash, watchlists_hash) = (snapshot.hash(), snapshot.watchlists_hash());
    let Snapshot { file, settings, feeds, subscribers, watchlists, mut findings, .. } = snapshot;
    let watchlists_read = watchlists.is_some();
    let watchlists = watchlists.unwrap_or_default();
    let mut note = |file: &File, problems: Vec<Problem>| {
        // What could not be read is not to be judged by the little that was.
        let problems = file.problem.clone().map_or(problems, |problem| vec![problem]);
        findings.extend(problems.into_iter().map(|problem| file.finding(problem)));
    };
    note(&file, settings.problems);
    let mut listed = Vec::new();
    for (index, file) in feeds.iter().enumerate() {
        let (found, problems) = read_feeds(file);
        listed.extend(found.into_iter().map(|feed| (index, feed)));
        note(file, problems);
    }
    let ids: Vec<String> = watchlists.iter().map(File::stem).filter(|id| id != "entities").collect();
    // Where the folder cannot be read, that is said once and not of every name.
    let known = watchlists_read.then_some(&*ids);
    let mut people = None;
    if let Some(file) = &subscribers {
        let (found, problems) = subscribers_file::read(&file.text, known, now);
        let whole = file.problem.is_none() && !problems.iter().any(|one| one.severity == Severity::Error);
        people = whole.then_some(found);
        note(file, problems);
    }
    let (compiled, problems) = read_watchlists(&watchlists);
    for (file, problem) in problems {
        note(file, vec![problem]);
    }
    for file in watchlists.iter().filter(|file| file.problem.is_some()) {
        note(file, Vec::new());
    }
    let feeds = each_once(listed, &feeds, &mut findings);
    findings.extend(people.iter().flat_map(|people| unused(&watchlists, people)));
    findings.extend(compiled.iter().flat_map(|compiled| without_feeds(&watchlists, compiled, &feeds)));
    finding::sort(&mut findings);
    let settings = with_credential(settings.settings);
    match compiled {
        Some(watchlists) if !findings.iter().any(Finding::is_error) => {
            let people = people.unwrap_or_default();
            let counts = Counts {
                feeds: feeds.len(),
                watchlists: ids.len(),
                terms: watchlists.term_count(),
                subscribers: people.len(),
            };
            Ok(Loaded {
                settings,
                feeds,
                subscribers: people,
                watchlists,
                warnings: findings,
                counts,
                hash,
                watchlists_hash,
            })
        }
        _ => Err(Rejected { findings }),
    }
}

fn read_feeds(file: &File) -> (Vec<ListedFeed>, Vec<Problem>) {
    if file.has_ending("opml") {
        return opml::read(&file.text);
    }
    feeds_file::read(&file.text)
}

/// Compiles all watchlists together. Without the shared entities every name in them would look unknown.
fn read_watchlists(files: &[File]) -> (Option<Watchlists>, Vec<(&File, Problem)>) {
    if files.iter().any(|file| file.problem.is_some() && file.stem() == "entities") {
        return (None, Vec::new());
    }
    let readable: Vec<&File> = files.iter().filter(|file| file.problem.is_none()).collect();
    let sources: Vec<Source> = readable.iter().map(|file| file.watch_source()).collect();
    let compiled = compile(&sources);
    let problems = compiled.problems.into_iter().map(|(index, problem)| (readable[index], problem)).collect();
    (compiled.watchlists, problems)
}

/// Drops feeds that are listed twice, with a warning that names both places: they are fetched once.
fn each_once(listed: Vec<(usize, ListedFeed)>, files: &[File], findings: &mut Vec<Finding>) -> Vec<Feed> {
    let mut seen: HashMap<String, (usize, usize, usize)> = HashMap::new();
    let mut feeds = Vec::with_capacity(listed.len());
    for (index, ListedFeed { feed, span }) in listed {
        let identity = feed.identity();
        let alike = format!("~{}", canonical_link(&feed.url));
        let twice = seen.get(&identity).copied();
        let place = twice.or_else(|| seen.get(&alike).copied());
        if twice.is_none() {
            seen.insert(identity, (index, span.start, span.end));
            seen.insert(alike, (index, span.start, span.end));
            feeds.push(feed);
        }
        let Some((first, start, end)) = place else { continue };
        let problem = if twice.is_some() {
            Problem::warning(span, "double", "this feed is listed twice; it is fetched once")
        } else {
            Problem::warning(
                span,
                "alike",
                "two addresses that differ little are mostly one feed; both are fetched",
            )
        };
        let problem = if first == index {
            problem.label("again here").also(start..end, "first listed here")
        } else {
            let (line, column) = finding::place(&files[first].text, start);
            problem.help(format!("first listed at {}:{line}:{column}", files[first].path.display()))
        };
        findings.push(files[index].finding(problem));
    }
    feeds
}

/// Fills in systemd's credential where no password file is named.
fn with_credential(mut settings: Settings) -> Settings {
    if let Transport::Smtp(smtp) = &mut settings.mail.transport
        && smtp.password_file.is_none()
        && let Some(folder) = env::var_os("CREDENTIALS_DIRECTORY")
    {
        let path = Path::new(&folder).join("smtp-password");
        smtp.password_file = path.exists().then_some(path);
    }
    settings
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count =
            |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
        write!(
            f,
            "{}, {}, {}, {}",
            count(self.feeds, "feed"),
            count(self.watchlists, "watchlist"),
            count(self.terms, "term"),
            count(self.subscribers, "subscriber")
        )
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            feeds: self.feeds + other.feeds,
            watchlists: self.watchlists + other.watchlists,
            terms: self.terms + other.terms,
            subscribers: self.subscribers + other.subscribers,
        }
    }
}
