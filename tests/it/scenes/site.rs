//! A site of a scene: an article behind a teaser, and what its publisher may do to it.

use std::sync::LazyLock;

use testkit::{FeedServer, Reply};

/// A site with one article that its feed gives a teaser of.
pub(super) struct Site {
    pub(super) name: &'static str,
    pub(super) server: FeedServer,
}

/// Where the article stands.
pub(super) const ARTICLE: &str = "/world/talks.html";

impl Site {
    pub(super) fn new(name: &'static str) -> Self {
        let site = Self { name, server: FeedServer::start() };
        site.lists(&[ARTICLE]);
        site.says(site.page());
        for path in ["/", "/world/", "/newest/"] {
            site.answers(path, site.section());
        }
        site
    }

    pub(super) fn answers(&self, path: &str, reply: Reply) {
        self.server.answer(path, [reply]);
    }

    /// From now on the article's address answers so.
    pub(super) fn says(&self, reply: Reply) {
        self.answers(ARTICLE, reply);
    }

    /// From now on the article's address leads there.
    pub(super) fn leads(&self, status: u16, path: &str) {
        self.says(Reply::redirect(status, &self.server.url(path)));
    }

    /// From now on the feed holds these.
    pub(super) fn lists(&self, paths: &[&str]) {
        let item = |path: &&str| {
            let link = self.server.url(path);
            format!(
                "<item><guid>{link}</guid><title>{}</title><link>{link}</link>\
                 <pubDate>Fri, 20 Nov 2026 07:30:00 GMT</pubDate><description>The talks go on.</description></item>",
                self.name
            )
        };
        let items: String = paths.iter().map(item).collect();
        let feed = format!("<rss version=\"2.0\"><channel><title>Example</title>{items}</channel></rss>");
        self.answers("/rss", Reply::feed(feed));
    }

    /// Four articles, each with one box of sentences between its paragraphs.
    pub(super) fn has_more_articles(&self) {
        let paths = [ARTICLE, "/world/1.html", "/world/2.html", "/world/3.html"];
        for (number, path) in (1..).zip(&paths[1..]) {
            let mut words = Words(self.seed() ^ (number * 1000));
            let paragraphs: Vec<String> = (0..5).map(|_| words.paragraph()).collect();
            let inside =
                format!("{}{}{}", marked_up(&paragraphs[..2]), self.promise(), marked_up(&paragraphs[2..]));
            self.answers(path, html(&self.body(&words.some(4), &inside)));
        }
        self.says(self.between(&self.promise()));
        self.lists(&paths);
    }

    fn promise(&self) -> String {
        let mut words = Words(self.seed() ^ 5);
        marked_up(&[words.sentence(), words.sentence()])
    }

    pub(super) fn leads_to_a_mirror(&self) {
        let mirror = elsewhere(&format!("/mirror/{:x}", self.seed()), self.page());
        self.says(Reply::redirect(301, &mirror));
    }

    pub(super) fn leads_to_a_parking_lot(&self) {
        self.says(Reply::redirect(302, &elsewhere("/", html("<p>This domain is for sale.</p>"))));
    }

