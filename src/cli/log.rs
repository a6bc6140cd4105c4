//! The log on stderr: which records, how they look in the journal, and that no record holds a secret.

use std::io::{IsTerminal, Write};
use std::{fmt, io};

use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;

use crate::clock;
use crate::shown::Shown;

/// Which records are written where `WIREWATCH_LOG` says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogVolume {
    /// Everything that the daemon does.
    Daemon,
    /// What went wrong in a command.
    Command,
}

/// Starts the log. `WIREWATCH_LOG` changes what is written (`debug`, `wirewatch=trace`).
pub(super) fn start_log(volume: LogVolume) {
    let usual = match volume {
        // What its connection does is said by the line between machines.
        LogVolume::Daemon => "info,async_nats=off",
        LogVolume::Command => "warn",
    };
    let filter =
        EnvFilter::builder().with_env_var("WIREWATCH_LOG").with_default_directive(LevelFilter::OFF.into());
    let filter = filter.try_from_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let in_journal = std::env::var_os("JOURNAL_STREAM").is_some();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_timer(Seconds);
    let log = log.with_writer(Records { in_journal });
    let log = log.with_ansi(!in_journal && io::stderr().is_terminal());
    // The journal stamps every record with time and priority itself.
    if in_journal { log.without_time().with_level(false).init() } else { log.init() }
}

/// The time of a record, in UTC and whole seconds: what happened within one is told in order.
struct Seconds;

impl FormatTime for Seconds {
    fn format_time(&self, record: &mut Writer<'_>) -> fmt::Result {
        write!(record, "{}", clock::now().strftime("%Y-%m-%dT%H:%M:%SZ"))
    }
}

/// Makes the writer of one record.
struct Records {
    in_journal: bool,
}

/// Writes one record.
struct Record {
    /// The level as the journal knows it (syslog's, `sd-daemon(3)`); `None` outside of it.
    priority: Option<u8>,
}

impl<'a> MakeWriter<'a> for Records {
    type Writer = Record;

    fn make_writer(&'a self) -> Record {
        Record { priority: self.in_journal.then_some(priority(Level::INFO)) }
    }

    fn make_writer_for(&'a self, of: &Metadata<'_>) -> Record {
        Record { priority: self.in_journal.then_some(priority(*of.level())) }
    }
}

fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        Level::DEBUG | Level::TRACE => 7,
    }
}

impl Write for Record {
    /// A whole record comes in one call.
    fn write(&mut self, record: &[u8]) -> io::Result<usize> {
        io::stderr().lock().write_all(self.shown(&String::from_utf8_lossy(record)).as_bytes())?;
        Ok(record.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl Record {
    /// The record without the secrets that words of others may have brought; each line with the priority, as the journal
    /// takes lines for records.
    fn shown(&self, record: &str) -> String {
        let Some(priority) = self.priority else { return Shown::text(record).to_string() };
        let shown = Shown::text(record).to_string();
        shown.lines().map(|line| format!("<{priority}>{}\n", line.trim_start())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_in_the_journal_has_its_priority_and_no_record_a_secret() {
        let text = "feed failed feed.url=https://u:pw@a.example/rss?key=1 to=bob@a.example\nsecond\n";
        let shown = "feed failed feed.url=https://a.example/rss?… to=b…@a.example\nsecond\n";
        assert_eq!(Record { priority: None }.shown(text), shown);
        let warned = Record { priority: Some(priority(Level::WARN)) }.shown(text);
        assert_eq!(warned, shown.replace("feed failed", "<4>feed failed").replace("second", "<4>second"));
    }
}
