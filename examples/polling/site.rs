//! The web server: feeds of 25 items and about 38 kB, slow or dead where the measurement wants it.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use crate::Args;

/// A name that every item has.
pub(crate) const IN_ALL: &str = "Velling";

/// What was asked for so far.
#[derive(Debug, Default)]
pub(crate) struct Served {
    pub feeds: AtomicUsize,
    pub pages: AtomicUsize,
}

/// What the server does.
#[derive(Debug)]
struct Site {
    latency: Duration,
    dead: usize,
    fresh: usize,
    alike: bool,
    /// So many feeds are teasers of one item.
    teasers: usize,
    port: u16,
    served: Arc<Served>,
    /// When its last item came out.
    latest: Timestamp,
    pass: Arc<AtomicUsize>,
}

#[expect(clippy::disallowed_methods, reason = "the program that is measured reads the same clock")]
fn now() -> anyhow::Result<Timestamp> {
    Ok(Timestamp::try_from(SystemTime::now())?)
}

/// Serves on threads of its own and answers the port.
pub(crate) fn serve(args: &Args, pass: &Arc<AtomicUsize>) -> anyhow::Result<(u16, Arc<Served>)> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind("0.0.0.0:0"))?;
    let (port, served) = (listener.local_addr()?.port(), Arc::<Served>::default());
    let site = Arc::new(Site {
        latency: Duration::from_millis(args.latency),
        dead: args.dead,
        fresh: args.fresh,
        alike: args.alike,
        teasers: args.pages as usize,
        port,
        served: Arc::clone(&served),
        latest: now()?.checked_sub(SignedDuration::from_hours(args.age))?,
        pass: Arc::clone(pass),
    });
    std::thread::spawn(move || {
        runtime.block_on(async {
            while let Ok((stream, _)) = listener.accept().await {
                let site = Arc::clone(&site);
                tokio::spawn(async move { site.answer(stream).await });
            }
        });
    });
    Ok((port, served))
}

impl Site {
    async fn answer(&self, mut stream: TcpStream) -> std::io::Result<()> {
        stream.set_nodelay(true)?;
        let mut head = Vec::with_capacity(1024);
        loop {
            head.clear();
            while !head.ends_with(b"\r\n\r\n") {
                if stream.read_buf(&mut head).await? == 0 {
                    return Ok(());
                }
            }
            let text = String::from_utf8_lossy(&head).into_owned();
            let number: usize =
                text.split(['/', '.']).nth(1).and_then(|number| number.parse().ok()).unwrap_or(0);
            if hash(number) % 1000 < self.dead {
                // Half of them accept and never answer, the others hang up.
                if hash(number + 1).is_multiple_of(2) {
                    return Ok(());
                }
                std::future::pending::<()>().await;
            }
            if !self.latency.is_zero() {
                tokio::time::sleep(self.latency).await;
            }
            if let Some(answer) = self.beside_feeds(&text) {
                stream.write_all(answer.as_bytes()).await?;
                continue;
            }
            self.served.feeds.fetch_add(1, Ordering::Relaxed);
            let version =
                if hash(number + 7) % 1000 < self.fresh { self.pass.load(Ordering::SeqCst) } else { 0 };
            let headers: HashMap<String, &str> = text
                .lines()
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_ascii_lowercase(), value))
                .collect();
            let etag = format!("\"{number}-{version}\"");
            let answer = if headers.get("if-none-match") == Some(&etag.as_str()) {
                format!("HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n")
            } else {
                let body =
                    if number < self.teasers { self.teaser(number) } else { feed(number, version, self) };
                format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nETag: {etag}\r\n\
                     Content-Length: {}\r\n\r\n{body}",
                    body.len()
                )
            };
            stream.write_all(answer.as_bytes()).await?;
            if headers.get("connection") == Some(&"close") {
                return Ok(());
            }
        }
    }
}

