//! Each story of a digest as the row that a mail shows.

use jiff::Timestamp;

use crate::change::{Extent, Fate, Run, Weight};
use crate::digest::clean::MarkedPiece;
use crate::digest::input::ShownArticle;
use crate::digest::view::{Carrier, Carriers, Compared, FateWords, StoryRow, TermList};
use crate::digest::words::Clock;
use crate::digest::{
    CarriedFurther, Edit, EditMeaning, EditedArticle, Part, Story, WithdrawnArticle, clean, words,
};
use crate::watch::found::Excerpt;
use crate::wording;

/// Other publishers that are named; more are counted.
const CARRIERS: usize = 8;
/// Terms and names that are listed; more are counted.
const TERMS: usize = 12;

// What is shortened last: what went away, then news, then other edits, then what was sent before.
const WENT_AWAY: u8 = 0;
const NEWS: u8 = 1;
const OTHER_EDITS: u8 = 2;
const SENT_BEFORE: u8 = 3;

/// The rows of the news.
pub(crate) fn new(part: &Part, clock: &Clock) -> Vec<StoryRow> {
    let rows = part.new.iter().enumerate();
    rows.map(|(place, story)| StoryRow { rank: (NEWS, place), ..story_row(story, clock) }).collect()
}

/// The rows of what was changed.
pub(crate) fn changed(part: &Part, clock: &Clock) -> Vec<StoryRow> {
    let rows = part.changed.iter().enumerate();
    rows.map(|(place, edited)| {
        let weighty = edited.outcome == EditMeaning::MatchesNoMore
            || edited.edit.change.weight() == Weight::RemovedNearName;
        let rank = (if weighty { WENT_AWAY } else { OTHER_EDITS }, place);
        StoryRow { rank, ..edited_row(edited, clock) }
    })
    .collect()
}

/// The rows of what was taken back.
pub(crate) fn withdrawn(part: &Part, clock: &Clock) -> Vec<StoryRow> {
    let rows = part.withdrawn.iter().enumerate();
    rows.map(|(place, gone)| StoryRow { rank: (WENT_AWAY, place), ..withdrawn_row(gone, clock) }).collect()
}

/// The rows of the stories that the reader knows and that further publishers carry.
pub(crate) fn again(part: &Part, clock: &Clock) -> Vec<StoryRow> {
    let rows = part.again.iter().enumerate();
    rows.filter_map(|(place, again)| {
        Some(StoryRow { rank: (SENT_BEFORE, place), ..again_row(again, clock)? })
    })
    .collect()
}

fn story_row(story: &Story, clock: &Clock) -> StoryRow {
    let mut row = article_row(&story.head, &story.title_marks, clock);
    if !story.also_matches.is_empty() {
        let titles: Vec<String> = story.also_matches.iter().map(|title| wording::line(title)).collect();
        row.notes.push(format!("Matches {} too.", titles.join(", ")));
    }
    row.carriers = carriers(&story.others, clock);
    row.quotes = quotes(&story.excerpts);
    row.change = story.change.as_ref().map(|edit| compared("Changed after publication", edit, clock));
    row.matched = terms(&story.terms);
    row.named = terms(&story.notable);
    row
}

fn edited_row(edited: &EditedArticle, clock: &Clock) -> StoryRow {
    let mut row = article_row(&edited.article, &[], clock);
    if edited.outcome == EditMeaning::MatchesNoMore {
        row.notes.push("What matched is gone: after the change the article matches no more.".to_owned());
    }
    row.change = Some(compared("Changed", &edited.edit, clock));
    row.matched = terms(&edited.terms);
    row.named = terms(&edited.notable);
    row
}

fn withdrawn_row(gone: &WithdrawnArticle, clock: &Clock) -> StoryRow {
    let mut row = article_row(&gone.article, &[], clock);
    let how = wording::line_up_to(clean::TITLE_LIMIT, &gone.how);
    row.notes.push(format!("Found gone {}: {how}.", clock.moment(gone.seen)));
    row.quotes = quotes(&gone.excerpts);
    row.matched = terms(&gone.terms);
    row
}

fn again_row(again: &CarriedFurther, clock: &Clock) -> Option<StoryRow> {
    let (first, others) = again.articles.split_first()?;
    let mut row = article_row(first, &[], clock);
    row.notes.push(format!("You were sent this story {}.", clock.moment(again.sent)));
    row.carriers = carriers(others, clock);
    Some(row)
}

