//! `wirewatch bounce`: takes a mail that came back.

use std::io::{Read as _, stdin};

use serde_json::json;

use super::common::{Common, Exit};
use super::orders::work;
use super::output::print;
use crate::daemon::order::{OrderAnswer, WorkOrder};
use crate::mail::bounce;

/// The most of a mail that is read: the report stands at its beginning.
const MOST: u64 = 1 << 20;

/// Take a mail that came back, from standard input
///
/// For a pipe of the mail server at the address that `[mail] bounces` names, with its extensions (`bounce+…@`). A report
/// (RFC 3464, or in the words of qmail, Exim and others) says which mail came back and why: the mail then counts as refused. A reader whose address does not exist
/// (5.1.1) gets nothing more from then on, another one after three such mails in 14 days; operators are told, and
/// `wirewatch subscribers restore` takes back. What is no report, or is of no mail of ours, is passed over.
#[derive(Debug, clap::Args)]
pub(super) struct BounceArgs {
    /// The envelope's recipient, where the server says it; else the head of the mail is looked through
    #[arg(long, value_name = "ADDRESS")]
    recipient: Option<String>,
}

pub(super) fn run(common: &Common, args: &BounceArgs) -> anyhow::Result<Exit> {
    let mut bytes = Vec::new();
    stdin().lock().take(MOST).read_to_end(&mut bytes)?;
    let words = match bounce::read(&bytes, args.recipient.as_deref()) {
        None => "it is no report of a mail that came back".to_owned(),
        Some(bounce) => match work(common, WorkOrder::Bounce(bounce))? {
            OrderAnswer::Bounced(words) => words,
            other => anyhow::bail!("the daemon answered {other:?}: is it of another version?"),
        },
    };
    if common.json {
        print(format_args!("{}\n", json!({ "outcome": words })))?;
    } else {
        print(format_args!("{words}\n"))?;
    }
    Ok(Exit::Done)
}
