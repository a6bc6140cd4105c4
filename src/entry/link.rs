//! Addresses of articles, so far as two copies of one address agree.

use url::Url;

/// A link without what changes between two copies of one address: scheme, `www.`, tracking parameters, fragment.
///
/// The order of parameters is kept: some sites read them by place.
pub(crate) fn canonical_link(link: &str) -> String {
    let Ok(mut url) = Url::parse(link.trim()) else {
        return link.trim().to_owned();
    };
    let kept: Vec<(String, String)> =
        url.query_pairs().filter(|(name, _)| !is_tracking(name)).map(|(n, v)| (n.into(), v.into())).collect();
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
    let path = url.path().trim_end_matches('/');
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let fragment = url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default();
    if host.is_empty() { url.to_string() } else { format!("{host}{port}{path}{query}{fragment}") }
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
    fn canonical_links_drop_what_two_copies_differ_in() {
        for (link, canonical) in [
            ("http://a.example/x?b=2&utm_medium=rss&a=1", "a.example/x?b=2&a=1"),
            ("https://www.a.example:8443/x/", "a.example:8443/x"),
            ("https://a.example/#!/story/7", "a.example#!/story/7"),
            ("https://a.example/?fbclid=z", "a.example"),
            ("not an address", "not an address"),
            ("mailto:news@a.example", "mailto:news@a.example"),
        ] {
            assert_eq!(canonical_link(link), canonical, "{link}");
        }
    }
}
