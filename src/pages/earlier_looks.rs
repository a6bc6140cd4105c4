//! What a process knows of the looks at a site that another one took before it began.

use std::time::Duration;

use jiff::Timestamp;

use crate::store::pages::last_asked;
use crate::store::{Store, StoreError};

/// A look takes no longer than this, so that one which was cut off began no earlier.
const LONGEST_LOOK: Duration = Duration::from_mins(1);

/// When a site was looked at last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EarlierLooks {
    /// By this process, which minds the rest of the site.
    Own,
    /// Never, or nobody knows.
    Never,
    /// So long ago, by a process that ended before this one began.
    OfAnother(Duration),
}

impl EarlierLooks {
    /// Those at a site that is looked at for the first time, `after` this process began.
    pub(super) fn of_another(
        store: &Store,
        site: &str,
        after: Duration,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let Some(asked) = store.read(|connection| last_asked(connection, site))? else {
            return Ok(Self::Never);
        };
        let ago = Duration::try_from(now.duration_since(asked)).unwrap_or_default();
        // Many sites have had their rest and are forgotten.
        Ok(if ago < after { Self::Own } else { Self::OfAnother(ago) })
    }

    /// Whether a site that rests so long between two requests may still want its rest: a process that is killed does not
    /// write down the look that it is at.
    pub(super) fn may_be_under_way(self, rest: Duration) -> bool {
        matches!(self, Self::OfAnother(ago) if ago < LONGEST_LOOK + rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_that_was_asked_just_before_the_process_began_has_its_rest() {
        let seconds = Duration::from_secs;
        for (earlier, rest, wanted) in [
            (EarlierLooks::OfAnother(seconds(1)), seconds(5), true),
            (EarlierLooks::OfAnother(seconds(64)), seconds(5), true),
            (EarlierLooks::OfAnother(seconds(65)), seconds(5), false),
            (EarlierLooks::OfAnother(seconds(100)), seconds(60), true),
            (EarlierLooks::Own, seconds(5), false),
            (EarlierLooks::Never, seconds(5), false),
        ] {
            assert_eq!(earlier.may_be_under_way(rest), wanted, "{earlier:?}");
        }
    }
}