    /// Numbers of its own, so that no two articles share their words.
    fn seed(&self) -> u64 {
        self.name.bytes().fold(17, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)))
    }

    /// The article: six paragraphs of words of its own, the third with a sentence about what is watched.
    fn paragraphs(&self) -> Vec<String> {
        let mut words = Words(self.seed());
        let mut all: Vec<String> = (0..6).map(|_| words.paragraph()).collect();
        all[2] = format!(
            "{} Azerbaijan will not join the CSTO, the minister told reporters about {}. {}",
            words.sentence(),
            words.some(4),
            words.sentence()
        );
        all
    }

    pub(super) fn page(&self) -> Reply {
        self.page_of(&self.paragraphs())
    }

    pub(super) fn page_of(&self, paragraphs: &[impl AsRef<str>]) -> Reply {
        html(&self.body(self.name, &marked_up(paragraphs)))
    }

    fn body(&self, headline: &str, inside: &str) -> String {
        let mut words = Words(self.seed() ^ 1);
        format!(
            "<header><nav><a href=/>Front page</a> <a href=/world/>World</a> <a href=/newest/>Newest</a></nav></header>\
             <main><article><h1>{headline}</h1>{inside}</article></main>\
             <aside><h3>{}</h3><a href=/x>{}</a></aside><footer><p>Imprint, privacy, letters to the editor</p></footer>",
            words.some(2),
            words.some(6)
        )
    }

    /// The article with something else for one paragraph.
    pub(super) fn with(&self, place: usize, paragraph: &str) -> Reply {
        let mut all = self.paragraphs();
        paragraph.clone_into(&mut all[place]);
        if place == 1 {
            all.insert(1, self.paragraphs()[1].clone());
        }
        self.page_of(&all)
    }

    pub(super) fn without_the_quote(&self) -> Reply {
        let mut all = self.paragraphs();
        let sentences: Vec<&str> = all[2].split_inclusive(". ").collect();
        all[2] =
            format!("{}{} The CSTO and Azerbaijan were on the list of the day.", sentences[0], sentences[2]);
        self.page_of(&all)
    }

    pub(super) fn with_line(&self, line: &str) -> Reply {
        let mut all = self.paragraphs();
        all.insert(0, line.to_owned());
        self.page_of(&all)
    }

    pub(super) fn with_last(&self, paragraph: &str) -> Reply {
        let mut all = self.paragraphs();
        all.push(paragraph.to_owned());
        self.page_of(&all)
    }

    /// The article with another first paragraph where one is given, and lines behind its last.
    pub(super) fn edited(&self, first: Option<&str>, behind: &[&str]) -> Reply {
        let mut all = self.paragraphs();
        if let Some(first) = first {
            first.clone_into(&mut all[0]);
        }
        all.extend(behind.iter().map(|&line| line.to_owned()));
        self.page_of(&all)
    }

    /// The article in other markup, its headline in a lesser heading, and its title with this behind it.
    pub(super) fn titled(&self, site: &str) -> Reply {
        let page = format!(
            "<!doctype html><html lang=en><head><title>{0}{site}</title></head><body><div class=top>Our site is new</div>\
             <div id=content><section><h2>{0}</h2><div>{1}</div></section></div></body></html>",
            self.name,
            marked_up(&self.paragraphs())
        );
        Reply::status(200).header("Content-Type", "text/html; charset=utf-8").body(page)
    }

    pub(super) fn headed(&self, headline: &str) -> Reply {
        html(&self.body(headline, &marked_up(&self.paragraphs())))
    }

    fn between(&self, inserted: &str) -> Reply {
        let all = self.paragraphs();
        html(&self.body(self.name, &format!("{}{inserted}{}", marked_up(&all[..3]), marked_up(&all[3..]))))
    }

    pub(super) fn with_box(&self, headlines: &[&str]) -> Reply {
        let item = |headline: &&str| format!("<li><a href=/x>{headline}</a></li>");
        let items: String = headlines.iter().map(item).collect();
        self.between(&format!("<div class=related><h4>More on this</h4><ul>{items}</ul></div>"))
    }

    pub(super) fn with_advertisement(&self, words: &str) -> Reply {
        self.between(&format!("<div class=\"ad advertisement\"><p>Advertisement</p><p>{words}</p></div>"))
    }

    pub(super) fn with_picture(&self, caption: &str) -> Reply {
        self.between(&format!("<figure><img src=/x.jpg><figcaption>{caption}</figcaption></figure>"))
    }

    pub(super) fn followed_by(&self, notice: &str) -> Reply {
        html(&format!("{}{notice}", self.body(self.name, &marked_up(&self.paragraphs()))))
    }

    pub(super) fn commented(&self) -> Reply {
        let comment = |n: u64| {
            let mut words = Words(self.seed() ^ (n + 2));
            format!(
                "<div class=comment><b>Reader {n}</b><p>{} CSTO and Azerbaijan!</p></div>",
                words.sentence()
            )
        };
        let all: String = (0..12).map(comment).collect();
        self.followed_by(&format!(
            "<section id=comments class=comments><h3>Comments (12)</h3>{all}</section>"
        ))
    }

    /// Without menu and foot.
    pub(super) fn plainly(&self) -> Reply {
        html(&format!("<div><h1>{}</h1>{}</div>", self.name, marked_up(&self.paragraphs())))
    }

    pub(super) fn redesigned(&self) -> Reply {
        html(&format!(
            "<div class=top><ul><li><a href=/>Start</a></li><li><a href=/live>Live</a></li></ul></div>\
             <div class=layout><div class=story__head><h1>{}</h1><span class=meta>By our reporters</span></div>\
             <div class=\"story__body text\">{}</div></div><div class=bottom>All rights reserved</div>",
            self.name,
            marked_up(&self.paragraphs())
        ))
    }

    pub(super) fn in_latin_1(&self) -> Reply {
        let page = document(&self.body(self.name, &marked_up(&self.paragraphs())));
        let bytes: Vec<u8> =
            page.chars().map(|letter| u8::try_from(letter).expect("it is Latin 1")).collect();
        Reply::status(200).header("Content-Type", "text/html; charset=iso-8859-1").body(bytes)
    }

    pub(super) fn retyped(&self) -> Reply {
        let paragraphs = self.paragraphs();
        let retyped = paragraphs.iter().map(|text| {
            text.replace(" - ", " \u{2014} ").replace('\'', "\u{2019}").replacen(' ', "\u{a0}", 3)
        });
        self.page_of(&retyped.collect::<Vec<_>>())
    }

    /// The first half of the page, sent as if it were all.
    pub(super) fn half(&self) -> Reply {
        let all = self.paragraphs();
        let body = self.body(self.name, &marked_up(&all));
        let cut = body.find(&all[2][..40]).expect("the third paragraph is there");
        Reply::status(200)
            .header("Content-Type", "text/html; charset=utf-8")
            .body(document(&body[..cut]).replace("</body></html>", ""))
    }

    /// The free part before a paywall.
    pub(super) fn paid(&self) -> Reply {
        let free = marked_up(&self.paragraphs()[..1]);
        let claim = r#"<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":false}</script>"#;
        html(&format!("{claim}{}", self.body(self.name, &format!("{free}<p>Subscribe to read on.</p>"))))
    }

    pub(super) fn another(&self) -> Reply {
        let mut words = Words(self.seed() ^ 0x77);
        let all: Vec<String> = (0..6).map(|_| words.paragraph()).collect();
        html(&self.body("Wheat was sown on more land", &marked_up(&all)))
    }

    pub(super) fn section(&self) -> Reply {
        let mut words = Words(self.seed() ^ 0x99);
        let item = |_: i32| {
            let (headline, lead) = (words.some(6), words.sentence());
            format!("<li><h2><a href=/x>{headline}</a></h2><p>{lead}</p></li>")
        };
        let items: String = (0..12).map(item).collect();
        html(&format!(
            "<header><nav><a href=/>Front page</a></nav></header><main><h1>Newest</h1><ul>{items}</ul></main>"
        ))
    }
}

