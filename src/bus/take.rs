//! Taking: a durable consumer that begins where the store stands, in batches, acknowledged when they are stored.

use std::time::Duration;

use async_nats::HeaderMap;
use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::pull::{Batch, Config};
use async_nats::jetstream::consumer::{AckPolicy, DeliverPolicy, PullConsumer};
use futures_util::StreamExt;

use super::connection::{Audience, Bus};
use super::error::BusError;
use super::publish::PART;

/// Bytes of one batch; a message that is larger comes alone.
const BATCH_BYTES: usize = 16 * 1024 * 1024;

/// How long a batch may take to be stored before the server sends it again; it is known then.
const STORED_WITHIN: Duration = Duration::from_mins(2);

/// How long the server keeps a request while nothing is there.
const WAITS: Duration = Duration::from_secs(5);

/// Takes messages in the order of the stream.
pub(crate) struct Taker {
    consumer: PullConsumer,
    most: usize,
    /// Deliveries so far.
    delivered: u64,
    last: Option<Message>,
}

/// A message as it came.
#[derive(Debug, Clone)]
pub(crate) struct IncomingMessage {
    /// Its number in the stream.
    pub sequence: u64,
    /// Where it is one of several.
    pub part: Option<MessagePart>,
    pub bytes: Vec<u8>,
    /// Messages behind it.
    pub pending: u64,
}

/// Which part of which message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MessagePart {
    /// The id of the whole.
    pub message: String,
    /// From 1 on.
    pub part: u32,
    pub of: u32,
}

impl Taker {
    /// A consumer of this name, of what everybody takes or of what desks take as well, that begins at `sequence`, whatever the server believes: what was taken is written in the store
    /// alone.
    pub(crate) async fn begin(
        bus: &Bus,
        name: &str,
        audience: Audience,
        sequence: u64,
        most: usize,
    ) -> Result<Self, BusError> {
        // There may be none yet.
        let _ = bus.stream.delete_consumer(name).await;
        let config = Config {
            durable_name: Some(name.to_owned()),
            description: Some("a desk of wirewatch".to_owned()),
            filter_subject: match audience {
                Audience::Desks => String::new(),
                Audience::All => bus.pages_of_others(),
            },
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: sequence.max(1) },
            ack_policy: AckPolicy::All,
            ack_wait: STORED_WITHIN,
            max_ack_pending: i64::try_from(most).unwrap_or(i64::MAX).saturating_mul(2),
            ..Config::default()
        };
        let consumer = bus.stream.create_consumer(config).await;
        let consumer = consumer.map_err(|error| BusError::Take(error.to_string()))?;
        Ok(Self { consumer, most, delivered: 0, last: None })
    }

    /// The next messages: all that are there, up to a batch; none where nothing came for a while.
    pub(crate) async fn next(&mut self) -> Result<Vec<IncomingMessage>, BusError> {
        // One is waited for, so that none is on its way to a request that nobody listens to any more.
        let waiting = self.consumer.batch().max_messages(1).expires(WAITS).messages().await;
        let mut taken = self.drain(waiting.map_err(|error| BusError::Take(error.to_string()))?).await?;
        if taken.first().is_some_and(|message| message.pending > 0) {
            let more = self.most.saturating_sub(1);
            let more = self.consumer.fetch().max_messages(more).max_bytes(BATCH_BYTES).messages().await;
            taken.extend(self.drain(more.map_err(|error| BusError::Take(error.to_string()))?).await?);
        }
        Ok(taken)
    }

    async fn drain(&mut self, mut batch: Batch) -> Result<Vec<IncomingMessage>, BusError> {
        let mut taken = Vec::new();
        while let Some(message) = batch.next().await {
            let message = message.map_err(|error| BusError::Take(error.to_string()))?;
            let info = message.info().map_err(|error| BusError::Take(error.to_string()))?;
            self.delivered += 1;
            if info.consumer_sequence != self.delivered {
                return Err(BusError::Lost);
            }
            taken.push(IncomingMessage {
                sequence: info.stream_sequence,
                pending: info.pending,
                part: message.headers.as_ref().and_then(part_of),
                bytes: message.payload.to_vec(),
            });
            self.last = Some(message);
        }
        Ok(taken)
    }

    /// Tells the server that all that came is stored.
    pub(crate) async fn acknowledge(&mut self) -> Result<(), BusError> {
        match self.last.take() {
            Some(last) => last.ack().await.map_err(|error| BusError::Take(error.to_string())),
            None => Ok(()),
        }
    }
}

fn part_of(headers: &HeaderMap) -> Option<MessagePart> {
    let (part, of) = headers.get(PART)?.as_str().split_once('/')?;
    let id = headers.get(async_nats::header::NATS_MESSAGE_ID)?.as_str();
    let message = id.rsplit_once('/')?.0.to_owned();
    let (part, of) = (part.parse().ok()?, of.parse().ok()?);
    (1..=of).contains(&part).then_some(MessagePart { message, part, of })
}