/// What every row says of its article.
fn article_row(article: &ShownArticle, title_marks: &[(usize, usize)], clock: &Clock) -> StoryRow {
    let link = article.link.as_deref().and_then(clean::safe_link);
    let mut title = clean::pieces(clean::TITLE_LIMIT, &article.title, title_marks);
    if title.is_empty() {
        title = vec![MarkedPiece { text: "(no title)".to_owned(), marked: false }];
    }
    let words: String = title.iter().map(|piece| piece.text.as_str()).collect();
    let poses = link.as_ref().filter(|link| clean::poses_as_another(&words, link));
    let mut notes = Vec::new();
    if link.is_none() && article.link.is_some() {
        notes.push("Its link is left out: it is no plain web address.".to_owned());
    }
    StoryRow {
        rank: (NEWS, 0),
        whole: true,
        title,
        lang: article.lang.as_deref().and_then(clean::language_tag).map(str::to_owned),
        apart: poses.and_then(|link| link.host_str().map(str::to_owned)),
        link: link.map(String::from),
        source: wording::line_up_to(clean::NAME_LIMIT, &article.source),
        facts: facts(article, clock),
        notes,
        carriers: None,
        quotes: Vec::new(),
        change: None,
        matched: TermList::default(),
        named: TermList::default(),
    }
}

/// `Russian · published Sun 23 June 22:40, seen 22:55 (+04)`.
fn facts(article: &ShownArticle, clock: &Clock) -> String {
    let lang = article.lang.as_deref().and_then(clean::language_tag).map(words::language);
    let times = match article.published {
        Some(published) => {
            let seen = clock.moment_after(published, article.seen);
            format!("published {}, seen {seen}", clock.moment(published))
        }
        None => format!("without a date, seen {}", clock.moment(article.seen)),
    };
    let times = format!("{times} ({})", clock.zone_of(article.seen));
    lang.map_or_else(|| times.clone(), |lang| format!("{lang} · {times}"))
}

fn carriers(articles: &[ShownArticle], clock: &Clock) -> Option<Carriers> {
    let carrier = |article: &ShownArticle| {
        let name = wording::line_up_to(clean::NAME_LIMIT, &article.source);
        let link = article.link.as_deref().and_then(clean::safe_link);
        let link = link.filter(|link| !clean::poses_as_another(&name, link));
        Carrier { name, link: link.map(String::from), when: clock.moment(told(article)) }
    };
    (!articles.is_empty()).then(|| Carriers {
        said: format!("Also in {}", wording::counted(articles.len(), "source", "sources")),
        named: articles.iter().take(CARRIERS).map(carrier).collect(),
        more: articles.len().saturating_sub(CARRIERS),
    })
}

fn told(article: &ShownArticle) -> Timestamp {
    article.published.unwrap_or(article.seen)
}

fn quotes(excerpts: &[Excerpt]) -> Vec<Vec<MarkedPiece>> {
    let quotes = excerpts.iter().map(|quote| clean::pieces(clean::QUOTE_LIMIT, &quote.text, &quote.marks));
    quotes.filter(|pieces| !pieces.is_empty()).collect()
}

fn terms(terms: &[String]) -> TermList {
    let cleaned = terms.iter().map(|term| wording::line_up_to(clean::NAME_LIMIT, term));
    TermList { named: cleaned.take(TERMS).collect(), more: terms.len().saturating_sub(TERMS) }
}

fn compared(what: &str, edit: &Edit, clock: &Clock) -> Compared {
    let change = &edit.change;
    let times = match edit.revisions {
        1 => ", seen".to_owned(),
        number => format!(" {number} times, last seen"),
    };
    let extent = match change.extent {
        Extent::Edited => "",
        Extent::Rewritten => "; mostly rewritten",
    };
    let passages = change.title.iter().chain(&change.passages);
    let runs = passages.map(|passage| shown_runs(&passage.runs));
    let passages = runs.collect();
    let more = match change.more {
        0 => String::new(),
        more => format!("And {}.", wording::counted(more, "more changed place", "more changed places")),
    };
    Compared { said: format!("{what}{times} {}{extent}:", clock.moment(edit.seen)), passages, more }
}

fn shown_runs(runs: &[Run]) -> Vec<FateWords> {
    let mut shown: Vec<FateWords> = Vec::new();
    for run in runs {
        let long = run.text.chars().nth(clean::QUOTE_LIMIT).is_some();
        let text = if long {
            wording::line_up_to(clean::QUOTE_LIMIT, &run.text)
        } else {
            wording::spaced(&run.text)
        };
        let replaces = run.fate == Fate::Added && shown.last().is_some_and(FateWords::removed);
        if !text.is_empty() {
            shown.push(FateWords { text, fate: run.fate, replaces });
        }
    }
    shown
}
