//! A plain mail to the operators: a feed that died, a mail that was refused, a file that was rejected.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::digest::concern::Concern;
use crate::digest::notice_feed::{advice, sentence, turn};
use crate::digest::text_page::TextPage;
use crate::digest::words::Clock;
use crate::digest::{Rendered, clean, words};
use crate::shown::Shown;
use crate::watch::silence::SilentLanguage;
use crate::wording;

/// What the operators are told in one mail.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Notice {
    /// When it was written; the mail's `Date`.
    pub now: Timestamp,
    /// The zone of its times.
    pub zone: TimeZone,
    /// What happened, at least one, in the order to be told.
    pub concerns: Vec<Concern>,
}

/// Characters of a report that a mail shows; `wirewatch check` shows all of it.
const REPORT: usize = 20_000;

/// One concern in words.
#[derive(Debug, Default)]
struct ConcernText {
    heading: String,
    sentences: Vec<String>,
    /// An address to be copied, never a link: what stands there is in doubt.
    address: String,
    /// Lines to be shown as they are.
    report: String,
}

#[derive(Template)]
#[template(path = "digest/notice.html")]
struct NoticePage<'a> {
    subject: &'a str,
    moment: &'a str,
    told: &'a [ConcernText],
}

/// The mail that tells it: two parts that say the same.
pub(crate) fn render_notice(notice: &Notice) -> Rendered {
    let clock = Clock::new(&notice.zone, notice.now);
    let told: Vec<ConcernText> = notice.concerns.iter().map(tell).collect();
    let subject = subject(&told, &clock.date(notice.now));
    let moment = format!("{} {}, {}.", clock.day(notice.now), clock.time(notice.now), clock.zone());
    let page = NoticePage { subject: &subject, moment: &moment, told: &told };
    let html = page.render().expect("writing into a String cannot fail and the template calls nothing else");
    Rendered { text: text(&told, &moment), html, subject }
}

fn subject(told: &[ConcernText], date: &str) -> String {
    match told {
        [one] => format!("Wirewatch: {}, {date}", one.heading),
        several => {
            format!("Wirewatch: {} to look at, {date}", wording::counted(several.len(), "thing", "things"))
        }
    }
}

fn tell(concern: &Concern) -> ConcernText {
    let name = |text: &str| wording::line_up_to(clean::NAME_LIMIT, text);
    match concern {
        Concern::Feed { title, url, kind, message } => ConcernText {
            heading: format!("{} {}", name(title), turn(*kind)),
            sentences: std::iter::once(sentence(message)).chain(advice(*kind).map(str::to_owned)).collect(),
            address: wording::line(&Shown::address(url).to_string()),
            report: String::new(),
        },
        Concern::MailRefused { recipient, subject, reply } => ConcernText {
            heading: format!("A mail to {} was refused", mailbox(recipient)),
            sentences: vec![
                format!("Its subject: {}", wording::line_up_to(clean::TITLE_LIMIT, subject)),
                answer(reply),
                "It is parked and not tried again; nobody else's mail waits for it. `wirewatch outbox list` shows it."
                    .to_owned(),
            ],
            ..ConcernText::default()
        },
        Concern::PostGivenUp { output, subject, reply } => post_given_up(output, subject, reply),
        Concern::OutputGone { output, reply } => output_gone(output, reply),
        Concern::StreamLost { stream, missed } => stream_lost(stream, *missed),
        Concern::RelayRefuses { reply } => relay_refuses(reply),
        Concern::ClockAhead { feeds, pages, readers, mails } => clock(&[
            (
                *readers,
                "reader whose digests were closed until then",
                "readers whose digests were closed until then",
            ),
            (*mails, "mail", "mails"),
            (*feeds, "feed", "feeds"),
            (*pages, "page", "pages"),
        ]),
        Concern::ReaderSuppressed { recipient } => ConcernText {
            heading: format!("{} gets nothing more", mailbox(recipient)),
            sentences: vec![
                "Its mail server says that there is no such address, or has sent several mails back.".to_owned(),
                "`wirewatch subscribers restore` takes it back once it is mended.".to_owned(),
            ],
            ..ConcernText::default()
        },
        Concern::ReadersLeft { readers } => departures(readers),
        Concern::LanguageSilent { silent } => silent_language(silent),
        Concern::LanguageHeard { watchlist, lang } => ConcernText {
            heading: format!("{} matches in {} again", name(watchlist), words::language(lang)),
            sentences: Vec::new(),
            ..ConcernText::default()
        },
        Concern::FilesRejected { report, problems } => ConcernText {
            heading: format!("{} in the files", wording::counted(*problems, "problem", "problems")),
            sentences: vec!["The last good set runs on; `wirewatch check` shows the same.".to_owned()],
            address: String::new(),
            report: shown_report(report),
        },
    }
}

/// An address as a mail shows it: commands that only operators run show the whole of it.
fn mailbox(address: &str) -> String {
    wording::line_up_to(clean::NAME_LIMIT, &Shown::mailbox(address).to_string())
}

/// What a mail server said, which may name the reader.
fn answer(reply: &str) -> String {
    format!("The answer: {}", wording::line_up_to(clean::TITLE_LIMIT, &Shown::text(reply).to_string()))
}

