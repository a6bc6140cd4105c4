//! `wirewatch outbox`: mails that were not taken, and what to do with them.

use clap::Subcommand;

use super::common::{Common, Exit};
use super::installation::{Refused, reader};
use super::orders::work;
use super::output::print;
use super::screen::{Screen, Tone};
use crate::daemon::order::{OrderAnswer, WorkOrder};
use crate::deliver::outbox_text::mail_text;
use crate::store::delivery::DeliveryState;
use crate::store::parked::{ParkedMail, mail_of_number, parked_mails};
use crate::wording::{counted, line, utc_minute};

/// Show mails that wait, are in doubt or were given up; read them, try them again or drop them
#[derive(Debug, clap::Args)]
pub(super) struct OutboxArgs {
    #[command(subcommand)]
    command: OutboxCommand,
}

#[derive(Debug, Subcommand)]
enum OutboxCommand {
    /// Show every mail that was not taken, to whom, since when and why
    List,
    /// Show one mail: to whom, what became of it, and what it says
    Show {
        /// Its number, as `outbox list` shows it
        id: i64,
    },
    /// Make a mail due now; one that was given up begins its days of trying anew
    Retry {
        /// Its number, as `outbox list` shows it
        id: i64,
    },
    /// Throw a mail away
    Drop {
        /// Its number, as `outbox list` shows it
        id: i64,
    },
    /// Make everything that waits due now
    Flush,
}

pub(super) fn run(common: &Common, args: &OutboxArgs) -> anyhow::Result<Exit> {
    let order = match args.command {
        OutboxCommand::List => return list(common),
        OutboxCommand::Show { id } => return show(common, id),
        OutboxCommand::Retry { id } => WorkOrder::Retry(id),
        OutboxCommand::Drop { id } => WorkOrder::Drop(id),
        OutboxCommand::Flush => WorkOrder::Flush,
    };
    let OrderAnswer::Changed(mails) = work(common, order)? else {
        anyhow::bail!("the daemon answered something else: is it of another version?")
    };
    if common.json {
        print(format_args!("{}\n", serde_json::json!({ "changed": mails })))?;
    } else {
        print(format_args!("{} changed\n", counted(mails, "mail", "mails")))?;
    }
    Ok(Exit::Done)
}

fn list(common: &Common) -> anyhow::Result<Exit> {
    let (_, reader) = reader(common)?;
    let mails = reader.read(parked_mails)?;
    if common.json {
        for mail in &mails {
            print(format_args!("{}\n", serde_json::to_string(mail)?))?;
        }
        return Ok(Exit::Done);
    }
    for mail in &mails {
        print(format_args!("{}\n", as_text(Screen::of_stdout(), mail)))?;
    }
    print(format_args!("{} not taken\n", counted(mails.len(), "mail", "mails")))?;
    Ok(Exit::Done)
}

fn show(common: &Common, id: i64) -> anyhow::Result<Exit> {
    let (loaded, reader) = reader(common)?;
    let shown = reader.snapshot(|connection| {
        let Some(mail) = mail_of_number(connection, id)? else { return Ok(None) };
        Ok(Some((mail, mail_text(connection, &loaded.settings, id))))
    })?;
    let Some((mail, text)) = shown else {
        let words = format!("wirewatch: there is no mail {id}: `wirewatch outbox list` names them all");
        return Err(Refused { exit: Exit::Usage, words }.into());
    };
    let text = text?;
    if common.json {
        let mut json = serde_json::to_value(&mail)?;
        json["text"] = text.into();
        print(format_args!("{json}\n"))?;
    } else {
        let text = text.unwrap_or_else(|| "(its text is not kept any more)".to_owned());
        print(format_args!("{}\n\n{}\n", as_text(Screen::of_stdout(), &mail), text.trim_end()))?;
    }
    Ok(Exit::Done)
}

/// Number, state and reader on one line; below it the subject, and what was said.
fn as_text(screen: Screen, mail: &ParkedMail) -> String {
    let ParkedMail { id, to, subject, state, attempts, queued, next_attempt, reply } = mail;
    let next = next_attempt.map_or(String::new(), |at| format!(", next at {}", utc_minute(at)));
    let tried = counted(*attempts as usize, "attempt", "attempts");
    let said = reply.as_deref().map_or(String::new(), |words| format!("; {words}"));
    let below = format!("since {}, {tried}{next}{said}", utc_minute(*queued));
    let tone = match state {
        DeliveryState::Refused | DeliveryState::Expired => Tone::Bad,
        DeliveryState::Doubtful => Tone::Doubtful,
        DeliveryState::Sent => Tone::Good,
        _ => Tone::Faint,
    };
    let state = screen.toned(tone, &format!("{:9}", state.word()));
    format!(
        "{id:>6}  {state} {to}\n{}\n{}",
        screen.wrapped(8, &line(subject)),
        screen.wrapped(8, &line(&below))
    )
}
