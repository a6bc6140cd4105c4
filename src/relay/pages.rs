//! Taking on a machine that polls: entries of others whose pages are of its sites.

use super::begin::begin;
use super::error::RelayError;
use super::line::RelayLine;
use super::link::Link;
use crate::bulletin::{Bulletin, decode};
use crate::bus::{Audience, Bus, Taker};
use crate::feed::SiteShare;
use crate::store::Connection;
use crate::store::bus_state::{StreamPart, StreamPosition, desk_name, save_stream_position};
use crate::store::incoming::take_awaited;

/// Messages of one batch.
const BATCH: usize = 500;

/// Takes until the bus or the store fails. What cannot be read is set aside by desks, and what comes in parts waits there as long as
/// it may: neither is asked for here.
pub(super) async fn take_pages(
    line: &RelayLine,
    share: SiteShare,
    link: &mut Link,
) -> Result<(), RelayError> {
    let name = line.store.write(desk_name).await?;
    let bus = Bus::connect(&line.settings, line.certificates.as_deref(), &name).await?;
    let mut position = begin(line, StreamPart::Pages, &bus.extent().await?, (line.now)()).await?;
    let mut taker = Taker::begin(&bus, &name, Audience::All, position.sequence + 1, BATCH).await?;
    loop {
        let mut messages = taker.next().await?;
        link.reached().await?;
        messages.retain(|message| message.sequence > position.sequence);
        let Some(last) = messages.last() else { continue };
        position = StreamPosition { sequence: last.sequence, ..position };
        let bulletins = messages.iter().filter(|message| message.part.is_none());
        let bulletins: Vec<Bulletin> = bulletins.filter_map(|message| decode(&message.bytes).ok()).collect();
        let written = position.clone();
        let write = move |connection: &Connection| {
            for bulletin in &bulletins {
                take_awaited(connection, share, bulletin)?;
            }
            save_stream_position(connection, StreamPart::Pages, &written)
        };
        line.store.write(write).await?;
        taker.acknowledge().await?;
    }
}
