//! `wirewatch subscribers`: who gets mail, who has left or was refused, and the way back.

use clap::Subcommand;
use jiff::Timestamp;

use super::common::{Common, Exit};
use super::installation::reader;
use super::orders::work;
use super::output::print;
use crate::clock;
use crate::daemon::order::{OrderAnswer, WorkOrder};
use crate::installation::as_toml;
use crate::store::own_readers::own_readers;
use crate::store::readers::{SubscriberState, SuppressionCause, subscriber_states};
use crate::wording::{counted, utc_minute};

/// Show who gets mail and who does not, and take somebody back
#[derive(Debug, clap::Args)]
pub(super) struct SubscribersArgs {
    #[command(subcommand)]
    command: SubscribersCommand,
}

#[derive(Debug, Subcommand)]
enum SubscribersCommand {
    /// Show every address that was ever listed, and whether it gets mail
    List,
    /// Let an address that has left or paused, or that servers refused, get mail again
    Restore {
        /// The address
        #[arg(value_name = "ADDRESS")]
        email: String,
    },
    /// Print those who have subscribed by themselves as the file of subscribers would list them
    Export,
}

pub(super) fn run(common: &Common, args: &SubscribersArgs) -> anyhow::Result<Exit> {
    let email = match &args.command {
        SubscribersCommand::List => return list(common),
        SubscribersCommand::Export => return export(common),
        SubscribersCommand::Restore { email } => email,
    };
    let OrderAnswer::Changed(_) = work(common, WorkOrder::Restore(email.clone()))? else {
        anyhow::bail!("the daemon answered something else: is it of another version?")
    };
    if common.json {
        print(format_args!("{}\n", serde_json::json!({ "restored": email })))?;
    } else {
        print(format_args!("{email} gets mail again\n"))?;
    }
    Ok(Exit::Done)
}

fn list(common: &Common) -> anyhow::Result<Exit> {
    let (_, reader) = reader(common)?;
    let (states, now) = (reader.read(subscriber_states)?, clock::now());
    for state in &states {
        if common.json {
            print(format_args!("{}\n", serde_json::to_string(state)?))?;
        } else {
            print(format_args!("{}\n", as_text(state, now)))?;
        }
    }
    if !common.json {
        print(format_args!("{}\n", counted(states.len(), "subscriber", "subscribers")))?;
    }
    Ok(Exit::Done)
}

fn export(common: &Common) -> anyhow::Result<Exit> {
    let (_, reader) = reader(common)?;
    print(format_args!("{}", as_toml(&reader.read(own_readers)?)))?;
    Ok(Exit::Done)
}

fn as_text(state: &SubscriberState, now: Timestamp) -> String {
    let since = state.suppressed_at.map_or(String::new(), |at| format!(" on {}", utc_minute(at)));
    let how = match (state.suppressed, state.listed) {
        (Some(SuppressionCause::Left), _) => format!("left{since}"),
        (Some(SuppressionCause::Refused), _) => format!("refused by mail servers{since}"),
        (Some(SuppressionCause::Gone), _) => format!("its receiver is gone{since}"),
        (None, false) => "no longer in the files".to_owned(),
        (None, true) if state.paused_until.is_some_and(|until| until > now) => {
            format!("paused until {}", state.paused_until.map(utc_minute).unwrap_or_default())
        }
        (None, true) => format!("told up to {}", utc_minute(state.told_until)),
    };
    format!("{}  {how}", state.email)
}
