//! An installation whose web face is asked, with a feed and a mail server.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use testkit::{FeedServer, InstalledProgram, Reply, SmtpServer, VisitedPage, Visitor};

pub(super) const PATIENCE: Duration = Duration::from_mins(1);

pub(super) const ANALYST: &str = "analyst@example.org";

/// Three watchlists, of which the analyst gets the first, and `open` is open to every reader.
pub(super) struct Desk {
    pub installation: InstalledProgram,
    pub feeds: FeedServer,
    pub mail: SmtpServer,
    pub address: SocketAddr,
    pub web: String,
}

/// What a feed of ours lists.
pub(super) fn feed(items: &[(&str, &str)]) -> Reply {
    let item = |(title, text): &(&str, &str)| {
        format!(
            "<item><guid>{title}</guid><link>https://wire.example/{title}</link><title>{title}</title><description>{text}</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    Reply::feed(format!("<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>"))
}

pub(super) const NEWS: [(&str, &str); 4] = [
    ("Pact talks", "The CSTO and Azerbaijan hold talks in Almaty. Nothing else was said."),
    ("Gas", "Gas is cheap in Baku this winter, traders say."),
    ("Secret", "The secret plan of the ministry was published."),
    ("Weather", "Rain & <b>wind</b> in the mountains."),
];

impl Desk {
    pub(super) fn new(web: &str) -> Self {
        let (feeds, mail) = (FeedServer::start(), SmtpServer::start());
        let free = TcpListener::bind("127.0.0.1:0").expect("loopback has ports");
        let address = free.local_addr().expect("it is bound");
        let installation =
            InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &feeds.url("/rss"), mail.address);
        let listed =
            format!("[[feed]]\nurl = \"{}\"\ntitle = \"Wire\"\nfull_text = false\n", feeds.url("/rss"));
        installation.write("feeds.toml", &listed);
        installation.write("subscribers.toml", &format!(
            "[[subscriber]]\nemail = \"{ANALYST}\"\nwatchlists = [\"csto-azerbaijan\"]\ntimezone = \"Asia/Baku\"\nalerts = false\n"
        ));
        installation
            .write("watchlists/open.toml", "title = \"Gas\"\nquery = \"gas\"\nvisible = \"signed-in\"\n");
        installation.write("watchlists/closed.toml", "title = \"Closed\"\nquery = \"secret\"\n");
        let settings = std::fs::read_to_string(installation.path("wirewatch.toml")).expect("it is there");
        let web = format!("[web]\nlisten = \"{address}\"\n{web}\n");
        installation.write("wirewatch.toml", &format!("{settings}{web}"));
        feeds.answer("/rss", [feed(&NEWS)]);
        Self { installation, feeds, mail, address, web }
    }

    /// Polls an empty feed, then the news, so that they are news.
    pub(super) fn poll(&self) {
        self.feeds.answer("/rss", [feed(&[])]);
        self.poll_at(now() - 50.hours());
        self.feeds.answer("/rss", [feed(&NEWS)]);
        self.poll_at(now() - 1.minute());
    }

    pub(super) fn poll_at(&self, at: Timestamp) {
        self.installation.json(&["poll", "--all", "--now", &at.to_string()]);
    }

    pub(super) fn visitor(&self) -> Visitor {
        Visitor::new(self.address)
    }

    /// The codes that were mailed to an address, in order.
    pub(super) fn codes(&self, email: &str) -> Vec<String> {
        let is_code = |word: &&str| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_digit());
        let mails = self.mail.received_by(email).into_iter().map(|mail| text_of(&mail.bytes));
        mails.filter_map(|text| text.split_whitespace().find(is_code).map(str::to_owned)).collect()
    }

    /// Waits for one more code than there were.
    pub(super) fn code_after(&self, email: &str, before: usize) -> String {
        wait_until(|| self.codes(email).len() > before);
        self.codes(email).pop().expect("it has come")
    }

    /// A browser in which this reader has signed in.
    pub(super) fn signed_in(&self, email: &str) -> Visitor {
        let (mut browser, before) = (self.visitor(), self.codes(email).len());
        assert_eq!(browser.post("/sign-in", &[("email", email)]).status, 303);
        let code = self.code_after(email, before);
        let entered = browser.post("/sign-in/code", &[("code", &code)]);
        assert_eq!((entered.status, entered.header("location")), (303, Some("/")), "{}", entered.body);
        browser
    }

    /// Does something by a form of `/me`.
    pub(super) fn change(browser: &mut Visitor, fields: &[(&str, &str)]) -> VisitedPage {
        let form = browser.get("/me").hidden("form").expect("the page has forms");
        browser.post("/me", &[&[("form", form.as_str())][..], fields].concat())
    }
}

/// The daemon runs on the wall clock: what it is to find must lie before now.
#[expect(clippy::disallowed_methods, reason = "the program under test reads the wall clock")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

pub(super) fn text_of(bytes: &[u8]) -> String {
    let mail = mail_parser::MessageParser::new().parse(bytes).expect("a mail");
    mail.body_text(0).expect("it has a text").into_owned()
}

/// Waits for what must come.
pub(super) fn wait_until(mut holds: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !holds() {
        assert!(begun.elapsed() < PATIENCE, "it never came");
        std::thread::yield_now();
    }
}
