//! One round of composing, as of one snapshot: who is due, who gets the same, and a digest for each of those groups.

use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;

use crate::digest::compose::{compose, heartbeat};
use crate::digest::input::{DigestInput, ReaderLinks, Recipient};
use crate::digest::render::render;
use crate::digest::stored::encode;
use crate::digest::{Digest, DigestKind, DigestSection};
use crate::store::Connection;
use crate::store::cursors::{CursorStep, ReaderCursor, ReaderPart, latest_cursor, part_cursor};
use crate::store::digests::{DigestCause, DigestContent, NewDigest, ToldAs, last_alert, latest_revisions};
use crate::store::mutes::{Mute, muted_entries, mutes};
use crate::store::stirred::{ReaderStanding, Stirred, had_before, stirred};
use crate::store::subscribers::{StoredSubscriber, subscriber, subscriptions, unmissed};
use crate::store::untold::{Untold, untold};
use crate::subscriber::{Empty, Subscriber};
use crate::watch::set::Watchlists;

use super::error::DeliverError;
use super::feet::Feet;
use super::letter::Letterhead;
use super::order::{Order, alert_order, digest_order, rehearsal_order};
use super::record::{Batch, Share};
use super::secret::ContentMark;

/// What a round is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RoundKind {
    Alerts,
    Digests,
    /// Digests as if every slot had come.
    Rehearsal,
}

/// One reader, or a part of one, for whom something may be due.
struct Due<'a> {
    reader: &'a Subscriber,
    stored: StoredSubscriber,
    part: ReaderPart,
    order: Order,
    standing: ReaderStanding,
    /// What this reader has asked not to be mailed about.
    mutes: Vec<Mute>,
}

/// Readers to whom one digest says the same.
struct Alike<'a> {
    stirred: Rc<Stirred>,
    had: String,
    readers: Vec<Due<'a>>,
}

impl Alike<'_> {
    /// Whether a digest for these readers is one for another who stands so, too.
    fn takes(&self, due: &Due<'_>, stirred: &Rc<Stirred>, had: &str) -> bool {
        let first = &self.readers[0];
        first.order == due.order
            && first.reader.timezone == due.reader.timezone
            && first.reader.times == due.reader.times
            && first.reader.empty == due.reader.empty
            && first.reader.translate == due.reader.translate
            && first.standing.revision_cursor == due.standing.revision_cursor
            && self.had == had
            && self.stirred == *stirred
    }
}

/// A round: what it looks at.
pub(super) struct CompositionRound<'a> {
    pub kind: RoundKind,
    pub connection: &'a Connection,
    pub subscribers: &'a [Subscriber],
    /// Which parts of the readers: one after the other, so that none tells what another one is about to; all of them
    /// where it is left open.
    pub part: Option<usize>,
    pub watchlists: &'a Watchlists,
    pub letterhead: Letterhead<'a>,
    pub now: Timestamp,
}

