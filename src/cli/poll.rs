//! `wirewatch poll`: one pass over the feeds, then it exits.

use std::io::IsTerminal;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use tokio_util::sync::CancellationToken;

use super::common::{Common, Exit};
use super::installation::installation;
use super::output::print;
use crate::daemon::installation::Installation;
use crate::poll::{PollResult, PolledFeed, Summary, pass};
use crate::shown::Shown;
use crate::store::feeds::{Waiting, all_waiting, due_feeds, waiting_at};

/// Poll the feeds that are due, once
///
/// Asks each feed that is due, always with the validators of its last answer, stores what is new, matches it against the
/// watchlists and exits. It composes and sends nothing: see `digest` and `deliver`. Exit code 1 means that a feed
/// failed; what the others brought is stored.
#[derive(Debug, clap::Args)]
pub(super) struct PollArgs {
    /// Poll every listed feed, due or not; only a host that asked for patience is left alone
    #[arg(long)]
    all: bool,
    /// Poll this feed only, due or not: its address as it stands in the feeds file
    #[arg(long, value_name = "URL", conflicts_with = "all")]
    feed: Option<String>,
}

pub(super) fn run(common: &Common, args: PollArgs) -> anyhow::Result<Exit> {
    let installation = installation(common)?;
    let feeds = feeds(&installation, &args)?;
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    let bar = progress(feeds.len());
    let (mut lines, mut failures) = (Vec::new(), 0_u64);
    let summary = runtime.block_on(async {
        let stop = CancellationToken::new();
        pass(&installation.poller, feeds, &stop, |line| {
            bar.inc(1);
            failures += u64::from(matches!(line.result, PollResult::Failed(_)));
            bar.set_message(format!("{failures} failed"));
            if !common.json {
                lines.push(line.clone());
            }
        })
        .await
    })?;
    bar.finish_and_clear();
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&summary)?))?;
    } else {
        print_table(lines, &summary)?;
    }
    Ok(if summary.failed > 0 { Exit::Problem } else { Exit::Done })
}

fn feeds(installation: &Installation, args: &PollArgs) -> anyhow::Result<Vec<Waiting>> {
    let now = installation.now();
    if let Some(url) = &args.feed {
        let feed = installation.store.read(|connection| waiting_at(connection, url))?;
        let feed =
            feed.with_context(|| format!("no feed {url} is listed: `wirewatch feeds list` names them all"))?;
        return Ok(vec![feed]);
    }
    Ok(installation
        .store
        .read(|connection| if args.all { all_waiting(connection) } else { due_feeds(connection, now) })?)
}

/// A bar with rate, failures and time left, on a terminal only.
fn progress(feeds: usize) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} feeds, {per_sec}, {msg}, {eta} left");
    let bar = ProgressBar::new(feeds as u64);
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// What happened, feed by feed; feeds without anything new only where nothing else is to be said.
fn print_table(mut lines: Vec<PolledFeed>, summary: &Summary) -> anyhow::Result<()> {
    lines.sort_by(|a, b| a.url.cmp(&b.url));
    for PolledFeed { url, result } in &lines {
        let url = Shown::address(url);
        match result {
            PollResult::Unchanged => print(format_args!("unchanged             {url}\n"))?,
            PollResult::Read(tally) => {
                print(format_args!("{:>4} new {:>4} edited  {url}\n", tally.new, tally.edited))?;
            }
            PollResult::Failed(words) => {
                print(format_args!("failed                {url}: {}\n", Shown::text(words)))?;
            }
        }
    }
    let Summary { polled, unchanged, failed, new, edited, matches, elapsed_ms } = summary;
    print(format_args!(
        "{polled} polled, {unchanged} unchanged, {failed} failed; {new} new, {edited} edited, {matches} matches; \
         {elapsed_ms} ms\n"
    ))
}