fn post_given_up(output: &str, subject: &str, reply: &str) -> ConcernText {
    ConcernText {
        heading: format!("A post to the output {} was given up", wording::line_up_to(clean::NAME_LIMIT, output)),
        sentences: vec![
            format!("Its subject: {}", wording::line_up_to(clean::TITLE_LIMIT, subject)),
            answer(reply),
            "It was tried ten times in 75 hours. `wirewatch outbox retry` begins anew, `wirewatch test-output` tries \
             the way."
                .to_owned(),
        ],
        ..ConcernText::default()
    }
}

fn output_gone(output: &str, reply: &str) -> ConcernText {
    ConcernText {
        heading: format!("The output {} is switched off", wording::line_up_to(clean::NAME_LIMIT, output)),
        sentences: vec![
            answer(reply),
            "Nothing more is posted there. Take it out of the subscribers file, or mend it and write `wirewatch \
             subscribers restore` with `output:` and its id."
                .to_owned(),
        ],
        ..ConcernText::default()
    }
}

fn relay_refuses(reply: &str) -> ConcernText {
    ConcernText {
        heading: "The mail server refuses several readers".to_owned(),
        sentences: vec![
            answer(reply),
            "The mails wait and are tried again for five days; nobody is taken off the list.".to_owned(),
        ],
        ..ConcernText::default()
    }
}

fn stream_lost(stream: &str, missed: u64) -> ConcernText {
    let stream = wording::line_up_to(clean::NAME_LIMIT, stream);
    let (heading, sentences) = if missed == 0 {
        let sentences = [
            "It is another one than before, or was set back, as after a disk was lost.",
            "Machines that poll tell again what they have found in the last three days, and nobody is told twice. \
             What is older, and was not taken here yet, is lost to this desk.",
        ];
        (format!("The stream {stream} was lost"), sentences)
    } else {
        let missed = usize::try_from(missed).unwrap_or(usize::MAX);
        let sentences = [
            "They were older than the stream keeps, or its operator took them out.",
            "What they told is lost to this desk: `wirewatch search` at the machines that poll still finds it.",
        ];
        (
            format!("{} of the stream {stream} were missed", wording::counted(missed, "message", "messages")),
            sentences,
        )
    };
    ConcernText { heading, sentences: sentences.map(str::to_owned).to_vec(), ..ConcernText::default() }
}

/// Readers that are named; more are counted.
const NAMED: usize = 20;

fn departures(readers: &[String]) -> ConcernText {
    let shown: Vec<String> = readers.iter().map(|reader| mailbox(reader)).collect();
    let heading = match &shown[..] {
        [one] => format!("{one} has left"),
        several => format!("{} readers have left", several.len()),
    };
    ConcernText {
        heading,
        sentences: vec![
            format!("By the link in a mail: {}.", wording::list_up_to(NAMED, &shown)),
            "Nothing is mailed to who has left; `wirewatch subscribers list` names all, `restore` takes one back."
                .to_owned(),
        ],
        ..ConcernText::default()
    }
}

fn clock(brought_back: &[(usize, &str, &str)]) -> ConcernText {
    let counts = brought_back.iter().filter(|(number, ..)| *number > 0);
    let counts: Vec<String> =
        counts.map(|(number, one, many)| wording::counted(*number, one, many)).collect();
    ConcernText {
        heading: "The clock was ahead".to_owned(),
        sentences: vec![
            format!("Brought back to what can be: {}.", wording::list(&counts)),
            "What was found meanwhile is told all the same. Look why the clock was wrong.".to_owned(),
        ],
        ..ConcernText::default()
    }
}

fn silent_language(silent: &SilentLanguage) -> ConcernText {
    let SilentLanguage { watchlist, lang, items, heard } = silent;
    let id = wording::line_up_to(clean::NAME_LIMIT, watchlist);
    let heard: Vec<String> =
        heard.iter().map(|(lang, matches)| format!("{} {matches}", words::language(lang))).collect();
    let lang = words::language(lang);
    let sentences = vec![
        format!(
            "In two weeks none of {} in {lang} matched; in other languages: {}.",
            wording::counted(*items as usize, "item", "items"),
            heard.join(", ")
        ),
        format!(
            "Names in {lang} may be missing: `wirewatch names suggest {id}` shows what was met by sound. If it \
             need not look there, say so with `feeds = {{ lang = […] }}`."
        ),
    ];
    let heading = format!("{id} never matches in {lang}");
    ConcernText { heading, sentences, address: String::new(), report: String::new() }
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

fn text(told: &[ConcernText], moment: &str) -> String {
    let mut page = TextPage::default();
    page.wrapped("", moment);
    for ConcernText { heading, sentences, address, report } in told {
        page.blank();
        page.wrapped("", heading);
        // An address is there to be copied: it is never broken.
        page.link("", Some(address).filter(|address| !address.is_empty()));
        for sentence in sentences {
            page.wrapped("", sentence);
        }
        if !report.is_empty() {
            page.blank();
            for line in report.lines() {
                page.line(line);
            }
        }
    }
    page.text
}
