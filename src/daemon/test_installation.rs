//! An installation in the hands of a test: real feeds on loopback, and a clock that the test sets.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{Timestamp, ToSpan};
use testkit::{FeedServer, Reply};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;

use super::workers::Workers;
use crate::load::test_files::TestFiles;
use crate::load::{Loaded, load};
use crate::poll::{Poller, Summary, pass};
use crate::store::feeds::all_waiting;

/// A Monday.
pub(crate) const START: &str = "2026-11-23T12:00:00Z";

/// Files, feeds, a clock, and the workers on them.
pub(crate) struct TestInstallation {
    pub(crate) files: TestFiles,
    pub(crate) feeds: FeedServer,
    pub(crate) workers: Workers,
    pub(crate) loaded: Loaded,
    clock: Arc<Mutex<Timestamp>>,
    runtime: Runtime,
}

impl TestInstallation {
    /// One feed at `/rss`, one watchlist `csto`, one reader of all, with a digest at 07:00 UTC.
    pub(crate) fn new() -> Self {
        let (files, feeds) = (TestFiles::good(), FeedServer::start());
        files.write(
            "wirewatch.toml",
            "operators = [\"ops@example.org\"]\n[fetch]\nallow_private_addresses = true\n",
        );
        files
            .write("feeds.toml", format!("[[feed]]\nurl = \"{}\"\ntitle = \"Example\"\n", feeds.url("/rss")));
        files.write("subscribers.toml", "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\n");
        let clock = Arc::new(Mutex::new(START.parse().expect("a time")));
        let loaded = load_files(&files, &clock);
        let reader = Arc::clone(&clock);
        let now = Arc::new(move || *reader.lock().unwrap_or_else(PoisonError::into_inner));
        let workers = Workers::open(loaded.clone(), now).expect("the folder is ours");
        let runtime = Runtime::new().expect("threads can be started");
        Self { files, feeds, workers, loaded, clock, runtime }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.workers.now()
    }

    /// Lets this many minutes pass.
    pub(crate) fn pass(&self, minutes: i64) {
        let mut clock = self.clock.lock().unwrap_or_else(PoisonError::into_inner);
        *clock += minutes.minutes();
    }

    /// What stands at `/rss` from now on.
    pub(crate) fn publish(&self, items: &[(&str, &str, &str)]) {
        self.feeds.answer("/rss", [Reply::feed(rss(items))]);
    }

    /// Polls every listed feed, due or not.
    pub(crate) fn poll(&self) -> Summary {
        self.poll_by(&self.workers.poller)
    }

    /// The same by a poller of other files, as they were.
    pub(crate) fn poll_by(&self, poller: &Poller) -> Summary {
        let ids = self.workers.installation.store.read(all_waiting).expect("the store is open");
        let stop = CancellationToken::new();
        self.block_on(pass(poller, ids, &stop, |_| ())).expect("the store is open")
    }

    /// Waits for what needs a runtime.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Composes what is due and puts it into the outbox; answers how many mails.
    pub(crate) fn compose(&self) -> usize {
        self.workers.compose_due(None, self.now()).expect("the store is open").len()
    }

    /// Sends what is due in the outbox into the folder of mails.
    pub(crate) fn deliver(&self) {
        let (mut transport, stop) = (self.workers.transport(), CancellationToken::new());
        let clock = self.workers.installation.clock();
        self.workers.sender.send_due(&mut transport, &clock, &stop).expect("the folder is ours");
    }

    /// Writes a file and takes all of them.
    pub(crate) fn edit(&mut self, name: &str, text: &str) {
        self.files.write(name, text);
        self.take_files();
    }

    /// Takes a file away, and takes all the others.
    pub(crate) fn remove(&mut self, name: &str) {
        self.files.remove(name);
        self.take_files();
    }

    fn take_files(&mut self) {
        self.loaded = load_files(&self.files, &self.clock);
        self.workers = self.workers.with_files(self.loaded.clone()).expect("the files are right");
    }
}

fn load_files(files: &TestFiles, clock: &Arc<Mutex<Timestamp>>) -> Loaded {
    let now = *clock.lock().unwrap_or_else(PoisonError::into_inner);
    load(&files.config(), now).expect("the files are right")
}

/// A feed of items, each with a guid (its link where that is empty), a title and a text.
pub(crate) fn rss(items: &[(&str, &str, &str)]) -> String {
    let item = |(link, title, text): &(&str, &str, &str)| {
        format!(
            "<item><guid isPermaLink='false'>{link}</guid><link>{link}</link><title>{title}</title>\
             <description>{text}</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    format!("<rss version='2.0'><channel><title>Example</title>{items}</channel></rss>")
}
