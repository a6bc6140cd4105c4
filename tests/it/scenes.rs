//! Scenes of removal and traps: what publishers do to a page over days, and what a reader's mails say of it.
//!
//! Each scene is a site of its own with a feed and an article behind its teaser. All scenes of a test share one
//! installation and one clock, which is set; a reader has a digest a minute, so that what is told has its minute.

mod site;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};

use jiff::{SignedDuration, Timestamp};
use testkit::{InstalledProgram, Reply, ReplyManner};

use site::{Site, consent, consent_in_russian, html, in_russian, leading_on, login, lost, mended, wall};

/// Minutes after the first sight at which the program runs: the plan of looks, and the second looks behind each.
const CLOCK: [i64; 12] = [0, 1, 31, 43, 93, 125, 365, 430, 1445, 1507, 4330, 4400];

/// Minutes of the first planned look, of the one that reads an edit twice, and of the one that confirms a removal.
const FIRST: i64 = 31;
const TWICE: i64 = 43;
const SECOND: i64 = 93;

/// Said of a scene by a mail.
const WITHDRAWN: &str = "Withdrawn";
const BACK: &str = "There again";
const CHANGED: &str = "Changed";

/// What a site does from a minute on.
type Turn = (i64, fn(&Site));

/// A name that is also the headline, what the site does, and what the mails say of it, with the minute.
type Scene = (&'static str, &'static [Turn], &'static [(&'static str, i64)]);

