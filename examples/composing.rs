//! How long polls wait for their commit while digests are composed: `cargo run --release --example composing`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use wirewatch::bench_door::delivery::{DigestBench, Readers};

/// Readers with a digest of their own each, and the stories of each digest.
const READERS: usize = 200;
const STORIES: u64 = 300;

/// Between two polls.
const PAUSE: Duration = Duration::from_millis(5);

fn main() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let bench = DigestBench::open(&folder.path().join("w.db"), STORIES, Readers::Different(READERS))?;
    let alone = AtomicBool::new(false);
    print(
        "polls alone",
        thread::scope(|scope| {
            let polls = scope.spawn(|| commits(&bench, 0, &alone));
            thread::sleep(Duration::from_secs(3));
            alone.store(true, Ordering::Relaxed);
            polls.join().expect("polls do not panic")
        })?,
    );
    let done = AtomicBool::new(false);
    let waits = thread::scope(|scope| {
        let polls = scope.spawn(|| commits(&bench, 1_000_000, &done));
        let begin = Instant::now();
        let composed = bench.compose();
        println!("{:?} mails composed in {:.1} s", composed.as_ref().ok(), begin.elapsed().as_secs_f64());
        done.store(true, Ordering::Relaxed);
        polls.join().expect("polls do not panic")
    })?;
    print("polls beside it", waits);
    Ok(())
}

/// Commits polls until told to stop; answers how long each took.
fn commits(bench: &DigestBench, first: u64, done: &AtomicBool) -> anyhow::Result<Vec<Duration>> {
    let mut waits = Vec::new();
    for number in first.. {
        if done.load(Ordering::Relaxed) {
            break;
        }
        let begin = Instant::now();
        bench.poll_beside(number)?;
        waits.push(begin.elapsed());
        thread::sleep(PAUSE);
    }
    Ok(waits)
}

fn print(name: &str, mut waits: Vec<Duration>) {
    waits.sort_unstable();
    let at = |share: usize| waits[(waits.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!(
        "{name}: {} commits, p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms",
        waits.len(),
        at(50),
        at(99),
        at(100)
    );
}
