//! Publishing: the lines of this store in their order, each taken out when the bus has it.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use super::error::RelayError;
use super::line::RelayLine;
use super::link::Link;
use crate::bulletin::{BulletinNews, encode};
use crate::bus::{Audience, Bus, OutgoingMessage, publish as publish_messages};
use crate::feed::SiteShare;
use crate::store::outgoing::{begin_noting, last_line, note_published, take_another_name};
use crate::store::telling_lines::{OutgoingBatch, OutgoingBulletin, outgoing_batch};
use crate::store::told_feeds::ToldFeed;
use crate::store::{Store, StoreError};

/// Lines that are under way at one time, and about how many bytes of text.
const LINES: u32 = 1_000;
const BYTES: usize = 8 * 1024 * 1024;

/// How often the server is asked whether it is there while there is nothing to publish.
const PULSE: Duration = Duration::from_secs(20);

/// Publishes until the bus or the store fails.
pub(super) async fn publish(line: &RelayLine, share: SiteShare, link: &mut Link) -> Result<(), RelayError> {
    let store = &line.store;
    let name = store.write(move |connection| begin_noting(connection, share)).await?;
    let bus = Bus::connect(&line.settings, line.certificates.as_deref(), &name).await?;
    let name = undisputed_name(line, share, &bus, name).await?;
    link.reached().await?;
    let mut commits = store.commits_seen();
    loop {
        commits.mark_unchanged();
        let next = next_messages(line, name.clone()).await?;
        if next.is_empty() {
            match timeout(PULSE, commits.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(StoreError::Closed.into()),
                Err(_) => drop(bus.extent().await?),
            }
            continue;
        }
        let NextMessages { tidings, messages, mut done } = next;
        let published = publish_messages(&bus, &name, messages).await;
        let mut told = Vec::new();
        for (tiding, _) in tidings.into_iter().zip(published.has).filter(|(_, has)| *has) {
            done.extend(tiding.lines);
            told.extend(tiding.told);
        }
        store.write(move |connection| note_published(connection, &done, &told)).await?;
        if let Some(error) = published.failed {
            return Err(error.into());
        }
        link.reached().await?;
    }
}

/// What is to be published next.
#[derive(Debug, Default)]
struct NextMessages {
    /// What each message tells.
    tidings: Vec<MessageTidings>,
    messages: Vec<OutgoingMessage>,
    /// Lines that tell nothing.
    done: Vec<i64>,
}

/// What is done once the bus has a message.
#[derive(Debug)]
struct MessageTidings {
    /// The lines that it tells.
    lines: Vec<i64>,
    /// What desks know of a feed then.
    told: Option<ToldFeed>,
}

impl NextMessages {
    fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.done.is_empty()
    }
}

async fn next_messages(line: &RelayLine, name: String) -> Result<NextMessages, RelayError> {
    let store = Arc::clone(&line.store);
    let read = move || read_messages(&store, &name);
    tokio::task::spawn_blocking(read)
        .await
        .map_err(|_| RelayError::Broken("reading what is to be published"))?
}

fn read_messages(store: &Store, name: &str) -> Result<NextMessages, RelayError> {
    let OutgoingBatch { bulletins, void } =
        store.snapshot(|connection| outgoing_batch(connection, name, LINES, BYTES))?;
    let mut next = NextMessages { done: void, ..NextMessages::default() };
    for OutgoingBulletin { bulletin, lines, told } in bulletins {
        let bytes = encode(&bulletin).map_err(|_| RelayError::Broken("writing a bulletin"))?;
        let audience = match bulletin.news {
            BulletinNews::Awaited { .. } => Audience::All,
            _ => Audience::Desks,
        };
        next.messages.push(OutgoingMessage { id: message_id(name, bulletin.line), bytes, audience });
        next.tidings.push(MessageTidings { lines, told });
    }
    Ok(next)
}

/// By which the server knows a line.
fn message_id(name: &str, line: i64) -> String {
    format!("{name}-{line}")
}

/// The line that an id, or that of a part, speaks of.
fn line_of(id: &str) -> Option<i64> {
    id.split('/').next()?.rsplit('-').next()?.parse().ok()
}

/// A store that was set back, from a backup, counts lines a second time: it takes another name, so that no desk takes the new
/// ones for those that it has.
async fn undisputed_name(
    line: &RelayLine,
    share: SiteShare,
    bus: &Bus,
    name: String,
) -> Result<String, RelayError> {
    let mut known = 0;
    for audience in [Audience::Desks, Audience::All] {
        known = bus.last_id_of(&name, audience).await?.and_then(|id| line_of(&id)).unwrap_or(0).max(known);
    }
    if known <= line.store.read(last_line)? {
        return Ok(name);
    }
    tracing::warn!(
        "the stream holds later lines than this database: it was set back, and publishes under another name"
    );
    Ok(line.store.write(move |connection| take_another_name(connection, share)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_message_tells_its_line() {
        assert_eq!(line_of(&message_id("0a1b-2of4", 17)), Some(17));
        assert_eq!(line_of("0a1b-2of4-17/3"), Some(17));
        assert_eq!(line_of("something"), None);
    }
}
