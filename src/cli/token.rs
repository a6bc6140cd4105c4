//! `wirewatch token`.

use serde_json::json;

use super::common::{Common, Exit};
use super::orders::work;
use super::output::{print, tell};
use crate::daemon::order::{OrderAnswer, WorkOrder};

/// Make a token by which a program reads what a reader may see
///
/// It is for `/api/v1` and printed once; the store keeps a hash. The reader's token before it ends, and so does this one
/// when the reader leaves or is taken out of the files.
#[derive(Debug, clap::Args)]
pub(super) struct TokenArgs {
    /// The reader
    #[arg(value_name = "ADDRESS")]
    email: String,
}

pub(super) fn run(common: &Common, args: &TokenArgs) -> anyhow::Result<Exit> {
    let OrderAnswer::Token(token) = work(common, WorkOrder::Token(args.email.clone()))? else {
        anyhow::bail!("the daemon answered something else: is it of another version?")
    };
    if common.json {
        print(format_args!("{}\n", json!({ "token": token })))?;
    } else {
        print(format_args!("{token}\n"))?;
        tell(format_args!("of {}; it is shown once, and the one before has ended", args.email));
    }
    Ok(Exit::Done)
}
