//! What a delivery is: a digest on its way to one reader, where it stands, and what became of an attempt.

use jiff::Timestamp;

use super::codec::stored_words;

/// How a delivery leaves the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeliveryWay {
    /// As mail, to an address.
    Mail,
    /// As a post, to an output.
    Post,
}

stored_words! { DeliveryWay as "way out" { Mail = "mail", Post = "post" } }

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DeliveryState {
    /// It waits for its time.
    Queued,
    /// It is on its way at this moment, or was when the process ended.
    Sending,
    /// It may have arrived, and is sent once more.
    Doubtful,
    /// It was taken.
    Sent,
    /// It was refused for good.
    Refused,
    /// It was tried for too long.
    Expired,
    /// Its reader gets nothing at present.
    Suppressed,
    /// An operator has thrown it away.
    Dropped,
}

stored_words! { DeliveryState as "state of a delivery" {
    Queued = "queued",
    Sending = "sending",
    Doubtful = "doubtful",
    Sent = "sent",
    Refused = "refused",
    Expired = "expired",
    Suppressed = "suppressed",
    Dropped = "dropped",
} }

impl DeliveryState {
    /// All of them, as a delivery goes through them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Queued,
        Self::Sending,
        Self::Doubtful,
        Self::Sent,
        Self::Refused,
        Self::Expired,
        Self::Suppressed,
        Self::Dropped,
    ];
}

/// Whose trouble a failed attempt was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeliveryBlame {
    /// The relay's or ours: every mail would fare the same.
    Relay,
    /// The recipient's, or this mail's.
    Recipient,
}

stored_words! { DeliveryBlame as "blame" { Relay = "relay", Recipient = "recipient" } }

/// One delivery that is to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewDelivery {
    /// The reader; `None` for an operator.
    pub subscriber: Option<i64>,
    /// How it leaves.
    pub way: DeliveryWay,
    /// What tells it from every other delivery: a second one with this key is refused.
    pub key: String,
    /// Unguessable, for the link to its page; `None` where it has none.
    pub token: Option<String>,
    /// The same at every attempt, and never another mail's.
    pub message_id: String,
    /// The envelope sender; of a post, nothing.
    pub sender: String,
    /// The envelope recipient; of a post, the id of the output.
    pub address: String,
    /// How the reader is spoken to, as JSON; `None` for an operator.
    pub reader: Option<String>,
    /// The finished bytes, where they cannot be made from the digest.
    pub payload: Option<Vec<u8>>,
}

/// A delivery whose time has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DueDelivery {
    /// Its number.
    pub id: i64,
    /// The digest that it carries.
    pub digest: i64,
    /// The reader; `None` for an operator.
    pub subscriber: Option<i64>,
    /// The envelope sender.
    pub sender: String,
    /// The envelope recipient.
    pub address: String,
    /// The same at every attempt.
    pub message_id: String,
    /// How the reader is spoken to, as JSON.
    pub reader: Option<String>,
    /// The finished bytes, where an earlier attempt may have shown them.
    pub payload: Option<Vec<u8>>,
    /// Attempts so far.
    pub attempts: u32,
    /// When it was first queued: it expires by this.
    pub queued: Timestamp,
    /// How it leaves.
    pub way: DeliveryWay,
    /// The subject of a reader's digest; `None` for a notice to operators.
    pub reader_subject: Option<String>,
}

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It was taken.
    Sent {
        /// The server's words.
        reply: String,
    },
    /// It did not come to its turn: that is no attempt.
    Untried {
        /// Our words.
        reply: String,
        /// Not before this instant.
        next_attempt: Timestamp,
    },
    /// Not this time.
    Deferred {
        /// The server's words, or ours.
        reply: String,
        /// Whose trouble it is.
        blame: DeliveryBlame,
        /// Not before this instant.
        next_attempt: Timestamp,
    },
    /// The connection broke between DATA and the reply: it may have arrived.
    Doubtful {
        /// What happened.
        reply: String,
        /// When it is sent once more.
        next_attempt: Timestamp,
    },
    /// It will never be taken.
    Refused {
        /// The server's words.
        reply: String,
    },
    /// It was deferred for too long.
    Expired {
        /// The last words.
        reply: String,
    },
}

impl Verdict {
    /// The words that it was given with.
    pub(crate) fn reply(&self) -> &str {
        match self {
            Self::Sent { reply }
            | Self::Untried { reply, .. }
            | Self::Deferred { reply, .. }
            | Self::Doubtful { reply, .. }
            | Self::Refused { reply }
            | Self::Expired { reply } => reply,
        }
    }
}
