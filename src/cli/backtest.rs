//! `wirewatch backtest`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;

use super::archived::{marked, since};
use super::common::{Common, Exit};
use super::installation::reader;
use super::output::{print, tell};
use crate::ask::backtest::{backtest, backtest_entities};
use crate::diagnostic::finding::Finding;
use crate::load;
use crate::watch::backtest::{Difference, SampleItem, TrialReport};
use crate::watch::entity_trial::EntityTrialReport;
use crate::wording::utc_minute;

/// Show what a watchlist file would have matched in the stored items
///
/// Beside what the running watchlist of the same name matches: gained and lost, by language, and mails a day. The
/// entities are those of the entities.toml beside the file, else the installed ones. Of a file of entities: the mentions
/// that each entity of the running watchlists would gain and lose, by language. Exit code 1: the file is refused.
#[derive(Debug, clap::Args)]
pub(super) struct BacktestArgs {
    /// The watchlist file to try, or an entities.toml
    #[arg(value_name = "WATCHLIST.toml")]
    file: PathBuf,
    /// Only what was first seen within this time
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = since)]
    since: Timestamp,
}

pub(super) fn run(common: &Common, args: &BacktestArgs) -> anyhow::Result<Exit> {
    let (loaded, reader) = reader(common)?;
    if let Some(tried) = load::with_other_entities(&args.file, &loaded.settings.watchlists) {
        let Ok(tried) = tried.map_err(refused) else { return Ok(Exit::Problem) };
        let (running, since) = (&loaded.watchlists, args.since);
        let report = reader.read(|connection| backtest_entities(connection, running, &tried, since))?;
        if common.json {
            print(format_args!("{}\n", serde_json::to_string(&report)?))?;
        } else {
            print(format_args!("{}", entities_as_text(since, &report)))?;
        }
        return Ok(Exit::Done);
    }
    let tried = match load::watchlist_alone(&args.file, Some(&loaded.settings.watchlists)) {
        Ok(tried) => tried,
        Err(findings) => {
            refused(findings);
            return Ok(Exit::Problem);
        }
    };
    let id = args.file.file_stem().unwrap_or_default().to_string_lossy();
    let (running, since) = (&loaded.watchlists, args.since);
    let report = reader.read(|connection| backtest(connection, &id, running, &tried, since))?;
    let Some(report) = report else {
        tell(format_args!("wirewatch: {} holds no watchlist", args.file.display()));
        return Ok(Exit::Usage);
    };
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&report)?))?;
    } else {
        let runs = loaded.watchlists.get(&id).is_some();
        print(format_args!("{}", as_text(&id, args.since, runs, &report)))?;
    }
    Ok(Exit::Done)
}

fn refused(findings: Vec<Finding>) {
    for finding in findings {
        tell(format_args!("{}", finding.render()));
    }
}

/// The mentions of all entities by language, then those of each that gains or loses any.
fn entities_as_text(since: Timestamp, report: &EntityTrialReport) -> String {
    let since = utc_minute(since);
    let mut lines = vec![format!("entities on {} items stored since {since}", report.items), String::new()];
    lines.extend(differences("mentions", &report.languages));
    for (id, change) in &report.entities {
        lines.extend([String::new(), format!("@{id}")]);
        lines.extend(differences("mentions", &change.languages));
        for (name, excerpts) in [("gained", &change.gained), ("lost", &change.lost)] {
            lines.extend(excerpts.iter().map(|excerpt| format!("  {name}: {}", marked(excerpt))));
        }
    }
    if report.entities.is_empty() {
        lines.push("no entity gains or loses a mention".to_owned());
    }
    lines.push(String::new());
    lines.join("\n")
}

/// A table of what changes in each language.
fn differences(what: &str, languages: &BTreeMap<String, Difference>) -> Vec<String> {
    let head = (!languages.is_empty()).then(|| format!("{what:<8}  running  tried  gained  lost"));
    let line = |(lang, change): (&String, &Difference)| {
        let Difference { running, tried, gained, lost } = change;
        format!("{lang:<8} {running:>8} {tried:>6} {gained:>7} {lost:>5}")
    };
    head.into_iter().chain(languages.iter().map(line)).collect()
}

