//! The last part of the way: which readers a match goes to, in which digest, and what became of the mail.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::digest::input::told_at;
use crate::installation::all_readers;
use crate::store::cursors::{ReaderPart, part_cursor};
use crate::store::delivery::DeliveryState;
use crate::store::digests::ToldAs;
use crate::store::history::{EntryHistory, MailLine, Mailing, MatchLine, StoryArticle, story_told};
use crate::store::mutes::{muted_entries, mutes};
use crate::store::own_readers::own_readers;
use crate::store::readers::SuppressionCause;
use crate::store::subscribers::{StoredSubscriber, subscribed_since, subscriber as stored_subscriber};
use crate::store::{Connection, StoreError};
use crate::subscriber::Subscriber;
use crate::watch::file::Alert;
use crate::wording::counted;

use super::question::WhyQuestion;
use super::way::{TraceStep, WayEnd, WayStage};
use super::words::{local, minute};

/// Adds the steps of every reader: what was told and its mail, then what `going` matches wait for.
pub(super) fn follow(
    connection: &Connection,
    asked: &WhyQuestion<'_>,
    page: &EntryHistory,
    going: &[&MatchLine],
    steps: &mut Vec<TraceStep>,
) -> Result<(), StoreError> {
    let mut reached: BTreeSet<&str> = BTreeSet::new();
    let subscribers = all_readers(asked.loaded, &own_readers(connection)?);
    let mut mails = Vec::new();
    for told in &page.told {
        reached.insert(&told.email);
        let head = head(page, told);
        steps.push(digest(told, head));
        mails.extend(told.mail.as_ref().map(|line| mail(told, line, head.is_some())));
    }
    if page.news {
        for line in going {
            let readers: Vec<&Subscriber> =
                subscribers.iter().filter(|reader| reader.wants(&line.watchlist)).collect();
            if readers.is_empty() {
                let words = format!("nobody subscribes to {}", line.watchlist);
                steps.push(TraceStep::new(WayStage::Digest, WayEnd::Stopped, None, words));
            }
            // Who waits for it by two watchlists waits once.
            for reader in readers {
                if reached.insert(&reader.email) {
                    steps.push(ahead(connection, asked, page, line, reader)?);
                }
            }
        }
    }
    steps.extend(mails);
    Ok(())
}

/// The article under which a digest told the entry, where it is another one.
fn head<'a>(page: &'a EntryHistory, told: &Mailing) -> Option<&'a StoryArticle> {
    let own = (told_at(page.published, page.first_seen), page.id);
    let beside = page.story.iter().filter(|article| told.beside.contains(&article.entry));
    let first =
        beside.min_by_key(|article| (told_at(article.published, article.first_seen), article.entry))?;
    ((told_at(first.published, first.first_seen), first.entry) < own).then_some(first)
}

fn digest(told: &Mailing, head: Option<&StoryArticle>) -> TraceStep {
    let Mailing { email, kind, section, composed, subject, .. } = told;
    let how = match section {
        ToldAs::Changed => "told as changed after publication".to_owned(),
        ToldAs::Withdrawn => "told as taken back".to_owned(),
        ToldAs::Returned => "told as there again".to_owned(),
        ToldAs::Again => "listed under the stories that the reader was sent before".to_owned(),
        ToldAs::New => match head {
            Some(head) => format!("told as part of the story “{}” ({})", head.title, head.source),
            None => "told as new".to_owned(),
        },
    };
    let words = format!("{email}: {how}, in the {} “{subject}” of {}", kind.word(), minute(*composed));
    TraceStep::new(WayStage::Digest, WayEnd::Reached, Some(*composed), words)
}

/// What became of a mail. Where the page was told under another one, that is where its own way ends.
fn mail(told: &Mailing, line: &MailLine, under_another: bool) -> TraceStep {
    let email = &told.email;
    let reply = line.reply.as_deref().map_or_else(String::new, |reply| format!(": {reply}"));
    let again = told.section == ToldAs::Again;
    let (outcome, words) = match line.state {
        DeliveryState::Sent if again => (
            WayEnd::Told,
            format!("sent to {email}, who had been sent the story before: the page is only listed{reply}"),
        ),
        DeliveryState::Sent if under_another => {
            (WayEnd::Told, format!("sent to {email} as part of another article's story{reply}"))
        }
        DeliveryState::Sent => {
            (WayEnd::Reached, format!("sent to {email} at {}{reply}", minute(line.changed)))
        }
        DeliveryState::Queued if line.attempts == 0 => {
            (WayEnd::Waits, format!("to {email}: in the outbox, not tried yet"))
        }
        DeliveryState::Queued => (
            WayEnd::Waits,
            format!(
                "to {email}: put off {}, next tried at {}{reply}",
                counted(line.attempts as usize, "time", "times"),
                minute(line.next_attempt)
            ),
        ),
        DeliveryState::Sending => (WayEnd::Waits, format!("to {email}: being sent")),
        DeliveryState::Doubtful => (
            WayEnd::Waits,
            format!(
                "to {email}: in doubt, it may have arrived; sent once more at {}{reply}",
                minute(line.next_attempt)
            ),
        ),
        DeliveryState::Refused => (WayEnd::Stopped, format!("to {email}: refused for good{reply}")),
        DeliveryState::Expired => (WayEnd::Stopped, format!("to {email}: given up after too long{reply}")),
        DeliveryState::Suppressed => {
            (WayEnd::Stopped, format!("to {email}: kept back, this address gets no mail"))
        }
        DeliveryState::Dropped => (WayEnd::Stopped, format!("to {email}: thrown away by an operator")),
    };
    TraceStep::new(WayStage::Mail, outcome, Some(line.changed), words)
}

