//! Each story of a digest as the row that a mail shows.

use jiff::Timestamp;

use crate::digest::clean::MarkedPiece;
use crate::digest::compared::compared;
use crate::digest::happenings::{PlacedStory, by_event};
use crate::digest::input::{Disappearance, ReadExtent, ShownArticle};
use crate::digest::quotes::{last_words, quotes};
use crate::digest::translation::StoryTranslation;
use crate::digest::view::{Carrier, Carriers, EventPlace, StoryRow, TermList, TranslatedLines};
use crate::digest::words::Clock;
use crate::digest::{
    CarriedFurther, DigestSection, EditMeaning, EditedArticle, Part, Story, WithdrawnArticle, clean, words,
};
use crate::wording;
use crate::wording::counted;

/// Other publishers that are named; more are counted.
const CARRIERS: usize = 8;
/// Terms and names that are listed; more are counted.
const TERMS: usize = 12;

// What is shortened last: what went away, then news, then other edits, then what was sent before.
const WENT_AWAY: u8 = 0;
const NEWS: u8 = 1;
const OTHER_EDITS: u8 = 2;
const SENT_BEFORE: u8 = 3;

/// The rows of the news, those about one event together; what weighs less than a third of the first, and was not changed, is marked as light.
pub(crate) fn new(part: &Part, clock: &Clock) -> Vec<StoryRow> {
    let best = part.new.first().map_or(0.0, |story| story.score);
    let rows = by_event(&part.new).into_iter().map(|PlacedStory { story: place, event }| {
        let story = &part.new[place];
        let alone = event == EventPlace::Alone;
        let light = alone && story.change.is_none() && story.score * LIGHT < best;
        StoryRow { rank: (NEWS, place), light, event, ..story_row(story, clock) }
    });
    rows.collect()
}

/// How many times a story must weigh more for another to be one line.
const LIGHT: f64 = 3.0;

/// The rows of what was changed: near a watched name, and elsewhere.
pub(crate) fn changed(part: &Part, clock: &Clock) -> (Vec<StoryRow>, Vec<StoryRow>) {
    let (mut near, mut elsewhere) = (Vec::new(), Vec::new());
    for (place, edited) in part.changed.iter().enumerate() {
        let (rank, rows) =
            if edited.is_near_name() { (WENT_AWAY, &mut near) } else { (OTHER_EDITS, &mut elsewhere) };
        rows.push(StoryRow { rank: (rank, place), ..edited_row(edited, clock) });
    }
    (near, elsewhere)
}

/// The rows of what was taken back, or of what is there again.
pub(crate) fn withdrawn(part: &Part, section: DigestSection, clock: &Clock) -> Vec<StoryRow> {
    let rows = part.withdrawn.iter().enumerate().filter(|(_, gone)| gone.section() == section);
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
    row.also = match story.others.len() {
        0 => String::new(),
        others => format!(" and {}", counted(others, "more source", "more sources")),
    };
    row.quotes = quotes(&story.excerpts, &clean::title_of(&story.head));
    row.translation = story.translation.as_ref().map(translated);
    row.facts = format!("{} · weight {}", row.facts, weight(story.score));
    row.change = story.change.as_ref().map(|edit| compared("Changed after publication", edit, clock));
    row.notes.extend(changed_alike(&story.changed_alike));
    row.matched = terms(&story.terms);
    row.named = terms(&story.notable);
    row
}

/// The machine's words on single lines, with its name.
fn translated(made: &StoryTranslation) -> TranslatedLines {
    let model = wording::line_up_to(clean::NAME_LIMIT, &made.model);
    let lines = made.lines.iter().map(|line| wording::line_up_to(clean::QUOTE_LIMIT, line));
    let left_out = wording::list(&made.left_out);
    TranslatedLines {
        said: format!("Machine translation, {model}"),
        lang: clean::language_tag(&made.lang).unwrap_or("und").to_owned(),
        lines: lines.filter(|line| !line.is_empty()).collect(),
        left_out: if left_out.is_empty() {
            left_out
        } else {
            format!("Machine translation, {model}, left out: {left_out}.")
        },
    }
}

/// Whole numbers, as nobody compares more; below ten with one digit behind the point.
fn weight(score: f64) -> String {
    if score < 9.95 { format!("{score:.1}") } else { format!("{score:.0}") }
}