const GONE: &[Scene] = &[
    ("Not found", &[(30, |site| site.says(Reply::status(404)))], &[(WITHDRAWN, SECOND)]),
    ("Gone for good", &[(30, |site| site.says(Reply::status(410)))], &[(WITHDRAWN, SECOND)]),
    ("Removed by law", &[(30, |site| site.says(Reply::status(451)))], &[(WITHDRAWN, SECOND)]),
    ("Not found with a page", &[(30, |site| site.says(lost(404)))], &[(WITHDRAWN, SECOND)]),
    ("Not found a day later", &[(1440, |site| site.says(Reply::status(404)))], &[(WITHDRAWN, 1507)]),
    ("Gone on the third day", &[(4000, |site| site.says(Reply::status(410)))], &[(WITHDRAWN, 4400)]),
    (
        "Gone from the feed too",
        &[(30, |site| {
            site.says(Reply::status(404));
            site.lists(&["/other"]);
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "Law first and then not found",
        &[(30, |site| site.says(Reply::status(451))), (92, |site| site.says(Reply::status(404)))],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "An outage hides the removal",
        &[(30, |site| site.says(Reply::status(503))), (100, |site| site.says(Reply::status(404)))],
        &[(WITHDRAWN, 430)],
    ),
    (
        "Back after a day",
        &[(30, |site| site.says(Reply::status(404))), (1440, |site| site.says(site.page()))],
        &[(WITHDRAWN, SECOND), (BACK, 1445)],
    ),
];

#[test]
fn a_page_that_answers_that_it_is_gone_is_told_once_within_the_second_look() {
    play(GONE);
}

const SOMETHING_ELSE: &[Scene] = &[
    ("To the front page", &[(30, |site| site.leads(302, "/"))], &[(WITHDRAWN, SECOND)]),
    ("To the front page for good", &[(30, |site| site.leads(301, "/"))], &[(WITHDRAWN, SECOND)]),
    ("To its section", &[(30, |site| site.leads(302, "/world/"))], &[(WITHDRAWN, SECOND)]),
    ("To another section", &[(30, |site| site.leads(302, "/newest/"))], &[(WITHDRAWN, SECOND)]),
    (
        "To a page of what is not found",
        &[(30, |site| {
            site.leads(302, "/404.html");
            site.answers("/404.html", lost(200));
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    ("To the front page by itself", &[(30, |site| site.says(leading_on("/")))], &[(WITHDRAWN, SECOND)]),
    (
        "To a search for its words",
        &[(30, |site| {
            site.leads(302, "/search?q=talks");
            site.answers("/search?q=talks", site.section());
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    ("To another site's front page", &[(30, |site| site.leads_to_a_parking_lot())], &[(WITHDRAWN, SECOND)]),
    ("All is well with another text", &[(30, |site| site.says(lost(200)))], &[(WITHDRAWN, SECOND)]),
    (
        "So it is at every address",
        &[(30, |site| {
            site.says(lost(200));
            site.server.answer_otherwise(lost(200));
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    ("Only the headline is left", &[(30, |site| site.says(site.page_of(&[""])))], &[(WITHDRAWN, SECOND)]),
    (
        "Three words in its place",
        &[(30, |site| site.says(html("<p>Page not found</p>")))],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "A sentence in its place",
        &[(30, |site| {
            site.says(site.page_of(&["This material was removed at the request of the editors."]));
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "A Russian sentence in its place",
        &[(30, |site| {
            site.says(
                site.page_of(&["Материал удалён по решению редакции. Приносим читателям свои извинения."]),
            );
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "An Azerbaijani sentence in its place",
        &[(30, |site| site.says(site.page_of(&["Bu xəbər redaksiyanın qərarı ilə saytdan silinib."])))],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "An Armenian sentence in its place",
        &[(30, |site| site.says(site.page_of(&["Այս նյութը հանվել է խմբագրության որոշմամբ։"])))],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "A Russian page of what is not found",
        &[(30, |site| {
            site.says(html("<h1>Страница не найдена</h1><p>Проверьте адрес или вернитесь на главную.</p>"));
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "An Azerbaijani page of what is not found",
        &[(30, |site| {
            site.says(html("<h1>404</h1><p>Axtardığınız səhifə tapılmadı və ya silinib.</p>"));
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "An Armenian page of what is not found",
        &[(30, |site| {
            site.says(html("<h1>Սխալ</h1><p>Ձեր փնտրած էջը չի գտնվել կամ հեռացվել է։</p>"));
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "The list of the newest at every address",
        &[(30, |site| {
            site.says(site.section());
            site.server.answer_otherwise(site.section());
        })],
        &[(WITHDRAWN, SECOND)],
    ),
    (
        "Mended and then taken down",
        &[(30, |site| site.says(mended())), (100, |site| site.says(site.page_of(&[""])))],
        &[(WITHDRAWN, 430)],
    ),
    ("Another article at its address", &[(30, |site| site.says(site.another()))], &[(WITHDRAWN, SECOND)]),
    (
        "Moved and then taken down",
        &[
            (30, |site| {
                site.leads(301, "/world/a-new-name");
                site.answers("/world/a-new-name", site.page());
            }),
            (100, |site| site.answers("/world/a-new-name", Reply::status(404))),
        ],
        &[(WITHDRAWN, 365)],
    ),
    (
        "Behind a wall and then taken down",
        &[(30, |site| site.says(wall(403))), (100, |site| site.says(Reply::status(410)))],
        &[(WITHDRAWN, 430)],
    ),
    (
        "Paid for and then taken down",
        &[(30, |site| site.says(site.paid())), (100, |site| site.says(Reply::status(404)))],
        &[(WITHDRAWN, 365)],
    ),
];

#[test]
fn a_page_that_shows_something_else_is_told_once_within_the_second_look() {
    play(SOMETHING_ELSE);
}

/// A figure that is another one, and lines that take each other's place.
const FIGURE: Option<&str> = Some("The delegations spoke for nine hours about the bridge.");
const TURNING: [&str; 6] = [
    "Growers wait for rain before they sow their wheat",
    "A ferry to Larn goes twice a day from Friday on",
    "Bakers of the old town ask for cheaper flour",
    "The museum shows what divers found in the bay",
    "Sailors tell of a storm that sank nothing",
    "Two schools share one teacher of music this year",
];

const EDITS: &[Scene] = &[
    (
        "A figure beside a line that turns",
        &[
            (0, |site| site.says(site.edited(None, &TURNING[..1]))),
            (30, |site| site.says(site.edited(FIGURE, &TURNING[1..2]))),
            (40, |site| site.says(site.edited(FIGURE, &TURNING[2..3]))),
            (100, |site| site.says(site.edited(FIGURE, &TURNING[3..4]))),
            (300, |site| site.says(site.edited(FIGURE, &TURNING[4..5]))),
            (1446, |site| site.says(site.edited(FIGURE, &TURNING[5..]))),
            (4335, |site| site.says(site.edited(FIGURE, &TURNING[1..2]))),
        ],
        &[(CHANGED, TWICE)],
    ),
    (
        "A report that grows at each look",
        &[
            (30, |site| site.says(site.edited(None, &TURNING[..1]))),
            (40, |site| site.says(site.edited(None, &TURNING[..2]))),
            (100, |site| site.says(site.edited(None, &TURNING[..3]))),
            (300, |site| site.says(site.edited(None, &TURNING[..4]))),
            (400, |site| site.says(site.edited(None, &TURNING[..5]))),
        ],
        &[(CHANGED, TWICE), (CHANGED, 365), (CHANGED, 1507)],
    ),
    (
        "A figure is another one",
        &[(30, |site| site.says(site.with(0, "The delegations spoke for nine hours about the bridge.")))],
        &[(CHANGED, TWICE)],
    ),
    (
        "The quote beside the name is gone",
        &[(30, |site| site.says(site.without_the_quote()))],
        &[(CHANGED, FIRST)],
    ),
    (
        "The name is gone",
        &[(30, |site| {
            site.says(site.with(2, "The matter was not spoken of, the minister told reporters."));
        })],
        &[(CHANGED, FIRST)],
    ),
    (
        "The quote is gone and back",
        &[(30, |site| site.says(site.without_the_quote())), (40, |site| site.says(site.page()))],
        &[(CHANGED, FIRST), (CHANGED, 125)],
    ),
    (
        "Another headline",
        &[(30, |site| site.says(site.headed("Delegations talk for hours")))],
        &[(CHANGED, TWICE)],
    ),
    (
        "More behind its headline",
        &[(30, |site| site.says(site.headed("More behind its headline - dozens leave")))],
        &[(CHANGED, TWICE)],
    ),
    (
        "Two headlines for hours each",
        &[
            (30, |site| site.says(site.headed("Delegations talk for hours"))),
            (100, |site| site.says(site.page())),
            (1400, |site| site.says(site.headed("Delegations talk for hours"))),
        ],
        &[(CHANGED, TWICE)],
    ),
    (
        "A last paragraph",
        &[(30, |site| site.says(site.with_last("The minister did not speak of what the bridge will cost.")))],
        &[(CHANGED, TWICE)],
    ),
    (
        "Edited and then taken down",
        &[
            (30, |site| {
                site.says(site.with(0, "The delegations spoke for nine hours about the bridge."));
            }),
            (100, |site| site.says(Reply::status(404))),
        ],
        &[(CHANGED, TWICE), (WITHDRAWN, 365)],
    ),
];

#[test]
fn an_edit_is_told_when_it_was_read_twice_and_at_once_where_a_watched_sentence_went() {
    play(EDITS);
}

const TROUBLE: &[Scene] = &[
    (
        "An outage of six hours",
        &[(30, |site| site.says(Reply::status(503))), (360, |site| site.says(site.page()))],
        &[],
    ),
    (
        "Errors of all kinds in turns",
        &[
            (30, |site| site.says(Reply::status(500))),
            (92, |site| site.says(Reply::status(404))),
            (104, |site| site.says(Reply::status(502))),
            (120, |site| site.says(site.page())),
            (1440, |site| site.says(Reply::status(429).header("Retry-After", "3600"))),
        ],
        &[],
    ),
    ("A bot wall", &[(30, |site| site.says(wall(403)))], &[]),
    ("A bot wall that says all is well", &[(30, |site| site.says(wall(200)))], &[]),
    ("A page that asks for consent", &[(30, |site| site.says(consent()))], &[]),
    ("A Russian page that asks for consent", &[(30, |site| site.says(consent_in_russian()))], &[]),
    ("A site that is mended", &[(30, |site| site.says(mended()))], &[]),
    (
        "Not for readers of this country",
        &[(30, |site| {
            site.says(html("<h1>This content is not available in your region</h1><p>We are sorry.</p>"));
        })],
        &[],
    ),
    (
        "A German page for readers elsewhere",
        &[(30, |site| {
            site.says(html("<h1>Hinweis</h1><p>Dieser Inhalt ist in Ihrem Land nicht verfügbar.</p>"));
        })],
        &[],
    ),
    (
        "A fault below its headline",
        &[(30, |site| site.says(site.page_of(&["Error establishing a database connection"])))],
        &[],
    ),
    (
        "For subscribers from now on",
        &[(30, |site| {
            site.says(site.page_of(&["Subscribe to continue reading. Already a subscriber? Sign in."]));
        })],
        &[],
    ),
    (
        "A site that is mended at every address",
        &[(30, |site| {
            site.says(mended());
            site.server.answer_otherwise(mended());
        })],
        &[],
    ),
    (
        "An empty shell",
        &[(30, |site| site.says(html("<div id=root></div><script src=/app.js></script>")))],
        &[],
    ),
    (
        "An empty answer",
        &[(30, |site| site.says(Reply::status(200).header("Content-Type", "text/html")))],
        &[],
    ),
    (
        "A document to print in its place",
        &[(30, |site| {
            let bytes = [b"%PDF-1.4 ".to_vec(), (0..=255).cycle().take(4000).collect()].concat();
            site.says(Reply::status(200).header("Content-Type", "text/html").body(bytes));
        })],
        &[],
    ),
    ("The article in another language", &[(30, |site| site.says(in_russian()))], &[]),
    ("A page that wants a password", &[(30, |site| site.says(login()))], &[]),
    ("A paywall that closes", &[(1440, |site| site.says(site.paid()))], &[]),
    (
        "A transfer that is cut",
        &[
            (30, |site| site.says(site.page().said(ReplyManner::HalfWay))),
            (92, |site| site.says(site.page())),
        ],
        &[],
    ),
    (
        "A cut that nobody announces",
        &[(30, |site| site.says(site.half())), (40, |site| site.says(site.page()))],
        &[],
    ),
    (
        "Not found for once",
        &[(30, |site| site.says(Reply::status(404))), (92, |site| site.says(site.page()))],
        &[],
    ),
    (
        "A new name",
        &[(30, |site| {
            site.leads(301, "/world/a-new-name");
            site.answers("/world/a-new-name", site.page());
        })],
        &[],
    ),
    (
        "A tracking redirect",
        &[(30, |site| {
            site.leads(302, "/world/talks.html?utm_source=rss&sid=12345");
            site.answers("/world/talks.html?utm_source=rss&sid=12345", site.page());
        })],
        &[],
    ),
    (
        "The phone's version",
        &[(30, |site| {
            site.leads(302, "/amp/world/talks.html");
            site.answers("/amp/world/talks.html", site.plainly());
        })],
        &[],
    ),
    (
        "The printer's version",
        &[(30, |site| {
            site.leads(302, "/world/talks.html?print=1");
            site.answers("/world/talks.html?print=1", site.plainly());
        })],
        &[],
    ),
    ("A mirror", &[(30, |site| site.leads_to_a_mirror())], &[]),
];

#[test]
fn trouble_of_a_site_and_another_address_are_told_as_nothing() {
    play(TROUBLE);
}

const SURROUNDINGS: &[Scene] = &[
    (
        "A line that is another at each look",
        &[
            (0, |site| site.says(site.edited(None, &TURNING[..1]))),
            (30, |site| site.says(site.edited(None, &TURNING[1..2]))),
            (40, |site| site.says(site.edited(None, &TURNING[2..3]))),
            (100, |site| site.says(site.edited(None, &TURNING[3..4]))),
            (300, |site| site.says(site.edited(None, &TURNING[4..5]))),
            (400, |site| site.says(site.edited(None, &TURNING[5..]))),
            (1446, |site| site.says(site.edited(None, &TURNING[1..2]))),
            (4335, |site| site.says(site.edited(None, &TURNING[2..3]))),
        ],
        &[],
    ),
    ("A redesign", &[(30, |site| site.says(site.redesigned()))], &[]),
    ("Another name of its site", &[(30, |site| site.says(site.titled(" :: The new site")))], &[]),
    ("The name of its site is gone", &[(30, |site| site.says(site.titled("")))], &[]),
    (
        "A last paragraph about cookies",
        &[(30, |site| {
            site.says(
                site.with_last("We use cookies so that our site works better. By staying you agree to that."),
            );
        })],
        &[],
    ),
    ("Whose a picture is", &[(30, |site| site.says(site.with_line("Photo: press service / archive")))], &[]),
    ("Other bytes for the same letters", &[(30, |site| site.says(site.in_latin_1()))], &[]),
    ("Other quotes and dashes", &[(30, |site| site.says(site.retyped()))], &[]),
    ("Comments below", &[(30, |site| site.says(site.commented()))], &[]),
    (
        "Labels between its paragraphs",
        &[
            (30, |site| {
                site.says(site.with_last("Share on Facebook Twitter Telegram"));
            }),
            (92, |site| site.says(site.with_last("3 min read"))),
        ],
        &[],
    ),
    (
        "A notice about cookies",
        &[(30, |site| {
            site.says(site.followed_by("<div class=cookie-banner><p>We use cookies and similar \
                technologies. Accept all cookies, or manage your preferences and read our privacy policy.</p></div>"));
        })],
        &[],
    ),
    (
        "A line with the time of an update",
        &[
            (30, |site| site.says(site.with_line("Updated at 12:31"))),
            (100, |site| site.says(site.with_line("Updated at 14:02"))),
        ],
        &[],
    ),
    (
        "A counter of readers",
        &[
            (30, |site| site.says(site.with_line("1 234 views"))),
            (100, |site| site.says(site.with_line("5 678 views"))),
        ],
        &[],
    ),
    (
        "A counter of shares",
        &[
            (30, |site| site.says(site.with_line("Share 17"))),
            (100, |site| site.says(site.with_line("Share 212"))),
        ],
        &[],
    ),
    (
        "Two headlines in turns",
        &[
            (30, |site| site.says(site.headed("Delegations talk for hours"))),
            (40, |site| site.says(site.page())),
            (92, |site| site.says(site.headed("Delegations talk for hours"))),
            (100, |site| site.says(site.page())),
        ],
        &[],
    ),
    (
        "A box of other articles",
        &[
            (30, |site| site.says(site.with_box(&["Wheat is dearer", "A bridge for Larn"]))),
            (92, |site| site.says(site.with_box(&["Rain on Friday", "Baku and the CSTO"]))),
            (120, |site| site.says(site.page())),
        ],
        &[],
    ),
    (
        "An advertisement",
        &[
            (30, |site| site.says(site.with_advertisement("Holiday flats by the sea from 49 a night."))),
            (92, |site| site.says(site.with_advertisement("A loan in ten minutes without a guarantor."))),
            (120, |site| site.says(site.page())),
        ],
        &[],
    ),
    (
        "A line to read also",
        &[(30, |site| site.says(site.with(1, "Read also: Azerbaijan and the CSTO, a history")))],
        &[],
    ),
    (
        "A box of sentences that goes from every page",
        &[(0, |site| site.has_more_articles()), (30, |site| site.says(site.page()))],
        &[],
    ),
    ("A box of sentences that stays on every page", &[(0, |site| site.has_more_articles())], &[]),
    (
        "Another picture",
        &[
            (30, |site| site.says(site.with_picture("The bridge at Larn. Photo: A. Sailor"))),
            (92, |site| site.says(site.with_picture("The hall. Photo: B. Baker"))),
        ],
        &[],
    ),
];

#[test]
fn what_changes_around_an_article_and_between_its_paragraphs_is_told_as_nothing() {
    play(SURROUNDINGS);
}

/// Plays all scenes at once and compares what the mails say of each.
fn play(scenes: &[Scene]) {
    let sites: Vec<Site> = scenes.iter().map(|(name, _, _)| Site::new(name)).collect();
    let desk = Desk::new(&sites);
    let mut told: BTreeMap<&str, Vec<(String, i64)>> = BTreeMap::new();
    let (mut before, start) = (-1, "2026-11-20T08:00:00Z".parse::<Timestamp>().expect("a time"));
    for minute in CLOCK {
        for ((_, turns, _), site) in scenes.iter().zip(&sites) {
            turns
                .iter()
                .filter(|(at, _)| (before + 1..=minute).contains(at))
                .for_each(|(_, turn)| turn(site));
        }
        for told_story in desk.mail_at(start + SignedDuration::from_mins(minute)) {
            let is_of = |site: &&Site| told_story.link.starts_with(&site.server.url("/"));
            let site =
                sites.iter().find(|site| site.name == told_story.headline).or(sites.iter().find(is_of));
            if let Some(site) = site.filter(|_| !told_story.section.starts_with("New")) {
                told.entry(site.name).or_default().push((told_story.section, minute));
            }
        }
        before = minute;
    }
    let mut wrong = String::new();
    for (name, _, expected) in scenes {
        let told = told.remove(name).unwrap_or_default();
        let as_expected = told.len() == expected.len()
            && told
                .iter()
                .zip(*expected)
                .all(|(told, wanted)| told.0.starts_with(wanted.0) && told.1 == wanted.1);
        if !as_expected {
            let _ = writeln!(wrong, "{name}: told {told:?}, expected {expected:?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// An installation that reads the feeds of all sites, with a reader who has a digest a minute.
struct Desk {
    installation: InstalledProgram,
}

impl Desk {
    fn new(sites: &[Site]) -> Self {
        let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, 2525));
        let installation =
            InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), "http://127.0.0.1/", nobody);
        let path = installation.path("wirewatch.toml");
        let settings = std::fs::read_to_string(path).expect("it is there");
        let (fetching, _) = settings.split_once("[mail]").expect("it has that table");
        let rest = "[fetch.pages]\nspacing = \"0s\"\n[mail]\nfrom = \"digest@example.org\"\ntransport = \"folder\"\n\
                    folder = \"mail\"\n";
        installation.write("wirewatch.toml", &format!("{fetching}{rest}"));
        let feed =
            |site: &Site| format!("[[feed]]\nurl = \"{}\"\nfull_text = true\n", site.server.url("/rss"));
        installation.write("feeds.toml", &sites.iter().map(feed).collect::<String>());
        installation.write(
            "subscribers.toml",
            "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\ndigest = \"* * * * *\"\n",
        );
        Self { installation }
    }

    /// What the mails of a minute tell.
    fn mail_at(&self, now: Timestamp) -> Vec<ToldStory> {
        let now = now.to_string();
        for command in [&["poll", "--now", &now][..], &["digest", "--deliver", "--now", &now]] {
            let ran = self.installation.run(command);
            assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
        }
        let Ok(mails) = std::fs::read_dir(self.installation.path("mail")) else { return Vec::new() };
        let mut told = Vec::new();
        for mail in mails {
            let path = mail.expect("the folder is ours").path();
            let bytes = std::fs::read(&path).expect("it is there");
            std::fs::remove_file(&path).expect("the folder is ours");
            // What operators are told is not what readers are told.
            if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("a@")) {
                continue;
            }
            let mail = mail_parser::MessageParser::new().parse(&bytes).expect("a mail").into_owned();
            told.extend(stories(&mail.body_text(0).expect("it has a text")));
        }
        told
    }
}

/// A story of a mail: a line over an address, in the section of the last line that is underlined.
struct ToldStory {
    section: String,
    headline: String,
    link: String,
}

fn stories(mail: &str) -> Vec<ToldStory> {
    let lines: Vec<&str> = mail.lines().map(str::trim_end).collect();
    let (mut section, mut found) = ("", Vec::new());
    for pair in lines.windows(2) {
        if pair[1].len() > 2 && pair[1].bytes().all(|byte| byte == b'=') {
            section = pair[0];
        } else if pair[1].starts_with("http") {
            let [section, headline, link] = [section, pair[0], pair[1]].map(str::to_owned);
            found.push(ToldStory { section, headline, link });
        }
    }
    found
}
