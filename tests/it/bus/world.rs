//! One machine that does it all, and beside it two that poll and two desks, on the same sites.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Stdio;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use mail_parser::MessageParser;
use testkit::{BusServer, FeedRequest, FeedServer, InstalledProgram, Reply, RunningProgram, SmtpServer};
use xxhash_rust::xxh3::xxh3_64;

/// How long what must come may take; far more than it does.
const PATIENCE: Duration = Duration::from_mins(2);

/// Readers, each with the watchlist that it follows.
const READERS: [(&str, &str); 2] = [("a@example.org", "csto"), ("b@example.org", "summit")];

/// A machine with its files, running or killed.
pub(crate) struct Machine {
    pub installation: InstalledProgram,
    pub running: Option<RunningProgram>,
}

/// All machines, sites and servers.
pub(crate) struct World {
    pub bus: BusServer,
    pub sites: Vec<FeedServer>,
    pub machines: BTreeMap<&'static str, Machine>,
    /// Where the mails of the one machine go, and those of the desks.
    mails: [SmtpServer; 2],
    markers: usize,
    /// Five programs at a time are enough for one machine.
    _alone: MutexGuard<'static, ()>,
}

static ONE_WORLD: Mutex<()> = Mutex::new(());

/// Says that there is no server on this machine.
pub(crate) fn left_out() {
    eprintln!("left out: there is no nats-server here (apt-get install nats-server)");
}

/// One item of a feed, and the page behind it.
pub(crate) struct Item {
    number: usize,
    title: String,
    text: String,
    hours_old: i64,
}

/// A story that no other resembles; the first of each site is old at first sight.
pub(crate) fn story(site: usize, number: usize, variant: &str) -> Item {
    let noise = |from: usize, words: usize| {
        let mut text = String::new();
        for at in from..from + words {
            let mut seed = (site * 7_919 + number * 104_729 + at * 1_299_709 + 17) as u64;
            for _ in 0..3 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                let pair = (seed >> 33) as usize;
                text.push(char::from(b"bdfgklmnprstvz"[pair % 14]));
                text.push(char::from(b"aeiou"[pair / 14 % 5]));
            }
            text.push(' ');
        }
        text
    };
    let second = if variant == "edited" { "" } else { "The summit was praised by Azerbaijan on that day. " };
    Item {
        number,
        title: format!("Talks {} {}", noise(1, 3).trim_end(), noise(50, 2).trim_end()),
        text: format!(
            "{}. The CSTO and Azerbaijan spoke of {}. {second}{}. {} pagemark{site}x{number}.",
            noise(100, 30),
            noise(200, 20),
            noise(300, 40),
            noise(400, 60)
        ),
        hours_old: if number == 0 { 24 * 20 } else { 1 },
    }
}

/// A story with so many words behind its end.
pub(crate) fn long_story(site: usize, number: usize, words: usize) -> Item {
    let item = story(site, number, "first");
    let more: Vec<String> = (0..words).map(|word| format!("w{site}x{number}x{word}")).collect();
    Item { text: format!("{} {}.", item.text, more.join(" ")), ..item }
}

impl World {
    /// Starts everything; `None` where there is no server.
    pub(crate) fn start(sites: usize) -> Option<Self> {
        Self::with("", sites)
    }

