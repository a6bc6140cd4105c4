//! From the files of one moment to everything that they say, or all that is wrong with them.

use std::env;
use std::path::Path;

use jiff::Timestamp;

use crate::diagnostic::finding::Finding;
use crate::diagnostic::{Problem, Severity, finding};
use crate::feed::Feed;
use crate::settings::{Settings, TransportSettings};
use crate::watch::set::Watchlists;

use super::bus_warnings::{RoleFiles, of_role};
use super::counts::LoadedCounts;
use super::feed_lists::{each_once, read_feeds};
use super::feed_warnings::never_asked;
use super::feeds_file::ListedFeed;
use super::file::{FileKind, OperatorFile};
use super::grouped::grouped;
use super::loaded::{Loaded, Rejected};
use super::mail_warnings::{open_links, open_translation, placeholders, shared_listener};
use super::output_parts::OutputRules;
use super::snapshot::Snapshot;
use super::subscribers_file;
use super::subscribers_file::People;
use super::warnings::{no_feeds, same_titles, unused, without_feeds};
use super::watchlists::read_watchlists;

/// Where systemd puts credentials.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

/// Reads the settings file and all that it names. `now` is for warnings that speak of the coming year.
pub(crate) fn load(config: &Path, now: Timestamp) -> Result<Loaded, Rejected> {
    understand(Snapshot::read(config), now)
}

/// The settings alone, each at its default where it is wrong, whatever else is wrong with the files.
pub(crate) fn settings_alone(config: &Path) -> Settings {
    let folder = config.parent().unwrap_or(Path::new(""));
    Settings::parse(&OperatorFile::read(config, FileKind::Settings).text, folder).0
}

/// Makes of a snapshot what it says, or all that is wrong with it.
pub(crate) fn understand(snapshot: Snapshot, now: Timestamp) -> Result<Loaded, Rejected> {
    let (hash, watchlists_hash) = (snapshot.hash(), snapshot.watchlists_hash());
    let Snapshot { file, settings, problems, feeds, subscribers, watchlists, mut findings, .. } = snapshot;
    let (watchlists_read, watchlists) = (watchlists.is_some(), watchlists.unwrap_or_default());
    let mut note = |file: &OperatorFile, problems: Vec<Problem>| {
        // What could not be read is not to be judged by the little that was.
        let problems = file.problem.clone().map_or(problems, |problem| vec![problem]);
        findings.extend(problems.into_iter().map(|problem| file.finding(problem)));
    };
    note(&file, problems);
    let listed = read_listed(&feeds, &settings, &mut note);
    let ids: Vec<String> = watchlists.iter().map(OperatorFile::stem).filter(|id| id != "entities").collect();
    // Where the folder cannot be read, that is said once and not of every name.
    let known = watchlists_read.then_some(&*ids);
    let people = subscribers.as_ref().and_then(|file| {
        let (found, problems) = read_people(file, &settings, known, now);
        let whole = file.problem.is_none() && !problems.iter().any(|one| one.severity == Severity::Error);
        note(file, problems);
        whole.then_some(found)
    });
    let (compiled, problems) = read_watchlists(&watchlists);
    for (file, problem) in problems {
        note(file, vec![problem]);
    }
    for file in watchlists.iter().filter(|file| file.problem.is_some()) {
        note(file, Vec::new());
    }
    let feeds = each_once(listed, &feeds, &mut findings);
    let whole = Understood {
        file: &file,
        settings: &settings,
        feeds: &feeds,
        watchlists: &watchlists,
        compiled: compiled.as_ref(),
        people: people.as_ref(),
    };
    whole.warn(&mut findings);
    finding::sort(&mut findings);
    let findings = grouped(findings);
    match compiled {
        Some(watchlists) if !findings.iter().any(Finding::is_error) => {
            let (people, warnings) = (people.unwrap_or_default(), findings);
            let counts = LoadedCounts {
                feeds: feeds.len(),
                watchlists: ids.len(),
                terms: watchlists.term_count(),
                subscribers: people.count(),
            };
            let People { subscribers, outputs } = people;
            Ok(Loaded {
                settings: with_credential(settings),
                feeds,
                subscribers,
                outputs,
                watchlists,
                warnings,
                counts,
                hash,
                watchlists_hash,
            })
        }
        _ => Err(Rejected { findings }),
    }
}

