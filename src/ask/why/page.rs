//! The way of one stored entry: read, told apart, matched, weighed, put into its story.

use crate::settings::units::show_duration;
use crate::store::archive::{ArchivedEntry, archived_entry};
use crate::store::history::{EntryHistory, MatchLine};
use crate::store::page_answers::page_behind;
use crate::store::{Connection, StoreError};
use crate::watch::explain::{Explanation, LeafRole, explain};
use crate::watch::set::Matcher;
use crate::wording::counted;

use super::question::WhyQuestion;
use super::way::{EntryTrace, TraceStep, WayEnd, WayStage};
use super::words::{minute, named, polling};
use super::{behind, reader};

/// Watchlists shown that came near and do not match.
const NEAREST: usize = 3;

/// Characters of what one of them lacks; `explain` shows all of it.
const LONGEST: usize = 240;

/// Follows a stored entry.
pub(super) fn way(
    connection: &Connection,
    asked: &WhyQuestion<'_>,
    page: &EntryHistory,
    matcher: &mut Matcher,
) -> Result<EntryTrace, StoreError> {
    let mut steps = vec![fetched(asked, page), read(page), told_apart(asked, page)];
    steps.extend(page_behind(connection, page.id)?.map(|behind| behind::step(&behind, asked.now)));
    let archived = archived_entry(connection, page.id)?;
    let mut going = Vec::new();
    match &archived {
        Some(entry) => going = matched(asked, page, entry, matcher, &mut steps),
        None => steps.push(pruned(asked, page)),
    }
    steps.extend(story(page));
    reader::follow(connection, asked, page, &going, &mut steps)?;
    let end =
        steps.iter().filter(|step| ends(step, page)).rev().max_by_key(|step| (step.outcome, step.stage));
    let verdict = end.unwrap_or(&steps[0]).verdict();
    let (title, url) = (archived.map(|entry| entry.title), page.link.clone());
    Ok(EntryTrace { entry: page.id, title, url, feed: named(&page.feed), verdict, steps })
}

/// Whether a step can be the end of the way: what stops or waits, and a mail that arrived.
fn ends(step: &TraceStep, page: &EntryHistory) -> bool {
    // What came as no news goes nowhere, whatever it would have matched.
    let kept_back = !page.news && step.stage > WayStage::Identity;
    !kept_back && (step.outcome != WayEnd::Reached || step.stage == WayStage::Mail)
}

fn fetched(asked: &WhyQuestion<'_>, page: &EntryHistory) -> TraceStep {
    let state = &page.feed.state;
    let words = if page.feed_listed {
        format!("{}: {}", named(&page.feed), polling(state, asked.now))
    } else {
        format!("{}: no longer in the files, so not asked any more", named(&page.feed))
    };
    TraceStep::new(WayStage::Fetch, WayEnd::Reached, state.last_ok, words)
}

fn read(page: &EntryHistory) -> TraceStep {
    let claim =
        page.published.map_or_else(|| "without a date".to_owned(), |at| format!("dated {}", minute(at)));
    let told: Vec<_> = page.revisions.iter().skip(1).filter(|revision| !revision.whole).collect();
    let edits = match told.len() {
        0 => String::new(),
        edits => {
            let last = told.last().map_or_else(String::new, |last| minute(last.seen));
            let heard = told.iter().any(|revision| revision.aloud);
            let quiet =
                if heard { "" } else { "; none was told: only its id changed, or it is edited without end" };
            format!("; {} since, the last at {last}{quiet}", counted(edits, "edit", "edits"))
        }
    };
    let words = format!("the feed listed it first at {}, {claim}{edits}", minute(page.first_seen));
    TraceStep::new(WayStage::Read, WayEnd::Reached, Some(page.first_seen), words)
}

