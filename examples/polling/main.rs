//! Measures polling against a web server of its own on loopback: `cargo run --release --example polling -- --help`.
//!
//! Serves feeds of 25 items and about 38 kB, each from a loopback address of its own, and lets the real program poll
//! all of them, pass after pass: the first reads everything, the others get 304. Prints a line a pass. With `--days`
//! the database is filled with so many days of those feeds before, and measured after.

mod beside;
mod site;
mod year;

use std::fmt::Write as _;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser;

use site::{IN_ALL, serve};

/// Measures polling against a web server of its own on loopback
#[derive(Debug, Clone, Parser)]
struct Args {
    /// Feeds to serve
    #[arg(long, default_value_t = 1000)]
    feeds: u32,
    /// Passes over all of them
    #[arg(long, default_value_t = 3)]
    passes: usize,
    /// Milliseconds before each answer
    #[arg(long, default_value_t = 0)]
    latency: u64,
    /// Hosts out of a thousand that are dead: half of them accept and never answer, the others hang up
    #[arg(long, default_value_t = 0)]
    dead: usize,
    /// Items out of a thousand that a new pass finds edited or new
    #[arg(long, default_value_t = 0)]
    fresh: usize,
    /// Requests at one time
    #[arg(long, default_value_t = 64)]
    concurrency: usize,
    /// Machines that poll, each its share of the sites, all at once
    #[arg(long, default_value_t = 1, conflicts_with = "days")]
    machines: u32,
    /// Days of 30 items a feed to fill the database with before the first pass
    #[arg(long, default_value_t = 0)]
    days: u32,
    /// Watch a name that stands in every item, in place of the watchlists
    #[arg(long)]
    matching: bool,
    /// Feeds that are teasers of one item, whose pages are due while all feeds are polled by a daemon
    #[arg(long, default_value_t = 0, requires = "matching", conflicts_with_all = ["days", "machines"])]
    pages: u32,
    /// Hours since the latest item came out; 0 makes all of them news at first sight
    #[arg(long, default_value_t = 168)]
    age: i64,
    /// Serve the same 250 articles on all feeds, each with a word or two of its own
    #[arg(long)]
    alike: bool,
    /// Measure sfeed_update (16 jobs) in the same run
    #[arg(long)]
    sfeed: bool,
    /// The program [default: the one built beside this example]
    #[arg(long)]
    program: Option<PathBuf>,
    /// The folder of watchlists [default: the shipped ones]
    #[arg(long, default_value = "watchlists")]
    watchlists: PathBuf,
    /// A folder to work in that is kept [default: a new one that is removed]
    #[arg(long)]
    keep: Option<PathBuf>,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let temporary = tempfile::tempdir()?;
    let folder = args.keep.clone().unwrap_or_else(|| temporary.path().to_owned());
    fs::create_dir_all(&folder)?;
    let pass = Arc::new(AtomicUsize::new(0));
    let (port, served) = serve(&args, &pass)?;
    let folders: Vec<PathBuf> = match args.machines {
        1 => vec![folder.clone()],
        several => (1..=several).map(|part| folder.join(part.to_string())).collect(),
    };
    for (part, folder) in (1..).zip(&folders) {
        fs::create_dir_all(folder)?;
        let bus = match args.machines {
            1 => String::new(),
            of => format!("[bus]\nurl = \"nats://127.0.0.1\"\nrole = \"poll\"\nshare = \"{part}/{of}\"\n"),
        };
        write_files(&args, folder, port, &bus)?;
    }
    let program = match &args.program {
        Some(program) => program.clone(),
        None => std::env::current_exe()?.with_file_name("../wirewatch"),
    };
    if args.pages > 0 {
        return beside::measure(&args, &program, &folder, &served);
    }
    if args.days > 0 {
        year::fill(&args, &folder, port)?;
    }
    println!("pass   seconds   feeds/s  cpu s  peak MiB   db MiB  summary");
    for number in 0..args.passes {
        pass.store(number, Ordering::SeqCst);
        let Pass { seconds, cpu_seconds, peak, summary } = poll_all(&program, &folders)?;
        let database = fs::metadata(folders[0].join("wirewatch.db")).map_or(0, |file| file.len()) >> 20;
        let rate = f64::from(args.feeds) / seconds;
        println!(
            "{:>4} {seconds:>9.2} {rate:>9.0} {cpu_seconds:>6.2} {peak:>9} {database:>8}  {summary}",
            number + 1
        );
    }
    if args.days > 0 {
        year::measure(&program, &folder)?;
    }
    if args.sfeed {
        pass.store(0, Ordering::SeqCst);
        for number in 1..=2 {
            let seconds = sfeed(&args, &folder, port)?;
            println!(
                "sfeed_update, pass {number}: {seconds:.2} s, {:.0} feeds/s",
                f64::from(args.feeds) / seconds
            );
        }
    }
    Ok(())
}

/// One pass of the program, as measured from outside.
struct Pass {
    seconds: f64,
    /// Of its own and in the kernel: what a busy machine does not change.
    cpu_seconds: f64,
    /// The most memory it held, in MiB.
    peak: u64,
    /// What it says itself.
    summary: String,
}