    /// The same with more lines in the server's configuration.
    pub(crate) fn with(settings: &str, number: usize) -> Option<Self> {
        let alone = ONE_WORLD.lock().unwrap_or_else(PoisonError::into_inner);
        let bus = BusServer::with(settings)?;
        let (sites, mails) = (sites_of_both_parts(number), [SmtpServer::start(), SmtpServer::start()]);
        let mut machines = BTreeMap::new();
        for name in ["alone", "p1", "p2", "d1", "d2"] {
            let to = if name == "alone" { &mails[0] } else { &mails[1] };
            let installation = installed(name, &bus, &sites, to);
            machines.insert(name, Machine { installation, running: None });
        }
        let mut world = Self { bus, sites, machines, mails, markers: 0, _alone: alone };
        // Their first sight: what is old is no news, and what is young is.
        world.publish(|site| vec![story(site, 0, "first"), story(site, 1, "first")]);
        for site in &world.sites {
            site.answer("/markers", [Reply::feed(rss(site, &[], false))]);
        }
        for name in ["alone", "d1", "d2", "p1", "p2"] {
            world.begin(name);
        }
        world.poll_all();
        world.settle(&[1]);
        assert!(world.compare("2040-01-01T01:00:00Z") > number, "the first mails tell something");
        Some(world)
    }

    pub(crate) fn begin(&mut self, name: &str) {
        let machine = self.machines.get_mut(name).expect("it is one of them");
        machine.running = Some(RunningProgram::start(&machine.installation));
    }

    /// Kills a machine with -9.
    pub(crate) fn kill(&mut self, name: &str) {
        self.machines.get_mut(name).expect("it is one of them").running = None;
    }

    pub(crate) fn installation(&self, name: &str) -> &InstalledProgram {
        &self.machines[name].installation
    }

    /// What each site lists from now on.
    pub(crate) fn publish(&self, items: impl Fn(usize) -> Vec<Item>) {
        for number in 0..self.sites.len() {
            self.publish_at(number, items(number));
        }
    }

    /// What one site lists from now on.
    pub(crate) fn publish_at(&self, number: usize, items: Vec<Item>) {
        let site = &self.sites[number];
        for item in &items {
            let page = Reply::status(200).header("Content-Type", "text/html").body(page(item));
            site.answer(&path(item), [page]);
        }
        site.answer("/rss", [Reply::feed(rss(site, &items, number % 2 == 1))]);
    }

    /// Has sites with teasers lead to the page of a site that the other machine asks.
    pub(crate) fn publish_elsewhere(&self, number: usize) {
        for (site, server) in self.sites.iter().enumerate() {
            let item = story(site, number, "first");
            let other =
                self.sites.iter().find(|other| part_of(other) != part_of(server)).expect("both have some");
            let to = if site % 2 == 1 { other } else { server };
            let page = Reply::status(200).header("Content-Type", "text/html").body(page(&item));
            let path = format!("/n/{number}?of={site}");
            to.answer(&path, [page]);
            let feed = rss(server, &[item], site % 2 == 1);
            let feed = feed.replace(&server.url(&format!("/n/{number}<")), &to.url(&format!("{path}<")));
            server.answer("/rss", [Reply::feed(feed)]);
        }
    }

    /// Has all feeds asked by the one machine and by those that poll.
    pub(crate) fn poll_all(&mut self) {
        for name in ["alone", "p1", "p2"] {
            let ran = self.installation(name).run(&["poll", "--all"]);
            assert_eq!(ran.code, Some(0), "{name}: {ran:?}");
        }
    }

    /// The same of the one machine, and of those that poll at a time: they are not running, and publish later.
    pub(crate) fn poll_at(&self, now: Timestamp) {
        for name in ["alone", "p1", "p2"] {
            let ran = self.installation(name).run(&["poll", "--all", "--now", &now.to_string(), "--force"]);
            assert_eq!(ran.code, Some(0), "{name}: {ran:?}");
        }
    }

    /// Has those that poll ask all feeds, and kills a machine or the server once the sites have heard so many requests.
    pub(crate) fn kill_while_polling(&mut self, name: &str, requests: usize) {
        let heard = |world: &Self| world.sites.iter().map(|site| site.requests().len()).sum::<usize>();
        let before = heard(self);
        let orders = ["p1", "p2"].map(|poller| {
            let mut order = self.installation(poller).command(&["poll", "--all"]);
            order.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it is built")
        });
        wait("the sites are asked", || heard(self) >= before + requests);
        if name == "bus" {
            self.bus.kill();
        } else {
            self.kill(name);
        }
        for mut order in orders {
            order.wait().expect("it was started");
        }
        if name == "bus" {
            self.bus.begin();
        } else {
            self.begin(name);
        }
    }

