//! Addresses of articles, so far as two copies of one address agree.

use std::borrow::Cow;

use url::Url;

/// A link without what changes between two copies of one address: scheme, `www.`, tracking parameters, fragment.
///
/// The order of parameters is kept: some sites read them by place.
pub(crate) fn canonical_link(link: &str) -> String {
    let Ok(mut url) = Url::parse(link.trim()) else {
        return link.trim().to_owned();
    };
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, value)| !is_tracking(name) && !is_session(name, value))
        .map(|(n, v)| (n.into(), v.into()))
        .collect();
    if url.query().is_some() {
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(&kept);
        }
    }
    if !url.fragment().is_some_and(|fragment| fragment.starts_with(['!', '/'])) {
        url.set_fragment(None);
    }
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let path = without_session(url.path());
    let path = path.trim_end_matches('/');
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default();
    if host.is_empty() { url.to_string() } else { format!("{host}{port}{path}{query}{fragment}") }
}

/// The address by which the page of a link is asked for: without what only counts who came from where, and without a fragment,
/// which is not sent. One article has one such address, however many feeds carry it.
pub(crate) fn page_address(mut link: Url) -> Url {
    if link.query_pairs().any(|(name, _)| is_tracking(&name)) {
        let is_kept = |part: &&str| !is_tracking(part.split('=').next().unwrap_or_default());
        let kept: Vec<&str> = link.query().unwrap_or_default().split('&').filter(is_kept).collect();
        let kept = kept.join("&");
        link.set_query(Some(kept.as_str()).filter(|query| !query.is_empty()));
    }
    link.set_fragment(None);
    link
}

/// A path without the session that some servers write into it: `/show;jsessionid=1A2B`.
fn without_session(path: &str) -> Cow<'_, str> {
    let is_session = |part: &&str| part.split_once('=').is_some_and(|(name, value)| is_session(name, value));
    if !path.contains(';') {
        return Cow::Borrowed(path);
    }
    let segments = path.split('/').map(|segment| {
        let kept = segment.split(';').filter(|part| !is_session(part));
        kept.collect::<Vec<_>>().join(";")
    });
    Cow::Owned(segments.collect::<Vec<_>>().join("/"))
}

/// Whether a parameter holds who is asking, and changes from one answer to the next. A short `sid` is a story's number.
fn is_session(name: &str, value: &str) -> bool {
    let is = |names: &[&str]| names.iter().any(|session| name.eq_ignore_ascii_case(session));
    is(&["jsessionid", "phpsessid", "aspsessionid"])
        || (value.len() >= 8 && is(&["sid", "sessionid", "session_id"]))
}

pub(crate) fn is_tracking(parameter: &str) -> bool {
    const NAMES: [&str; 14] = [
        "fbclid",
        "gclid",
        "yclid",
        "ysclid",
        "dclid",
        "msclkid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "ref_src",
        "ocid",
        "cmpid",
        "_ga",
        "at_medium",
    ];
    parameter.starts_with("utm_") || parameter.starts_with("at_campaign") || NAMES.contains(&parameter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_one_address_wherever_its_link_stands() {
        for (link, address) in [
            ("https://a.example/x?utm_source=rss&utm_medium=feed", "https://a.example/x"),
            ("https://a.example/x?b=%2f&utm_source=tg&a", "https://a.example/x?b=%2f&a"),
            ("https://a.example/x?b=a+b#top", "https://a.example/x?b=a+b"),
            ("http://www.a.example/x/?", "http://www.a.example/x/?"),
        ] {
            assert_eq!(Url::parse(link).map(page_address).map(String::from), Ok(address.to_owned()));
        }
    }

    #[test]
    fn canonical_links_drop_what_two_copies_differ_in() {
        for (link, canonical) in [
            ("http://a.example/x?b=2&utm_medium=rss&a=1", "a.example/x?b=2&a=1"),
            ("https://www.a.example:8443/x/", "a.example:8443/x"),
            ("https://a.example/#!/story/7", "a.example#!/story/7"),
            ("https://a.example/?fbclid=z", "a.example"),
            ("http://a.example/show;jsessionid=1A2B?id=7", "a.example/show?id=7"),
            ("http://a.example/show;v=2?PHPSESSID=9&id=7", "a.example/show;v=2?id=7"),
            ("not an address", "not an address"),
            ("mailto:news@a.example", "mailto:news@a.example"),
        ] {
            assert_eq!(canonical_link(link), canonical, "{link}");
        }
    }
}
