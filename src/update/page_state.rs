//! What is remembered of the page behind an entry from look to look.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::article::MissingReason;
use crate::feed::Validators;

/// Why nothing is known of a page after a look at it: none of it says that the article is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum UnknownReason {
    /// 401, 403, 429: not for us.
    Refused,
    /// 5xx.
    ServerError,
    /// No connection, no certificate, no answer in time.
    Unreachable,
    /// A bot wall, a consent page, a login.
    Wall,
    /// `robots.txt` asks to stay away.
    Robots,
    /// It has a shape that cannot be read, or broke what reads it.
    Unreadable,
    /// Another page in its place that does not say that it is gone.
    SomethingElse,
}

impl fmt::Display for UnknownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UnknownReason::Refused => "its site refuses us",
            UnknownReason::ServerError => "its site is in trouble",
            UnknownReason::Unreachable => "its site cannot be reached",
            UnknownReason::Wall => "it stands behind a wall or a login",
            UnknownReason::Robots => "robots.txt asks to stay away, or cannot be read",
            UnknownReason::Unreadable => "it is no page that can be read",
            UnknownReason::SomethingElse => {
                "something else stands in its place that does not say that it is gone"
            }
        })
    }
}

/// A text that a page had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageReading {
    /// Hash of the text as edits are told by.
    pub hash: u128,
    pub seen: Timestamp,
}

/// Since when a page is missing and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MissingSince {
    pub at: Timestamp,
    pub why: MissingReason,
}

/// Everything that is remembered. Written whole, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PageState {
    /// The text that is current: the one that is matched and shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<PageReading>,
    /// Another text that was seen once; a second equal reading makes it the current one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PageReading>,
    /// The lines of that text, its headline first ([`super::line_hashes`]); none where it is too long.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pending_lines: Vec<u64>,
    /// When an edit was told that rests on one reading still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_once: Option<Timestamp>,
    /// Hashes of the texts that were current before, the last one at the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<u128>,
    /// A candidate for a withdrawal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingSince>,
    /// Since when its feed lists it no more, until a look says whether it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unlisted: Option<Timestamp>,
    /// When the withdrawal was settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Timestamp>,
    /// What the last look could not find out, and since when looks have been like that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unknown: Option<(UnknownReason, Timestamp)>,
    /// Looks in a row that brought nothing.
    #[serde(default)]
    pub failures: u32,
    /// Validators of the last whole answer.
    #[serde(default)]
    pub validators: Validators,
    /// The headline that the page had with the current text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What stands above its text because only the feed said it when the page was first read.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lead: String,
    /// Looks that ended in an answer; every third is without validators, since servers answer 304 to changed pages.
    #[serde(default)]
    pub looks: u32,
}
