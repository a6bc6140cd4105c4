//! The statements about a mail's bytes, read back with another library than wrote them.

use jiff::Timestamp;
use mail_parser::{HeaderValue as Parsed, MessageParser, MimeHeaders as _};

use crate::digest::Rendered;
use crate::digest::input::ReaderLinks;
use crate::mail::address::Mailbox;

use super::{Letter, ListHeaders, write};

fn message_id(key: &str) -> String {
    format!("<{key:0>32}@example.org>")
}

fn rendered(subject: &str, text: &str, html: &str) -> Rendered {
    Rendered { subject: subject.into(), text: text.into(), html: html.into() }
}

fn links(leave: Option<&str>, mail: Option<&str>) -> ReaderLinks {
    ReaderLinks { archive: None, leave: leave.map(str::to_owned), leave_mail: mail.map(str::to_owned) }
}

/// A mail with everything in it.
struct Sample {
    rendered: Rendered,
    from: Mailbox,
    to: Mailbox,
    watchlists: Vec<&'static str>,
    links: ReaderLinks,
    earlier: Vec<String>,
}

impl Sample {
    fn new() -> Self {
        Self {
            rendered: rendered(
                "CSTO and Azerbaijan: 2 stories, 23 Nov — ОДКБ и Əliyev",
                "*ОДКБ* обсудила\n\nՀԱՊԿ\n.\n.dot\nFrom here on ASCII\n",
                "<!doctype html><p lang=\"ru\"><mark>ОДКБ</mark> обсудила</p>\n",
            ),
            from: "Wirewatch <digest@example.org>".parse().unwrap(),
            to: "A. Analyst <analyst@example.org>".parse().unwrap(),
            watchlists: vec!["csto-azerbaijan"],
            links: links(Some("https://watch.example.org/leave/abc"), Some("ops@example.org")),
            earlier: Vec::new(),
        }
    }

    fn bytes(&self) -> Vec<u8> {
        write(&Letter {
            rendered: &self.rendered,
            from: &self.from,
            to: &self.to,
            message_id: &message_id("7"),
            date: "2026-11-23T03:00:05.678Z".parse::<Timestamp>().unwrap(),
            list: Some(ListHeaders { watchlists: &self.watchlists, links: &self.links }),
            earlier: &self.earlier,
        })
        .unwrap()
    }

    fn text(&self) -> String {
        String::from_utf8(self.bytes()).unwrap()
    }

    /// The value of a header with its folding undone; `None` when it is missing or there twice.
    fn header(&self, name: &str) -> Option<String> {
        let text = self.text();
        let head = text.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ").replace("\r\n\t", " ");
        let mut found = head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let value = found.next().map(str::to_owned);
        value.filter(|_| found.next().is_none())
    }
}

#[test]
fn d1_text_first_html_second_both_utf8() {
    let sample = Sample::new();
    let bytes = sample.bytes();
    let message = MessageParser::default().parse(&bytes).unwrap();
    let root = message.content_type().unwrap();
    assert_eq!((root.ctype(), root.subtype()), ("multipart", Some("alternative")));
    let kinds: Vec<String> = message.parts[1..]
        .iter()
        .map(|part| {
            let kind = part.content_type().unwrap();
            let charset = kind.attribute("charset").unwrap_or_default();
            format!("{}/{} {charset}", kind.ctype(), kind.subtype().unwrap_or_default())
        })
        .collect();
    assert_eq!(kinds, ["text/plain utf-8", "text/html utf-8"]);
    let unix = |text: std::borrow::Cow<'_, str>| text.replace("\r\n", "\n");
    assert_eq!(message.body_text(0).map(unix).unwrap(), sample.rendered.text);
    assert_eq!(message.body_html(0).map(unix).unwrap(), sample.rendered.html);
    assert_eq!(message.subject(), Some(sample.rendered.subject.as_str()));
}

#[test]
fn d2_d3_lines_are_short_and_seven_bit() {
    let check = |sample: &Sample| {
        let bytes = sample.bytes();
        assert!(bytes.is_ascii());
        assert!(!bytes.contains(&0));
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']), "a bare CR or LF");
        for (number, line) in text.split("\r\n").enumerate() {
            assert!(line.len() <= 998, "line {number} has {} octets", line.len());
        }
        let head = text.split("\r\n\r\n").next().unwrap();
        for line in head.split("\r\n") {
            let foldable = line.trim_start().split_once(' ').is_some_and(|(_, rest)| rest.contains(' '));
            assert!(line.len() <= 78 || !foldable, "{line}");
        }
    };
    let mut sample = Sample::new();
    check(&sample);
    sample.rendered =
        rendered(&"ოპერატიული სიახლეები ".repeat(40), &"x".repeat(5000), &"<b>y</b>".repeat(5000));
    sample.earlier = (0..50).map(|number| message_id(&number.to_string())).collect();
    check(&sample);
    sample.rendered = rendered("bare", "a\rb\nc\r\nd\0e", "<p>\r</p>\0");
    check(&sample);
}

