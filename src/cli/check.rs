//! `wirewatch check`.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::ask::teasers::{TeaserFeed, teaser_feeds};
use crate::diagnostic::finding;
use crate::diagnostic::finding::Finding;
use crate::load::{Loaded, LoadedCounts};
use crate::store::ReadOnlyStore;
use crate::{clock, load, wording};

use super::common::{Common, Exit};
use super::output::{print, tell};
use super::screen::Screen;

/// Validate every file and run the examples in the watchlists
///
/// Reads the settings file and all that it names, and prints every mistake of every file with its place, the line
/// itself and the fix. Drafts (watchlists/drafts/) are tried too; what is wrong with them refuses nothing. Needs no network, no database and no password, and writes nothing. Where a database is there, it says which feeds give teasers.
///
/// Exit code: 0 all is well, 1 a file is refused, 2 a path leads nowhere.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Check only these files, each by itself (a watchlist together with the entities.toml beside it, else with the installed one)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Refuse files for warnings too
    #[arg(long)]
    strict: bool,
}

/// What was found, whichever way was taken.
#[derive(Default)]
struct CheckReport {
    counts: LoadedCounts,
    teasers: Vec<TeaserFeed>,
    findings: Vec<Finding>,
    unreadable: bool,
}

pub(super) fn run(common: &Common, args: &CheckArgs) -> anyhow::Result<Exit> {
    let report = if args.files.is_empty() {
        let config = match load::find_settings(common.config.as_deref()) {
            Ok(config) => config,
            Err(error) => {
                tell(format_args!("wirewatch: {error}"));
                return Ok(Exit::Usage);
            }
        };
        check_all(&config)
    } else {
        check_each(&args.files, common.config.as_deref())
    };
    let errors = report.findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = report.findings.len() - errors;
    let well = errors == 0 && !(args.strict && warnings > 0);
    if common.json {
        let problems: Vec<_> = report.findings.iter().map(Finding::to_json).collect();
        let LoadedCounts { feeds, watchlists, terms, subscribers } = report.counts;
        let printed = json!({
            "ok": well, "errors": errors, "warnings": warnings,
            "feeds": feeds, "watchlists": watchlists, "terms": terms, "subscribers": subscribers,
            "problems": problems, "teasers": report.teasers,
        });
        print(format_args!("{printed}\n"))?;
    } else {
        let screen = Screen::of_stdout();
        for finding in &report.findings {
            let text = if screen.is_coloured() { finding.render_coloured() } else { finding.render() };
            print(format_args!("{text}\n"))?;
        }
        for feed in &report.teasers {
            print(format_args!("note: {} {}\n", wording::line(&feed.title), feed.words()))?;
        }
        print(format_args!("{}\n", summary(report.counts, errors, warnings)))?;
    }
    Ok(match (report.unreadable, well) {
        (true, _) => Exit::Usage,
        (false, true) => Exit::Done,
        (false, false) => Exit::Problem,
    })
}

fn check_all(config: &Path) -> CheckReport {
    let mut report = match load::load(config, clock::now()) {
        Ok(loaded) => {
            let teasers = teasers(&loaded);
            CheckReport { counts: loaded.counts, teasers, findings: loaded.warnings, unreadable: false }
        }
        Err(rejected) => {
            let unreadable = !config.is_file();
            CheckReport { findings: rejected.findings, unreadable, ..CheckReport::default() }
        }
    };
    if !report.unreadable {
        report.findings.extend(load::drafts(&load::settings_alone(config).watchlists));
    }
    report
}

/// The feeds that are known to give teasers by now; of an installation that has not run yet, none.
fn teasers(loaded: &Loaded) -> Vec<TeaserFeed> {
    let reader = ReadOnlyStore::open(&loaded.settings.store.database);
    let read =
        reader.and_then(|reader| reader.read(|store| teaser_feeds(store, &loaded.settings.fetch.pages)));
    read.unwrap_or_default()
}

fn check_each(files: &[PathBuf], config: Option<&Path>) -> CheckReport {
    let installed = load::find_settings(config).ok().map(|config| load::settings_alone(&config).watchlists);
    let mut report = CheckReport::default();
    for file in files {
        let checked = load::check_alone(file, installed.as_deref(), clock::now());
        report.counts = report.counts + checked.counts;
        report.findings.extend(checked.findings);
        report.unreadable |= checked.unreadable;
    }
    // Two watchlists of one folder would both show what is wrong in its entities.
    finding::sort(&mut report.findings);
    report
}

/// One line at the end: what was read, or how much is wrong.
fn summary(counts: LoadedCounts, errors: usize, warnings: usize) -> String {
    let some = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    match (errors, warnings) {
        (0, 0) => counts.to_string(),
        (0, _) => format!("{counts}; {}", some(warnings, "warning")),
        (_, 0) => some(errors, "error"),
        _ => format!("{}, {}", some(errors, "error"), some(warnings, "warning")),
    }
}
