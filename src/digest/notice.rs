//! A plain mail to the operators: a feed that died, a mail that was refused, a file that was rejected.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::Serialize;

use crate::digest::Rendered;
use crate::digest::material::Troubled;

/// What the operators are told in one mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// When it was written; the mail's `Date`.
    pub now: Timestamp,
    /// The zone of its times.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub zone: TimeZone,
    /// What happened, at least one, in the order to be told.
    pub concerns: Vec<Concern>,
}

/// One thing that operators should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Concern {
    /// A feed fails for long enough, is gone, moved, blocked or silent.
    Feed {
        /// The feed and its trouble.
        feed: Troubled,
        /// The address in the operator's file.
        url: String,
        /// Where it moved to, once that is believed.
        moved_to: Option<String>,
    },
    /// A feed that was told of is well again.
    FeedWell {
        /// Its title, else its address.
        title: String,
        /// The address in the operator's file.
        url: String,
    },
    /// A server refused a mail for good.
    MailRefused {
        /// Whom it was for.
        recipient: String,
        /// Its subject.
        subject: String,
        /// What the server said, or why we gave up.
        reply: String,
    },
    /// Files were rejected at a reload; the last good set runs on.
    FilesRejected {
        /// The problems as `check` prints them.
        report: String,
        /// How many there are.
        problems: usize,
    },
}

/// The mail that tells it.
pub(crate) fn render_notice(notice: &Notice) -> Rendered {
    let _ = notice;
    Rendered { subject: String::new(), text: String::new(), html: String::new() }
}
