//! What operators should look at, as data.

use crate::feed::EventKind;
use crate::watch::silence::SilentLanguage;

/// One thing that operators should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Concern {
    /// Something about a feed: a turn of its health, or something odd in it.
    Feed {
        /// Its title, else its host.
        title: String,
        /// The address in the operator's file.
        url: String,
        /// What kind of thing it is.
        kind: EventKind,
        /// One sentence of which the feed is the subject, without capital and full stop.
        message: String,
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
    /// A post was tried ten times and is given up.
    PostGivenUp {
        /// The id of the output.
        output: String,
        /// The subject of its digest.
        subject: String,
        /// What was said last.
        reply: String,
    },
    /// The receiver of an output says that it is gone: it is switched off.
    OutputGone {
        /// The id of the output.
        output: String,
        /// What it said.
        reply: String,
    },
    /// Messages between machines are gone.
    StreamLost {
        /// The name of the stream.
        stream: String,
        /// How many it had let go of before they were taken; 0 where it is another one by now, or was set back.
        missed: u64,
    },
    /// The relay refuses everybody; the mails wait.
    RelayRefuses {
        /// What it said.
        reply: String,
    },
    /// The clock was ahead once; what it had put off was brought back.
    ClockAhead {
        /// Feeds with a new time to be asked at.
        feeds: usize,
        /// Pages, likewise.
        pages: usize,
        /// Readers whose digests were closed until then.
        readers: usize,
        /// Mails that waited for it.
        mails: usize,
    },
    /// An address does not exist, by the word of its servers over days: it gets nothing more.
    ReaderSuppressed {
        /// The address.
        recipient: String,
    },
    /// Readers have left by the link in a mail.
    ReadersLeft {
        /// Their addresses, each once.
        readers: Vec<String>,
    },
    /// A watchlist matches in some of its feeds' languages and never in another.
    LanguageSilent {
        /// Which, and what it read.
        silent: SilentLanguage,
    },
    /// A watchlist matches in a language again that was told of.
    LanguageHeard {
        /// The watchlist.
        watchlist: String,
        /// The language.
        lang: String,
    },
    /// Files were rejected at a reload; the last good set runs on.
    FilesRejected {
        /// The problems as `check` prints them.
        report: String,
        /// How many there are.
        problems: usize,
    },
}
