//! `wirewatch digest`: composes what is due.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use super::common::{Common, Exit};
use super::deliver;
use super::installation::{Refused, reader};
use super::orders::work;
use super::output::print;
use crate::clock;
use crate::daemon::carry_out::listed;
use crate::daemon::order::{OrderAnswer, WorkOrder};
use crate::deliver::compose::Composer;
use crate::deliver::letter::PreparedMail;
use crate::installation::all_readers;
use crate::load::Loaded;
use crate::store::own_readers::own_readers;
use crate::wording::counted;

/// To compose takes less where no translation is waited for.
const NO_WAIT: Duration = Duration::from_secs(1);

/// How far ahead `--now` may lie without `--force`: two clocks that differ.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// Compose the digests that are due
///
/// Looks for every subscriber whose digest time has passed since the last one, composes what is new for them and puts the
/// mails into the outbox, alerts included. `--deliver` then sends them; otherwise the daemon or `wirewatch deliver`
/// does. With `--preview` nothing is written to the database: the digests, due or not, are put into a folder as .eml,
/// .html and .txt.
#[derive(Debug, clap::Args)]
pub(super) struct DigestArgs {
    /// Only this subscriber, by address
    #[arg(long, value_name = "EMAIL")]
    subscriber: Option<String>,
    /// Compose as of this time instead of now (RFC 3339, such as 2026-11-23T07:00:00+04:00)
    #[arg(long, value_name = "TIME")]
    now: Option<Timestamp>,
    /// Write the mails into this folder and change nothing
    #[arg(long, value_name = "DIR", conflicts_with = "deliver")]
    preview: Option<PathBuf>,
    /// Send what is in the outbox afterwards
    #[arg(long)]
    deliver: bool,
    /// Take a `--now` that lies more than five minutes ahead
    #[arg(long)]
    force: bool,
}

pub(super) fn run(common: &Common, args: DigestArgs) -> anyhow::Result<Exit> {
    if let Some(folder) = &args.preview {
        return preview(common, folder, &args);
    }
    let ahead = args.now.is_some_and(|now| now.duration_since(clock::now()) > AHEAD);
    if ahead && !args.force {
        let words = "wirewatch: --now lies more than five minutes ahead, which closes windows in the future: look with \
                     --preview, or say --force"
            .to_owned();
        return Err(Refused { exit: Exit::Usage, words }.into());
    }
    let begun = Instant::now();
    let order = WorkOrder::Compose { subscriber: args.subscriber, now: args.now };
    let composed = match work(common, order)? {
        OrderAnswer::Composed(composed) => composed,
        other => anyhow::bail!("the daemon answered {other:?}: is it of another version?"),
    };
    if args.deliver {
        // Translations were waited for: what was composed is due when it was, not before.
        let waited = begun.elapsed();
        let now =
            args.now.filter(|_| waited > NO_WAIT).and_then(|now| now.checked_add(waited).ok()).or(args.now);
        return deliver::report(common, Some(composed), deliver::delivered(common, now)?);
    }
    let words = counted(composed, "mail composed", "mails composed");
    report(common, &serde_json::json!({ "composed": composed }), &words)
}

/// Read-only, beside a daemon or not.
fn preview(common: &Common, folder: &Path, args: &DigestArgs) -> anyhow::Result<Exit> {
    let (loaded, store) = reader(common)?;
    let subscribers = all_readers(&loaded, &store.read(own_readers)?);
    let Loaded { settings, watchlists, .. } = loaded;
    let email = args.subscriber.as_deref().map(|email| listed(&subscribers, email)).transpose();
    let email = email
        .map_err(|words| Refused { exit: Exit::Usage, words: format!("wirewatch: {words}") })?
        .map(str::to_owned);
    let composer = Composer::new(Arc::new(settings), subscribers, watchlists);
    let composed = composer.preview(&store, email.as_deref(), args.now.unwrap_or_else(clock::now))?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let (mut files, mut taken) = (Vec::new(), HashMap::new());
    for digest in &composed {
        files.extend(write(folder, &stem(&digest.email, &mut taken), digest)?);
    }
    let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    let words = if names.is_empty() { "nothing to tell".to_owned() } else { names.join("\n") };
    report(common, &serde_json::json!({ "composed": composed.len(), "files": names }), &words)
}

/// What the files of a mail to this address are called; of the second part of a reader `a@example.org-2`.
fn stem(email: &str, taken: &mut HashMap<String, usize>) -> String {
    let stem: String =
        email.chars().map(|c| if c.is_alphanumeric() || "@.-_+".contains(c) { c } else { '_' }).collect();
    let number = taken.entry(stem.clone()).and_modify(|number| *number += 1).or_insert(1);
    if *number == 1 { stem } else { format!("{stem}-{number}") }
}

fn write(folder: &Path, stem: &str, digest: &PreparedMail) -> anyhow::Result<[PathBuf; 3]> {
    let path = |ending: &str| folder.join(format!("{stem}.{ending}"));
    let parts: [(PathBuf, &[u8]); 3] = [
        (path("eml"), &digest.bytes),
        (path("html"), digest.html.as_bytes()),
        (path("txt"), digest.text.as_bytes()),
    ];
    for (path, bytes) in &parts {
        fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(parts.map(|(path, _)| path))
}

fn report(common: &Common, json: &serde_json::Value, words: &str) -> anyhow::Result<Exit> {
    let answer = if common.json { json.to_string() } else { words.to_owned() };
    print(format_args!("{answer}\n"))?;
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_one_reader_have_files_of_their_own() {
        let mut taken = HashMap::new();
        let stems = ["a@x.example", "b/c@x.example", "a@x.example", "b:c@x.example"]
            .map(|email| stem(email, &mut taken));
        assert_eq!(stems, ["a@x.example", "b_c@x.example", "a@x.example-2", "b_c@x.example-2"]);
    }
}
