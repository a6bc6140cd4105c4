//! `wirewatch why`.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::common::{Common, Exit};
use super::installation::reader;
use super::output::print;
use super::screen::{Screen, Tone};
use crate::ask::why::{PageTrace, TraceStep, WayEnd, WayVerdict, WhyQuestion, trace};
use crate::clock;
use crate::daemon::control::is_running;
use crate::wording::{line, line_up_to};

/// A longer title is cut, in characters.
const TITLE: usize = 200;

/// Follow a page from its feed to its readers and say where it stopped
///
/// The stages are fetch, read, identity, match, score, story, digest and mail. The address may be pasted as it comes:
/// with tracking parameters, another scheme, `www.`, as the page for phones or out of a cache. Exit code 0: its mail was
/// sent, or waits for a known time; 1: it stopped on the way, or was never read.
#[derive(Debug, clap::Args)]
pub(super) struct WhyArgs {
    /// The address of the page, or the number of a stored entry
    #[arg(value_name = "URL")]
    page: String,
    /// As of this time instead of now (RFC 3339, such as 2026-11-23T07:00:00+04:00)
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
}

pub(super) fn run(common: &Common, args: &WhyArgs) -> anyhow::Result<Exit> {
    let (loaded, reader) = reader(common)?;
    let running = is_running(&loaded.settings.store.database);
    let asked =
        WhyQuestion { page: &args.page, loaded: &loaded, running, now: args.now.unwrap_or_else(clock::now) };
    let way = reader.read(|connection| trace(connection, &asked))?;
    if common.json {
        print(format_args!("{}\n", serde_json::to_string(&way)?))?;
    } else {
        print(format_args!("{}", as_text(Screen::of_stdout(), &way)))?;
    }
    Ok(if way.verdict.outcome == WayEnd::Stopped { Exit::Problem } else { Exit::Done })
}

fn as_text(screen: Screen, way: &PageTrace) -> String {
    let mut text = format!("{}\n{}\n", way.page, screen.hanging(2, &headline(&way.verdict)));
    if way.verdict.outcome == WayEnd::Waits && !way.running {
        text.push_str("no daemon runs on this database: nothing goes on before it is started\n");
    }
    if !way.steps.is_empty() {
        text.push('\n');
        add_steps(&mut text, screen, &way.steps);
    }
    for page in &way.pages {
        let title = page.title.as_deref().map(|title| line_up_to(TITLE, title));
        let title = title.unwrap_or_else(|| "(its text is no longer kept)".to_owned());
        let _ = writeln!(text, "\nentry {}: {title}", page.entry);
        if way.pages.len() > 1 {
            let _ = writeln!(text, "  {}", headline(&page.verdict));
        }
        add_steps(&mut text, screen, &page.steps);
    }
    text
}

/// Where the way ends, in one line.
fn headline(verdict: &WayVerdict) -> String {
    let WayVerdict { outcome, stage, words } = verdict;
    let outcome = match outcome {
        WayEnd::Stopped => format!("stopped at {}", stage.as_str()),
        WayEnd::Waits => format!("waits at {}", stage.as_str()),
        WayEnd::Told => "told under another article".to_owned(),
        WayEnd::Reached => "reached its readers".to_owned(),
    };
    format!("{outcome}: {words}")
}

/// One line a step; a sign shows what stops and what waits.
fn add_steps(text: &mut String, screen: Screen, steps: &[TraceStep]) {
    for TraceStep { stage, outcome, words, .. } in steps {
        let (tone, sign) = match outcome {
            WayEnd::Stopped => (Tone::Bad, "✗"),
            WayEnd::Waits => (Tone::Doubtful, "…"),
            WayEnd::Told | WayEnd::Reached => (Tone::Good, "✓"),
        };
        let (sign, words) = (screen.toned(tone, sign), screen.wrapped(14, &line(words)));
        let _ = writeln!(text, "  {sign} {:<8}  {}", stage.as_str(), words.trim_start());
    }
}

#[cfg(test)]
mod tests;