/// A page for what is not found, with the newest headlines.
pub(super) fn lost(status: u16) -> Reply {
    let page = "<h1>We are sorry</h1><p>The page that you look for does not exist, or was moved to another place of \
                our site.</p><p>Please look through the newest stories of our desk, or search for some words of it \
                in the field above.</p>";
    Reply::status(status)
        .header("Content-Type", "text/html; charset=utf-8")
        .body(document(&format!("<nav><a href=/>Front page</a></nav><main>{page}</main>")))
}

pub(super) fn wall(status: u16) -> Reply {
    Reply::status(status).header("Content-Type", "text/html").body(document(
        "<h1>Just a moment...</h1><p>Verify you are human by completing the action below.</p>\
         <script src=/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1></script>",
    ))
}

pub(super) fn consent() -> Reply {
    html(
        "<h1>Your privacy</h1><p>We and our partners store cookies on your device and use personal data for \
         personalised ads and content. Some partners rely on their legitimate interest.</p><p>You can accept all \
         cookies, reject all, or manage preferences at any time in our privacy policy. Your consent holds for this \
         site only.</p><button>Accept all</button><button>Reject all</button>",
    )
}

pub(super) fn consent_in_russian() -> Reply {
    html(
        "<p>Мы используем файлы cookie и обрабатываем персональные данные вместе с нашими партнёрами. Нажимая «Принять», \
         вы соглашаетесь на обработку данных.</p><button>Принять все</button>",
    )
}

