//! `wirewatch test-mail`.

use serde_json::json;

use super::common::{Common, Exit};
use super::installation::loaded;
use super::output::print;
use crate::clock;
use crate::deliver::test_mail::send_test_mail;
use crate::mail::address::Mailbox;
use crate::mail::posting::SendOutcome;
use crate::mail::transport::Transport;

/// Send one mail through the configured way, and show the server's words
///
/// It needs no database, stores nothing and tries once. Exit code 1: the mail was not taken.
#[derive(Debug, clap::Args)]
pub(super) struct TestMailArgs {
    /// Who gets it
    #[arg(value_name = "ADDRESS")]
    to: Mailbox,
}

pub(super) fn run(common: &Common, args: &TestMailArgs) -> anyhow::Result<Exit> {
    let settings = loaded(common)?.settings;
    let mut transport = Transport::new(&settings.mail.transport);
    let (exit, outcome, words) = match send_test_mail(&settings, &mut transport, &args.to, clock::now())? {
        SendOutcome::Accepted { reply } => (Exit::Done, "sent", reply),
        SendOutcome::Deferred { text, .. } => (Exit::Problem, "deferred", text),
        SendOutcome::Refused { text, .. } => (Exit::Problem, "refused", text),
        SendOutcome::InDoubt { text } => (Exit::Problem, "in doubt", text),
    };
    if common.json {
        print(format_args!("{}\n", json!({ "outcome": outcome, "reply": words })))?;
    } else {
        print(format_args!("{outcome}: {words}\n"))?;
    }
    Ok(exit)
}
