//! `/e/ID`: one entry, why it was found, where else it ran, and its revisions; `/e/ID/diff/A/B`: two of them.

use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::address_part::AddressPart;
use super::face::WebState;
use super::long_text::{PageParagraph, Wanted, fitting};
use super::page::{Chrome, not_found, shown, unavailable};
use super::reader::SignedIn;
use super::rows::{TextPiece, marked, titled};
use crate::ask::desk::{ArticleView, RevisionView, SeenMatch, article_view, diff_view};
use crate::change::{Fate, Run};
use crate::digest::clean::safe_link;
use crate::digest::words::{Clock, language};
use crate::entry::heading;
use crate::watch::words::stands_for;

/// Hits that are told; more are counted.
const HITS: usize = 40;

/// Characters of a title in the window's name.
const WINDOW: usize = 80;

/// Paragraphs at the beginning of a long article that are shown where there is room.
const BEGINNING: usize = 20;

#[derive(Template)]
#[template(path = "web/entry.html")]
struct EntryPage {
    chrome: Chrome,
    title: Vec<TextPiece>,
    lang: Option<String>,
    source: String,
    facts: Vec<String>,
    turns: Vec<String>,
    link: Option<String>,
    /// Why its link does not stand there.
    no_link: Option<&'static str>,
    paragraphs: Vec<PageParagraph<Vec<TextPiece>>>,
    no_text: String,
    matches: Vec<MatchView>,
    elsewhere: Vec<(i64, String, String)>,
    revisions: Vec<RevisionRow>,
    mutes: Vec<(&'static str, String, String)>,
    form: String,
}

struct MatchView {
    id: String,
    title: String,
    words: String,
    hits: Vec<(String, String)>,
    more: Option<String>,
}

struct RevisionRow {
    number: i64,
    seen: String,
    origin: &'static str,
    length: usize,
    diff: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "web/diff.html")]
struct DiffPage {
    chrome: Chrome,
    back: String,
    lang: Option<String>,
    title: Vec<DiffRun>,
    words: String,
    paragraphs: Vec<PageParagraph<Vec<DiffRun>>>,
}

/// A run of words as a template shows it.
struct DiffRun {
    text: String,
    gone: bool,
    come: bool,
}

impl From<Run> for DiffRun {
    fn from(run: Run) -> Self {
        Self { text: run.text, gone: run.fate == Fate::Removed, come: run.fate == Fate::Added }
    }
}

/// Answers `/e/ID`.
pub(super) async fn entry_page(
    State(face): State<WebState>,
    reader: SignedIn,
    AddressPart(id): AddressPart,
) -> Response {
    let Ok(number) = id.parse::<i64>() else { return not_found() };
    let sight = reader.sight.clone();
    let found = face
        .read(move |installation, connection| article_view(connection, installation, &sight, number))
        .await;
    let view = match found {
        Ok(Some(view)) => view,
        Ok(None) => return not_found(),
        Err(_) => return unavailable(),
    };
    let clock = Clock::new(&reader.sight.zone, face.now());
    shown(StatusCode::OK, &page(view, &clock, reader.form))
}

fn page(view: ArticleView, clock: &Clock, form: String) -> EntryPage {
    let title = titled(&heading(&view.title.text, view.paragraphs.first().map_or("", |first| &first.text)));
    let window: String = title.chars().take(WINDOW).collect();
    let shown_title = if view.title.text.trim().is_empty() {
        vec![TextPiece { text: title, marked: false }]
    } else {
        marked(&view.title)
    };
    let link = view.history.link.as_deref().map(safe_link);
    let no_link = link.as_ref().and_then(|link| link.as_ref().err()).map(|fault| fault.sentence());
    let facts = facts(&view, clock);
    // A publisher may have several feeds, and all of them are muted.
    let publisher = if view.source == view.family {
        view.family.clone()
    } else {
        format!("{} (all of {})", view.source, view.family)
    };
    let mut mutes = vec![("mute-source", view.family.clone(), format!("No mail from {publisher}"))];
    if let Some(story) = view.story {
        mutes.push(("mute-story", story.to_string(), "No mail about this story".to_owned()));
    }
    EntryPage {
        chrome: Chrome::inside(&window, ""),
        title: shown_title,
        lang: view.lang.clone(),
        facts,
        turns: turns(&view, clock),
        link: link.and_then(Result::ok).map(String::from),
        no_link,
        paragraphs: of_article(view.paragraphs.iter().map(marked).collect()),
        no_text: "Its text is older than this desk keeps texts.".to_owned(),
        matches: view.matches.iter().map(match_view).collect(),
        elsewhere: view
            .elsewhere
            .iter()
            .map(|other| {
                (
                    other.entry,
                    titled(&other.title),
                    format!("{}, {}", other.source, clock.moment(other.first_seen)),
                )
            })
            .collect(),
        revisions: revisions(view.history.id, &view.revisions, clock),
        source: view.source,
        mutes,
        form,
    }
}

