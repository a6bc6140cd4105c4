//! `wirewatch feeds`: the listed feeds, and finding, taking over and giving away such lists.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;

use super::{add, attempt, discover, doctor, table};
use crate::cli::common::{Common, Exit};
use crate::cli::installation::loaded;
use crate::cli::output::{print, tell};
use crate::diagnostic::finding::Finding;
use crate::feed::Feed;
use crate::load::{Loaded, append, opml};
use crate::shown::Shown;
use crate::wording::counted;

/// List, add, discover, try, import and export feeds
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct FeedsArgs {
    #[command(subcommand)]
    command: FeedsCommand,
}

#[derive(Debug, Subcommand)]
enum FeedsCommand {
    /// Show every feed with its state: well, late, failing, blocked, moved, gone or silent
    List(table::FeedsListArgs),
    /// Find the feed behind an address, poll it once, show its newest titles and append it to the file of feeds
    Add(add::FeedsAddArgs),
    /// Take a feed out of the file of feeds, with the comment above it; what was stored of it stays
    Remove {
        /// Its address, as the file or `feeds list` has it
        url: String,
    },
    /// Give a feed another title in the file of feeds; mails, pages and tables call it so from then on
    Rename {
        /// Its address, as the file or `feeds list` has it
        url: String,
        /// The title
        title: String,
    },
    /// Show the feeds of a site and change nothing
    Discover {
        /// The address of a feed, a page or a site
        url: String,
    },
    /// Show what a source brings, line by line, and what a strict reader makes of it; change nothing
    Try(attempt::FeedsTryArgs),
    /// Ask every listed feed once, politely, and print which answer, which moved, which are walls, with lines to paste
    Doctor,
    /// Append the feeds of an OPML file to the file of feeds; nested outlines become tags
    Import {
        /// The OPML file
        file: PathBuf,
    },
    /// Write all feeds as OPML
    Export {
        /// Where to write them [default: standard output]
        file: Option<PathBuf>,
    },
}

pub(in crate::cli) fn run(common: &Common, args: FeedsArgs) -> anyhow::Result<Exit> {
    match args.command {
        FeedsCommand::List(args) => table::list(common, &args, &loaded(common)?),
        FeedsCommand::Add(args) => add::run(common, &args, &loaded(common)?),
        FeedsCommand::Remove { url } => remove(common, &url, &loaded(common)?),
        FeedsCommand::Rename { url, title } => rename(common, &url, &title, &loaded(common)?),
        FeedsCommand::Discover { url } => discover::run(common, &url),
        FeedsCommand::Doctor => doctor::run(common, &loaded(common)?),
        FeedsCommand::Try(args) => attempt::run(common, &args),
        FeedsCommand::Import { file } => import(common, &file, &loaded(common)?),
        FeedsCommand::Export { file } => export(common, file.as_deref(), &loaded(common)?),
    }
}

fn remove(common: &Common, url: &str, loaded: &Loaded) -> anyhow::Result<Exit> {
    let file = match meant(loaded, url) {
        Some(feed) => append::remove(&loaded.settings.feeds, &feed.url)?,
        None => None,
    };
    report_change(common, "removed from", url, file.as_deref())
}

fn rename(common: &Common, url: &str, title: &str, loaded: &Loaded) -> anyhow::Result<Exit> {
    let file = match meant(loaded, url) {
        Some(feed) => append::rename(&loaded.settings.feeds, &feed.url, title)?,
        None => None,
    };
    report_change(common, "renamed in", url, file.as_deref())
}

/// The feed that is meant: of that address, or the only one that is shown so, without its key.
fn meant<'a>(loaded: &'a Loaded, url: &str) -> Option<&'a Feed> {
    let exact = loaded.feeds.iter().find(|feed| feed.url == url);
    let mut shown = loaded.feeds.iter().filter(|feed| Shown::address(&feed.url).to_string() == url);
    exact.or_else(|| shown.next().filter(|_| shown.next().is_none()))
}

fn report_change(common: &Common, done: &str, url: &str, file: Option<&Path>) -> anyhow::Result<Exit> {
    let Some(file) = file else {
        let words = "no .toml file lists one feed of this address: `wirewatch feeds list` names them all";
        tell(format_args!("wirewatch: {}: {words}", Shown::address(url)));
        return Ok(Exit::Usage);
    };
    if common.json {
        let report = serde_json::json!({ "url": Shown::address(url), "file": file.display().to_string() });
        print(format_args!("{report}\n"))?;
    } else {
        print(format_args!("{done} {}\n", file.display()))?;
    }
    Ok(Exit::Done)
}

fn import(common: &Common, file: &Path, loaded: &Loaded) -> anyhow::Result<Exit> {
    let read = opml::read_file(file).with_context(|| format!("cannot read {}", file.display()));
    let (feeds, findings) = read?;
    findings.iter().map(Finding::render).for_each(|text| tell(format_args!("{text}")));
    let total = feeds.len();
    let mut listed: HashSet<String> = loaded.feeds.iter().map(Feed::identity).collect();
    let fresh: Vec<Feed> = feeds.into_iter().filter(|feed| listed.insert(feed.identity())).collect();
    let path = append::file_for_new_feeds(&loaded.settings.feeds);
    if !fresh.is_empty() {
        append::append(&path, &fresh)?;
    }
    let (added, known, file) = (fresh.len(), total - fresh.len(), path.display());
    if common.json {
        let report = serde_json::json!({ "file": file.to_string(), "added": added, "listed_already": known });
        print(format_args!("{report}\n"))?;
    } else {
        print(format_args!("added to {file}: {added}; listed already: {known}\n"))?;
    }
    Ok(if findings.iter().any(Finding::is_error) { Exit::Problem } else { Exit::Done })
}

fn export(common: &Common, file: Option<&Path>, loaded: &Loaded) -> anyhow::Result<Exit> {
    let text = opml::write(&loaded.feeds);
    let with_headers = loaded.feeds.iter().filter(|feed| !feed.request.headers.is_empty()).count();
    if with_headers > 0 {
        let feeds = counted(with_headers, "feed", "feeds");
        tell(format_args!("wirewatch: the headers of {feeds} are left out: they may hold keys"));
    }
    let Some(file) = file else {
        print(format_args!("{text}"))?;
        return Ok(Exit::Done);
    };
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    if common.json {
        let report = serde_json::json!({ "file": file.display().to_string(), "feeds": loaded.feeds.len() });
        print(format_args!("{report}\n"))?;
    }
    Ok(Exit::Done)
}
