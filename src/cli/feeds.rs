//! `wirewatch feeds`: the list of feeds, as a table, and ways to make it longer.

mod add;
mod table;

use std::collections::HashSet;
use std::fs;
use std::io::{Write as _, stdout};
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;

use super::installation::loaded;
use super::output::{print, tell};
use super::{Common, Exit};
use crate::diagnostic::finding::Finding;
use crate::feed::Feed;
use crate::fetch::Fetcher;
use crate::load::{Loaded, append, opml};
use crate::settings::FetchSettings;
use crate::{clock, load};

/// List, add, discover, import and export feeds
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show every feed with its state: well, late, failing, blocked, moved, gone or silent
    List,
    /// Find the feed behind an address, poll it once, show its newest titles and append it to the file of feeds
    Add(add::Args),
    /// Show the feeds of a site and change nothing
    Discover {
        /// The address of a feed, a page or a site
        url: String,
    },
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

pub(super) fn run(common: &Common, args: Args) -> anyhow::Result<Exit> {
    match args.command {
        Command::List => table::list(common, &loaded(common)?),
        Command::Add(args) => add::run(common, &args, &loaded(common)?),
        Command::Discover { url } => discover(common, &url),
        Command::Import { file } => import(&file, &loaded(common)?),
        Command::Export { file } => export(file.as_deref(), &loaded(common)?),
    }
}

/// Asks as the settings say, and as usual where there are none: to look around needs no installation.
fn discover(common: &Common, url: &str) -> anyhow::Result<Exit> {
    let settings = load::find_settings(common.config.as_deref())
        .ok()
        .and_then(|config| load::load(&config, clock::now()).ok())
        .map_or_else(FetchSettings::default, |loaded| loaded.settings.fetch);
    let fetcher = Fetcher::new(&settings)?;
    let found = match runtime()?.block_on(fetcher.discover(url, clock::now())) {
        Ok(found) => found,
        Err(failure) => {
            tell(format_args!("wirewatch: {url}: {}", failure.message));
            return Ok(Exit::Problem);
        }
    };
    let mut out = stdout().lock();
    for found in &found {
        if common.json {
            let line = serde_json::json!({
                "url": found.url, "title": found.feed.title, "lang": found.feed.lang,
                "entries": found.feed.entries.len(),
            });
            writeln!(out, "{line}")?;
        } else {
            let title = found.feed.title.as_deref().unwrap_or("without a title");
            writeln!(out, "{}\n    {title}, {} entries", found.url, found.feed.entries.len())?;
        }
    }
    if found.is_empty() {
        tell(format_args!("wirewatch: no feed at {url}, none named there and none in the usual places"));
        return Ok(Exit::Problem);
    }
    Ok(Exit::Done)
}

fn import(file: &std::path::Path, loaded: &Loaded) -> anyhow::Result<Exit> {
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
    print(format_args!(
        "added to {}: {}; listed already: {}\n",
        path.display(),
        fresh.len(),
        total - fresh.len()
    ))?;
    Ok(if findings.iter().any(Finding::is_error) { Exit::Problem } else { Exit::Done })
}

fn export(file: Option<&std::path::Path>, loaded: &Loaded) -> anyhow::Result<Exit> {
    let text = opml::write(&loaded.feeds);
    match file {
        Some(file) => fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?,
        None => stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(Exit::Done)
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("cannot start the event loop")
}
