//! The operator's questions asked of the program as a process: why, and what follows from its exit codes.

use std::net::Ipv4Addr;
use std::net::SocketAddr;

use crate::support::feed_server::FeedServer;
use crate::support::feed_server::Reply;
use crate::support::installation::Installation;

/// A feed with these titles, each its own page.
fn feed(titles: &[&str]) -> String {
    let item = |title: &&str| {
        let page = title.replace(' ', "-");
        format!("<item><title>{title}</title><link>https://example.org/{page}</link></item>")
    };
    let items: String = titles.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Example</title>{items}</channel></rss>")
}

fn installation(feeds: &FeedServer) -> Installation {
    Installation::new(&feeds.url("/rss"), SocketAddr::from((Ipv4Addr::LOCALHOST, 2525)))
}

#[test]
fn why_names_the_stage_in_words_and_in_json_and_by_its_exit_code() {
    let feeds = FeedServer::start();
    let editions = [feed(&[]), feed(&["CSTO and Azerbaijan", "Grain is cheap"])];
    feeds.answer("/rss", editions.map(Reply::feed));
    let installation = installation(&feeds);
    installation
        .write("subscribers.toml", "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\n");
    let ran = installation.run(&["why", "https://example.org/x"]);
    assert_eq!(ran.code, Some(3), "there is no database yet: {ran:?}");
    for _ in 0..2 {
        installation.json(&["poll", "--all"]);
    }
    let ran = installation.run(&["why", "http://www.example.org/CSTO-and-Azerbaijan/?utm_source=x"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("waits at digest: a@example.org: waits for the next digest"), "{ran:?}");
    let ran = installation.run(&["why", "example.org/Grain-is-cheap"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("stopped at match: no watchlist matches"), "{ran:?}");
    let way = installation.json(&["why", "example.org/Grain-is-cheap"]);
    assert_eq!((&way["stage"], &way["outcome"]), (&"match".into(), &"stopped".into()), "{way}");
    assert_eq!(way["pages"][0]["steps"][0]["stage"], "fetch", "{way}");
    assert_eq!(installation.run(&["why"]).code, Some(2));
}

#[test]
fn names_suggest_prints_lines_to_paste_that_then_match_by_letters() {
    let feeds = FeedServer::start();
    feeds.answer("/rss", [Reply::feed(feed(&["Илхам Алиев в ОДКБ", "Встреча с Илхамом Алиевым"]))]);
    let installation = installation(&feeds);
    let entity = "[[entity]]\nid = \"aliyev\"\nkind = \"person\"\nname = \"Ilham Aliyev\"\n";
    installation.write("watchlists/entities.toml", entity);
    installation.write("watchlists/csto-azerbaijan.toml", "query = \"@aliyev\"\n");
    installation.json(&["poll", "--all"]);
    let ran = installation.run(&["names", "suggest", "csto-azerbaijan"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("names.und = [\"Илхам Алиев\"]"), "{ran:?}");
    assert!(ran.stdout.contains("# Илхам Алиев: 2 times in 2 items (? 2)"), "{ran:?}");
    assert!(
        ran.stdout.contains("#   Встреча с *Илхамом Алиевым*") || ran.stdout.contains("*Илхам Алиев* в ОДКБ")
    );
    installation.write("watchlists/entities.toml", &format!("{entity}names.und = [\"Илхам Алиев\"]\n"));
    assert_eq!(installation.json(&["names", "suggest"])["entities"], serde_json::json!([]));
    let ran = installation.run(&["names", "suggest", "aliev"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("did you mean aliyev?"), "{ran:?}");
}
