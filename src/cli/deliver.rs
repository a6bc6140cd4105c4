//! `wirewatch deliver`: sends what is due in the outbox, once.

use jiff::Timestamp;

use super::common::{Common, Exit};
use super::moment::Moment;
use super::orders::work;
use super::output::print;
use crate::daemon::order::{OrderAnswer, WorkOrder};
use crate::deliver::send::Delivery;
use crate::wording::counted;

/// Send what is due in the outbox, once
///
/// Each mail is tried once. What the server puts off stays in the outbox and is tried again later: after 1, 5, 15 and 60
/// minutes, then hourly to every 6 hours, for 5 days. What it refuses for good is parked, and the operators are told.
#[derive(Debug, clap::Args)]
pub(super) struct DeliverArgs {
    #[command(flatten)]
    moment: Moment,
}

pub(super) fn run(common: &Common, args: DeliverArgs) -> anyhow::Result<Exit> {
    report(common, None, delivered(common, args.moment.checked()?)?)
}

/// Has sent what is due.
pub(super) fn delivered(common: &Common, now: Option<Timestamp>) -> anyhow::Result<Delivery> {
    match work(common, WorkOrder::Deliver { now })? {
        OrderAnswer::Delivered(delivery) => Ok(delivery),
        other => anyhow::bail!("the daemon answered {other:?}: is it of another version?"),
    }
}

/// Prints what a run did. A mail that was not taken is a problem found.
pub(super) fn report(common: &Common, composed: Option<usize>, delivery: Delivery) -> anyhow::Result<Exit> {
    let Delivery { sent, deferred, refused, doubtful } = delivery;
    if common.json {
        let mut json = serde_json::to_value(delivery)?;
        if let Some(composed) = composed {
            json["composed"] = composed.into();
        }
        print(format_args!("{json}\n"))?;
    } else {
        let composed = composed
            .map(|composed| format!("{}; ", counted(composed, "mail composed", "mails composed")))
            .unwrap_or_default();
        print(format_args!(
            "{composed}{sent} sent, {deferred} deferred, {refused} refused, {doubtful} in doubt\n"
        ))?;
    }
    Ok(if deferred + refused + doubtful > 0 { Exit::Problem } else { Exit::Done })
}
