//! The two cookies: who is signed in, and which browser has asked for a code.

use axum::http::{HeaderMap, HeaderValue, header};

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CookieKind {
    /// Who is signed in; a month.
    Session,
    /// Which browser has asked for a code; as long as one holds.
    Browser,
}

impl CookieKind {
    fn name(self, secure: bool) -> &'static str {
        match (self, secure) {
            (Self::Session, true) => "__Host-wirewatch",
            (Self::Session, false) => "wirewatch",
            (Self::Browser, true) => "__Host-wirewatch-browser",
            (Self::Browser, false) => "wirewatch-browser",
        }
    }

    fn seconds(self) -> u32 {
        match self {
            Self::Session => 30 * 24 * 3_600,
            Self::Browser => 3_600,
        }
    }
}

/// The value of a cookie, where it can be one of ours. `secure`: whether the page is reached by https.
pub(super) fn cookie(headers: &HeaderMap, kind: CookieKind, secure: bool) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut values = pairs.filter(|(name, _)| *name == kind.name(secure)).map(|(_, value)| value.trim());
    let is_ours = |value: &&str| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    values.find(is_ours).map(str::to_owned)
}

/// The header that gives a browser a cookie: no script reads it, no other site sends it along with a form.
pub(super) fn set_cookie(kind: CookieKind, value: &str, secure: bool) -> HeaderValue {
    written(kind, value, kind.seconds(), secure)
}

/// The header that takes a cookie away.
pub(super) fn end_cookie(kind: CookieKind, secure: bool) -> HeaderValue {
    written(kind, "", 0, secure)
}

fn written(kind: CookieKind, value: &str, seconds: u32, secure: bool) -> HeaderValue {
    let name = kind.name(secure);
    let secure = if secure { "; Secure" } else { "" };
    let line = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(line).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_ours_is_read() {
        let value = "0a".repeat(32);
        for (line, found) in [
            (format!("wirewatch={value}"), true),
            (format!("a=b; wirewatch={value}; c=d"), true),
            (format!("wirewatch-browser={value}"), false),
            (format!("__Host-wirewatch={value}"), false),
            ("wirewatch=0a".to_owned(), false),
            (format!("wirewatch={}", "g".repeat(64)), false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, line.parse().expect("a value"));
            assert_eq!(cookie(&headers, CookieKind::Session, false).is_some(), found, "{line}");
        }
        let set = set_cookie(CookieKind::Session, &value, true);
        let set = set.to_str().expect("it is plain text");
        for part in ["__Host-wirewatch=", "; Path=/;", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
            assert!(set.contains(part), "{part}: {set}");
        }
    }
}
