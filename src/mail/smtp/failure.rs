//! Why a command to a mail server did not succeed, and what that means for the mail.

use super::line::LineFailure;
use crate::mail::posting::{Blame, SendOutcome, one_line};

/// Replies about the conversation, not about who gets the mail: a command that is not known or out of its order, and "log in
/// first". 501 is not among them: of an address with a fault servers say that.
const OF_THE_CONVERSATION: [u16; 8] = [500, 502, 503, 504, 530, 534, 535, 538];

/// Why a command did not succeed.
#[derive(Debug, Clone)]
pub(super) enum SmtpFailure {
    /// No usable connection came about.
    Unreachable(String),
    /// The server said no to this mail or its recipient.
    Answer(u16, String),
    /// It said no before it had heard whom the mail is for: every mail would fare the same.
    ToAll(u16, String),
    /// The line broke, or said what makes no sense at this place.
    Broken(String),
    /// Nothing was said for too long.
    Silent,
    /// An address that cannot be sent to.
    Address(String),
}

impl SmtpFailure {
    /// What it means for a mail of which nothing was sent yet.
    pub(super) fn before_the_message(self) -> SendOutcome {
        match self {
            Self::Answer(code, text) if OF_THE_CONVERSATION.contains(&code) => {
                SendOutcome::Deferred { blame: Blame::Relay, code: Some(code), text }
            }
            Self::Answer(code, text) if code >= 500 && !is_full(&text) => {
                SendOutcome::Refused { code: Some(code), text }
            }
            Self::Answer(code, text) => {
                SendOutcome::Deferred { blame: Blame::Recipient, code: Some(code), text }
            }
            Self::ToAll(code, text) => SendOutcome::Deferred { blame: Blame::Relay, code: Some(code), text },
            Self::Unreachable(text) => SendOutcome::deferred(text),
            Self::Broken(text) => SendOutcome::deferred(format!("before the message: {text}")),
            Self::Silent => SendOutcome::deferred("the server fell silent before the message"),
            Self::Address(text) => SendOutcome::refused(text),
        }
    }

    /// What it means for a mail that was sent, wholly or in part.
    pub(super) fn after_the_message(self) -> SendOutcome {
        match self {
            Self::Broken(text) => SendOutcome::InDoubt { text: format!("after the message: {text}") },
            Self::Silent => {
                SendOutcome::InDoubt { text: "the server fell silent after the message".to_owned() }
            }
            known => known.before_the_message(),
        }
    }

    /// Whether the connection is of no use any more.
    pub(super) fn lost_the_line(&self) -> bool {
        matches!(
            self,
            Self::Broken(_)
                | Self::Silent
                | Self::Unreachable(_)
                | Self::Answer(421, _)
                | Self::ToAll(421, _)
        )
    }

    /// Whether the next mail would very likely fare the same, and take as long to.
    pub(super) fn is_of_the_server(&self) -> bool {
        matches!(self, Self::Silent | Self::Unreachable(_))
    }
}

/// Whether a reply speaks of a mailbox without room (RFC 3463, X.2.2), which its reader may empty: it is tried again as a 452 is.
fn is_full(reply: &str) -> bool {
    let reply = reply.to_ascii_lowercase();
    reply.split(|c: char| !c.is_ascii_digit() && c != '.').any(|word| word == "5.2.2")
        || ["mailbox full", "mailbox is full", "over quota", "quota exceeded"]
            .iter()
            .any(|words| reply.contains(words))
}

impl From<LineFailure> for SmtpFailure {
    fn from(failure: LineFailure) -> Self {
        match failure {
            LineFailure::Silent => Self::Silent,
            LineFailure::Broken(words) => Self::Broken(one_line(&words)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_of_the_conversation_refuses_nobody() {
        for (code, refused) in
            [(550, true), (501, true), (552, true), (503, false), (500, false), (530, false), (450, false)]
        {
            let outcome = SmtpFailure::Answer(code, format!("{code} no")).before_the_message();
            assert_eq!(matches!(outcome, SendOutcome::Refused { .. }), refused, "{code}: {outcome:?}");
        }
        for (full, refused) in [
            ("552 5.2.2 Mailbox full", false),
            ("550-5.2.2 The email account that you tried to reach is over quota", false),
            ("552 Quota exceeded (mailbox for user is full)", false),
            ("552 5.3.4 Message size exceeds fixed limit", true),
            ("550 5.1.1 no such user 5.2.21", true),
        ] {
            let outcome = SmtpFailure::Answer(552, full.to_owned()).before_the_message();
            assert_eq!(matches!(outcome, SendOutcome::Refused { .. }), refused, "{full}: {outcome:?}");
            let waits = matches!(outcome, SendOutcome::Deferred { blame: Blame::Recipient, .. });
            assert_eq!(waits, !refused, "{full}: {outcome:?}");
        }
        let ours = SmtpFailure::Answer(503, "503 bad sequence".to_owned()).before_the_message();
        assert!(matches!(ours, SendOutcome::Deferred { blame: Blame::Relay, .. }), "{ours:?}");
    }
}
