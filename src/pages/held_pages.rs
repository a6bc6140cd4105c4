//! Pages of one site that go missing together: an outage or a redesign, unless other pages of it stand.

use jiff::{SignedDuration, Timestamp};

use super::look_context::LookContext;
use crate::feed::{EventKind, HealthEvent};
use crate::store::StoreError;
use crate::store::known_pages::{KnownPage, missing_around, site_answered, standing_beside};
use crate::update::{LookMeaning, PageState};

/// More pages of a site than this that go missing within an hour are an outage or a redesign.
const MOST_MISSING: usize = 3;

/// They are held for so long at least, and then until other pages that stood before are found standing: a third as many as are
/// missing, at most three.
const HELD_FOR: SignedDuration = SignedDuration::from_hours(2);
const MOST_BESIDE: usize = 3;

/// Whether its site is well, and whether too many of its pages went missing at once.
pub(super) fn how_its_site_does(
    context: &LookContext<'_>,
    known: &KnownPage,
) -> Result<(bool, bool), StoreError> {
    let hour_ago = context.now - SignedDuration::from_hours(1);
    let at = known.state.missing.map_or(context.now, |missing| missing.at);
    context.store.read(|connection| {
        let feed_is_well = known.feed.state.last_ok.is_some_and(|at| at >= hour_ago);
        let is_well = feed_is_well || site_answered(connection, context.site, known.id, hour_ago)?;
        let missing = missing_around(connection, context.site, at)?;
        let is_over = context.now.duration_since(at) >= HELD_FOR
            && standing_beside(connection, context.site, at)? >= (missing / MOST_MISSING).min(MOST_BESIDE);
        Ok((is_well, missing > MOST_MISSING && !is_over))
    })
}

/// Since when a page is missing that is held: older pages of its site are asked then.
pub(super) fn held_since(held: bool, state: &PageState, now: Timestamp) -> Option<Timestamp> {
    let missing = state.missing.filter(|_| held && state.withdrawn.is_none())?;
    (now.duration_since(missing.at) >= HELD_FOR / 2).then_some(missing.at)
}

/// What operators are told where too many pages of a site go missing at once.
pub(super) fn held_event(held: bool, meaning: LookMeaning, site: &str) -> Option<HealthEvent> {
    let is_missing = matches!(meaning, LookMeaning::MissingOnce(_));
    (held && is_missing).then(|| HealthEvent {
        kind: EventKind::PagesHeld,
        message: format!(
            "has more than {MOST_MISSING} pages at {site} that went missing within an hour: an outage or a redesign; \
             readers are told of them once older pages of that site are looked at anew and stand"
        ),
        tell: true,
    })
}
