//! How fast a machine that polls publishes and a desk takes, through a real server: `cargo run --release --example bus`.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use testkit::{BusServer, InstalledProgram};
use wirewatch::bench_door::archive::Archive;
use wirewatch::bench_door::bus::BusMachine;

/// Feeds, days and entries of a feed and day: 100 000 entries, each with its first revision.
const FEEDS: usize = 100;
const DAYS: u32 = 10;
const ITEMS: u64 = 100;

/// One text in so many matches a watchlist.
const MATCHES: u64 = 50;

/// Feeds that are polled without news, and how often.
const QUIET: usize = 5_000;
const ROUNDS: i64 = 5;

/// Watchlists of the desk.
const WATCHLISTS: usize = 20;

fn main() -> anyhow::Result<()> {
    let Some(bus) = BusServer::start() else {
        println!("there is no nats-server here");
        return Ok(());
    };
    let runtime = tokio::runtime::Runtime::new()?;
    let poll = installed(&bus, "role = \"poll\"");
    // From its first start on it notes what there is to publish.
    drop(BusMachine::open(&poll.path("wirewatch.toml"))?);
    let urls: Vec<String> = (0..FEEDS).map(|feed| format!("https://news{feed}.example/rss")).collect();
    let mut bytes = 0;
    let stored = Archive::open(&poll.path("wirewatch.db"))?.fill(&urls, DAYS, ITEMS, |number| {
        let mut text = String::new();
        for word in 0..250 {
            let _ = write!(text, "word{} ", (number * 31 + word * 7) % 9973);
        }
        if number % MATCHES == 0 {
            let _ = write!(text, "The CSTO and Azerbaijan spoke of topic{}.", number / MATCHES % 20);
        }
        bytes += text.len();
        (format!("A headline of the usual length, number {number}"), text)
    })?;
    let (lines, took) = runtime.block_on(BusMachine::open(&poll.path("wirewatch.toml"))?.publish_all())?;
    let a_second = |took: Duration| u128::from(lines) * 1_000 / took.as_millis().max(1);
    println!("{stored} revisions of {} bytes on average", bytes as u64 / stored);
    println!("published: {lines} lines in {took:.2?}, {} a second", a_second(took));
    println!("a line takes {} bytes of the stream", bytes_of(bus.folder())? / lines);
    for keep in ["matched", "all"] {
        let desk = installed(&bus, &format!("role = \"desk\"\nkeep = \"{keep}\""));
        let took = runtime.block_on(BusMachine::open(&desk.path("wirewatch.toml"))?.take(lines))?;
        println!("taken, keep = \"{keep}\": {took:.2?}, {} a second", a_second(took));
    }
    quiet_polls(&bus, &runtime)
}

/// What the polls take of the stream that find nothing: of the first of them the desks hear the feed's whole state.
fn quiet_polls(bus: &BusServer, runtime: &tokio::runtime::Runtime) -> anyhow::Result<()> {
    let poll = installed(bus, "role = \"poll\"");
    drop(BusMachine::open(&poll.path("wirewatch.toml"))?);
    let urls: Vec<String> = (0..QUIET).map(|feed| format!("https://quiet{feed}.example/rss")).collect();
    for round in 0..ROUNDS {
        Archive::open(&poll.path("wirewatch.db"))?.poll_without_news(&urls, 30 * round)?;
        let before = bytes_of(bus.folder())?;
        runtime.block_on(BusMachine::open(&poll.path("wirewatch.toml"))?.publish_all())?;
        let taken = bytes_of(bus.folder())?.saturating_sub(before);
        println!("polls without news, round {round}: {} bytes of the stream each", taken / QUIET as u64);
    }
    Ok(())
}

/// What the files of a folder take.
fn bytes_of(folder: &Path) -> std::io::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let is_folder = entry.file_type()?.is_dir();
        bytes += if is_folder { bytes_of(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

fn installed(bus: &BusServer, role: &str) -> InstalledProgram {
    let installation = InstalledProgram::new("", "https://news0.example/rss", ([127, 0, 0, 1], 25).into());
    let settings = format!(
        "[store]\ndatabase = \"wirewatch.db\"\n[mail]\ntransport = \"folder\"\n[bus]\nurl = \"{}\"\n{role}\n",
        bus.url()
    );
    installation.write("wirewatch.toml", &settings);
    for number in 0..WATCHLISTS {
        let text = format!("title = \"Topic {number}\"\nquery = \"CSTO AND Azerbaijan AND topic{number}\"\n");
        installation.write(&format!("watchlists/topic-{number}.toml"), &text);
    }
    installation
}