/// `The same change in Report Daily and Bosphorus Times.`
fn changed_alike(articles: &[ShownArticle]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    for article in articles {
        let name = wording::line_up_to(clean::NAME_LIMIT, &article.source);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let said = || format!("The same change in {}.", wording::list_up_to(CARRIERS, &names));
    (!names.is_empty()).then(said)
}

fn edited_row(edited: &EditedArticle, clock: &Clock) -> StoryRow {
    let mut row = article_row(&edited.article, &[], clock);
    if edited.meaning == EditMeaning::MatchesNoMore {
        row.notes.push("What matched is gone: after the change the article matches no more.".to_owned());
    }
    if !edited.gone.is_empty() {
        let names: Vec<String> = terms(&edited.gone).named;
        row.notes.push(format!("No longer in it: {}.", wording::list(&names)));
    }
    row.notes.extend(changed_alike(&edited.alike));
    row.change = Some(compared("Changed", &edited.edit, clock));
    row.matched = terms(&edited.terms);
    row.named = terms(&edited.notable);
    row
}

fn withdrawn_row(gone: &WithdrawnArticle, clock: &Clock) -> StoryRow {
    let mut row = article_row(&gone.article, &[], clock);
    let at = clock.moment_said(gone.seen);
    if let Some(last) = &gone.last {
        row.notes.push(format!("Found gone {at}: {}.", last.why));
        row.notes.push(format!("Last seen {}. SHA-256 of its text then:", clock.moment_said(last.at)));
        row.notes.push(last.sha256.clone());
        row.quotes = last_words(last, &gone.excerpts, &clean::title_of(&gone.article));
        row.matched = terms(&gone.terms);
        return row;
    }
    row.notes.push(match gone.how {
        Disappearance::Unlisted => format!("Found gone {at}: it is in its feed no more."),
        Disappearance::CameAndWent => format!("Found gone {at}: it came and went before this was written."),
        Disappearance::Returned => format!("You were told that it was gone. Found there again {at}."),
    });
    row.quotes = quotes(&gone.excerpts, &clean::title_of(&gone.article));
    row.matched = terms(&gone.terms);
    row
}

fn again_row(again: &CarriedFurther, clock: &Clock) -> Option<StoryRow> {
    let (first, others) = again.articles.split_first()?;
    let mut row = article_row(first, &[], clock);
    row.notes.push(format!("You were sent this story {}.", clock.moment_said(again.sent)));
    row.carriers = carriers(others, clock);
    Some(row)
}

/// What every row says of its article.
fn article_row(article: &ShownArticle, title_marks: &[(usize, usize)], clock: &Clock) -> StoryRow {
    let link = article.link.as_deref().map(clean::safe_link).transpose();
    let mut notes: Vec<String> =
        link.as_ref().err().map(|fault| fault.sentence().to_owned()).into_iter().collect();
    if article.read == ReadExtent::OnlyTeaser {
        notes.push("Only the teaser was read.".to_owned());
    }
    if let Some(cited) = &article.cites {
        notes.push(format!("Cites {} as its source.", wording::line_up_to(clean::NAME_LIMIT, cited)));
    }
    let link = link.ok().flatten();
    let words = clean::title_of(article);
    let poses = link.as_ref().filter(|link| clean::poses_as_another(&words, link));
    StoryRow {
        entry: article.entry,
        rank: (NEWS, 0),
        light: false,
        event: EventPlace::Alone,
        whole: true,
        title: title(article, title_marks),
        right_to_left: clean::runs_right_to_left(&words),
        lang: foreign_language(article),
        apart: poses.and_then(|link| link.host_str().map(str::to_owned)),
        link: link.map(String::from),
        source: wording::line_up_to(clean::NAME_LIMIT, &article.source),
        facts: facts(article, clock),
        when: clock.moment(told(article)),
        also: String::new(),
        notes,
        carriers: None,
        quotes: Vec::new(),
        translation: None,
        change: None,
        matched: TermList::default(),
        named: TermList::default(),
    }
}

/// The title with its marks; without them where they would cover most of it and so point at nothing.
fn title(article: &ShownArticle, marks: &[(usize, usize)]) -> Vec<MarkedPiece> {
    let pieces = clean::pieces(clean::TITLE_LIMIT, &article.title, marks);
    let letters = |marked: bool| -> usize {
        let pieces = pieces.iter().filter(|piece| piece.marked == marked);
        pieces.map(|piece| piece.text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
    };
    if pieces.is_empty() || letters(true) > 4 * letters(false) {
        return vec![MarkedPiece { text: clean::title_of(article), marked: false }];
    }
    pieces
}

/// The language of an article's words, fit for an attribute; `None` for that of the mail.
pub(crate) fn foreign_language(article: &ShownArticle) -> Option<String> {
    let tag = article.lang.as_deref().and_then(clean::language_tag)?;
    let english = tag.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("en"))
        && !tag[2..].starts_with(|c: char| c != '-');
    (!english).then(|| tag.to_owned())
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
        let link = article.link.as_deref().and_then(|link| clean::safe_link(link).ok());
        let link = link.filter(|link| !clean::poses_as_another(&name, link));
        let cited = article.cites.as_deref().map(|cited| wording::line_up_to(clean::NAME_LIMIT, cited));
        let cited = cited.map_or_else(String::new, |cited| format!(" (citing {cited})"));
        let when = format!("{}{cited}", clock.moment(told(article)));
        Carrier { name, link: link.map(String::from), when }
    };
    (!articles.is_empty()).then(|| Carriers {
        said: format!("Also in {}", counted(articles.len(), "source", "sources")),
        named: articles.iter().take(CARRIERS).map(carrier).collect(),
        more: articles.len().saturating_sub(CARRIERS),
    })
}

fn told(article: &ShownArticle) -> Timestamp {
    article.published.unwrap_or(article.seen)
}

fn terms(terms: &[String]) -> TermList {
    let cleaned = terms.iter().map(|term| wording::line_up_to(clean::NAME_LIMIT, term));
    TermList { named: cleaned.take(TERMS).collect(), more: terms.len().saturating_sub(TERMS) }
}