    /// Waits until those that poll have nothing to publish.
    pub(crate) fn wait_until_published(&self) {
        for name in ["p1", "p2"] {
            wait(&format!("{name} has published all"), || {
                let status = self.installation(name).json(&["status"]);
                status["bus"]["unpublished"]["lines"] == 0
            });
        }
    }

    /// What the desks have told operators since the beginning.
    pub(crate) fn told_to_operators(&self) -> String {
        let mails = self.mails[1].received().into_iter();
        let mails = mails.filter(|mail| mail.to.iter().any(|to| to == "ops@example.org"));
        mails.map(|mail| String::from_utf8_lossy(&mail.bytes).into_owned()).collect()
    }

    /// Waits until everybody has these stories of all sites whole, and the desks have taken all that was published before.
    pub(crate) fn settle(&mut self, numbers: &[usize]) {
        for site in 0..self.sites.len() {
            for number in numbers {
                self.wait_for_text(&["alone", "d1", "d2"], site, *number);
            }
        }
        self.settle_markers();
    }

    /// The same of one story of one site.
    pub(crate) fn settle_at(&mut self, site: usize, number: usize) {
        self.wait_for_text(&["alone", "d1", "d2"], site, number);
        self.settle_markers();
    }

    fn settle_markers(&mut self) {
        self.markers += 1;
        let word = format!("zzmarker{}", self.markers);
        for (number, site) in self.sites.iter().enumerate() {
            let title = format!("{word} of {number}");
            let item =
                Item { number: 1_000 + self.markers, title, text: "Nothing else.".to_owned(), hours_old: 1 };
            site.answer("/markers", [Reply::feed(rss(site, &[item], false))]);
        }
        for name in ["alone", "p1", "p2"] {
            for site in &self.sites {
                self.installation(name).run(&["poll", "--feed", &site.url("/markers")]);
            }
        }
        for name in ["alone", "d1", "d2"] {
            let found = || self.installation(name).run(&["--json", "search", &word]).stdout.lines().count();
            wait(&format!("{name} has all markers"), || found() == self.sites.len());
        }
    }

    /// Waits until those who mail have a story whole, with what stands on its page alone.
    pub(crate) fn wait_for_text(&self, names: &[&str], site: usize, number: usize) {
        for name in names {
            let word = format!("pagemark{site}x{number}");
            let has = || self.installation(name).run(&["--json", "search", &word]).stdout.lines().count() > 0;
            let page = self.sites[site].url(&format!("/n/{number}"));
            wait_or(has, || {
                format!("{name} has {word}: {}", self.installation(name).run(&["why", &page]).stdout)
            });
        }
    }

    /// Has everybody compose and mail as of a time, and compares what readers get. Answers how much that was.
    pub(crate) fn compare(&mut self, now: &str) -> usize {
        let before = self.mails.each_ref().map(|server| server.received().len());
        for name in ["alone", "d1", "d2"] {
            let ran = self.installation(name).run(&["digest", "--force", "--now", now, "--deliver"]);
            assert_eq!(ran.code, Some(0), "{name}: {ran:?}");
        }
        let told = |server: usize, reader: &str| -> Vec<String> {
            let mails = self.mails[server].received().into_iter().skip(before[server]);
            mails
                .filter(|mail| mail.to.iter().any(|to| to == reader))
                .flat_map(|mail| paragraphs(&mail.bytes))
                .collect()
        };
        let mut all = 0;
        for (reader, _) in READERS {
            let [mut alone, mut apart] = [told(0, reader), told(1, reader)];
            alone.sort();
            apart.sort();
            let only = |of: &[String], other: &[String]| {
                of.iter().filter(|one| !other.contains(one)).cloned().collect::<Vec<_>>()
            };
            assert!(
                alone == apart,
                "{reader} at {now}\nonly the one machine: {:#?}\nonly the desks: {:#?}",
                only(&alone, &apart),
                only(&apart, &alone)
            );
            all += alone.len();
        }
        all
    }

