//! From what a page answered to what is ready to be written of one entry: compared, judged, matched.

use std::sync::Arc;

use super::absence::is_down;
use super::ask::{PageReply, ReadPage};
use super::headlines::{headline, page_entry};
use super::held_pages::{held_event, held_since, how_its_site_does};
use super::look_context::LookContext;
use super::read_answer::answer_of;
use super::read_texts::{ReadTexts, read_texts};
use super::standing_text::{StandingText, pending_lines};
use crate::article::{self, PageKind};
use crate::entry::Entry;
use crate::event::{ArticleTraits, FingerprintReader, KnownPublishers};
use crate::store::StoreError;
use crate::store::known_pages::KnownPage;
use crate::store::page_looks::LookedAt;
use crate::store::pages::PageStatus;
use crate::store::revisions::PageText;
use crate::update::{Look, LookAnswer, LookMeaning, PageState, UnknownReason, next_look};
use crate::watch::found::Match;
use crate::watch::item::Item;
use crate::watch::pool::MatcherPool;

/// A text that keeps fewer of the words of the last, in hundredths, may be what the site answers to any address.
const MOSTLY_REPLACED: usize = 50;

/// Every so many looks are without validators: servers have been seen to answer 304 to pages that changed.
const UNCONDITIONAL: u32 = 3;

/// Whether the next look at a page sends the validators of the last.
pub(super) fn is_conditional(state: &PageState) -> bool {
    state.reading.is_some() && state.pending.is_none() && !state.looks.is_multiple_of(UNCONDITIONAL)
}

/// Whether a page shows so little of what it showed that one asks what its site answers to an address that never was.
pub(super) fn looks_replaced(known: &[KnownPage], read: &ReadPage) -> bool {
    let was_read = known.iter().filter(|known| known.state.reading.is_some());
    let mut kept = was_read.map(|known| article::kept(&known.entry.text, &read.page.article.text));
    let has_text = matches!(read.page.kind, PageKind::Article | PageKind::Other);
    has_text && !read.page.shown.is_empty() && kept.any(|kept| kept < MOSTLY_REPLACED)
}

/// Judges what a page answered for one entry.
///
/// # Errors
///
/// When the store cannot be read.
pub(super) fn judge(
    context: &LookContext<'_>,
    known: &KnownPage,
    reply: &PageReply,
) -> Result<LookedAt, StoreError> {
    let now = context.now;
    let read = if let PageReply::Page(read) = reply { Some(&**read) } else { None };
    let ReadTexts { lines, before, own_text, lead, is_of_nothing } = read_texts(context, known, read)?;
    let standing = read.and_then(|read| StandingText::of(known, read, &before, &own_text));
    let mut shown = read.map(|read| page_entry(known, read, own_text.clone()));
    let mut found = shown.as_ref().map(|entry| matches(context.matchers, known, entry)).unwrap_or_default();
    let answer = match (reply, read) {
        (PageReply::Page(_), Some(_)) if is_of_nothing => LookAnswer::Unknown(UnknownReason::Wall),
        _ => answer(known, reply, (&before, &own_text), &found, standing.as_ref()),
    };
    let (host_is_well, held) = how_its_site_does(context, known)?;
    let (mut state, meaning) = Look { state: &known.state, answer, host_is_well, held, now }.judge();
    let standing = standing.filter(|_| is_of_what_stands(answer, &state));
    let is_current =
        matches!(meaning, LookMeaning::FirstText | LookMeaning::Edited { .. } | LookMeaning::Reverted);
    if let Some(read) = read {
        note_answer(&mut state, (known, read, &own_text), standing.as_ref(), is_current);
    }
    if let Some(StandingText { entry, .. }) = standing {
        found = matches(context.matchers, known, &entry);
        shown = Some(entry);
    }
    // What turned out to be the frame of its site goes quietly, so that no later edit takes it away.
    let lost_its_frame = meaning == LookMeaning::Same && known.is_from_page && before != known.entry.text;
    let is_new_text = is_current || lost_its_frame && read.is_some() || is_longer_teaser(known, read);
    if is_new_text {
        state.lead = lead;
    }
    let (matches, text) = match shown.filter(|_| is_new_text) {
        Some(entry) => {
            let is_edit = matches!(meaning, LookMeaning::Edited { .. });
            let Entry { title, text, lang, published, .. } = entry;
            (found, Some(PageText { title, text, is_edit, lang, published }))
        }
        None if known.waits => (matches(context.matchers, known, &known.entry), None),
        None => (Vec::new(), None),
    };
    let is_watched = known.is_watched || !matches.is_empty();
    Ok(LookedAt {
        entry: known.id,
        first: context.first,
        status: status(meaning, known, read),
        next_due: next_look(meaning, state.failures, known.first_seen, context.plan, is_watched, now),
        address: read.filter(|_| is_there(meaning)).and_then(|read| read.moved_to.clone()),
        event: held_event(held, meaning, context.site),
        held_since: held_since(held, &state, now),
        traits: traits_of(known, text.as_ref(), &matches, context.publishers),
        matches,
        stops_waiting: known.waits,
        withdrawn: match meaning {
            LookMeaning::Withdrawn(_) | LookMeaning::Unlisted => Some(true),
            LookMeaning::Returned => Some(false),
            _ => None,
        },
        answered: state.missing.is_none()
            && matches!(answer, LookAnswer::Unchanged | LookAnswer::Text(_) | LookAnswer::Teaser),
        text,
        state,
        lines,
    })
}