#[test]
fn a_text_of_which_half_is_ascii_can_be_read_undecoded() {
    for (text, encoding) in [
        ("Plain.\n".repeat(20), "7bit"),
        ("Сarried by Kura Post and Северный вестник\n".repeat(20), "quoted-printable"),
        ("Северный вестник сообщает\n".repeat(20), "base64"),
    ] {
        let mut sample = Sample::new();
        sample.rendered.text = text;
        let mail = sample.text();
        let part = mail.split("text/plain").nth(1).and_then(|part| part.split("\r\n\r\n").next()).unwrap();
        assert!(part.contains(&format!("Content-Transfer-Encoding: {encoding}")), "{encoding}: {part}");
        check_round_trip(&sample);
    }
}

/// The text part as a reader's program decodes it.
fn check_round_trip(sample: &Sample) {
    let bytes = sample.bytes();
    let message = MessageParser::default().parse(&bytes).unwrap();
    let text = message.body_text(0).map(|text| text.replace("\r\n", "\n"));
    assert_eq!(text.as_deref(), Some(sample.rendered.text.as_str()));
}

#[test]
fn d4_nothing_from_outside_adds_a_header() {
    let mut sample = Sample::new();
    let evil = "x\r\nBcc: evil@example.org\r\n\r\n<p>\0\u{85}\u{2028}";
    sample.rendered.subject = evil.to_owned();
    sample.to.name = Some(evil.to_owned());
    sample.from.name = Some(format!("{evil}\" <a@b.org>,"));
    sample.links.leave = Some("https://watch.example.org/\r\nBcc: evil@example.org".to_owned());
    sample.links.leave_mail = Some("a@b.org>\r\nBcc: evil@example.org".to_owned());
    let bytes = sample.bytes();
    let message = MessageParser::default().parse(&bytes).unwrap();
    assert!(message.header("Bcc").is_none());
    assert!(message.headers().iter().all(|header| !header.name().eq_ignore_ascii_case("bcc")));
    assert_eq!(message.parts.len(), 3);
    assert_eq!(message.from().unwrap().iter().count(), 1);
    assert_eq!(message.to().unwrap().iter().count(), 1);
    assert!(sample.header("List-Unsubscribe").unwrap().starts_with("<https://"));
}

#[test]
fn d5_names_come_back_as_they_were() {
    for name in [
        "Müller, Ann",
        "O\"Brien",
        "back\\slash",
        "Анна Ахматова",
        "A. (Ann) Analyst",
        "ვახტანგ",
        "a@b.org",
        "x",
    ] {
        let mut sample = Sample::new();
        sample.from.name = Some(name.to_owned());
        sample.to.name = Some(name.to_owned());
        let bytes = sample.bytes();
        let message = MessageParser::default().parse(&bytes).unwrap();
        let from = message.from().and_then(|from| from.first()).unwrap();
        assert_eq!((from.name(), from.address()), (Some(name), Some("digest@example.org")));
        let to = message.to().and_then(|to| to.first()).unwrap();
        assert_eq!((to.name(), to.address()), (Some(name), Some("analyst@example.org")));
    }
}

#[test]
fn d6_only_its_own_recipient_stands_in_it() {
    let text = Sample::new().text();
    let addresses: Vec<&str> =
        text.split([' ', '<', '>', '\r', '\n', ':', '?']).filter(|word| word.contains('@')).collect();
    let known = |word: &&str| {
        ["digest@example.org", "analyst@example.org", "ops@example.org"].contains(word) || word.len() > 40
    };
    assert!(addresses.iter().all(known), "{addresses:?}");
}