impl Site {
    /// The answer to what is no feed: a page of some 3 000 characters, or that there is no robots.txt.
    fn beside_feeds(&self, request: &str) -> Option<String> {
        if request.starts_with("GET /robots.txt") {
            return Some("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned());
        }
        let number: usize = request.strip_prefix("GET /page/")?.split(' ').next()?.parse().ok()?;
        self.served.pages.fetch_add(1, Ordering::Relaxed);
        let mut words = Words(hash(number * 1000));
        let title = words.take(9);
        let paragraphs: String = (0..8).map(|_| format!("<p>{}.</p>", words.take(60))).collect();
        let body = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><title>{title}</title></head><body><article><h1>{title}</h1>\
             {paragraphs}<p>Marta {IN_ALL} said so.</p></article></body></html>"
        );
        let length = body.len();
        Some(format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n{body}"
        ))
    }

    /// A feed of one item without a text, whose page stands on the same host.
    fn teaser(&self, number: usize) -> String {
        let title = Words(hash(number * 1000)).take(9);
        let page = crate::url(u32::try_from(number).unwrap_or_default(), self.port);
        let page = page.replace(&format!("{number}.xml"), &format!("page/{number}"));
        let published = self.latest.strftime("%a, %d %b %Y %H:%M:%S GMT");
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Feed {number}</title>\
             <item><title>{title}</title><link>{page}</link><guid>{page}</guid><pubDate>{published}</pubDate>\
             <description>Marta {IN_ALL} said so.</description></item></channel></rss>\n"
        )
    }
}

fn hash(number: usize) -> usize {
    number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33
}

/// A feed of 25 items, about 38 kB; a later version has one new item and one that is edited.
fn feed(number: usize, version: usize, site: &Site) -> String {
    const ITEMS: usize = 25;
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>Feed {number}</title>\
         <link>http://site{number}.example/</link><description>News</description>\n"
    );
    for item in (version..version + ITEMS).rev() {
        let edit = if item == ITEMS - 1 { version } else { 0 };
        let seed = hash(if site.alike { number % 10 } else { number } * 1000 + item);
        let mut words = Words(seed);
        let title = words.take(9);
        let age = SignedDuration::from_mins(i64::try_from(item % 20 * 60 + seed % 60).unwrap_or_default());
        let published = (site.latest - age).strftime("%a, %d %b %Y %H:%M:%S GMT");
        // Written to a string, which cannot fail.
        let _ = writeln!(
            text,
            "<item><title>{title}</title><link>http://site{number}.example/{item}</link>\
             <guid>http://site{number}.example/{item}</guid><pubDate>{published}</pubDate>\
             <description><![CDATA[<p>{}</p><p>{}</p><p>Marta {IN_ALL} said so.</p>{}]]></description></item>",
            words.take(70),
            words.take(52),
            if edit > 0 { format!("<p>Edited {edit} times.</p>") } else { String::new() }
        );
    }
    text.push_str("</channel></rss>\n");
    text
}

/// Words of news in two scripts, always the same for one seed; a name that somebody watches now and then.
pub(crate) struct Words(pub usize);

impl Words {
    pub(crate) fn take(&mut self, count: usize) -> String {
        const WORDS: &str = "the government said on Monday that talks between ministers continued in Brussels while grain \
            prices rose and railway workers returned правительство сообщило что переговоры продолжаются в столице и \
            цены на зерно выросли после решения парламента hökumət bildirib ki danışıqlar davam edir market report \
            border energy committee agreement";
        const NAMES: [&str; 4] = ["Ильхама Алиева", "CSTO", "Azerbaijan", "Пашиняном"];
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let mut text = String::with_capacity(count * 9);
        for _ in 0..count {
            self.0 = hash(self.0.wrapping_add(1));
            let word = if self.0.is_multiple_of(997) {
                NAMES[self.0 % NAMES.len()]
            } else {
                words[self.0 % words.len()]
            };
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }
}
