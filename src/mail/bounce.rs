//! A report that a mail was not delivered (RFC 3464, and what qmail, Exim and others write instead), read as far as it says
//! which mail and why.

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use serde::{Deserialize, Serialize};

use super::posting::one_line;

/// A report of one mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bounce {
    /// Where it was sent: the envelope's recipient, else what its head names. The mail is known by it.
    pub sent_to: Vec<String>,
    /// Whether the mail will not be tried again by whoever reports.
    pub is_final: bool,
    /// The status code: `5.1.1`.
    pub status: String,
    /// The words of the server that would not have it.
    pub words: String,
    /// The recipient that it speaks of, where it says so: the one that the sender knows, else the one behind it.
    #[serde(default)]
    pub recipient: Option<String>,
}

/// Reads a report; `None` where the mail is none.
pub(crate) fn read(bytes: &[u8], recipient: Option<&str>) -> Option<Bounce> {
    let message = MessageParser::default().parse(bytes)?;
    let sent_to = recipient.map_or_else(|| addresses(bytes), |recipient| vec![recipient.to_owned()]);
    standard(&message, &sent_to).or_else(|| in_words(&message, sent_to))
}

/// A report as the standard has it (RFC 3464; RFC 6533 for addresses beyond ASCII). It has a group of fields for each recipient: ours
/// went to one, and what others are told of is a list or an alias behind it, so the worst of them counts.
fn standard(message: &Message<'_>, sent_to: &[String]) -> Option<Bounce> {
    let report = message.parts.iter().find(|part| {
        part.content_type().is_some_and(|kind| {
            let is_status = |kind: &str| {
                ["delivery-status", "global-delivery-status"].iter().any(|own| kind.eq_ignore_ascii_case(own))
            };
            kind.ctype().eq_ignore_ascii_case("message") && kind.subtype().is_some_and(is_status)
        })
    })?;
    let text = String::from_utf8_lossy(report.contents()).replace("\r\n", "\n");
    let told: Vec<Bounce> = text.split("\n\n").filter_map(|group| of_group(group, sent_to)).collect();
    told.into_iter().rev().max_by_key(|bounce| (bounce.is_final, !bounce.status.starts_with('2')))
}

/// What the fields of one recipient say.
fn of_group(group: &str, sent_to: &[String]) -> Option<Bounce> {
    let fields = fields(group);
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let status = field("status")?.split_whitespace().next()?.to_owned();
    let action = field("action").unwrap_or_default().to_ascii_lowercase();
    // `smtp; 550 5.1.1 …`
    let words =
        field("diagnostic-code").map_or("", |words| words.split_once(';').map_or(words, |(_, said)| said));
    let (sent_to, words) = (sent_to.to_vec(), one_line(words));
    // Exim says 5.0.0 of everything; what the other server said stands in its words.
    let said = Some(words.as_str()).filter(|_| status.ends_with(".0.0")).and_then(code);
    let status = said.filter(|said| said[..1] == status[..1]).unwrap_or(status);
    let recipient = field("original-recipient").or_else(|| field("final-recipient")).and_then(address_of);
    let is_final = action.starts_with("failed") && status.starts_with('5');
    Some(Bounce { sent_to, is_final, status, words, recipient })
}

/// The address behind its kind: `rfc822; a@x.example`.
fn address_of(field: &str) -> Option<String> {
    let address = field.split_once(';').map_or(field, |(_, address)| address);
    let address = address.trim().trim_matches(['<', '>']);
    address.contains('@').then(|| address.to_owned())
}

/// How reports begin that have no part for programs, in small letters.
const OPENINGS: [&str; 5] = [
    "this is the qmail-send program",
    "this message was created automatically by mail delivery software",
    "we were unable to deliver your message to the following address",
    "delivery to the following recipient failed permanently",
    "i'm sorry to have to inform you that your message could not",
];

/// How the mail itself is set apart that stands behind such a report: what it says is no reason.
const COPIES: [&str; 3] = ["below this line is a copy", "this is a copy of the message", "original message"];

/// How a report says that the mail is tried again.
const GOES_ON: [&str; 3] =
    ["delivery attempts will continue", "will be retried", "has not yet been delivered"];

/// Bytes of a report that are read: the reason stands at its beginning.
const READ: usize = 8 << 10;

/// A report in words for people, as servers write it that are older than the standard. It must come from a server, so that
/// nobody's answer is taken for one.
fn in_words(message: &Message<'_>, sent_to: Vec<String>) -> Option<Bounce> {
    let from = message.from()?.first()?.address()?.to_ascii_lowercase();
    if !["mailer-daemon@", "postmaster@"].iter().any(|server| from.starts_with(server)) {
        return None;
    }
    let text = message.body_text(0)?;
    let text = &text[..text.floor_char_boundary(READ)];
    let lower = text.to_ascii_lowercase();
    if !OPENINGS.iter().any(|opening| lower.contains(opening)) {
        return None;
    }
    let end = COPIES.iter().filter_map(|copy| lower.find(copy)).min().unwrap_or(text.len());
    let reason = text[..end].lines().find_map(|line| Some((code(line)?, line)));
    if GOES_ON.iter().any(|words| lower[..end].contains(words)) {
        return Some(Bounce {
            sent_to,
            is_final: false,
            status: "4.0.0".to_owned(),
            words: String::new(),
            recipient: None,
        });
    }
    let (status, line) = reason.unwrap_or_else(|| ("5.0.0".to_owned(), ""));
    Some(Bounce {
        sent_to,
        is_final: status.starts_with('5'),
        status,
        words: one_line(line.trim()),
        recipient: None,
    })
}

