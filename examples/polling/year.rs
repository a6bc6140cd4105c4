//! A year of news before the first pass, and how long the commands take after it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Context as _;
use wirewatch::bench_door::archive::Archive;

use crate::site::Words;
use crate::{Args, url};

/// Items a feed brings in a day.
const ITEMS: u64 = 30;

/// One entry in so many holds the rare word.
const RARE: u64 = 100_000;

/// Fills the database of `folder`.
pub(crate) fn fill(args: &Args, folder: &Path, port: u16) -> anyhow::Result<()> {
    let started = Instant::now();
    let urls: Vec<String> = (0..args.feeds).map(|number| url(number, port)).collect();
    let archive = Archive::open(&folder.join("wirewatch.db"))?;
    let entries = archive.fill(&urls, args.days, ITEMS, |number| {
        let mut words = Words(usize::try_from(number).unwrap_or(usize::MAX).wrapping_mul(31));
        let rare = if number % RARE == 7 { " quokka" } else { "" };
        (words.take(8), format!("{}{rare}", words.take(40)))
    })?;
    println!(
        "filled with {entries} entries of {} days in {:.0} s",
        args.days,
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Prints how long each command takes, the second time, with its files in the system's memory.
pub(crate) fn measure(program: &Path, folder: &Path) -> anyhow::Result<()> {
    let preview = folder.join("preview").display().to_string();
    for (name, arguments) in [
        ("status", &["status"][..]),
        ("feeds list", &["feeds", "list"]),
        ("digest --preview", &["digest", "--preview", &preview]),
        ("search, a rare word", &["search", "quokka"]),
        ("search, a common word", &["search", "government"]),
        ("search, a word that is not there", &["search", "wombat"]),
        ("search, a common word, of a day", &["search", "government", "--since", "1d"]),
    ] {
        let mut seconds = 0.0;
        for _ in 0..2 {
            let started = Instant::now();
            let status = Command::new(program)
                .arg("--config")
                .arg(folder.join("wirewatch.toml"))
                .args(arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status();
            status.with_context(|| format!("cannot run {name}"))?;
            seconds = started.elapsed().as_secs_f64();
        }
        println!("{name:<34} {seconds:>8.3} s");
    }
    let archive = Archive::open(&folder.join("wirewatch.db"))?;
    for (name, hours) in [("retention, nothing to take", 24 * 4000), ("retention, a batch", 26)] {
        let started = Instant::now();
        let taken = archive.take_out(hours)?;
        println!("{name:<34} {:>8.3} s, {taken} entries", started.elapsed().as_secs_f64());
    }
    Ok(())
}
