//! A plain mail to the operators: a feed that died, a mail that was refused, a file that was rejected.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde::Serialize;

use crate::digest::Rendered;
use crate::digest::clean;
use crate::digest::material::Troubled;
use crate::digest::words;
use crate::digest::words::Clock;
use crate::feed::Health;
use crate::watch::silence::SilentLanguage;

/// What the operators are told in one mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Notice {
    /// When it was written; the mail's `Date`.
    pub now: Timestamp,
    /// The zone of its times.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub zone: TimeZone,
    /// What happened, at least one, in the order to be told.
    pub concerns: Vec<Concern>,
}

/// One thing that operators should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Concern {
    /// A feed fails for long enough, is gone, moved, blocked or silent.
    Feed {
        /// The feed and its trouble.
        feed: Troubled,
        /// The address in the operator's file.
        url: String,
        /// Where it moved to, once that is believed.
        moved_to: Option<String>,
    },
    /// A feed that was told of is well again.
    FeedWell {
        /// Its title, else its address.
        title: String,
        /// The address in the operator's file.
        url: String,
    },
    /// A server refused a mail for good.
    MailRefused {
        /// Whom it was for.
        recipient: String,
        /// Its subject.
        subject: String,
        /// What the server said, or why we gave up.
        reply: String,
    },
    /// A watchlist matches in some of its feeds' languages and never in another.
    LanguageSilent {
        /// Which, and what it read.
        silent: SilentLanguage,
    },
    /// A watchlist matches in a language again that was told of.
    LanguageHeard {
        /// The watchlist.
        watchlist: String,
        /// The language.
        lang: String,
    },
    /// Files were rejected at a reload; the last good set runs on.
    FilesRejected {
        /// The problems as `check` prints them.
        report: String,
        /// How many there are.
        problems: usize,
    },
}

/// Characters of a report that a mail shows; `wirewatch check` shows all of it.
const REPORT: usize = 20_000;

/// One concern in words.
#[derive(Debug)]
struct Told {
    heading: String,
    sentences: Vec<String>,
    /// An address to be copied, never a link: what stands there is in doubt.
    address: String,
    /// Lines to be shown as they are.
    report: String,
}

#[derive(Template)]
#[template(path = "digest/notice.html")]
struct Page<'a> {
    subject: &'a str,
    moment: &'a str,
    told: &'a [Told],
}

/// The mail that tells it: two parts that say the same.
pub(crate) fn render_notice(notice: &Notice) -> Rendered {
    let clock = Clock::new(&notice.zone, notice.now);
    let told: Vec<Told> = notice.concerns.iter().map(|concern| tell(concern, &clock)).collect();
    let subject = subject(&told, &clock.date(notice.now));
    let moment = format!("{} {}, {}.", clock.day(notice.now), clock.time(notice.now), clock.zone());
    let page = Page { subject: &subject, moment: &moment, told: &told };
    let html = page.render().expect("writing into a String cannot fail and the template calls nothing else");
    Rendered { text: text(&told, &moment), html, subject }
}

fn subject(told: &[Told], date: &str) -> String {
    match told {
        [one] => format!("Wirewatch: {}, {date}", one.heading),
        several => {
            format!("Wirewatch: {} to look at, {date}", words::counted(several.len(), "thing", "things"))
        }
    }
}

