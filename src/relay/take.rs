//! Taking: messages in the order of the stream, matched, one transaction a batch, acknowledged after it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::{SignedDuration, Timestamp};

use super::begin::begin;
use super::error::RelayError;
use super::line::RelayLine;
use super::link::Link;
use super::matching::{DeskMatchers, ReadMessage, read_all};
use crate::bulletin::encode;
use crate::bus::{Audience, Bus, IncomingMessage, MessagePart, Taker};
use crate::event::KnownPublishers;
use crate::installation::Installation;
use crate::settings::KeptEntries;
use crate::store::bus_state::{
    StreamPart, StreamPosition, desk_name, desk_news_since, forget_parts, forget_unreadable, keep_part,
    keep_unreadable, kept_parts, kept_unreadable, save_stream_position,
};
use crate::store::coverage::watched_feeds;
use crate::store::feeds::listed_number;
use crate::store::incoming::{DeskRules, take_bulletin};
use crate::store::{Connection, StoreError};

/// Messages of one batch.
const BATCH: usize = 2_000;

/// A desk at work.
struct DeskSession<'a> {
    line: &'a RelayLine,
    rules: DeskRules,
    position: StreamPosition,
    matchers: Matchers,
}

/// Matchers of the watchlists that run, and of the feeds that are known.
struct Matchers {
    of: Arc<Installation>,
    feeds: i64,
    own: DeskMatchers,
}

/// Takes until the bus or the store fails, or until messages come out of their order.
pub(super) async fn take(line: &RelayLine, kept: KeptEntries, link: &mut Link) -> Result<(), RelayError> {
    let name = line.store.write(desk_name).await?;
    let bus = Bus::connect(&line.settings, line.certificates.as_deref(), &name).await?;
    let position = begin(line, StreamPart::Whole, &bus.extent().await?, news_since(line)).await?;
    let rules = DeskRules { kept, news_since: line.store.read(desk_news_since)? };
    let mut desk = DeskSession { line, rules, position, matchers: Matchers::of(line)? };
    desk.try_unreadable_again().await?;
    let mut taker = Taker::begin(&bus, &name, Audience::Desks, desk.position.sequence + 1, BATCH).await?;
    link.reached().await?;
    loop {
        let mut messages = taker.next().await?;
        if messages.is_empty() {
            bus.extent().await?;
            link.reached().await?;
            link.pending(0).await?;
        }
        // What is sent again was stored before its acknowledgement was lost.
        messages.retain(|message| message.sequence > desk.position.sequence);
        let Some(last) = messages.last() else { continue };
        let (pending, missed) = (last.pending, missed(desk.position.sequence, &messages));
        if missed > 0 {
            link.missed(&line.settings.stream, missed, (line.now)()).await?;
        }
        desk.take(messages).await?;
        taker.acknowledge().await?;
        link.reached().await?;
        link.pending(pending).await?;
    }
}

/// How many messages between what was taken last and these the stream does not have any more.
fn missed(taken: u64, messages: &[IncomingMessage]) -> u64 {
    let last = messages.last().map_or(taken, |last| last.sequence);
    (last - taken).saturating_sub(messages.len() as u64)
}

/// What a new desk takes for news: as at the first sight of a feed.
fn news_since(line: &RelayLine) -> Timestamp {
    let backfill = line.running.borrow().files.settings.fetch.backfill;
    let backfill = SignedDuration::try_from(backfill).unwrap_or(SignedDuration::MAX);
    (line.now)().saturating_sub(backfill).unwrap_or(Timestamp::MIN)
}

impl Matchers {
    fn of(line: &RelayLine) -> Result<Self, StoreError> {
        let of = Arc::clone(&line.running.borrow());
        let pool = Arc::clone(&of.matchers);
        let (feeds, publishers) = publishers(line)?;
        Ok(Self { of, feeds, own: DeskMatchers { pool, publishers } })
    }
}

/// How many feeds this desk has heard of, and whose they are.
fn publishers(line: &RelayLine) -> Result<(i64, Arc<KnownPublishers>), StoreError> {
    let (feeds, watched) =
        line.store.read(|connection| Ok((listed_number(connection)?, watched_feeds(connection)?)))?;
    Ok((feeds, Arc::new(KnownPublishers::of(watched.iter().map(|stored| &stored.feed)))))
}

