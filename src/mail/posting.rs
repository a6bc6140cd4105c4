//! One mail as it is handed to a way out, and what became of it.

/// A finished message with its envelope: one recipient, so that nobody's trouble is another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Posting<'a> {
    /// The envelope sender.
    pub sender: &'a str,
    /// The envelope recipient.
    pub recipient: &'a str,
    /// The message's own id, in angle brackets.
    pub message_id: &'a str,
    /// The bytes, as [`super::message::write`] made them.
    pub bytes: &'a [u8],
}

/// What became of one attempt to send a mail, told by the phase that it came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SendOutcome {
    /// It was taken, with these words.
    Accepted {
        /// The server's reply.
        reply: String,
    },
    /// It was surely not taken; another attempt may succeed.
    Deferred {
        /// Whose trouble that is.
        blame: Blame,
        /// The reply code, where a server gave one.
        code: Option<u16>,
        /// The server's words, or ours.
        text: String,
    },
    /// It was not taken and never will be.
    Refused {
        /// The reply code, where a server gave one.
        code: Option<u16>,
        /// The server's words, or ours.
        text: String,
    },
    /// Nobody knows: the line broke between the message and the reply.
    InDoubt {
        /// How it broke.
        text: String,
    },
}

/// Whose trouble a mail was that was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blame {
    /// The server's or ours: every mail would fare the same.
    Relay,
    /// The recipient's, or this mail's.
    Recipient,
    /// Nobody's: it did not come to its turn.
    Untried,
}

impl SendOutcome {
    pub(super) fn deferred(text: impl Into<String>) -> Self {
        Self::Deferred { blame: Blame::Relay, code: None, text: text.into() }
    }

    pub(super) fn untried(text: impl Into<String>) -> Self {
        Self::Deferred { blame: Blame::Untried, code: None, text: text.into() }
    }

    pub(super) fn refused(text: impl Into<String>) -> Self {
        Self::Refused { code: None, text: text.into() }
    }
}

/// Words of a server or program as one line of at most 500 characters without control characters.
pub(super) fn one_line(words: &str) -> String {
    let words: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(500) {
        Some((end, _)) => format!("{} (shortened)", &words[..end]),
        None => words,
    }
}