fn tell(concern: &Concern, clock: &Clock) -> Told {
    let name = |text: &str| clean::line_up_to(clean::NAME_LIMIT, text);
    match concern {
        Concern::Feed { feed, url, moved_to } => {
            let mut sentences = vec![what_happened(feed, clock)];
            if let Some(to) = moved_to {
                sentences.push(format!("It moved to {}.", clean::line_up_to(clean::TITLE_LIMIT, to)));
            }
            sentences.push(advice(feed.health).to_owned());
            let heading = format!("{} {}", name(&feed.title), state(feed.health));
            Told { heading, sentences, address: clean::line(url), report: String::new() }
        }
        Concern::FeedWell { title, url } => Told {
            heading: format!("{} is well again", name(title)),
            sentences: Vec::new(),
            address: clean::line(url),
            report: String::new(),
        },
        Concern::MailRefused { recipient, subject, reply } => Told {
            heading: format!("A mail to {} was refused", name(recipient)),
            sentences: vec![
                format!("Its subject: {}", clean::line_up_to(clean::TITLE_LIMIT, subject)),
                format!("The answer: {}", clean::line_up_to(clean::TITLE_LIMIT, reply)),
                "It is parked and not tried again; nobody else's mail waits for it.".to_owned(),
            ],
            address: String::new(),
            report: String::new(),
        },
        Concern::LanguageSilent { silent } => silent_language(silent),
        Concern::LanguageHeard { watchlist, lang } => Told {
            heading: format!("{} matches in {} again", name(watchlist), words::language(lang)),
            sentences: Vec::new(),
            address: String::new(),
            report: String::new(),
        },
        Concern::FilesRejected { report, problems } => Told {
            heading: format!("{} in the files", words::counted(*problems, "problem", "problems")),
            sentences: vec!["The last good set runs on; `wirewatch check` shows the same.".to_owned()],
            address: String::new(),
            report: shown_report(report),
        },
    }
}

fn silent_language(silent: &SilentLanguage) -> Told {
    let SilentLanguage { watchlist, lang, items, heard } = silent;
    let id = clean::line_up_to(clean::NAME_LIMIT, watchlist);
    let heard: Vec<String> =
        heard.iter().map(|(lang, matches)| format!("{} {matches}", words::language(lang))).collect();
    let lang = words::language(lang);
    let sentences = vec![
        format!(
            "In two weeks none of {} in {lang} matched; in other languages: {}.",
            words::counted(*items as usize, "item", "items"),
            heard.join(", ")
        ),
        format!(
            "Names in {lang} may be missing: `wirewatch names suggest {id}` shows what was met by sound. If it \
             need not look there, say so with `feeds = {{ lang = […] }}`."
        ),
    ];
    let heading = format!("{id} never matches in {lang}");
    Told { heading, sentences, address: String::new(), report: String::new() }
}

fn what_happened(feed: &Troubled, clock: &Clock) -> String {
    let words = clean::line_up_to(clean::TITLE_LIMIT, &feed.words);
    match (feed.since, words.is_empty()) {
        (Some(since), false) => format!("Since {}: {words}.", clock.moment(since)),
        (Some(since), true) => format!("Since {}.", clock.moment(since)),
        (None, false) => format!("It was never read: {words}."),
        (None, true) => "It was never read.".to_owned(),
    }
}

fn state(health: Health) -> &'static str {
    match health {
        Health::Unknown => "was never read",
        Health::Well => "is well",
        Health::Late => "is late",
        Health::Failing => "fails",
        Health::Blocked => "is blocked",
        Health::Moved => "has moved",
        Health::Gone => "is gone",
        Health::Silent => "is silent",
    }
}

fn advice(health: Health) -> &'static str {
    match health {
        Health::Gone => "It is not asked any more: take it out of the file or give its new address.",
        Health::Moved => "It is read from there; give the new address in the file.",
        Health::Blocked => {
            "It is asked less often; ask the publisher to let us in, or look for another feed."
        }
        Health::Silent => "It answers and brings nothing: see whether the publisher still feeds it.",
        _ => "It is asked less often and comes back by itself; `wirewatch status` says how it stands.",
    }
}

/// The report without control characters but line ends, and cut where it is very long.
fn shown_report(report: &str) -> String {
    let kept = report.chars().filter(|c| *c == '\n' || !c.is_control());
    let mut shown: String = kept.take(REPORT).collect();
    if report.chars().count() > REPORT {
        shown.push_str("\n… (cut here)");
    }
    shown.trim_end().to_owned()
}

fn text(told: &[Told], moment: &str) -> String {
    let mut text = format!("{moment}\n");
    for Told { heading, sentences, address, report } in told {
        let parts = [heading, address].into_iter().filter(|part| !part.is_empty());
        let lines: Vec<&str> = parts.chain(sentences).map(String::as_str).collect();
        text = format!("{text}\n{}\n", lines.join("\n"));
        if !report.is_empty() {
            text = format!("{text}\n{report}\n");
        }
    }
    text
}