fn as_text(id: &str, since: Timestamp, runs: bool, report: &TrialReport) -> String {
    let since = utc_minute(since);
    let mut lines = vec![format!("{id} on {} items stored since {since}", report.items), String::new()];
    if !runs {
        lines.push(format!(" running: no watchlist is called {id} yet"));
    }
    let running = runs.then_some(("running", report.running));
    for (name, volume) in running.into_iter().chain([("tried", report.tried)]) {
        let (matches, mailed, a_day) = (volume.matches, volume.mailed, volume.a_day);
        lines.push(format!("{name:>8}: {matches} match, {mailed} of them mailed, {a_day:.1} a day"));
    }
    if let Some(growth) = report.growth() {
        lines.push(format!("  growth: {growth:.1} times the mail"));
    }
    let table = differences("language", &report.languages);
    lines.extend((!table.is_empty()).then(String::new));
    lines.extend(table);
    let gained = report.languages.values().map(|change| change.gained).sum();
    let lost = report.languages.values().map(|change| change.lost).sum();
    lines.extend(examples("gained", gained, &report.gained));
    lines.extend(examples("lost", lost, &report.lost));
    lines.push(String::new());
    lines.join("\n")
}

fn examples(name: &str, all: usize, examples: &[SampleItem]) -> Vec<String> {
    if examples.is_empty() {
        return Vec::new();
    }
    let limit =
        if all > examples.len() { format!(", the newest {} shown", examples.len()) } else { String::new() };
    let mut lines = vec![String::new(), format!("{name}: {all}{limit}")];
    for example in examples {
        let lang = example.lang.as_deref().unwrap_or("?");
        lines.push(format!("  {} [{lang}] {}", example.title, example.url.as_deref().unwrap_or("")));
        lines.extend(example.excerpts.iter().map(|excerpt| format!("      {}", marked(excerpt))));
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::demo::show::play;
    use crate::load::load;
    use crate::store::archive::{Selection, visit_entries};
    use crate::store::history::entry_history;
    use crate::watch::backtest::Trial;
    use crate::watch::set::Watchlists;

    /// The scores by watchlist that a trial of each finds in one item.
    fn tried(watchlists: &Watchlists, entry: &crate::store::archive::ArchivedEntry) -> BTreeMap<String, f64> {
        let none = Watchlists::default();
        let score = |id: &str| {
            let mut trial = Trial::new(id, &none, watchlists).expect("it is there");
            trial.show(&entry.item(), TimeZone::UTC.to_datetime(entry.first_seen).date());
            let report = trial.finish();
            assert_eq!(report.tried.matches, report.gained.len());
            report.gained.first().map(|example| (id.to_owned(), example.score))
        };
        watchlists.ids().filter_map(score).collect()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn live_decisions_and_those_of_a_trial_on_the_store_do_not_differ() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let folder = folder.path().join("demo");
        let now: Timestamp = "2026-11-23T12:34:56Z".parse().expect("a time");
        // Three editions of ten outlets in six languages, with edits, read and matched by the daemon's own code.
        let played = play(&folder, now, |_| ()).await.expect("the demo plays");
        let loaded = load(&folder.join("wirewatch.toml"), now).expect("the files are right");
        let mut entries = Vec::new();
        let keep = |entry| {
            entries.push(entry);
            ControlFlow::Continue(())
        };
        played
            .store
            .read(|connection| visit_entries(connection, &Selection::default(), keep))
            .expect("it is open");
        let (mut matches, mut edited) = (0, 0);
        for entry in &entries {
            let stored =
                played.store.read(|connection| entry_history(connection, entry.id)).expect("it is open");
            let stored = stored.expect("it was visited");
            let last = stored.revisions.last().expect("its text is kept").number;
            let live: BTreeMap<String, f64> = stored
                .matches
                .iter()
                .filter_map(|line| {
                    let (_, score) = line.scores.iter().find(|(revision, _)| *revision == last)?;
                    Some((line.watchlist.clone(), *score))
                })
                .collect();
            assert_eq!(live, tried(&loaded.watchlists, entry), "{}", entry.title);
            matches += live.len();
            edited += usize::from(last > 1);
        }
        assert!(entries.len() > 90 && matches > 20 && edited == 5, "{} {matches} {edited}", entries.len());
    }
}