pub(super) fn mended() -> Reply {
    html(
        "<h1>На сайте ведутся технические работы</h1><p>Приносим извинения за неудобства. Сайт скоро снова заработает, \
         попробуйте зайти позже.</p>",
    )
}

/// An article in another language, as sites answer by where one comes from.
pub(super) fn in_russian() -> Reply {
    let sentence =
        "Министр сообщил журналистам, что Азербайджан не будет вступать в организацию в этом году. ";
    let paragraph = format!("<p>{}</p>", sentence.repeat(3));
    html(&format!("<main><article><h1>Переговоры продолжаются</h1>{}</article></main>", paragraph.repeat(5)))
}

pub(super) fn login() -> Reply {
    html(
        "<h1>Log in</h1><form><input name=user><input type=password name=pass><button>Log in</button></form>",
    )
}

/// A page at another site, which stays for all tests: a server that is never dropped.
fn elsewhere(path: &str, reply: Reply) -> String {
    static OTHER: LazyLock<FeedServer> = LazyLock::new(FeedServer::start);
    OTHER.answer(path, [reply]);
    OTHER.url(path)
}

/// A page whose title is its headline, as pages have it.
/// A page that says nothing but where to go.
pub(super) fn leading_on(path: &str) -> Reply {
    let page = format!(
        "<html><head><meta http-equiv=\"refresh\" content=\"0;url={path}\"></head><body></body></html>"
    );
    Reply::status(200).header("Content-Type", "text/html").body(page)
}

pub(super) fn html(body: &str) -> Reply {
    Reply::status(200).header("Content-Type", "text/html; charset=utf-8").body(document(body))
}

fn document(body: &str) -> String {
    let headline =
        body.split_once("<h1>").and_then(|(_, rest)| rest.split_once("</h1>")).map_or("", |(text, _)| text);
    format!(
        "<!doctype html><html lang=en><head><title>{headline} - Example</title></head><body>{body}</body></html>"
    )
}

fn marked_up(paragraphs: &[impl AsRef<str>]) -> String {
    paragraphs.iter().map(|paragraph| format!("<p>{}</p>", paragraph.as_ref())).collect()
}

/// Words that follow from a number; no two articles share more of them than articles do.
struct Words(u64);

impl Words {
    const SYLLABLES: [&str; 20] = [
        "ba",
        "cor",
        "del",
        "fen",
        "gar",
        "hol",
        "in",
        "kem",
        "lor",
        "min",
        "nor",
        "pal",
        "ro",
        "sten",
        "tur",
        "ven",
        "wil",
        "den",
        "ley",
        "caf\u{e9}",
    ];

    fn pick(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % below
    }

    fn word(&mut self) -> String {
        let syllables = 2 + self.pick(2);
        (0..syllables).map(|_| Self::SYLLABLES[self.pick(Self::SYLLABLES.len())]).collect()
    }

    fn some(&mut self, count: usize) -> String {
        (0..count).map(|_| self.word()).collect::<Vec<_>>().join(" ")
    }

    fn sentence(&mut self) -> String {
        let (one, two, three) = (self.some(2), self.some(3), self.some(5));
        match self.pick(3) {
            0 => format!("The {one} has the {two} - and 'the {three}' - in {}.", self.some(2)),
            1 => format!("In {one} a {two} was {three}, and it's {}.", self.some(3)),
            _ => format!("Two of {one} were {two} by {three} to {}.", self.some(2)),
        }
    }

    fn paragraph(&mut self) -> String {
        [self.sentence(), self.sentence(), self.sentence()].join(" ")
    }
}
