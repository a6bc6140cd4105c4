//! `wirewatch test-output`.

use serde_json::json;

use super::common::{Common, Exit};
use super::installation::{Refused, loaded};
use super::output::print;
use crate::clock;
use crate::deliver::test_output::send_test_post;
use crate::post::{PostOutcome, Poster};

/// Post once to an output, and show the receiver's words
///
/// What is posted says that it is a test: its type is `wirewatch.test`. It needs no database, stores nothing and tries
/// once. Exit code 1: it was not taken.
#[derive(Debug, clap::Args)]
pub(super) struct TestOutputArgs {
    /// The id of the output
    #[arg(value_name = "ID")]
    id: String,
}

pub(super) fn run(common: &Common, args: &TestOutputArgs) -> anyhow::Result<Exit> {
    let loaded = loaded(common)?;
    let Some(output) = loaded.outputs.iter().find(|output| output.id == args.id) else {
        let words = format!("wirewatch: no output {} is listed in the subscribers file", args.id);
        return Err(Refused { exit: Exit::Usage, words }.into());
    };
    let poster = Poster::new(&loaded.settings.fetch)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(async {
        tokio::select! {
            outcome = send_test_post(&poster, output, clock::now()) => outcome.map(Some),
            // The terminal asks only us: a program that is asked leads a group of its own.
            Ok(()) = tokio::signal::ctrl_c() => Ok(None),
        }
    })?;
    let Some(outcome) = outcome else {
        return Ok(Exit::Problem);
    };
    let (exit, outcome, words) = match outcome {
        PostOutcome::Taken { reply } => (Exit::Done, "taken", reply),
        PostOutcome::Deferred { reply, .. } => (Exit::Problem, "not taken", reply),
        PostOutcome::Gone { reply } => (Exit::Problem, "gone", reply),
        PostOutcome::InDoubt { reply } => (Exit::Problem, "in doubt", reply),
    };
    if common.json {
        print(format_args!("{}\n", json!({ "outcome": outcome, "reply": words })))?;
    } else {
        print(format_args!("{outcome}: {words}\n"))?;
    }
    Ok(exit)
}
