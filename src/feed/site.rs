//! Whose site an address is: the part of its host that somebody has registered.

use url::Url;

/// The registrable domain of a host by the public suffix list, such as `bbc.co.uk`; the whole host where it has none
/// (a bare name, an address of numbers), with its port where `host` has one.
pub(crate) fn site_of_host(host: &str) -> &str {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) { name } else { host }
    });
    let is_number = name.starts_with('[') || name.parse::<std::net::Ipv4Addr>().is_ok();
    if is_number {
        return host;
    }
    psl::domain_str(name.trim_end_matches('.')).unwrap_or(host)
}

/// The same of an address. Two services on one machine of one's own are two sites.
pub(crate) fn site(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let whole = url.port().map_or_else(|| host.clone(), |port| format!("{host}:{port}"));
    let site = site_of_host(&whole);
    site.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_are_what_somebody_has_registered() {
        for (address, expected) in [
            ("https://feeds.bbci.co.uk/news/rss.xml", "bbci.co.uk"),
            ("https://www.haber.com.tr/rss", "haber.com.tr"),
            ("https://apa.az/rss", "apa.az"),
            ("https://a.b.example.org:8443/x", "example.org"),
            ("https://someone.github.io/feed", "someone.github.io"),
            ("https://93.184.216.34/x", "93.184.216.34"),
            ("http://127.0.0.1:1200/telegram/x", "127.0.0.1:1200"),
            ("http://[::1]:1200/x", "[::1]:1200"),
            ("http://rsshub:1200/x", "rsshub:1200"),
        ] {
            assert_eq!(site(&Url::parse(address).expect("an address")), expected, "{address}");
        }
    }
}
