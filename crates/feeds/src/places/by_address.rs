//! Where the feed of a channel, an account or a profile stands, as its address alone tells.

use url::Url;

/// First parts of Telegram's addresses that name no channel.
const NO_CHANNELS: [&str; 19] = [
    "addemoji",
    "addlist",
    "addstickers",
    "addtheme",
    "bg",
    "boost",
    "c",
    "confirmphone",
    "contact",
    "giftcode",
    "invoice",
    "iv",
    "joinchat",
    "login",
    "proxy",
    "setlanguage",
    "share",
    "socks",
    "stickers",
];

/// Where the feeds stand that belong to an address by its shape: a channel of Telegram or YouTube, an account of Mastodon
/// (also as `@user@example.org`), a profile of Bluesky. Nobody has been asked whether they are there.
pub fn told_by_address(address: &str) -> Vec<String> {
    let address = address.trim();
    if let Some((user, host)) = address.strip_prefix('@').and_then(|rest| rest.split_once('@')) {
        return vec![format!("https://{host}/@{user}.rss")];
    }
    let url =
        if address.contains("://") { Url::parse(address) } else { Url::parse(&format!("https://{address}")) };
    let Ok(url) = url else { return Vec::new() };
    let of_telegram = channel(&url).map(|name| format!("https://t.me/s/{name}"));
    of_telegram.or_else(|| of_youtube(&url)).or_else(|| of_account(&url)).into_iter().collect()
}

/// The channel of Telegram that an address, or that of one of its posts, names.
pub(super) fn channel(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let mut parts = url.path_segments()?.filter(|part| !part.is_empty());
    let name = match host.strip_suffix(".t.me") {
        Some(name) => name,
        None if ["t.me", "telegram.me", "telegram.dog"].contains(&host) => {
            parts.next().and_then(|first| if first == "s" { parts.next() } else { Some(first) })?
        }
        None => return None,
    };
    let is_name = (4..=32).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let lower = name.to_ascii_lowercase();
    (is_name && !NO_CHANNELS.contains(&&*lower) && !lower.ends_with("bot")).then(|| name.to_owned())
}

fn of_youtube(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    if host != "youtube.com" && !host.ends_with(".youtube.com") {
        return None;
    }
    let feed = |what: &str, id: &str| format!("https://www.youtube.com/feeds/videos.xml?{what}={id}");
    let parts: Vec<&str> = url.path_segments()?.collect();
    match parts[..] {
        ["channel", id, ..] => youtube_id(id).map(|id| feed("channel_id", id)),
        ["user", name, ..] => Some(feed("user", name)),
        ["playlist", ..] => {
            let (_, id) = url.query_pairs().find(|(name, _)| name == "list")?;
            id.bytes().all(is_of_id).then(|| feed("playlist_id", &id))
        }
        _ => None,
    }
}

/// The id of a YouTube channel, which is all that a text begins with.
pub(super) fn youtube_id(text: &str) -> Option<&str> {
    let id = text.get(..24)?;
    let goes_on = text.as_bytes().get(24).copied().is_some_and(is_of_id);
    (id.starts_with("UC") && id.bytes().all(is_of_id) && !goes_on).then_some(id)
}

fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Accounts of Mastodon and its relatives, and profiles of Bluesky: their servers have names of their own.
fn of_account(url: &Url) -> Option<String> {
    let host = url.host_str()?;
    let is_feed = |user: &str| {
        user.rsplit_once('.').is_some_and(|(_, ending)| ["rss", "atom", "json"].contains(&ending))
    };
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    let ending = match parts[..] {
        [user] if user.len() > 1 && user.starts_with('@') && !is_feed(user) => ".rss",
        ["users", _] => ".rss",
        ["profile", name] if name.contains('.') || name.starts_with("did:") => "/rss",
        _ => return None,
    };
    // There an address of this shape is that of a page without such a feed.
    let has_none = ["youtube.com", "tiktok.com", "threads.net", "threads.com"]
        .iter()
        .any(|other| host == *other || host.strip_suffix(other).is_some_and(|rest| rest.ends_with('.')));
    if has_none {
        return None;
    }
    let mut place = url.clone();
    place.set_query(None);
    place.set_fragment(None);
    Some(format!("{}{ending}", place.as_str().trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_channels_and_accounts_tell_their_feeds() {
        let id = "UC_x5XG1OV2P6uZZ5FSM9Ttw";
        let videos = format!("https://www.youtube.com/feeds/videos.xml?channel_id={id}");
        let channel = format!("https://www.youtube.com/channel/{id}/videos");
        for (address, expected) in [
            ("https://t.me/odkb_csto", "https://t.me/s/odkb_csto"),
            ("t.me/s/odkb_csto?before=20", "https://t.me/s/odkb_csto"),
            ("http://telegram.me/MFA_Az/1234", "https://t.me/s/MFA_Az"),
            ("https://office.t.me/", "https://t.me/s/office"),
            ("https://t.me/+AbCdEf", ""),
            ("https://t.me/joinchat/AbCdEf", ""),
            ("https://t.me/share/url?url=x", ""),
            ("https://t.me/c/1234567/8", ""),
            ("https://t.me/news_bot", ""),
            (&*channel, &*videos),
            ("https://m.youtube.com/channel/UCtooshort", ""),
            ("youtube.com/user/office", "https://www.youtube.com/feeds/videos.xml?user=office"),
            (
                "https://www.youtube.com/playlist?list=PL12-a_B",
                "https://www.youtube.com/feeds/videos.xml?playlist_id=PL12-a_B",
            ),
            ("https://www.youtube.com/@office", ""),
            ("https://mastodon.example/@office/", "https://mastodon.example/@office.rss"),
            ("https://mastodon.example/users/office?x", "https://mastodon.example/users/office.rss"),
            ("@office@mastodon.example", "https://mastodon.example/@office.rss"),
            ("https://mastodon.example/@office/1135", ""),
            ("https://bsky.app/profile/office.example", "https://bsky.app/profile/office.example/rss"),
            ("https://bsky.app/profile/did:plc:abc", "https://bsky.app/profile/did:plc:abc/rss"),
            ("https://a.example/profile/office", ""),
            ("https://a.example/news", ""),
            ("no address", ""),
            ("", ""),
        ] {
            assert_eq!(told_by_address(address).concat(), expected, "{address}");
        }
    }
}