/// The status that a server's words hold: `550 5.1.1 …`, `(#5.1.1)`, or only `554`, which is 5.0.0.
fn code(words: &str) -> Option<String> {
    let mut tokens =
        words.split(|c: char| !c.is_ascii_alphanumeric() && c != '.').filter(|token| !token.is_empty());
    let is_reply =
        |token: &&str| matches!(token.as_bytes(), [b'4' | b'5', b'0'..=b'5', last] if last.is_ascii_digit());
    let is_status = |token: &str| {
        let parts: Vec<&str> = token.split('.').collect();
        let is_number =
            |part: &&str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.len() == 3 && ["4", "5"].contains(&parts[0]) && parts.iter().all(is_number)
    };
    if let Some((_, behind)) = words.split_once("(#")
        && let Some(status) = behind.split(')').next().filter(|status| is_status(status))
    {
        return Some(status.to_owned());
    }
    let reply = tokens.find(is_reply)?;
    let status = tokens.next().filter(|token| is_status(token) && token[..1] == reply[..1]);
    Some(status.map_or_else(|| format!("{}.0.0", &reply[..1]), str::to_owned))
}

/// The fields of one group, the names in small letters, folded lines put together.
fn fields(report: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in report.lines() {
        match (line.starts_with([' ', '\t']), fields.last_mut(), line.split_once(':')) {
            (true, Some((_, value)), _) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (false, _, Some((name, value))) => {
                fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
            }
            _ => {}
        }
    }
    fields
}

/// What looks like an address in the head of the mail.
fn addresses(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let head = text.split("\r\n\r\n").next().and_then(|head| head.split("\n\n").next()).unwrap_or_default();
    let is_outside = |c: char| c.is_whitespace() || "<>,;\"()".contains(c);
    head.split(is_outside).filter(|word| word.contains('@')).take(50).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(kind: &str, fields: &str) -> Vec<u8> {
        format!(
            "From: MAILER-DAEMON@mx.example\r\nTo: bounce+7-0123456789abcdef@w.example\r\n\
             Subject: Undelivered\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n\
             --b\r\nContent-Type: {kind}\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n{fields}\r\n--b--\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn reports_of_many_servers_say_which_mail_and_why() {
        let failed = "Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
                      Diagnostic-Code: smtp; 550 5.1.1 <a@x.example>:\r\n    no such user\r\n";
        for (kind, fields, is_final, status, words) in [
            ("message/delivery-status", failed, true, "5.1.1", "550 5.1.1 <a@x.example>: no such user"),
            (
                "Message/Delivery-Status; charset=us-ascii",
                "action: Failed\nstatus: 5.2.2 (mailbox full)\n",
                true,
                "5.2.2",
                "",
            ),
            ("message/delivery-status", "Action: delayed\r\nStatus: 4.4.1\r\n", false, "4.4.1", ""),
            ("message/delivery-status", "Action: failed\r\nStatus: 4.4.7\r\n", false, "4.4.7", ""),
            ("message/delivery-status", "Action: delivered\r\nStatus: 2.0.0\r\n", false, "2.0.0", ""),
            (
                "message/delivery-status",
                "Final-Recipient: rfc822; list@x.example\r\nAction: relayed\r\nStatus: 2.0.0\r\n\r\n\
                 Final-Recipient: rfc822; a@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n",
                true,
                "5.1.1",
                "",
            ),
            (
                "message/global-delivery-status",
                failed,
                true,
                "5.1.1",
                "550 5.1.1 <a@x.example>: no such user",
            ),
        ] {
            let bounce = read(&report(kind, fields), None);
            let bounce = bounce.as_ref().map(|bounce| (bounce.is_final, &*bounce.status, &*bounce.words));
            assert_eq!(bounce, Some((is_final, status, words)), "{fields}");
        }
        let bounce = read(&report("message/delivery-status", failed), None).map(|bounce| bounce.sent_to);
        assert_eq!(
            bounce.unwrap_or_default(),
            ["MAILER-DAEMON@mx.example", "bounce+7-0123456789abcdef@w.example"]
        );
        let by_envelope = read(&report("message/delivery-status", failed), Some("b@w.example"));
        assert_eq!(by_envelope.map(|bounce| bounce.sent_to).unwrap_or_default(), ["b@w.example"]);
    }

    #[test]
    fn what_is_no_report_is_none() {
        for mail in [
            report("text/plain", "Status: 5.1.1\r\n"),
            report("message/delivery-status", "Action: failed\r\n"),
            b"Subject: out of office\r\n\r\nI am away.\r\n".to_vec(),
            vec![0xff; 2000],
            Vec::new(),
        ] {
            assert_eq!(read(&mail, None), None);
        }
    }
}
