//! The demo itself: three editions of the sample feeds through the real store, poller, composer and sender.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io};

use anyhow::Context;
use jiff::{Timestamp, ToSpan};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::daemon::workers::Workers;
use crate::deliver::letter::{PreparedMail, prepared_mail};
use crate::demo::editions::EDITIONS;
use crate::demo::files;
use crate::demo::newsstand::Newsstand;
use crate::installation::Installation;
use crate::load::load;
use crate::pages::DuePages;
use crate::poll::{Summary, pass};
use crate::schedule::Now;
use crate::store::feeds::all_waiting;

/// What the demo has to say as it goes.
#[derive(Debug)]
pub(crate) enum ShowStep {
    /// An edition was polled.
    Polled {
        /// From 1 on.
        edition: usize,
        /// What it brought.
        summary: Summary,
    },
    /// A mail was composed and sent.
    Mailed {
        /// Whom it goes to.
        email: String,
        /// Its subject.
        subject: String,
        /// The page, the text and the mail.
        files: Vec<PathBuf>,
    },
}

/// A clock that the demo sets: an edition an hour, without waiting for it.
#[derive(Clone)]
struct SetClock(Arc<Mutex<Timestamp>>);

impl SetClock {
    fn set(&self, to: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = to;
    }

    fn reader(&self) -> Now {
        let clock = self.clone();
        Arc::new(move || *clock.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Plays the three editions into `folder`, telling `observe` of each step, and answers the installation with the digests.
pub(crate) async fn play(
    folder: &Path,
    now: Timestamp,
    mut observe: impl FnMut(ShowStep),
) -> anyhow::Result<Arc<Installation>> {
    make_room(folder)?;
    let listener =
        TcpListener::bind("127.0.0.1:0").await.context("cannot serve the sample feeds on loopback")?;
    let base = format!("http://{}", listener.local_addr()?);
    let settings =
        files::write(folder, &base).with_context(|| format!("cannot write into {}", folder.display()))?;
    let stop = CancellationToken::new();
    let newsstand = Newsstand::new(now);
    let server = tokio::spawn(newsstand.clone().serve(listener, stop.clone()));

    // The readers have been there for a minute when the first edition comes: what it brings lies in their window.
    let clock = SetClock(Arc::new(Mutex::new(now - EDITIONS[0] - 1.minute())));
    let loaded = load(&settings, now).map_err(|_| anyhow::anyhow!("the demo's own files are refused"))?;
    let workers = Arc::new(Workers::open(loaded, clock.reader())?);
    for (index, before) in EDITIONS.iter().enumerate() {
        let at = now - *before;
        clock.set(at);
        newsstand.put_out(index);
        let feeds = workers.installation.store.read(all_waiting)?;
        let mut summary = pass(&workers.poller, feeds, &stop, |_| ()).await?;
        let pages = workers.pages.run(DuePages::Now, &stop).await?;
        summary.edited += pages.edited;
        summary.matches += pages.matches;
        (summary.pages, summary.withdrawn) = (pages.pages, pages.withdrawn);
        observe(ShowStep::Polled { edition: index + 1, summary });
        let alerts = mail(&workers, folder, at).await?;
        let slot = at + 60.minutes();
        clock.set(slot);
        if index + 1 == EDITIONS.len() {
            // A page that went missing is looked at again before anybody hears of it.
            workers.pages.run(DuePages::Now, &stop).await?;
        }
        let digests = mail(&workers, folder, slot).await?;
        alerts.into_iter().chain(digests).for_each(&mut observe);
    }
    stop.cancel();
    let _ = server.await;
    Ok(Arc::clone(&workers.installation))
}

/// Composes what is due, sends it into the folder, and writes each digest beside it as page and text.
async fn mail(workers: &Arc<Workers>, folder: &Path, now: Timestamp) -> anyhow::Result<Vec<ShowStep>> {
    let (workers, folder) = (Arc::clone(workers), folder.join("digests"));
    let work = move || {
        let composed = workers.compose_due(None, now)?;
        let (store, settings) = (&workers.installation.store, &workers.installation.files.settings);
        let mut mails = Vec::new();
        for id in composed {
            mails.extend(prepared_mail(store, settings, id)?);
        }
        let mut transport = workers.transport();
        workers.sender.send_due(&mut transport, &workers.installation.clock(), &CancellationToken::new())?;
        mails.iter().map(|digest| Ok(write(&folder, digest, now)?)).collect()
    };
    tokio::task::spawn_blocking(work).await?
}

fn write(folder: &Path, digest: &PreparedMail, now: Timestamp) -> io::Result<ShowStep> {
    fs::create_dir_all(folder)?;
    let reader = digest.email.split('@').next().unwrap_or("reader");
    let stem = format!("{}-{}-{reader}", now.strftime("%H%M"), digest.cause.word());
    let parts: [(&str, &[u8]); 3] =
        [("html", digest.html.as_bytes()), ("txt", digest.text.as_bytes()), ("eml", &digest.bytes)];
    let mut files = Vec::new();
    for (ending, bytes) in parts {
        let path = folder.join(format!("{stem}.{ending}"));
        fs::write(&path, bytes)?;
        files.push(path);
    }
    Ok(ShowStep::Mailed { email: digest.email.clone(), subject: digest.subject.clone(), files })
}

/// Takes away what an earlier demo has left, and nothing that anybody else has put there.
fn make_room(folder: &Path) -> anyhow::Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let ours =
        fs::read_to_string(folder.join("wirewatch.toml")).is_ok_and(|text| text.starts_with(files::MARK));
    let empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    anyhow::ensure!(
        ours || empty,
        "{} is there already and is no demo: name another folder",
        folder.display()
    );
    fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T12:34:56Z".parse().expect("a fixed instant")
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn three_editions_become_digests() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("out");
        let mut polled = Vec::new();
        let mut analyst = String::new();
        play(&folder, now(), |step| match step {
            ShowStep::Polled { summary: Summary { new, edited, failed, .. }, .. } => {
                polled.push((new, edited, failed));
            }
            ShowStep::Mailed { email, files, .. } if email.starts_with("analyst@") => {
                let text = files.iter().find(|file| file.extension().is_some_and(|kind| kind == "txt"));
                analyst += &fs::read_to_string(text.expect("each mail has a text")).unwrap();
            }
            ShowStep::Mailed { .. } => {}
        })
        .await
        .unwrap();
        // As the items were written: 78 in the first edition; three edits; the outlet that dies fails twice.
        assert_eq!(polled, [(78, 0, 0), (12, 2, 1), (10, 1, 1)]);
        let analyst = analyst.split_whitespace().collect::<Vec<_>>().join(" ");
        let outlets =
            ["Caspian Courier", "Северный телеграф", "Xəzər Xəbər", "Արաքսի", "მტკვრის", "Boğaz Gündem"];
        let told = [
            "Also in 2 sources",
            "[-closed, and nobody",
            "*Азәрбајҹан*",
            "*KGAÖ'nün*",
            "78 new items",
            "Last seen",
        ];
        for expected in outlets.iter().chain(&told) {
            assert!(analyst.contains(expected), "{expected} is missing in {analyst}");
        }
        for noise in ["Heydar", "Heydər", "Haydar", "Гейдар", "Grain", "Ната", "rescuers train", "bookshelf"]
        {
            assert!(!analyst.contains(noise), "{noise} is in {analyst}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_demo_takes_the_place_of_a_demo_and_of_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        play(folder.path(), now(), |_| ()).await.unwrap();
        play(folder.path(), now(), |_| ()).await.unwrap();
        fs::write(folder.path().join("wirewatch.toml"), "# an operator's own").unwrap();
        let refused = play(folder.path(), now(), |_| ()).await.map(|_| ()).unwrap_err();
        assert!(refused.to_string().contains("is no demo"), "{refused}");
        assert!(folder.path().join("wirewatch.db").exists());
    }
}
