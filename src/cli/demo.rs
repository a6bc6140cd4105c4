//! `wirewatch demo`: the main job with no network and no mail server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::common::{Common, Exit};
use super::installation::Refused;
use super::output::print;
use crate::demo::files::READER;
use crate::demo::show::{ShowStep, play};
use crate::installation::Installation;
use crate::poll::Summary;
use crate::web::{LoopHealth, OwnChanges, Welcome};
use crate::{clock, web};

/// Show the main job on bundled feeds, with no network and no mail server
///
/// Serves three editions of ten invented outlets on loopback, polls them with the daemon's own code, matches them against
/// the shipped watchlists, and mails two readers into a folder: .eml, .html and .txt. Then it serves the digests on a
/// page until Ctrl-C. The folder holds a whole installation: try the other commands on it with --config.
#[derive(Debug, clap::Args)]
pub(super) struct DemoArgs {
    /// The folder to work in; a demo of before is replaced
    #[arg(default_value = "wirewatch-demo")]
    folder: PathBuf,
    /// Exit instead of serving the digests
    #[arg(long)]
    once: bool,
    /// Where to serve them
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

pub(super) fn run(_common: &Common, args: DemoArgs) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Runtime::new().context("cannot start the runtime")?;
    runtime.block_on(async {
        let mut mails = 0;
        let installation = play(&args.folder, clock::now(), |step| {
            mails += usize::from(matches!(step, ShowStep::Mailed { .. }));
            // Who closes the terminal does not stop the demo.
            let _ = tell(&step);
        })
        .await?;
        let folder = args.folder.display();
        print(format_args!(
            "\n{mails} mails to readers; they lie in {folder}/digests, and as sent in {folder}/mail, beside what the \
             operators were told\n"
        ))?;
        print(format_args!("try: wirewatch --config {folder}/wirewatch.toml status\n"))?;
        if args.once { Ok(Exit::Done) } else { serve(args.listen, installation).await }
    })
}

fn tell(step: &ShowStep) -> anyhow::Result<()> {
    match step {
        ShowStep::Polled { edition, summary } => {
            let Summary { polled, unchanged, failed, new, edited, matches, elapsed_ms, .. } = summary;
            let meant = if *failed > 0 { " (one outlet is gone, on purpose)" } else { "" };
            print(format_args!(
                "edition {edition}: {polled} feeds polled, {unchanged} unchanged, {failed} failed{meant}; {new} new, \
                 {edited} edited, {matches} matches in {elapsed_ms} ms\n"
            ))
        }
        ShowStep::Mailed { email, subject, files } => {
            print(format_args!("  to {email}: {subject}\n"))?;
            files.iter().take(1).try_for_each(|file| print(format_args!("     {}\n", file.display())))
        }
    }
}

async fn serve(listen: SocketAddr, installation: Arc<Installation>) -> anyhow::Result<Exit> {
    let refused =
        |error: web::WebError| Refused { exit: Exit::Environment, words: format!("wirewatch: {error}") };
    let listener = web::bind(listen).await.map_err(refused)?;
    print(format_args!(
        "the desk is served on http://{} until Ctrl-C, with {READER} signed in\n",
        listener.local_addr()?
    ))?;
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        let _ = tokio::signal::ctrl_c().await;
        stopped.cancel();
    });
    let health = LoopHealth::new(Duration::from_hours(24));
    let (running, welcome) = (watch::channel(installation).1, Welcome::As(READER.to_owned()));
    web::serve(listener, running, health, welcome, OwnChanges::default(), stop).await;
    Ok(Exit::Done)
}
