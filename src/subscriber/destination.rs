//! Where an output goes: one of a few kinds of receivers, each with what it needs.

use std::fmt;
use std::path::PathBuf;

use url::Url;

use crate::shown::Shown;

/// What stands before the id of an output where readers have their address: no address of a mailbox looks like it.
const MARK: &str = "output:";

/// A subscriber without a mailbox: what it gets, and when, stands under [`Output::subscriber`] among the subscribers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// Its name in the files.
    pub id: String,
    /// Where it goes.
    pub to: Destination,
}

/// A receiver. Files with secrets are read when something is sent, and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// JSON, signed as Standard Webhooks says.
    Webhook {
        /// Where it is posted to.
        address: HookAddress,
        /// The secrets that sign it, one a line; `None`: nothing is signed.
        secret_file: Option<PathBuf>,
    },
    /// A topic of an ntfy server.
    Ntfy {
        /// The address of the topic.
        topic: Url,
        /// What the server knows us by.
        token_file: Option<PathBuf>,
    },
    /// An incoming webhook of Slack.
    Slack(HookAddress),
    /// An incoming webhook of Mattermost.
    Mattermost(HookAddress),
    /// A webhook of a Discord channel.
    Discord(HookAddress),
    /// A chat of Telegram, by its bot.
    Telegram {
        /// The number of the chat, or `@channel`.
        chat: String,
        /// The server of the bots.
        server: Url,
        /// The bot's token.
        token_file: Option<PathBuf>,
    },
    /// A room of Matrix.
    Matrix {
        /// `!room:example.org`.
        room: String,
        /// The homeserver.
        server: Url,
        /// The access token of the user that writes.
        token_file: Option<PathBuf>,
    },
    /// An Apprise API server, at the address of a configuration that it holds.
    Apprise(HookAddress),
    /// A program of this machine and its arguments, which reads JSON.
    Command(Vec<String>),
}

/// The address of a hook, which is often its secret.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum HookAddress {
    /// As the file of subscribers has it.
    Written(Url),
    /// What stands in this file when something is sent.
    File(PathBuf),
}

impl Output {
    /// What the subscriber of this output is listed under, where readers have their address.
    pub(crate) fn subscriber(id: &str) -> String {
        format!("{MARK}{id}")
    }

    /// The id of the output that this subscriber is; `None` for a reader.
    pub(crate) fn id_of(subscriber: &str) -> Option<&str> {
        subscriber.strip_prefix(MARK)
    }

    /// A subscriber as logs and problems show it: an output by its id, which is no secret, a reader without the mailbox.
    pub(crate) fn shown(subscriber: &str) -> String {
        match Self::id_of(subscriber) {
            Some(_) => subscriber.to_owned(),
            None => Shown::mailbox(subscriber).to_string(),
        }
    }
}

impl Destination {
    /// Its kind, as the files have it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Webhook { .. } => "webhook",
            Self::Ntfy { .. } => "ntfy",
            Self::Slack(_) => "slack",
            Self::Mattermost(_) => "mattermost",
            Self::Discord(_) => "discord",
            Self::Telegram { .. } => "telegram",
            Self::Matrix { .. } => "matrix",
            Self::Apprise(_) => "apprise",
            Self::Command(_) => "command",
        }
    }
}

/// Nothing that prints a value may print a secret.
impl fmt::Debug for HookAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written(_) => f.write_str("Written(…)"),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_output_is_shown_by_its_id_and_a_reader_without_the_mailbox() {
        assert_eq!(Output::shown(&Output::subscriber("hook")), "output:hook");
        assert_eq!(Output::shown("analyst@example.org"), "a…@example.org");
    }
}
