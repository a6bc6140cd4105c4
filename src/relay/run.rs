//! The line at work: it publishes or takes until it is stopped, whatever becomes of the server.

use std::time::Duration;

use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::error::RelayError;
use super::line::RelayLine;
use super::link::Link;
use super::pages::take_pages;
use super::publish::publish;
use super::take::take;
use crate::settings::BusRole;

/// Between two tries to reach the server: at first, and at most.
const FIRST_REST: Duration = Duration::from_millis(500);
const LONGEST_REST: Duration = Duration::from_secs(30);

/// Works until it is stopped. After a failure it begins anew where the store stands.
pub(crate) async fn run_line(line: RelayLine, stop: CancellationToken) {
    let mut link = Link::new(&line.store);
    let mut rest = FIRST_REST;
    loop {
        let begun = Instant::now();
        let session = async {
            match line.settings.role {
                BusRole::Poll(share) => {
                    let mut second = Link::new(&line.store);
                    tokio::try_join!(publish(&line, share, &mut link), take_pages(&line, share, &mut second))
                        .map(drop)
                }
                BusRole::Desk(kept) => take(&line, kept, &mut link).await,
            }
        };
        let ended: Result<(), RelayError> = tokio::select! {
            ended = session => ended,
            () = stop.cancelled() => return,
        };
        if begun.elapsed() > LONGEST_REST {
            rest = FIRST_REST;
        }
        let Err(error) = ended else { continue };
        link.lost(&error, (line.now)()).await;
        tokio::select! {
            () = sleep(rest) => {}
            () = stop.cancelled() => return,
        }
        rest = (rest * 2).min(LONGEST_REST);
    }
}