/// What a page answered, beside the known text.
fn answer(
    known: &KnownPage,
    reply: &PageReply,
    (before, now): (&str, &str),
    found: &[Match],
    standing: Option<&StandingText>,
) -> LookAnswer {
    match reply {
        PageReply::Unchanged => LookAnswer::Unchanged,
        PageReply::Missing(why) => LookAnswer::Missing(*why),
        PageReply::Unknown(why) => LookAnswer::Unknown(*why),
        PageReply::Page(read) if is_down(known, read, before) => {
            LookAnswer::Unknown(UnknownReason::ServerError)
        }
        PageReply::Page(read) => answer_of(known, read, (before, now), found, standing),
    }
}

/// Notes what the next look compares with.
fn note_answer(
    state: &mut PageState,
    (known, read, text): (&KnownPage, &ReadPage, &str),
    standing: Option<&StandingText>,
    is_current: bool,
) {
    state.validators = read.validators.clone();
    let headline = headline(known, read);
    state.pending_lines = match state.pending {
        Some(pending) if known.state.pending == Some(pending) => known.state.pending_lines.clone(),
        Some(_) => pending_lines(headline, text),
        None => Vec::new(),
    };
    // What another text is headed says nothing of this one, and what was seen once is not its headline yet.
    if is_current || state.reading.is_none() {
        state.title = Some(standing.map_or(headline, |standing| &standing.headline).to_owned());
    }
}

/// Whether a look has told of what stands of the text, and not of the whole of it.
fn is_of_what_stands(answer: LookAnswer, state: &PageState) -> bool {
    let LookAnswer::Text(text) = answer else { return false };
    let is_told = |hash| hash != text.hash && state.reading.is_some_and(|reading| reading.hash == hash);
    state.pending.is_none() && text.standing.is_some_and(is_told)
}

/// Whether the page shows more than the feed says, though not all of the article: the free part before a paywall. It is
/// matched and shown, and what comes after it is no edit of it.
fn is_longer_teaser(known: &KnownPage, read: Option<&ReadPage>) -> bool {
    let free = read.filter(|read| read.page.kind == PageKind::Teaser && !known.is_from_page);
    free.is_some_and(|read| {
        article::count_words(&read.page.article.text) > article::count_words(&known.entry.text)
    })
}

/// Whether the article stands where the look has led.
fn is_there(meaning: LookMeaning) -> bool {
    match meaning {
        LookMeaning::Same
        | LookMeaning::FirstText
        | LookMeaning::Edited { .. }
        | LookMeaning::Reverted
        | LookMeaning::Suspected
        | LookMeaning::Returned => true,
        LookMeaning::OnlyTeaser
        | LookMeaning::MissingOnce(_)
        | LookMeaning::Withdrawn(_)
        | LookMeaning::Unlisted
        | LookMeaning::Unknown(_) => false,
    }
}

/// What an entry matches that has waited long enough: by what its feed said, with its traits where it matches.
pub(super) fn told_by_its_teaser(
    known: &KnownPage,
    matchers: &MatcherPool,
    publishers: &Arc<KnownPublishers>,
) -> (Vec<Match>, Option<ArticleTraits>) {
    let matches = matches(matchers, known, &known.entry);
    let traits = traits_of(known, None, &matches, publishers);
    (matches, traits)
}

fn matches(matchers: &MatcherPool, known: &KnownPage, entry: &Entry) -> Vec<Match> {
    let item = Item::of(&known.feed.feed, known.feed.state.title.as_deref(), entry);
    matchers.with(|matcher| matcher.matches(&item))
}

fn traits_of(
    known: &KnownPage,
    text: Option<&PageText>,
    matches: &[Match],
    publishers: &Arc<KnownPublishers>,
) -> Option<ArticleTraits> {
    if matches.is_empty() || !(known.waits || text.is_some()) {
        return None;
    }
    let (title, text) =
        text.map_or((&known.entry.title, &known.entry.text), |text| (&text.title, &text.text));
    Some(ArticleTraits::of(
        &mut FingerprintReader::new(publishers),
        (title, text),
        matches,
        known.feed.feed.family(),
    ))
}

fn status(meaning: LookMeaning, known: &KnownPage, read: Option<&ReadPage>) -> PageStatus {
    match (meaning, read.map(|read| read.page.kind)) {
        (LookMeaning::Withdrawn(_), _) => PageStatus::Gone,
        (_, Some(PageKind::Wall)) => PageStatus::Wall,
        (_, Some(PageKind::Login)) => PageStatus::Login,
        (LookMeaning::OnlyTeaser, Some(PageKind::Teaser)) => PageStatus::Teaser,
        (LookMeaning::OnlyTeaser, _) => PageStatus::NoText,
        _ if known.state.withdrawn.is_some() && meaning == LookMeaning::Same => PageStatus::Gone,
        (
            LookMeaning::FirstText
            | LookMeaning::Edited { .. }
            | LookMeaning::Reverted
            | LookMeaning::Returned,
            _,
        ) => PageStatus::Article,
        (LookMeaning::Unknown(UnknownReason::Wall), _) if known.state.reading.is_none() => PageStatus::Wall,
        _ if known.state.reading.is_some() => PageStatus::Article,
        _ => PageStatus::Unknown,
    }
}