fn told_apart(asked: &WhyQuestion<'_>, page: &EntryHistory) -> TraceStep {
    let (outcome, mut words) = if page.news {
        (WayEnd::Reached, "new when it was read".to_owned())
    } else {
        let backfill = show_duration(asked.loaded.settings.fetch.backfill);
        let at_first = page.feed.state.first_polled == Some(page.first_seen);
        let why = match (at_first, page.published) {
            (true, Some(_)) => {
                format!("at the first poll of a feed only what is younger than {backfill} is news")
            }
            (true, None) => "at the first poll of a feed nothing without a date is news".to_owned(),
            (false, _) => "it is old and came up from the end of the feed's list".to_owned(),
        };
        (WayEnd::Stopped, format!("stored, but no news: {why}; it can be searched and is mailed to nobody"))
    };
    if let Some((key, until)) = page.former.first() {
        let times = match page.former.len() {
            1 => String::new(),
            more => format!(", {more} times in all"),
        };
        words = format!(
            "{words}; known before as `{key}`, and at {} the feed gave it another id or address{times}: \
             that is not news again",
            minute(*until)
        );
    }
    if let Some(at) = page.withdrawn {
        words = format!("{words}; taken back by its publisher, found at {}", minute(at));
    }
    TraceStep::new(WayStage::Identity, outcome, Some(page.first_seen), words)
}

fn pruned(asked: &WhyQuestion<'_>, page: &EntryHistory) -> TraceStep {
    let retention = show_duration(asked.loaded.settings.store.retention);
    let told = if page.told.is_empty() { "; no digest told it" } else { "" };
    let words = format!(
        "its text is older than the retention of {retention} and was taken out, with all that it matched{told}"
    );
    TraceStep::new(WayStage::Match, WayEnd::Stopped, None, words)
}

/// Every watchlist that matched or came near; answers the matches that are strong enough to be told.
fn matched<'a>(
    asked: &WhyQuestion<'_>,
    page: &'a EntryHistory,
    entry: &ArchivedEntry,
    matcher: &mut Matcher,
    steps: &mut Vec<TraceStep>,
) -> Vec<&'a MatchLine> {
    let watchlists = &asked.loaded.watchlists;
    let ids: Vec<&str> = watchlists.ids().collect();
    for gone in page.matches.iter().filter(|line| !ids.contains(&line.watchlist.as_str())) {
        let words = format!("{} matched, and is no longer in the files", gone.watchlist);
        steps.push(TraceStep::new(WayStage::Match, WayEnd::Stopped, Some(gone.found), words));
    }
    let item = entry.item();
    let (mut going, mut scores, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for id in ids {
        let Some(explained) = explain(matcher, id, &item) else { continue };
        let Some(line) = page.matches.iter().find(|line| line.watchlist == id) else {
            others.push(explained);
            continue;
        };
        steps.push(found(page, line, &explained));
        let last = page.revisions.last().map_or(0, |revision| revision.number);
        let score = line.scores.iter().find(|(revision, _)| *revision == last).map(|(_, score)| *score);
        let Some(score) = score else { continue };
        if score < explained.threshold {
            let words = format!(
                "{id}: {score:.1} is below its threshold of {}: kept and searchable, not mailed",
                explained.threshold
            );
            scores.push(TraceStep::new(WayStage::Score, WayEnd::Stopped, Some(line.found), words));
        } else {
            let words = format!("{id}: {score:.1}, its threshold is {}", explained.threshold);
            scores.push(TraceStep::new(WayStage::Score, WayEnd::Reached, Some(line.found), words));
            going.push(line);
        }
    }
    steps.extend(not_matched(page, others));
    steps.extend(scores);
    going
}

/// What a match that was found says of itself.
fn found(page: &EntryHistory, line: &MatchLine, explained: &Explanation) -> TraceStep {
    let id = &line.watchlist;
    let held = explained.leaves.iter().filter(|leaf| leaf.holds && leaf.role != LeafRole::Excluded);
    let held: Vec<&str> = held.map(|leaf| leaf.label.as_str()).collect();
    let last = page.revisions.last();
    let kept = last.is_some_and(|last| line.scores.iter().any(|(revision, _)| *revision == last.number));
    let (outcome, words) = match (kept, explained.matches) {
        (true, true) => (WayEnd::Reached, format!("{id} matches: {}", held.join(", "))),
        (true, false) => (
            WayEnd::Reached,
            format!("{id} matched when it was read; the watchlist was changed since and would not match now"),
        ),
        (false, _) => {
            let at = last.map_or_else(String::new, |last| format!(" at {}", minute(last.seen)));
            (WayEnd::Stopped, format!("{id} matched until an edit{at} took away what it looks for"))
        }
    };
    TraceStep::new(WayStage::Match, outcome, Some(line.found), words)
}

