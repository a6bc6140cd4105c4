//! The values that operators write as text: addresses, links, languages, paths.

use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::path::PathBuf;

use ipnet::IpNet;
use url::{Host, Url};

use crate::diagnostic::Fault;

use super::country_codes::in_two_letters;
use super::language_codes::{is_language_code, meant_language};

/// A mail address, `analyst@example.org`.
pub(crate) fn address(text: &str) -> Result<String, Fault> {
    let help = "write it like \"analyst@example.org\"";
    if text.matches('@').count() > 1
        && let Some(comma) = text.find([',', ';'])
    {
        let fault = Fault::new(comma..comma + 1, "one mail address stands here, not several");
        return Err(fault.help("give each its own [[subscriber]]; in a list, its own quotes"));
    }
    if let Some(span) = blank(text) {
        return Err(Fault::new(span, "a mail address holds no blanks").help(help));
    }
    let Some((user, domain)) = text.rsplit_once('@') else {
        return Err(Fault::new(0..text.len(), "a mail address needs an `@`").help(help));
    };
    let at = user.len();
    if let Some(second) = user.find('@') {
        return Err(Fault::new(second..at + 1, "a mail address has one `@`").help(help));
    }
    if user.is_empty() {
        return Err(Fault::new(0..1, "nothing stands before the `@`").help(help));
    }
    if domain.is_empty() {
        return Err(Fault::new(at..at + 1, "nothing stands after the `@`").help(help));
    }
    let user_mark = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    if let Some((start, found)) = user.char_indices().find(|(_, c)| !user_mark(*c)) {
        let message = format!("a mail address cannot hold `{found}`");
        return Err(Fault::new(start..start + found.len_utf8(), message).help(help));
    }
    let domain_mark = |c: char| c.is_alphanumeric() || "-.".contains(c);
    if let Some((offset, found)) = domain.char_indices().find(|(_, c)| !domain_mark(*c)) {
        let start = at + 1 + offset;
        let message = format!("the name of a mail server cannot hold `{found}`");
        return Err(Fault::new(start..start + found.len_utf8(), message).help(help));
    }
    let label = |label: &str| {
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    if user.split('.').any(str::is_empty) || user.len() > 64 || !domain.split('.').all(label) {
        return Err(Fault::new(0..text.len(), "this is not a mail address").help(help));
    }
    // As `mail::address` has it: no IP address, and of names without a dot only this machine's.
    if !matches!(Host::parse(domain), Ok(Host::Domain(name)) if name.contains('.') || name == "localhost") {
        return Err(Fault::new(at + 1..text.len(), "this is not the full name of a mail domain").help(help));
    }
    Ok(text.to_owned())
}

/// A mail address with or without a name, `Wirewatch <digest@example.org>`.
pub(crate) fn mailbox(text: &str) -> Result<String, Fault> {
    let help = "write it like \"Wirewatch <digest@example.org>\"";
    let Some(open) = text.rfind('<') else {
        return address(text);
    };
    if !text.ends_with('>') {
        return Err(Fault::new(open..text.len(), "the `<` is never closed").help(help));
    }
    address(&text[open + 1..text.len() - 1])
        .map_err(|fault| Fault { span: shifted(&fault.span, open + 1), ..fault })?;
    let name = text[..open].trim();
    let quoted = name.len() > 1 && name.starts_with('"') && name.ends_with('"');
    let special = |c: char| "()<>[]:;@\\,\"".contains(c) || c.is_control();
    match text[..open].char_indices().find(|(_, c)| special(*c)) {
        Some((at, found)) if !quoted => {
            let message = format!("a name with `{found}` in it needs quotes of its own");
            let fault = Fault::new(at..at + found.len_utf8(), message);
            Err(fault.help(format!("write '\"{}\" {}'", name.replace('"', ""), &text[open..])))
        }
        _ => Ok(text.to_owned()),
    }
}

/// An address on the web; `http` and `https` only.
pub(crate) fn web_address(text: &str) -> Result<Url, Fault> {
    let help = "write it like \"https://example.org/rss\"";
    if let Some(span) = blank(text) {
        return Err(Fault::new(span, "an address holds no blanks").help(help));
    }
    let url = match Url::parse(text) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            let fault = Fault::new(0..text.len(), "an address begins with `https://` or `http://`");
            return Err(fault.help(format!("write \"https://{}\"", text.trim_start_matches('/'))));
        }
        Err(error) => {
            let host = text.find("://").map_or(0, |scheme| scheme + 3);
            let end = text[host..].find(['/', '?', '#']).map_or(text.len(), |length| host + length);
            return Err(Fault::new(host..end, error.to_string()).help(help));
        }
    };
    if !matches!(url.scheme(), "http" | "https") {
        let scheme = url.scheme().len().min(text.len());
        let message = format!("only http and https can be asked, not `{}`", url.scheme());
        return Err(Fault::new(0..scheme, message).help(help));
    }
    // `https:/example.org` and `https:example.org` are repaired in silence by the URL standard.
    if !text[url.scheme().len()..].starts_with("://") {
        let end = url.scheme().len() + 1;
        return Err(
            Fault::new(0..end, "two slashes are missing after the colon").help(format!("write \"{url}\""))
        );
    }
    Ok(url)
}