fn facts(view: &ArticleView, clock: &Clock) -> Vec<String> {
    let mut facts = Vec::new();
    if let Some(published) = view.history.published {
        facts.push(format!("dated {}", clock.moment(published)));
    }
    facts.push(format!("seen {}", clock.moment(view.history.first_seen)));
    facts.extend(view.author.clone());
    facts.extend(view.lang.as_deref().map(language));
    match view.page.as_deref() {
        Some("article" | "gone") => facts.push("the whole article was read".to_owned()),
        Some("wall" | "login" | "teaser" | "none" | "unknown") => {
            facts.push("only the teaser was read".to_owned());
        }
        Some("waiting") => facts.push("its page is still to be read".to_owned()),
        _ => {}
    }
    facts
}

/// What became of it.
fn turns(view: &ArticleView, clock: &Clock) -> Vec<String> {
    let mut turns = Vec::new();
    if let Some(at) = view.history.withdrawn {
        turns.push(format!(
            "Taken down by its publisher: found {}. This is its text as last seen.",
            clock.moment_said(at)
        ));
    }
    let mut edits = view.revisions.iter().filter(|revision| revision.number > 1 && revision.aloud);
    if let Some(last) = edits.next_back() {
        let once = if last.seen_once { "; this was seen once so far" } else { "" };
        turns.push(format!(
            "Changed after publication, the last time {}{once}.",
            clock.moment_said(last.seen)
        ));
    }
    turns
}

fn match_view(seen: &SeenMatch) -> MatchView {
    let found = &seen.found;
    let notable = match &found.notable[..] {
        [] => String::new(),
        notable => format!("; beside it {}", notable.join(", ")),
    };
    let mut hits: Vec<(String, String)> =
        found.hits.iter().map(|hit| (hit.surface.clone(), stands_for(hit))).collect();
    hits.sort();
    hits.dedup();
    let more = hits.len().checked_sub(HITS).filter(|more| *more > 0);
    hits.truncate(HITS);
    MatchView {
        id: seen.watchlist.clone(),
        title: seen.title.clone(),
        words: format!("{}{notable}. Score {:.1}.", found.terms.join(", "), found.score),
        hits,
        more: more.map(|more| format!("and {more} more ways of writing them")),
    }
}

fn revisions(entry: i64, revisions: &[RevisionView], clock: &Clock) -> Vec<RevisionRow> {
    let before = std::iter::once(None).chain(revisions.iter().map(Some));
    let rows = revisions.iter().zip(before).map(|(revision, before)| RevisionRow {
        number: revision.number,
        seen: clock.moment(revision.seen),
        origin: if revision.of_page { "page" } else { "feed" },
        length: revision.length,
        diff: before.map(|before| {
            let address = format!("/e/{entry}/diff/{}/{}", before.number, revision.number);
            (address, format!("with revision {}", before.number))
        }),
    });
    let mut rows: Vec<RevisionRow> = rows.collect();
    rows.reverse();
    rows
}

/// Of a long article its beginning, and what was found further on.
fn of_article(paragraphs: Vec<Vec<TextPiece>>) -> Vec<PageParagraph<Vec<TextPiece>>> {
    let wanted = |all: &[Vec<TextPiece>], at: usize| match at {
        _ if all[at].iter().any(|piece| piece.marked) => Wanted::First,
        0..BEGINNING => Wanted::WhereThereIsRoom,
        _ => Wanted::Never,
    };
    fitting(paragraphs, |pieces| pieces.iter().map(|piece| piece.text.len()).sum(), wanted)
}

/// Of a long text what was changed, each with a paragraph on either side.
fn of_diff(paragraphs: Vec<Vec<DiffRun>>) -> Vec<PageParagraph<Vec<DiffRun>>> {
    let is_changed = |runs: &Vec<DiffRun>| runs.iter().any(|run| run.gone || run.come);
    let wanted = |all: &[Vec<DiffRun>], at: usize| match &all[at.saturating_sub(1)..(at + 2).min(all.len())] {
        _ if is_changed(&all[at]) => Wanted::First,
        around if around.iter().any(is_changed) => Wanted::WhereThereIsRoom,
        _ => Wanted::Never,
    };
    fitting(paragraphs, |runs| runs.iter().map(|run| run.text.len()).sum(), wanted)
}

/// Answers `/e/ID/diff/A/B`.
pub(super) async fn diff_page(
    State(face): State<WebState>,
    reader: SignedIn,
    numbers: Result<Path<(i64, i64, i64)>, PathRejection>,
) -> Response {
    let Ok(Path((id, before, after))) = numbers else { return not_found() };
    let sight = reader.sight.clone();
    let found = face
        .read(move |installation, connection| {
            let Some(diff) = diff_view(connection, id, before, after)? else { return Ok(None) };
            Ok(article_view(connection, installation, &sight, id)?.map(|view| (diff, view)))
        })
        .await;
    let (diff, view) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(),
        Err(_) => return unavailable(),
    };
    let clock = Clock::new(&reader.sight.zone, face.now());
    let page = DiffPage {
        chrome: Chrome::inside(&format!("Revisions {before} and {after}"), ""),
        back: format!("/e/{id}"),
        lang: view.lang,
        title: diff.title.into_iter().map(DiffRun::from).collect(),
        words: format!(
            "{}: what stood there {} beside {}. Struck out: gone. Underlined: new.",
            view.source,
            clock.moment_said(diff.before),
            clock.moment_said(diff.after)
        ),
        paragraphs: of_diff(
            diff.paragraphs.into_iter().map(|runs| runs.into_iter().map(DiffRun::from).collect()).collect(),
        ),
    };
    shown(StatusCode::OK, &page)
}