/// Of the watchlists that did not match: all that would now or that leave the feed out, else the nearest.
fn not_matched(page: &EntryHistory, mut others: Vec<Explanation>) -> Vec<TraceStep> {
    others.sort_by_key(|explained| std::cmp::Reverse(nearness(explained)));
    let stopped = |at, words| TraceStep::new(WayStage::Match, WayEnd::Stopped, at, words);
    let sure: Vec<TraceStep> = others
        .iter()
        .filter(|explained| explained.missing.is_empty())
        .map(|explained| stopped(None, why_not(page, explained)))
        .collect();
    if !sure.is_empty() || !page.matches.is_empty() {
        return sure;
    }
    let Some(first) = others.first() else { return vec![stopped(None, "there is no watchlist".to_owned())] };
    let words = match (others.len(), nearness(first)) {
        (1, _) => format!("no watchlist matches: {}", why_not(page, first)),
        (all, (_, 0, false)) => {
            return vec![stopped(
                None,
                format!("nothing that any of the {all} watchlists looks for is there"),
            )];
        }
        _ => format!("no watchlist matches; nearest is {}", why_not(page, first)),
    };
    let near = others.iter().skip(1).take(NEAREST - 1).filter(|other| nearness(other) > (false, 0, false));
    let near = near.map(|other| stopped(None, why_not(page, other)));
    std::iter::once(stopped(None, words)).chain(near).collect()
}

/// How near a watchlist came: whether its query holds, the share of what it wants that is there, in thousandths, and
/// whether anything is spelt nearly so.
fn nearness(explained: &Explanation) -> (bool, usize, bool) {
    let wanted = explained.leaves.iter().filter(|leaf| leaf.role == LeafRole::Wanted);
    let held = wanted.clone().filter(|leaf| leaf.holds).count();
    let spelt = explained.leaves.iter().any(|leaf| leaf.nearest.is_some());
    (explained.missing.is_empty(), held * 1000 / wanted.count().max(1), spelt)
}

fn why_not(page: &EntryHistory, explained: &Explanation) -> String {
    let id = &explained.watchlist;
    if !explained.missing.is_empty() {
        let nearest = explained.leaves.iter().find_map(|leaf| leaf.nearest.as_ref());
        let nearest = nearest.map_or_else(String::new, |words| format!(" (nearest is {words})"));
        if nearness(explained).1 == 0 {
            return format!("{id}: nothing that it looks for is there{nearest}");
        }
        let missing = explained.missing.join("; ");
        return match missing.char_indices().nth(LONGEST) {
            None => format!("{id}: {missing}{nearest}"),
            Some((cut, _)) => {
                let cut = missing[..cut].rfind(' ').unwrap_or(cut);
                format!(
                    "{id}: {} …{nearest}; `wirewatch explain {id} {}` shows all",
                    &missing[..cut],
                    page.id
                )
            }
        };
    }
    match &explained.feed {
        Some(words) => format!("{id}: its query holds, but {words}"),
        None => format!(
            "{id} matches as it stands now and did not at {}, when the page was read: the watchlist or its \
             entities were changed later, and only what is read after a change is matched by it",
            minute(page.revisions.last().map_or(page.first_seen, |last| last.seen))
        ),
    }
}

fn story(page: &EntryHistory) -> Option<TraceStep> {
    let first = page.story.first()?;
    let others = counted(page.story.len(), "other article", "other articles");
    let words = format!(
        "tells the same as {others}, such as “{}” ({}), seen at {}",
        first.title,
        first.source,
        minute(first.first_seen)
    );
    Some(TraceStep::new(WayStage::Story, WayEnd::Reached, None, words))
}