impl CompositionRound<'_> {
    /// Composes for everybody of a round, as of one snapshot: a batch for each digest.
    pub(super) fn compose(
        &self,
        only: Option<&str>,
    ) -> Result<Vec<Result<Batch, DeliverError>>, DeliverError> {
        let mut known: HashMap<ReaderStanding, Rc<Stirred>> = HashMap::new();
        let mut alike: Vec<Alike<'_>> = Vec::new();
        let mut of_window: HashMap<(Timestamp, Timestamp), Vec<usize>> = HashMap::new();
        for due in self.due(only)? {
            let stirred = match known.get(&due.standing) {
                Some(stirred) => Rc::clone(stirred),
                None => {
                    let stirred = Rc::new(stirred(self.connection, &due.standing)?);
                    known.insert(due.standing.clone(), Rc::clone(&stirred));
                    stirred
                }
            };
            let muted = muted_entries(self.connection, &due.mutes, stirred.entries())?;
            let stirred = if muted.is_empty() { stirred } else { Rc::new(stirred.without(&muted)) };
            // Most alerts that are asked for have nothing to tell: spare them the rest.
            if due.order.kind == DigestKind::Alert && stirred.is_empty() {
                continue;
            }
            let had = had_before(self.connection, &stirred, due.stored.id)?;
            let places = of_window.entry((due.order.window.from, due.order.window.to)).or_default();
            match places.iter().find(|place| alike[**place].takes(&due, &stirred, &had)) {
                Some(place) => alike[*place].readers.push(due),
                None => {
                    places.push(alike.len());
                    alike.push(Alike { stirred, had, readers: vec![due] });
                }
            }
        }
        let latest = latest_cursor(self.connection, self.now)?;
        let mut feet = Feet::default();
        Ok(alike.iter().map(|alike| self.compose_alike(alike, latest, &mut feet)).collect())
    }

    /// The readers for whom something may be due, in the order of the files.
    fn due(&self, only: Option<&str>) -> Result<Vec<Due<'_>>, DeliverError> {
        let mut found = Vec::new();
        let chosen = self.subscribers.iter().filter(|reader| {
            only.is_none_or(|email| reader.email == email) && self.part.is_none_or(|part| reader.part == part)
        });
        for reader in chosen {
            let Some(mut stored) = subscriber(self.connection, &reader.email)? else { continue };
            if self.kind != RoundKind::Rehearsal && stored.waits(self.now) {
                continue;
            }
            let followed = self.watchlists.ids().filter(|id| reader.wants(id));
            let part =
                ReaderPart { is_further: reader.part > 0, watchlists: followed.map(str::to_owned).collect() };
            stored.cursor = part_cursor(self.connection, stored.id, &part)?;
            let told = stored.cursor.window_end;
            let order = match self.kind {
                RoundKind::Alerts if !reader.alerts => None,
                RoundKind::Alerts => {
                    let last = last_alert(self.connection, stored.id)?;
                    alert_order(reader, self.watchlists, told, last, self.now)
                }
                RoundKind::Digests => digest_order(reader, self.watchlists, told, self.now),
                RoundKind::Rehearsal => Some(rehearsal_order(reader, self.watchlists, told, self.now)),
            };
            let Some(mut order) = order else { continue };
            let mutes = mutes(self.connection, stored.id)?;
            order.topics.retain(|topic| !mutes.iter().any(|mute| mute.is_watchlist(&topic.id)));
            let mut since = subscriptions(self.connection, stored.id)?;
            since.retain(|watchlist, _| order.topics.iter().any(|topic| topic.id == *watchlist));
            let unmissed = unmissed(self.connection, stored.id)?;
            let ReaderCursor { match_cursor, revision_cursor, .. } = stored.cursor;
            found.push(Due {
                reader,
                stored,
                part,
                order,
                standing: ReaderStanding { match_cursor, revision_cursor, since, unmissed },
                mutes,
            });
        }
        Ok(found)
    }

    /// What a digest is composed from for all who get the same: without a reader.
    fn input(&self, due: &Due<'_>, untold: Untold, feet: &mut Feet) -> Result<DigestInput, DeliverError> {
        let mut coverage = feet.of(self.connection, self.watchlists, &due.order, self.now)?;
        // What is told was compared, also what was seen as the window before closed, or waited for its page since.
        coverage.new_entries = coverage.new_entries.max(untold.found.len());
        Ok(DigestInput {
            reader: Recipient {
                email: String::new(),
                name: None,
                zone: due.reader.timezone.clone(),
                schedule: due.reader.schedule(),
            },
            window: due.order.window,
            now: self.now,
            topics: due.order.topics.clone(),
            found: untold.found,
            edits: untold.edits,
            withdrawn: untold.withdrawn,
            coverage,
            links: ReaderLinks::default(),
        })
    }

    /// One digest for readers who get the same, and what it moves for each of them.
    fn compose_alike(
        &self,
        Alike { stirred, had, readers }: &Alike<'_>,
        latest: ReaderCursor,
        feet: &mut Feet,
    ) -> Result<Batch, DeliverError> {
        let due = &readers[0];
        let (order, standing) = (&due.order, &due.standing);
        let beats = due.reader.empty == Empty::Heartbeat;
        let untold = untold(self.connection, standing, stirred, had)?;
        let told = told_keys(&untold);
        let nothing = told.is_empty();
        let step = |due: &Due<'_>| CursorStep {
            subscriber: due.stored.id,
            part: due.part.clone(),
            from: due.stored.cursor,
            to: if closes(due) {
                ReaderCursor { window_end: order.window.to, ..latest }
            } else {
                due.stored.cursor
            },
        };
        let steps: Vec<CursorStep> = readers.iter().filter(|due| closes(due)).map(step).collect();
        if nothing && (order.kind == DigestKind::Alert || !beats) {
            return Ok(Batch { composed: None, shares: Vec::new(), translate: false, steps });
        }
        let material = self.input(due, untold, feet)?;
        let digest = match compose(order.kind, &material) {
            Some(digest) => digest,
            None if order.kind == DigestKind::Scheduled && beats => heartbeat(&material),
            None => return Ok(Batch { composed: None, shares: Vec::new(), translate: false, steps }),
        };
        let content = encode(&digest)?;
        let mark = ContentMark::of(&content);
        let mut shares = Vec::with_capacity(readers.len());
        let slot =
            |due: &Due<'_>| format!("digest {}{} {}", due.reader.email, of_part(&due.part), order.window.to);
        for due in readers {
            let key = match order.kind {
                // By slot and place: a clock set back repeats and loses nothing. An alert by what it tells.
                DigestKind::Alert => format!("alert {} {}", due.reader.email, told.join(" ")),
                DigestKind::Scheduled => {
                    let ReaderCursor { match_cursor, revision_cursor, .. } = due.stored.cursor;
                    format!("{} {match_cursor}-{revision_cursor}", slot(due))
                }
                DigestKind::Heartbeat => slot(due),
            };
            let delivery = self.letterhead.address(due.reader, due.stored.id, key, &mark)?;
            shares.push(Share { delivery, step: step(due) });
        }
        let new = new_digest(self.connection, &digest, content)?;
        Ok(Batch {
            composed: Some((digest, new)),
            shares,
            translate: due.reader.translate,
            steps: Vec::new(),
        })
    }
}