/// A language tag such as `az` or `sr-Latn`.
pub(crate) fn language(text: &str) -> Result<String, Fault> {
    let help = "write its two or three letters: \"en\", \"ru\", \"az\", \"hy\", \"ka\", \"tr\"";
    let mut parts = text.split('-');
    let primary = parts.next().unwrap_or_default();
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_alphabetic());
    // What has two letters is one of a short list: the code of a country, such as `ua`, would find nothing in silence.
    let is_known = primary.len() == 3 || is_language_code(primary);
    if !(2..=3).contains(&primary.len()) || !letters(primary) || !is_known {
        let fault = Fault::new(0..primary.len(), format!("`{primary}` is not a language"));
        let meant = meant_language(primary).map(|meant| format!("write \"{meant}\""));
        return Err(fault.help(meant.unwrap_or_else(|| help.to_owned())));
    }
    let good =
        |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match parts.find(|part| !good(part)) {
        Some(part) => {
            let start = part.as_ptr().addr() - text.as_ptr().addr();
            Err(Fault::new(start..start + part.len(), format!("`{part}` is no part of a language tag"))
                .help(help))
        }
        None => Ok(text.to_owned()),
    }
}

/// Two letters of a country, made upper case.
pub(crate) fn country(text: &str) -> Result<String, Fault> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    let fault = Fault::new(0..text.len(), format!("`{text}` is not the code of a country"));
    Err(match in_two_letters(text) {
        Some(two) => fault.help(format!("write its two letters: \"{two}\"")),
        None => fault.help("write its two letters: \"AZ\", \"AM\", \"GE\", \"RU\""),
    })
}

/// A path, taken as it stands: nothing in it is expanded.
pub(crate) fn path(text: &str) -> Result<PathBuf, Fault> {
    if text.trim().is_empty() {
        return Err(Fault::new(0..text.len(), "a path cannot be empty"));
    }
    if text == "~" || text.starts_with("~/") {
        return Err(Fault::new(0..1, "`~` is not expanded").help("write the whole path"));
    }
    if let Some(dollar) = text.find('$') {
        let name = |c: char| c.is_ascii_alphanumeric() || "_{}".contains(c);
        let end = text[dollar + 1..].find(|c| !name(c)).map_or(text.len(), |length| dollar + 1 + length);
        let message = format!("`{}` is not expanded", &text[dollar..end]);
        return Err(Fault::new(dollar..end, message).help("write the whole path"));
    }
    Ok(PathBuf::from(text))
}

/// An address to listen on, `127.0.0.1:8710`.
pub(crate) fn listen(text: &str) -> Result<SocketAddr, Fault> {
    let help = "write an address and a port: \"127.0.0.1:8710\", or \"[::1]:8710\"";
    if let Some(rest) = text.strip_prefix("localhost:") {
        let fault = Fault::new(0.."localhost".len(), "a name cannot be listened on");
        return Err(fault.help(format!("write \"127.0.0.1:{rest}\"")));
    }
    text.parse().map_err(|_| {
        let (host, port) = text.rsplit_once(':').unwrap_or((text, ""));
        let bare = host.trim_matches(['[', ']']);
        if bare.parse::<IpAddr>().is_err() {
            return Fault::new(0..host.len(), format!("`{host}` is not an address")).help(help);
        }
        if port.parse::<u16>().is_err() {
            let span = if port.is_empty() { 0..text.len() } else { text.len() - port.len()..text.len() };
            return Fault::new(span, "a port is a number between 0 and 65535").help(help);
        }
        Fault::new(0..text.len(), "this is not an address to listen on").help(help)
    })
}

/// A network whose requests are believed, `127.0.0.1/32`; an address alone is a network of one.
pub(crate) fn network(text: &str) -> Result<IpNet, Fault> {
    let all = || 0..text.len();
    let one = text.parse::<IpAddr>().ok().map(IpNet::from);
    let Some(network) = one.or_else(|| text.parse().ok()) else {
        let fault = Fault::new(all(), format!("`{text}` is no address and no network"));
        return Err(fault.help("write the proxy's address, \"127.0.0.1/32\""));
    };
    let least = if network.addr().is_ipv4() { 8 } else { 16 };
    if network.prefix_len() < least {
        let fault = Fault::new(all(), "this believes whoever asks that they are the reader they name");
        return Err(fault.help("write the address of the proxy alone"));
    }
    Ok(network)
}

/// A domain of mail addresses, `example.org`, in small letters.
pub(crate) fn mail_domain(text: &str) -> Result<String, Fault> {
    let domain = text.trim_start_matches('@');
    address(&format!("a@{domain}")).map(|_| domain.to_lowercase()).map_err(|_| {
        Fault::new(0..text.len(), "this is not a mail domain").help("write it like \"example.org\"")
    })
}

