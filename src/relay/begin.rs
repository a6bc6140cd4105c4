//! Where in the stream a store goes on, whatever became of either.

use jiff::Timestamp;

use super::error::RelayError;
use super::line::RelayLine;
use crate::bus::StreamExtent;
use crate::store::bus_state::{StreamPart, StreamPosition, begin_desk, stream_position};

/// Where this store goes on. One that begins takes all that the stream holds.
pub(super) async fn begin(
    line: &RelayLine,
    part: StreamPart,
    extent: &StreamExtent,
    news_since: Timestamp,
) -> Result<StreamPosition, RelayError> {
    let made = extent.made.clone();
    let before_first = extent.first.saturating_sub(1);
    let Some(before) = line.store.read(|connection| stream_position(connection, part))? else {
        let position = StreamPosition { made, sequence: before_first };
        let written = position.clone();
        line.store.write(move |connection| begin_desk(connection, part, &written, news_since)).await?;
        return Ok(position);
    };
    if before.made != made {
        tracing::warn!("the stream is another one than before; it is taken from its beginning");
        return Ok(StreamPosition { made, sequence: before_first });
    }
    if before.sequence > extent.last {
        tracing::warn!("the stream was set back; what it gets from now on is taken");
        return Ok(StreamPosition { made, sequence: extent.last });
    }
    Ok(before)
}