/// What is said of all files together.
struct Understood<'a> {
    file: &'a OperatorFile,
    settings: &'a Settings,
    feeds: &'a [Feed],
    watchlists: &'a [OperatorFile],
    compiled: Option<&'a Watchlists>,
    people: Option<&'a People>,
}

impl Understood<'_> {
    /// Adds what is right by itself, and will not do together what the operator means.
    fn warn(&self, findings: &mut Vec<Finding>) {
        let Self { file, settings, feeds, watchlists, compiled, people } = *self;
        if settings.mails() {
            findings.extend(people.iter().flat_map(|people| unused(watchlists, &people.subscribers)));
        }
        if let Some(compiled) = compiled {
            if settings.polls() {
                findings.extend(without_feeds(watchlists, compiled, feeds));
            }
            findings.extend(same_titles(watchlists, compiled));
        }
        if file.problem.is_none() && !findings.iter().any(Finding::is_error) {
            findings.extend(of_settings(file, settings, feeds));
            let readers = people.map_or(0, People::count);
            let watchlists = watchlists.iter().filter(|file| file.stem() != "entities").count();
            findings.extend(of_role(file, settings, &RoleFiles { feeds, watchlists, readers }));
        }
    }
}

/// The feeds of each file, by its number.
fn read_listed(
    files: &[OperatorFile],
    settings: &Settings,
    note: &mut impl FnMut(&OperatorFile, Vec<Problem>),
) -> Vec<(usize, ListedFeed)> {
    let mut listed = Vec::new();
    for (index, file) in files.iter().enumerate() {
        let (found, mut problems) = read_feeds(file);
        if !settings.fetch.allow_private_addresses {
            problems.extend(never_asked(found.iter().map(|one| (one.feed.url.as_str(), &one.span))));
        }
        listed.extend(found.into_iter().map(|feed| (index, feed)));
        note(file, problems);
    }
    listed
}

fn read_people(
    file: &OperatorFile,
    settings: &Settings,
    watchlists: Option<&[String]>,
    now: Timestamp,
) -> (People, Vec<Problem>) {
    let credentials = env::var_os(CREDENTIALS);
    let rules = OutputRules {
        folder: file.path.parent().unwrap_or(Path::new("")),
        commands: settings.allow_commands,
        private: settings.fetch.allow_private_addresses,
        credentials: credentials.as_deref().map(Path::new),
    };
    subscribers_file::read(&file.text, watchlists, &rules, now)
}

/// What is right by itself in the settings, and will not do what the operator means.
fn of_settings(file: &OperatorFile, settings: &Settings, feeds: &[Feed]) -> Vec<Finding> {
    let mut findings = placeholders(file, settings);
    findings.extend(no_feeds(file, feeds).filter(|_| settings.polls()));
    findings.extend(open_links(file, settings));
    findings.extend(shared_listener(file, settings));
    findings.extend(open_translation(file, settings));
    findings
}

/// Fills in systemd's credentials where no file is named.
fn with_credential(mut settings: Settings) -> Settings {
    if let Some(bus) = &mut settings.bus
        && bus.credentials_file.is_none()
        && let Some(folder) = env::var_os(CREDENTIALS)
    {
        let path = Path::new(&folder).join("bus-credentials");
        bus.credentials_file = path.exists().then_some(path);
    }
    if let TransportSettings::Smtp(smtp) = &mut settings.mail.transport
        && smtp.password_file.is_none()
        && let Some(folder) = env::var_os(CREDENTIALS)
    {
        let path = Path::new(&folder).join("smtp-password");
        smtp.password_file = path.exists().then_some(path);
    }
    settings
}