/// The name of a header that a proxy sets.
pub(crate) fn header_name(text: &str) -> Result<String, Fault> {
    let mark = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
    match text.char_indices().find(|(_, c)| !mark(*c)) {
        Some((at, found)) => {
            Err(Fault::new(at..at + found.len_utf8(), format!("the name of a header cannot hold `{found}`")))
        }
        None if text.is_empty() => Err(Fault::new(0..0, "the name of a header cannot be empty")),
        None => Ok(text.to_lowercase()),
    }
}

/// The name or address of a server, without a port.
pub(crate) fn host(text: &str) -> Result<String, Fault> {
    let help = "write only the name: \"mail.example.org\"; the port has its own key";
    let address = text.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    let bad = |c: char| !(c.is_alphanumeric() || "-._".contains(c));
    match text.char_indices().find(|(_, c)| bad(*c)) {
        Some((at, found)) if !address => {
            let message = format!("the name of a server cannot hold `{found}`");
            Err(Fault::new(at..at + found.len_utf8(), message).help(help))
        }
        None if text.is_empty() => Err(Fault::new(0..0, "the name of a server cannot be empty").help(help)),
        _ => Ok(text.to_owned()),
    }
}

/// The first blank or control character.
fn blank(text: &str) -> Option<Range<usize>> {
    let (at, found) = text.char_indices().find(|(_, c)| c.is_whitespace() || c.is_control())?;
    Some(at..at + found.len_utf8())
}

fn shifted(span: &Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check<T: std::fmt::Debug>(read: impl Fn(&str) -> Result<T, Fault>, cases: &[(&str, &str)]) {
        for (text, pointed_at) in cases {
            let fault = read(text).expect_err(text);
            assert_eq!(&text[fault.span.clone()], *pointed_at, "{text}: {}", fault.message);
        }
    }

    #[test]
    fn mistakes_are_pointed_at_within_the_value() {
        check(
            address,
            &[
                ("ops example.org", " "),
                ("ops.example.org", "ops.example.org"),
                ("a@b@example.org", "@b@"),
                ("@example.org", "@"),
                ("ops@", "@"),
                ("ops@exam,ple.org", ","),
                ("ops@example..org", "ops@example..org"),
                ("анна@example.org", "а"),
                ("ops@exam_ple.org", "_"),
                ("ops@example", "example"),
                ("ops@127.0.0.1", "127.0.0.1"),
            ],
        );
        check(
            mailbox,
            &[
                ("Wirewatch <digest@exa mple.org>", " "),
                ("Wirewatch <a@b.org", "<a@b.org"),
                ("Wirewatch", "Wirewatch"),
                ("Desk, South <a@b.org>", ","),
                ("Wire (Baku) <a@b.org>", "("),
            ],
        );
        check(
            web_address,
            &[
                ("example.org/rss", "example.org/rss"),
                ("ftp://example.org", "ftp"),
                ("https://exa mple.org", " "),
                ("https://example.org:99999/rss", "example.org:99999"),
                ("https:/example.org", "https:"),
            ],
        );
        check(language, &[("english", "english"), ("a1", "a1"), ("zz", "zz"), ("sr-Latn-ü", "ü")]);
        for (meant, code) in [("ua", "uk"), ("Georgian", "ka")] {
            assert_eq!(language(meant).expect_err(meant).help, Some(format!("write \"{code}\"")));
        }
        check(country, &[("AZE", "AZE"), ("", "")]);
        check(path, &[("~/feeds.toml", "~"), ("/x/$HOME/y", "$HOME"), ("a/${X}b", "${X}b"), (" ", " ")]);
        check(
            listen,
            &[
                ("localhost:8710", "localhost"),
                ("127.0.0.1", "127.0.0.1"),
                ("127.0.0.1:99999", "99999"),
                ("watch.example.org:80", "watch.example.org"),
            ],
        );
        check(host, &[("mail.example.org:25", ":"), ("", ""), ("smtp://mail", ":")]);
    }

    #[test]
    fn good_values_pass() {
        for text in ["a@example.org", "first.last+tag@mail.example.co.uk", "root@localhost", "ops@бюро.рф"]
        {
            assert!(address(text).is_ok(), "{text}");
        }
        for text in [
            "Wirewatch <digest@example.org>",
            "a@example.org",
            "\"Desk, South\" <a@example.org>",
            "Служба <a@example.org>",
        ] {
            assert_eq!(mailbox(text).as_deref(), Ok(text));
        }
        for text in ["https://example.org/rss?x=1", "http://127.0.0.1:8080/feed", "https://новости.рф/"]
        {
            assert!(web_address(text).is_ok(), "{text}");
        }
        assert_eq!([language("sr-Latn").as_deref(), country("az").as_deref()], [Ok("sr-Latn"), Ok("AZ")]);
        for text in ["mail.example.org", "localhost", "127.0.0.1", "::1", "[::1]"] {
            assert!(host(text).is_ok(), "{text}");
        }
        assert!(listen("[::1]:8710").is_ok());
    }
}
