//! `wirewatch poll`: one pass over the feeds, then it exits.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use super::common::{Common, Exit};
use super::moment::Moment;
use super::orders::polled;
use super::output::print;
use super::screen::{Screen, Tone};
use crate::daemon::order::{OrderAnswer, PollChoice};
use crate::poll::{PollResult, PolledFeed, Summary};
use crate::shown::Shown;
use crate::wording::{counted, line};

/// Poll the feeds that are due, once
///
/// Asks each feed that is due, always with the validators of its last answer, then the pages that are due, stores what is
/// new, matches it against the watchlists and exits. It goes on with pages for as long as entries wait for theirs (`wait` in
/// `[fetch.pages]`, at least a minute); what is due then is asked for by the next poll. It composes and sends nothing: see `digest` and `deliver`. Exit code 1 means that a feed
/// failed; what the others brought is stored. While the daemon runs, it does the asking and this command shows what came.
#[derive(Debug, clap::Args)]
pub(super) struct PollArgs {
    /// Poll every listed feed, due or not; only a host that asked for patience is left alone
    #[arg(long)]
    all: bool,
    /// Poll this feed only, due or not: its address as it stands in the feeds file
    #[arg(long, value_name = "URL", conflicts_with = "all")]
    feed: Option<String>,
    #[command(flatten)]
    moment: Moment,
}

pub(super) fn run(common: &Common, args: PollArgs) -> anyhow::Result<Exit> {
    let now = args.moment.checked()?;
    let choice = match args.feed {
        Some(url) => PollChoice::Feed(url),
        None if args.all => PollChoice::All,
        None => PollChoice::Due,
    };
    let bar = progress();
    let mut failures = 0_u64;
    let observe = |feed: &PolledFeed| {
        bar.inc(1);
        failures += u64::from(matches!(feed.result, PollResult::Failed(_)));
        if failures > 0 {
            bar.set_message(format!(", {failures} failed"));
        }
    };
    let answer = polled(common, choice, now, |feeds| bar.set_length(feeds as u64), observe)?;
    bar.finish_and_clear();
    let OrderAnswer::Polled { summary, feeds } = answer else {
        anyhow::bail!("the daemon answered {answer:?}: is it of another version?")
    };
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&summary)?))?;
    } else {
        print_table(feeds, &summary)?;
    }
    Ok(if summary.failed > 0 { Exit::Problem } else { Exit::Done })
}

/// A bar with failures and the time that has passed, on a terminal only: some hosts take seconds, so no rate is true.
fn progress() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} feeds{msg}, {elapsed}");
    let bar = ProgressBar::new(0);
    style.map_or_else(|_| bar.clone(), |style| bar.clone().with_style(style))
}

/// What happened, feed by feed; feeds without anything new only where nothing else is to be said.
fn print_table(mut lines: Vec<PolledFeed>, summary: &Summary) -> anyhow::Result<()> {
    lines.sort_by(|a, b| a.url.cmp(&b.url));
    let screen = Screen::of_stdout();
    for PolledFeed { url, result } in &lines {
        let url = Shown::address(url);
        match result {
            PollResult::Unchanged => print(format_args!("unchanged             {url}\n"))?,
            PollResult::Read(tally) => {
                print(format_args!("{:>4} new {:>4} edited  {url}\n", tally.new, tally.edited))?;
            }
            PollResult::Failed(words) => {
                let failed = screen.toned(Tone::Bad, "failed");
                let said = screen.wrapped(22, &format!("{url}: {}", line(&Shown::text(words).to_string())));
                print(format_args!("{failed}                {}\n", said.trim_start()))?;
            }
        }
    }
    let Summary {
        polled,
        unchanged,
        failed,
        new,
        edited,
        matches,
        pages,
        pages_failed,
        withdrawn,
        elapsed_ms,
    } = summary;
    if pages + pages_failed > 0 {
        let read = counted(*pages, "page", "pages");
        print(format_args!("{read} read, {pages_failed} failed; {withdrawn} withdrawn\n"))?;
    }
    print(format_args!(
        "{polled} polled, {unchanged} unchanged, {failed} failed; {new} new, {edited} edited, {matches} matches; \
         {elapsed_ms} ms\n"
    ))
}