impl DeskSession<'_> {
    /// The matchers of what runs and is known by now.
    fn matchers(&mut self) -> Result<DeskMatchers, StoreError> {
        if !Arc::ptr_eq(&self.matchers.of, &self.line.running.borrow()) {
            self.matchers = Matchers::of(self.line)?;
        } else if self.line.store.read(listed_number)? != self.matchers.feeds {
            (self.matchers.feeds, self.matchers.own.publishers) = publishers(self.line)?;
        }
        Ok(self.matchers.own.clone())
    }

    /// Takes messages in their order; those that came in parts each by itself.
    async fn take(&mut self, messages: Vec<IncomingMessage>) -> Result<(), RelayError> {
        let mut whole = Vec::new();
        for message in messages {
            let Some(part) = message.part.clone() else {
                whole.push(message);
                continue;
            };
            self.take_whole(std::mem::take(&mut whole)).await?;
            self.take_part(message, part).await?;
        }
        self.take_whole(whole).await
    }

    async fn take_whole(&mut self, messages: Vec<IncomingMessage>) -> Result<(), RelayError> {
        let Some(last) = messages.last() else { return Ok(()) };
        let sequences: Vec<u64> = messages.iter().map(|message| message.sequence).collect();
        let position = StreamPosition { sequence: last.sequence, ..self.position.clone() };
        let bytes = messages.into_iter().map(|message| message.bytes).collect();
        let matchers = self.matchers()?;
        let read = Arc::new(read_all(&matchers, bytes).await?);
        match self.write(Arc::clone(&read), position, None).await {
            Err(RelayError::Store(error)) if is_of_one(&error) => {}
            written => return written,
        }
        // One of them cannot be written: all others are, and that one is set aside.
        for (message, sequence) in read.iter().zip(sequences) {
            let position = StreamPosition { sequence, ..self.position.clone() };
            let written = self.write(Arc::new(vec![message.clone()]), position.clone(), None).await;
            match written {
                Err(RelayError::Store(error)) if is_of_one(&error) => {
                    let aside = set_aside(message, &error)?;
                    self.write(Arc::new(vec![aside]), position, None).await?;
                }
                written => written?,
            }
        }
        Ok(())
    }

    /// Keeps a part; the last one that was missing is taken with all others.
    async fn take_part(&mut self, message: IncomingMessage, part: MessagePart) -> Result<(), RelayError> {
        let position = StreamPosition { sequence: message.sequence, ..self.position.clone() };
        let mut parts = self.line.store.read(|connection| kept_parts(connection, &part.message))?;
        parts.retain(|(number, _)| *number != part.part);
        if parts.len() + 1 < part.of as usize {
            let written = position.clone();
            let keep = move |connection: &Connection| {
                keep_part(connection, &part.message, part.part, &message.bytes)?;
                save_stream_position(connection, StreamPart::Whole, &written)
            };
            self.line.store.write(keep).await?;
            self.position = position;
            return Ok(());
        }
        parts.push((part.part, message.bytes));
        parts.sort_by_key(|(number, _)| *number);
        let bytes: Vec<u8> = parts.into_iter().flat_map(|(_, bytes)| bytes).collect();
        let matchers = self.matchers()?;
        let read = read_all(&matchers, vec![bytes]).await?;
        match self.write(Arc::new(read.clone()), position.clone(), Some(part.message.clone())).await {
            Err(RelayError::Store(error)) if is_of_one(&error) => {
                let aside =
                    read.iter().map(|message| set_aside(message, &error)).collect::<Result<_, _>>()?;
                self.write(Arc::new(aside), position, Some(part.message)).await
            }
            written => written,
        }
    }

    /// Writes what was read and how far that is, in one transaction.
    async fn write(
        &mut self,
        read: Arc<Vec<ReadMessage>>,
        position: StreamPosition,
        whole: Option<String>,
    ) -> Result<(), RelayError> {
        let (rules, now, written) = (self.rules, (self.line.now)(), position.clone());
        let write = move |connection: &Connection| {
            for message in read.iter() {
                match message {
                    ReadMessage::Bulletin(bulletin) => {
                        take_bulletin(connection, rules, bulletin)?;
                    }
                    ReadMessage::Unreadable { bytes, reason } => {
                        keep_unreadable(connection, bytes, reason, now)?;
                    }
                }
            }
            if let Some(message) = &whole {
                forget_parts(connection, message)?;
            }
            save_stream_position(connection, StreamPart::Whole, &written)
        };
        self.line.store.write(write).await?;
        self.position = position;
        self.line.news.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// What an older program could not read, this one may.
    async fn try_unreadable_again(&mut self) -> Result<(), RelayError> {
        let kept = self.line.store.read(kept_unreadable)?;
        let (ids, bytes): (Vec<i64>, Vec<Vec<u8>>) = kept.into_iter().unzip();
        let matchers = self.matchers()?;
        for (id, message) in ids.into_iter().zip(read_all(&matchers, bytes).await?) {
            let ReadMessage::Bulletin(bulletin) = message else { continue };
            let rules = self.rules;
            let write = move |connection: &Connection| {
                take_bulletin(connection, rules, &bulletin)?;
                forget_unreadable(connection, id)
            };
            match self.line.store.write(write).await {
                Err(error) if is_of_one(&error) => {}
                written => written?,
            }
        }
        Ok(())
    }
}

/// Whether a failure is of what was to be written, and not of the disk.
fn is_of_one(error: &StoreError) -> bool {
    matches!(error, StoreError::Statement(_) | StoreError::Damaged { .. })
}

/// A message that could be read and not be written.
fn set_aside(message: &ReadMessage, error: &StoreError) -> Result<ReadMessage, RelayError> {
    let ReadMessage::Bulletin(bulletin) = message else { return Ok(message.clone()) };
    tracing::error!(%error, "a message could not be stored; it is set aside");
    let bytes = encode(&bulletin.bulletin).map_err(|_| RelayError::Broken("writing a bulletin"))?;
    Ok(ReadMessage::Unreadable { bytes, reason: error.to_string() })
}
