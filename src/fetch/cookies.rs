//! Cookies for the length of one request: some sites answer only to whoever brings back what a redirect set.

use url::Url;

/// Cookies of one request that are kept; a redirect that sets more wants something else than to be read.
const MOST: usize = 32;

/// The cookies that the hops of one request have set. They are forgotten with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HopCookies {
    kept: Vec<HopCookie>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct HopCookie {
    host: String,
    path: String,
    name: String,
    value: String,
}

impl HopCookies {
    /// Keeps what an answer from this address sets, for this host alone: no cookie follows to another.
    pub(super) fn set(&mut self, at: &Url, headers: &[&str]) {
        for header in headers {
            let mut parts = header.split(';');
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else { continue };
            let path = parts.filter_map(|part| part.split_once('=')).find_map(|(name, value)| {
                name.trim().eq_ignore_ascii_case("path").then(|| value.trim().to_owned())
            });
            let path = path.filter(|path| path.starts_with('/')).unwrap_or_else(|| folder(at).to_owned());
            let host = at.host_str().unwrap_or_default().to_owned();
            let (name, value) = (name.trim().to_owned(), value.trim().to_owned());
            self.kept.retain(|kept| (&kept.host, &kept.path, &kept.name) != (&host, &path, &name));
            if self.kept.len() < MOST {
                self.kept.push(HopCookie { host, path, name, value });
            }
        }
    }

    /// The header for this address; none where nothing was set for it.
    pub(super) fn header(&self, at: &Url) -> Option<String> {
        let is_for = |cookie: &&HopCookie| {
            let rest = at.path().strip_prefix(cookie.path.as_str());
            let inside = rest
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || cookie.path.ends_with('/'));
            Some(cookie.host.as_str()) == at.host_str() && inside
        };
        let pairs: Vec<String> = self
            .kept
            .iter()
            .filter(is_for)
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

/// The path that a cookie without one is for (RFC 6265, 5.1.4).
fn folder(at: &Url) -> &str {
    let path = at.path();
    match path.rfind('/') {
        None | Some(0) => "/",
        Some(end) => &path[..end],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_go_back_to_their_host_and_path() {
        let url = |text: &str| Url::parse(text).expect("an address");
        let mut cookies = HopCookies::default();
        let at = url("https://a.example/news/feed");
        cookies.set(
            &at,
            &["seen=1; Path=/; HttpOnly", "own=2", "other=3; Path=/admin", "broken", "seen=4; path=/"],
        );
        for (address, expected) in [
            ("https://a.example/news/feed", Some("own=2; seen=4")),
            ("https://a.example/newsroom", Some("seen=4")),
            ("https://a.example/admin/x", Some("other=3; seen=4")),
            ("https://b.example/news/feed", None),
        ] {
            assert_eq!(cookies.header(&url(address)).as_deref(), expected, "{address}");
        }
    }
}
