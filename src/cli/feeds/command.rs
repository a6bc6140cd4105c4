//! `wirewatch feeds`: the listed feeds, and finding, taking over and giving away such lists.

use std::collections::HashSet;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;

use super::{add, discover, table};
use crate::cli::common::{Common, Exit};
use crate::cli::installation::loaded;
use crate::cli::output::{print, tell};
use crate::diagnostic::finding::Finding;
use crate::feed::Feed;
use crate::load::{Loaded, append, opml};

/// List, add, discover, import and export feeds
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
        /// Its address, as the file has it
        url: String,
    },
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

pub(in crate::cli) fn run(common: &Common, args: FeedsArgs) -> anyhow::Result<Exit> {
    match args.command {
        FeedsCommand::List(args) => table::list(common, &args, &loaded(common)?),
        FeedsCommand::Add(args) => add::run(common, &args, &loaded(common)?),
        FeedsCommand::Remove { url } => remove(common, &url, &loaded(common)?),
        FeedsCommand::Discover { url } => discover::run(common, &url),
        FeedsCommand::Import { file } => import(common, &file, &loaded(common)?),
        FeedsCommand::Export { file } => export(common, file.as_deref(), &loaded(common)?),
    }
}

fn remove(common: &Common, url: &str, loaded: &Loaded) -> anyhow::Result<Exit> {
    let Some(file) = append::remove(&loaded.settings.feeds, url)? else {
        tell(format_args!("wirewatch: no feed {url} is listed: `wirewatch feeds list` names them all"));
        return Ok(Exit::Usage);
    };
    if common.json {
        print(format_args!("{}\n", serde_json::json!({ "url": url, "file": file.display().to_string() })))?;
    } else {
        print(format_args!("removed from {}\n", file.display()))?;
    }
    Ok(Exit::Done)
}

fn import(common: &Common, file: &std::path::Path, loaded: &Loaded) -> anyhow::Result<Exit> {
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

fn export(common: &Common, file: Option<&std::path::Path>, loaded: &Loaded) -> anyhow::Result<Exit> {
    let text = opml::write(&loaded.feeds);
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
