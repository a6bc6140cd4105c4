//! Where in the stream a store goes on, whatever became of either.

use jiff::{SignedDuration, Timestamp};

use super::error::RelayError;
use super::line::RelayLine;
use crate::bus::StreamExtent;
use crate::store::bus_state::{
    StreamPart, StreamPosition, begin_desk, save_stream_position, stream_position,
};
use crate::store::health::{NoticeKind, record_notice};
use crate::store::telling_again::tell_again;

/// What was found within this is told again when a stream was lost: longer than a weekend, in which a desk may have stood still.
const TOLD_AGAIN: SignedDuration = SignedDuration::from_hours(72);

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
    let sequence = if before.made != made {
        tracing::error!("the stream is another one than before: it is taken from its beginning");
        before_first
    } else if before.sequence > extent.last {
        tracing::error!("the stream was set back: what it gets from now on is taken");
        extent.last
    } else {
        return Ok(before);
    };
    begin_anew(line, part, StreamPosition { made, sequence }).await
}

/// What the stream held is lost with it: machines that poll tell it again, and desks tell their operators.
async fn begin_anew(
    line: &RelayLine,
    part: StreamPart,
    position: StreamPosition,
) -> Result<StreamPosition, RelayError> {
    let (written, now, stream) = (position.clone(), (line.now)(), line.settings.stream.clone());
    let since = now.saturating_sub(TOLD_AGAIN).unwrap_or(Timestamp::MIN);
    line.store
        .write(move |connection| {
            save_stream_position(connection, part, &written)?;
            match part {
                StreamPart::Pages => tell_again(connection, since, now),
                StreamPart::Whole => {
                    let said = serde_json::json!([stream, 0]).to_string();
                    record_notice(connection, NoticeKind::StreamLost, &said, now)
                }
            }
        })
        .await?;
    Ok(position)
}
