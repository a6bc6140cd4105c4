//! `--now`: a command works as of another time, which may lie in the past, and ahead only on purpose.

use jiff::{SignedDuration, Timestamp};

use super::common::Exit;
use super::installation::Refused;
use crate::clock;

/// How far ahead a time may lie without `--force`: two clocks that differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// The time as of which a command works.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Moment {
    /// Work as of this time instead of now (RFC 3339, such as 2026-11-23T07:00:00+04:00)
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// Take a `--now` that lies more than five minutes ahead: it moves what is stored ahead
    #[arg(long, requires = "now")]
    force: bool,
}

impl Moment {
    /// The time, where one was given.
    ///
    /// # Errors
    ///
    /// One that lies further ahead than clocks differ, without `--force`.
    pub(super) fn checked(self) -> Result<Option<Timestamp>, Refused> {
        let ahead = self.now.is_some_and(|now| now.duration_since(clock::now()) > AHEAD);
        if ahead && !self.force {
            let words = "wirewatch: --now lies more than five minutes ahead, which moves what is stored ahead: write \
                --force to do so all the same";
            return Err(Refused { exit: Exit::Usage, words: words.to_owned() });
        }
        Ok(self.now)
    }
}