    /// No site was asked by both machines that poll, for feeds, pages or robots.
    pub(crate) fn no_site_was_asked_by_two(&self) {
        for site in &self.sites {
            let requests = site.requests();
            let asked = |name: &str| requests.iter().filter(|request| by(request, name)).count();
            let (own, other) = if part_of(site) == 0 { ("p1", "p2") } else { ("p2", "p1") };
            assert!(
                asked(own) > 0 && asked(other) == 0,
                "{}: {} and {}",
                site.url(""),
                asked(own),
                asked(other)
            );
        }
    }
}

/// Waits until something holds.
pub(crate) fn wait(what: &str, holds: impl Fn() -> bool) {
    wait_or(holds, || what.to_owned());
}

/// The same, and says more of what did not come to hold.
fn wait_or(holds: impl Fn() -> bool, what: impl Fn() -> String) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "waited in vain: {}", what());
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn by(request: &FeedRequest, name: &str) -> bool {
    request.header("user-agent").is_some_and(|agent| agent.contains(&format!("/{name}")))
}

/// Whose a site is, of two: by the hash that the documentation names.
fn part_of(site: &FeedServer) -> usize {
    let host = site.url("").trim_start_matches("http://").to_owned();
    usize::from(xxh3_64(host.as_bytes()) % 2 == 1)
}

/// Sites on loopback are told apart by their port: so many that each part of two has half of them.
fn sites_of_both_parts(sites: usize) -> Vec<FeedServer> {
    let (mut found, mut parts) = (Vec::new(), [0; 2]);
    while found.len() < sites {
        let site = FeedServer::start();
        let part = part_of(&site);
        if parts[part] < sites.div_ceil(2) {
            parts[part] += 1;
            found.push(site);
        }
    }
    found
}

fn installed(name: &str, bus: &BusServer, sites: &[FeedServer], mails: &SmtpServer) -> InstalledProgram {
    let installation = InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), "", mails.address);
    let role = match name {
        "p1" => "role = \"poll\"\nshare = \"1/2\"",
        "p2" => "role = \"poll\"\nshare = \"2/2\"",
        "d1" | "d2" => "role = \"desk\"\nkeep = \"all\"",
        _ => "",
    };
    let bus =
        if role.is_empty() { String::new() } else { format!("[bus]\nurl = \"{}\"\n{role}\n", bus.url()) };
    let operators = if name.starts_with('d') { "operators = [\"ops@example.org\"]\n" } else { "" };
    installation.write(
        "wirewatch.toml",
        &format!(
            "feeds = \"feeds.toml\"\nsubscribers = \"subscribers.toml\"\nwatchlists = \"watchlists\"\n\
             {operators}[fetch]\nallow_private_addresses = true\ncontact = \"https://example.org/{name}\"\n\
             [fetch.pages]\nspacing = \"0s\"\nfull_text = false\n\
             [mail]\nfrom = \"Wirewatch <digest@example.org>\"\ntransport = \"smtp\"\n\
             [mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n{bus}",
            mails.address.port()
        ),
    );
    let mut feeds = String::new();
    for (number, site) in sites.iter().enumerate() {
        let full_text = number % 2 == 1;
        write!(
            feeds,
            "[[feed]]\nurl = \"{}\"\ntitle = \"Site {number}\"\nlang = \"en\"\ntags = [\"t{number}\"]\nfull_text = {full_text}\n\
             [[feed]]\nurl = \"{}\"\ntitle = \"Markers {number}\"\nfull_text = false\n",
            site.url("/rss"),
            site.url("/markers")
        )
        .expect("a text takes more");
    }
    installation.write("feeds.toml", &feeds);
    std::fs::remove_file(installation.path("watchlists/csto-azerbaijan.toml")).expect("it was made");
    installation.write("watchlists/csto.toml", "title = \"CSTO\"\nquery = \"CSTO AND Azerbaijan\"\n");
    installation.write("watchlists/summit.toml", "title = \"Summit\"\nquery = \"summit AND Azerbaijan\"\n");
    let subscribers = match name {
        "alone" => &READERS[..],
        "d1" => &READERS[..1],
        "d2" => &READERS[1..],
        _ => &[],
    };
    let mut text = String::new();
    for (email, watchlist) in subscribers {
        write!(
            text,
            "[[subscriber]]\nemail = \"{email}\"\nwatchlists = [\"{watchlist}\"]\ndigest = \"0 0 1 1 *\"\ntimezone = \"UTC\"\n"
        )
        .expect("a text takes more");
    }
    installation.write("subscribers.toml", &text);
    if name.starts_with('d') {
        std::fs::remove_file(installation.path("feeds.toml")).expect("it was made");
    }
    installation
}