/// One pass of all machines at once: until the last has ended, their processor time together, the most memory of one.
fn poll_all(program: &Path, folders: &[PathBuf]) -> anyhow::Result<Pass> {
    let passes: Vec<anyhow::Result<Pass>> = std::thread::scope(|scope| {
        let polls: Vec<_> = folders.iter().map(|folder| scope.spawn(|| poll(program, folder))).collect();
        let pass = |poll: std::thread::ScopedJoinHandle<'_, anyhow::Result<Pass>>| match poll.join() {
            Ok(pass) => pass,
            Err(_) => anyhow::bail!("a pass broke off"),
        };
        polls.into_iter().map(pass).collect()
    });
    let passes: Vec<Pass> = passes.into_iter().collect::<anyhow::Result<_>>()?;
    Ok(Pass {
        seconds: passes.iter().map(|pass| pass.seconds).fold(0.0, f64::max),
        cpu_seconds: passes.iter().map(|pass| pass.cpu_seconds).sum(),
        peak: passes.iter().map(|pass| pass.peak).max().unwrap_or(0),
        summary: passes.iter().map(|pass| pass.summary.as_str()).collect::<Vec<_>>().join(" "),
    })
}

fn poll(program: &Path, folder: &Path) -> anyhow::Result<Pass> {
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(["poll", "--all", "--json", "--config"])
        .arg(folder.join("wirewatch.toml"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}: build it with --release first", program.display()))?;
    let process = PathBuf::from(format!("/proc/{}", child.id()));
    let (mut peak, mut ticks) = (0, 0_u32);
    while child.try_wait()?.is_none() {
        let now = fs::read_to_string(process.join("status")).unwrap_or_default();
        let line = now.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = peak.max(kib.unwrap_or(0) >> 10);
        // The 14th and 15th field count hundredths of a second; the name in brackets may hold blanks.
        let now = fs::read_to_string(process.join("stat")).unwrap_or_default();
        let fields = now.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
        ticks = ticks.max(fields.filter_map(|field| field.parse::<u32>().ok()).sum());
        std::thread::sleep(Duration::from_millis(5));
    }
    let seconds = started.elapsed().as_secs_f64();
    let output = child.wait_with_output()?;
    let summary = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    Ok(Pass { seconds, cpu_seconds: f64::from(ticks) / 100.0, peak, summary })
}

/// One pass of `sfeed_update`, which asks conditionally as its README says how: curl keeps each feed's ETag.
fn sfeed(args: &Args, folder: &Path, port: u16) -> anyhow::Result<f64> {
    let (path, etags) = (folder.join("sfeed"), folder.join("etags"));
    fs::create_dir_all(&etags)?;
    let mut settings = format!(
        "sfeedpath=\"{}\"\nmaxjobs=16\nfetch() {{\netag=\"{}/$(basename \"$3\")\"\n\
         curl -L --max-redirs 0 -H \"User-Agent:\" -f -s -m 15 --compressed --etag-save \"$etag\" \
         --etag-compare \"$etag\" -z \"$etag\" \"$2\" 2>/dev/null\n}}\nfeeds() {{\n",
        path.display(),
        etags.display()
    );
    for number in 0..args.feeds {
        writeln!(settings, "feed \"f{number}\" \"{}\"", url(number, port))?;
    }
    settings.push_str("}\n");
    let file = folder.join("sfeedrc");
    fs::write(&file, settings)?;
    let started = Instant::now();
    let status = Command::new("sfeed_update").arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.context("sfeed_update is not installed")?;
    Ok(started.elapsed().as_secs_f64())
}

fn write_files(args: &Args, folder: &Path, port: u16, bus: &str) -> anyhow::Result<()> {
    let watchlists = if args.matching {
        let own = folder.join("matching");
        fs::create_dir_all(&own)?;
        fs::write(own.join("everything.toml"), format!("title = \"Everything\"\nquery = \"{IN_ALL}\"\n"))?;
        own
    } else {
        args.watchlists.clone()
    };
    let watchlists = fs::canonicalize(watchlists).context("the folder of watchlists")?;
    fs::write(
        folder.join("wirewatch.toml"),
        format!(
            "feeds = \"feeds.toml\"\nsubscribers = \"subscribers.toml\"\nwatchlists = {:?}\n\
             [store]\ndatabase = \"wirewatch.db\"\n\
             [fetch]\nconcurrency = {}\nallow_private_addresses = true\n\
             [mail]\nfrom = \"Wirewatch <digest@example.org>\"\ntransport = \"folder\"\nfolder = \"mail\"\n{bus}",
            watchlists.display().to_string(),
            args.concurrency
        ),
    )?;
    fs::write(
        folder.join("subscribers.toml"),
        "[[subscriber]]\nemail = \"analyst@example.org\"\nwatchlists = [\"*\"]\ndigest = \"daily 07:00\"\n\
         timezone = \"UTC\"\n",
    )?;
    let mut feeds = String::new();
    for number in 0..args.feeds {
        let full_text = if args.pages > number { "full_text = true\n" } else { "" };
        writeln!(feeds, "[[feed]]\nurl = \"{}\"\n{full_text}", url(number, port))?;
    }
    Ok(fs::write(folder.join("feeds.toml"), feeds)?)
}

/// Every feed has a host of its own in 127.0.0.0/8, as feeds have in the world.
fn url(number: u32, port: u16) -> String {
    let [_, a, b, c] = (number + 257).to_be_bytes();
    format!("http://{}:{port}/{number}.xml", Ipv4Addr::new(127, a + 1, b, c))
}