/// What a match that was not told to a reader waits for, or why it is not told.
fn ahead(
    connection: &Connection,
    asked: &WhyQuestion<'_>,
    page: &EntryHistory,
    line: &MatchLine,
    reader: &Subscriber,
) -> Result<TraceStep, StoreError> {
    let email = &reader.email;
    let stop = |words: String| Ok(TraceStep::new(WayStage::Digest, WayEnd::Stopped, None, words));
    let Some(mut stored) = stored_subscriber(connection, email)? else {
        return stop(format!("{email}: new in the files, which the daemon has not taken yet"));
    };
    let part = ReaderPart { is_further: reader.part > 0, watchlists: vec![line.watchlist.clone()] };
    stored.cursor = part_cursor(connection, stored.id, &part)?;
    let since = subscribed_since(connection, stored.id, &line.watchlist)?;
    if since.is_none_or(|since| since >= line.id) {
        let list = &line.watchlist;
        return stop(format!(
            "{email}: subscribed to {list} only after this was found, and is sent what comes later"
        ));
    }
    if let Some(cause) = stored.suppressed {
        let words = match cause {
            SuppressionCause::Left => "its owner has left",
            SuppressionCause::Refused => {
                "mail servers say there is no such address; it waits for `subscribers restore`"
            }
            SuppressionCause::Gone => "its receiver says that it is gone; it waits for `subscribers restore`",
        };
        return stop(format!("{email}: gets no mail: {words}"));
    }
    let unwanted = mutes(connection, stored.id)?;
    let is_unwanted = unwanted.iter().any(|mute| mute.is_watchlist(&line.watchlist))
        || !muted_entries(connection, &unwanted, std::iter::once(page.id))?.is_empty();
    if is_unwanted {
        return stop(format!(
            "{email}: has asked for no mail about this source, story or watchlist, on the page about itself"
        ));
    }
    if let Some(at) = page.withdrawn
        && line.id <= stored.cursor.match_cursor
    {
        let at = minute(at);
        return stop(format!("{email}: taken back by its publisher at {at}, before a digest was due"));
    }
    let edited =
        page.revisions.iter().any(|revision| revision.number > 1 && revision.seen > stored.cursor.window_end);
    if line.id <= stored.cursor.match_cursor && !edited {
        return stop(format!(
            "{email}: left out of the digest window that ended at {}: its score was under the threshold then, \
             or no reader would have seen a difference",
            local(stored.cursor.window_end, &reader.timezone)
        ));
    }
    let story_told = story_told(connection, page.id, stored.id)?;
    Ok(waits(asked, line, reader, &stored, story_told))
}

/// When a reader is told.
fn waits(
    asked: &WhyQuestion<'_>,
    line: &MatchLine,
    reader: &Subscriber,
    stored: &StoredSubscriber,
    story_told: Option<Timestamp>,
) -> TraceStep {
    let Subscriber { email, timezone, times, .. } = reader;
    let immediate =
        asked.loaded.watchlists.get(&line.watchlist).is_some_and(|list| list.alert == Alert::Immediate);
    let wait = |at, words: String| TraceStep::new(WayStage::Digest, WayEnd::Waits, at, words);
    let paused = [reader.pause_until, stored.paused_until].into_iter().flatten().max();
    if let Some(until) = paused.filter(|until| asked.now < *until) {
        let when = local(until, timezone);
        return wait(Some(until), format!("{email}: paused until {when}; what matches before comes then"));
    }
    // Who else carries a known story wakes nobody.
    if immediate && reader.alerts && story_told.is_none() {
        return match reader.quiet.as_ref().and_then(|quiet| quiet.end(timezone, asked.now)) {
            Some(end) => wait(
                Some(end),
                format!("{email}: the alert waits for the end of quiet hours, {}", local(end, timezone)),
            ),
            None => wait(Some(asked.now), format!("{email}: the alert is due now")),
        };
    }
    let Some(times) = times else {
        return wait(Some(asked.now), format!("{email}: is told at once, so it is due now"));
    };
    if times.window(timezone, stored.cursor.window_end, asked.now).is_some() {
        return wait(Some(asked.now), format!("{email}: the digest is due now"));
    }
    let next = times.next_after(timezone, asked.now);
    let when = next.map_or_else(|| "never".to_owned(), |at| local(at, timezone));
    let why = match story_told {
        Some(at) => format!(", for its story was sent at {}", local(at, timezone)),
        None => String::new(),
    };
    wait(next, format!("{email}: waits for the next digest, {when}{why}"))
}