fn path(item: &Item) -> String {
    format!("/n/{}", item.number)
}

/// A feed of these items: with their texts, or with teasers.
#[expect(clippy::disallowed_methods, reason = "the machines run by the wall clock, and news is young by it")]
pub(crate) fn rss(site: &FeedServer, items: &[Item], teasers: bool) -> String {
    let mut feed = "<rss version='2.0'><channel><title>A site</title>".to_owned();
    for item in items.iter().rev() {
        let Item { number, title, text, hours_old } = item;
        let date = Timestamp::now() - SignedDuration::from_hours(*hours_old)
            + SignedDuration::from_secs(i64::try_from(*number).unwrap_or_default());
        let date = date.strftime("%a, %d %b %Y %H:%M:%S GMT");
        let words: Vec<&str> = text.split(' ').collect();
        let text = if teasers { words[..12.min(words.len())].join(" ") } else { text.clone() };
        write!(
            feed,
            "<item><guid isPermaLink='false'>{number}</guid><link>{}</link><title>{title}</title><pubDate>{date}</pubDate>\
             <description>{text}</description></item>",
            site.url(&path(item))
        )
        .expect("a text takes more");
    }
    feed + "</channel></rss>"
}

/// The page behind an item.
fn page(item: &Item) -> String {
    let paragraphs: String = item.text.split(". ").map(|sentence| format!("<p>{sentence}.</p>")).collect();
    format!(
        "<!doctype html><html lang=en><head><title>{0}</title></head><body><article><h1>{0}</h1>{paragraphs}</article></body></html>",
        item.title
    )
}

/// The paragraphs of a mail's text, without times, which are those of the machine that polled.
fn paragraphs(mail: &[u8]) -> Vec<String> {
    let mail = MessageParser::default().parse(mail).expect("it is a mail");
    let text = mail.body_text(0).expect("it has a text").replace("\r\n", "\n");
    let paragraphs = text.split("\n\n").map(without_times);
    paragraphs.filter(|paragraph| !paragraph.is_empty() && !is_of_the_moment(paragraph)).collect()
}

/// Whether a paragraph says when it was read and composed: of stories of one weight those stand first that were read first, and a
/// daemon opens windows again that a clock ahead has closed, at a moment of its own.
fn is_of_the_moment(paragraph: &str) -> bool {
    ["In short", "What was watched", "Wirewatch "].iter().any(|head| paragraph.starts_with(head))
        || paragraph.contains("Times are UTC")
}

fn without_times(paragraph: &str) -> String {
    let words = paragraph.split_whitespace().map(|word| {
        let is_time = word.contains(':')
            && word
                .trim_matches(|c: char| !c.is_ascii_digit())
                .split(':')
                .all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()));
        if is_time { "TIME" } else { word }
    });
    words.collect::<Vec<_>>().join(" ")
}