/// Whether this digest closes a window. An alert is told beside the digests of its reader, and closes none; who is told
/// at once has no other.
fn closes(due: &Due<'_>) -> bool {
    due.order.kind != DigestKind::Alert || due.reader.times.is_none()
}

/// What the key of a further part's digest has beside the address: two parts may be due at one time.
fn of_part(part: &ReaderPart) -> String {
    if part.is_further { format!(" [{}]", part.watchlists.join(" ")) } else { String::new() }
}

/// What is told, in a word for each thing.
fn told_keys(untold: &Untold) -> Vec<String> {
    let found = untold.found.iter().map(|found| format!("{}", found.article.entry));
    let edits = untold.edits.iter().map(|edit| format!("{}@{}", edit.article.entry, edit.before.edited));
    let gone = untold.withdrawn.iter().map(|gone| format!("{}!{}", gone.article.entry, gone.seen));
    found.chain(edits).chain(gone).collect()
}

fn new_digest(connection: &Connection, digest: &Digest, content: String) -> Result<NewDigest, DeliverError> {
    let told = digest.told();
    let revisions = latest_revisions(connection, told.iter().map(|(entry, _)| *entry))?;
    let entries = told
        .into_iter()
        .filter_map(|(entry, section)| Some((entry, *revisions.get(&entry)?, told_as(section))))
        .collect();
    Ok(NewDigest {
        cause: match digest.kind {
            DigestKind::Scheduled => DigestCause::Digest,
            DigestKind::Alert => DigestCause::Alert,
            DigestKind::Heartbeat => DigestCause::Heartbeat,
        },
        window: (digest.window.from, digest.window.to),
        subject: render(digest).subject,
        stories: digest.parts.iter().map(|part| part.new.len()).sum(),
        content: DigestContent::Json(content),
        entries,
    })
}

fn told_as(section: DigestSection) -> ToldAs {
    match section {
        DigestSection::New => ToldAs::New,
        DigestSection::Changed => ToldAs::Changed,
        DigestSection::Withdrawn => ToldAs::Withdrawn,
        DigestSection::Returned => ToldAs::Returned,
        DigestSection::CarriedFurther => ToldAs::Again,
    }
}
