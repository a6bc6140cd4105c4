//! A program of this machine that takes a payload on its standard input.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use super::outcome::PostOutcome;
use crate::reach::ProgramGroup;
use crate::wording::line_up_to;

/// Bytes of what it says that are read.
const WORDS: u64 = 2_000;

/// Characters of them that are kept.
const SHOWN: usize = 200;

/// Runs the program. It is told the id by `WIREWATCH_ID`, which is the same at every attempt.
pub(super) async fn run(words: &[String], id: &str, bytes: &[u8], limit: Duration) -> PostOutcome {
    let Some((program, arguments)) = words.split_first() else {
        return PostOutcome::Deferred { reply: "no program is named".to_owned(), retry_after: None };
    };
    let mut command = Command::new(program);
    command.args(arguments).env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("WIREWATCH_ID", id);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    command.process_group(0);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            return PostOutcome::Deferred {
                reply: format!("cannot run {program}: {error}"),
                retry_after: None,
            };
        }
    };
    // Also when whoever waits for it is stopped: a program has this long with all that it starts.
    let running = ProgramGroup::of(child.id());
    let (input, errors) = (child.stdin.take(), child.stderr.take());
    let feed = async {
        if let Some(mut input) = input {
            // Who does not read to the end has what it wants.
            let _ = input.write_all(bytes).await;
        }
    };
    let listen = async {
        let mut said = Vec::new();
        if let Some(errors) = errors {
            let _ = errors.take(WORDS).read_to_end(&mut said).await;
        }
        said
    };
    let done = async {
        let ((), said, status) = tokio::join!(feed, listen, child.wait());
        (status, line_up_to(SHOWN, &String::from_utf8_lossy(&said)))
    };
    let Ok((status, said)) = tokio::time::timeout(limit, done).await else {
        return PostOutcome::InDoubt { reply: format!("{program} was stopped after {} s", limit.as_secs()) };
    };
    running.ended();
    match status {
        Err(error) => PostOutcome::InDoubt { reply: format!("{program}: {error}") },
        Ok(status) if status.success() => {
            PostOutcome::Taken { reply: if said.is_empty() { format!("taken by {program}") } else { said } }
        }
        Ok(status) => {
            let reply = if said.is_empty() { format!("{program} ended with {status}") } else { said };
            PostOutcome::Deferred { reply, retry_after: None }
        }
    }
}