#[test]
fn d7_one_list_id_in_ascii() {
    let check = |watchlists: &[&'static str], wanted: &str| {
        let sample = Sample { watchlists: watchlists.to_vec(), ..Sample::new() };
        assert_eq!(sample.header("List-Id").as_deref(), Some(wanted));
    };
    check(&["csto-azerbaijan"], "<csto-azerbaijan.example.org>");
    check(&["csto-azerbaijan", "energy"], "<digest.example.org>");
    check(&["кавказ"], "<w-b21f9d11c950d756.example.org>");
    check(&["two words"], "<w-c6a748cef3b57855.example.org>");
    let sample = Sample { watchlists: vec!["csto-azerbaijan", "energy"], ..Sample::new() };
    assert_eq!(sample.header("X-Wirewatch-Watchlists").as_deref(), Some("csto-azerbaijan energy"));
}

#[test]
fn d8_ways_to_leave() {
    let check = |leave: Option<&str>, mail: Option<&str>, wanted: Option<&str>, post: bool| {
        let sample = Sample { links: links(leave, mail), ..Sample::new() };
        assert_eq!(sample.header("List-Unsubscribe").as_deref(), wanted);
        let exact = post.then_some("List-Unsubscribe=One-Click");
        assert_eq!(sample.header("List-Unsubscribe-Post").as_deref(), exact);
    };
    let page = Some("https://watch.example.org/leave/abc");
    let both = "<https://watch.example.org/leave/abc>, <mailto:ops@example.org?subject=unsubscribe>";
    check(page, Some("ops@example.org"), Some(both), true);
    check(page, None, Some("<https://watch.example.org/leave/abc>"), true);
    let mail = Some("<mailto:ops@example.org?subject=unsubscribe>");
    check(Some("http://127.0.0.1:8710/leave/abc"), Some("ops@example.org"), mail, false);
    check(None, Some("ops@example.org"), mail, false);
    check(None, None, None, false);
    let long = format!("https://watch.example.org/leave/{}", "abc123".repeat(30));
    check(Some(&long), None, Some(&format!("<{long}>")), true);
}

#[test]
fn d12_no_machine_answers_it() {
    let sample = Sample::new();
    for (name, value) in [
        ("Auto-Submitted", "auto-generated"),
        ("Precedence", "bulk"),
        ("X-Auto-Response-Suppress", "All"),
        ("MIME-Version", "1.0"),
    ] {
        assert_eq!(sample.header(name).as_deref(), Some(value));
    }
}

#[test]
fn d13_d14_d16_the_same_mail_has_the_same_bytes() {
    let sample = Sample::new();
    assert_eq!(sample.bytes(), sample.bytes());
    assert_eq!(sample.header("Message-ID").as_deref(), Some(message_id("7").as_str()));
    assert_eq!(sample.header("Date").as_deref(), Some("Mon, 23 Nov 2026 03:00:05 +0000"));
    let boundary = |sample: &Sample| {
        let kind = sample.header("Content-Type").unwrap();
        kind.split_once("boundary=\"").and_then(|(_, rest)| rest.split_once('"')).unwrap().0.to_owned()
    };
    let mut other = Sample::new();
    assert_eq!(boundary(&sample), boundary(&other));
    assert!(boundary(&sample).len() <= 70);
    other.rendered.html.push(' ');
    assert_ne!(boundary(&sample), boundary(&other));
}

#[test]
fn d15_mails_of_a_thread_refer_to_those_before() {
    let mut sample = Sample::new();
    assert_eq!((sample.header("References"), sample.header("In-Reply-To")), (None, None));
    sample.earlier = (0..30).map(|number| format!("<{number}@example.org>")).collect();
    let bytes = sample.bytes();
    let message = MessageParser::default().parse(&bytes).unwrap();
    let Parsed::TextList(references) = message.references() else { panic!("{:?}", message.references()) };
    let wanted: Vec<String> = (10..30).map(|number| format!("{number}@example.org")).collect();
    assert_eq!(references.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), wanted);
    assert_eq!(message.in_reply_to().as_text(), Some("29@example.org"));
}

#[test]
fn an_international_domain_goes_out_in_ascii() {
    let mut sample = Sample::new();
    sample.to = "Anna <anna@münchen.example>".parse().unwrap();
    assert_eq!(sample.header("To").as_deref(), Some("Anna <anna@xn--mnchen-3ya.example>"));
}

#[test]
fn a_notice_has_no_list() {
    let (rendered, from) =
        (rendered("A feed died", "It did.", "<p>It did."), "digest@example.org".parse().unwrap());
    let letter = Letter {
        rendered: &rendered,
        from: &from,
        to: &from,
        message_id: &message_id("notice1"),
        date: Timestamp::UNIX_EPOCH,
        list: None,
        earlier: &[],
    };
    let text = String::from_utf8(write(&letter).unwrap()).unwrap();
    assert!(!text.contains("List-"), "{text}");
}
