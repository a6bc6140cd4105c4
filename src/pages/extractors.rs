//! Pages are read on threads of their own: much stack, few at a time, and given up when they take too long.

use std::fmt;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Condvar, LazyLock, Mutex, PoisonError};
use std::thread::Builder;
use std::time::Duration;

use feeds::PageExcess;
use url::Url;

use crate::article::{WebPage, read_page};

/// The walks of the extractor are recursive: 256 elements in one another, which pass the guard, want more than the two
/// megabytes of a usual thread.
const STACK: usize = 16 << 20;

/// A page can take half a gigabyte while it is read.
const AT_ONCE: usize = 2;

/// The worst page that passes the guard took 1.7 s; a build that is not optimised takes ten times as long.
const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 50 } else { 5 });

/// What extractors prepare once, expressions and words, is no page's time.
static READY: LazyLock<()> = LazyLock::new(|| {
    let small = "<html><body><article><h1>A</h1><p>One sentence of a page.</p></article></body></html>";
    // It is small enough for any guard, and what is in it does not matter.
    let _ = read_page(small, None, 0);
});

/// Why a page was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    Excess(PageExcess),
    /// It took longer than five seconds.
    Slow,
    /// The extractor broke on it.
    Broken,
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unread::Excess(excess) => excess.fmt(f),
            Unread::Slow => write!(f, "the page took longer than {} s to read", PATIENCE.as_secs()),
            Unread::Broken => f.write_str("the extractor broke on the page"),
        }
    }
}

/// Where pages are read. A clone reads beside its original, and both keep to one count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extractors {
    busy: Arc<Busy>,
}

#[derive(Debug, Default)]
struct Busy {
    count: Mutex<usize>,
    one_less: Condvar,
}

impl Extractors {
    /// Reads a page; waits for its turn first, so call it where waiting is allowed.
    ///
    /// # Errors
    ///
    /// What was wrong with the page. A thread that is given up on is left to itself and counts no more.
    pub(crate) fn read(&self, html: String, url: Option<Url>, feed_words: usize) -> Result<WebPage, Unread> {
        LazyLock::force(&READY);
        self.apart(move || read_page(&html, url.as_ref(), feed_words))?.map_err(Unread::Excess)
    }

    /// Works on a thread of its own, whose end is that of its page only.
    fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Unread> {
        let _turn = self.busy.take_turn();
        let (sender, receiver) = channel();
        let work = move || {
            // Nobody waits any more where it took too long.
            let _ = sender.send(work());
        };
        if Builder::new().name("extractor".to_owned()).stack_size(STACK).spawn(work).is_err() {
            return Err(Unread::Broken);
        }
        match receiver.recv_timeout(PATIENCE) {
            Ok(done) => Ok(done),
            Err(RecvTimeoutError::Timeout) => Err(Unread::Slow),
            Err(RecvTimeoutError::Disconnected) => Err(Unread::Broken),
        }
    }
}

impl Busy {
    fn take_turn(&self) -> ExtractorPlace<'_> {
        let count = self.count.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self.one_less.wait_while(count, |count| *count >= AT_ONCE);
        *wait.unwrap_or_else(PoisonError::into_inner) += 1;
        ExtractorPlace { busy: self }
    }
}

/// One of the places at the extractor; given back when dropped.
struct ExtractorPlace<'a> {
    busy: &'a Busy,
}

impl Drop for ExtractorPlace<'_> {
    fn drop(&mut self) {
        *self.busy.count.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.busy.one_less.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_as_deep_as_the_guard_lets_pass_is_read() {
        let deep = format!("<html><body>{}<p>text</p>", "<div>".repeat(250));
        let page = Extractors::default().read(deep, None, 0).expect("the stack is deep enough");
        assert_eq!(page.kind.word(), "none");
        let deeper = "<div>".repeat(300);
        assert_eq!(Extractors::default().read(deeper, None, 0), Err(Unread::Excess(PageExcess::Depth(256))));
    }

    #[test]
    fn an_extractor_that_breaks_costs_its_page_only() {
        let extractors = Extractors::default();
        for _ in 0..2 * AT_ONCE {
            let broken =
                extractors.apart(|| assert!(std::hint::black_box(false), "the extractor met its page"));
            assert_eq!(broken, Err(Unread::Broken));
        }
        let page = extractors.read("<html><body><p>text</p>".to_owned(), None, 0);
        assert_eq!(page.expect("its place was given back").kind.word(), "none");
    }

    #[test]
    fn many_readers_take_turns() {
        let extractors = Extractors::default();
        let read = |text: String| {
            let extractors = extractors.clone();
            std::thread::spawn(move || extractors.read(format!("<html><body><p>{text}</p>"), None, 0).is_ok())
        };
        let all: Vec<_> = (0..8).map(|n| read(format!("page {n}"))).collect();
        assert!(all.into_iter().all(|thread| thread.join().is_ok_and(|read| read)));
        assert_eq!(*extractors.busy.count.lock().expect("no thread broke"), 0);
    }
}
