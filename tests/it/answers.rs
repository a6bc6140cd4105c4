//! The operator's questions asked of the program as a process: why, and what follows from its exit codes.

use std::net::{Ipv4Addr, SocketAddr};

use testkit::{FeedServer, InstalledProgram, Reply};

/// A feed with these titles, each its own page.
fn feed(titles: &[&str]) -> String {
    let item = |title: &&str| {
        let page = title.replace(' ', "-");
        format!("<item><title>{title}</title><link>https://example.org/{page}</link></item>")
    };
    let items: String = titles.iter().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Example</title>{items}</channel></rss>")
}

fn installation(feeds: &FeedServer) -> InstalledProgram {
    InstalledProgram::new(
        env!("CARGO_BIN_EXE_wirewatch"),
        &feeds.url("/rss"),
        SocketAddr::from((Ipv4Addr::LOCALHOST, 2525)),
    )
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
    assert!(ran.stdout.contains("# Илхам Алиев: 2 times in 2 items (? 1, ru 1)"), "{ran:?}");
    assert!(
        ran.stdout.contains("#   Встреча с *Илхамом Алиевым*") || ran.stdout.contains("*Илхам Алиев* в ОДКБ")
    );
    installation.write("watchlists/entities.toml", &format!("{entity}names.und = [\"Илхам Алиев\"]\n"));
    assert_eq!(installation.json(&["names", "suggest"])["entities"], serde_json::json!([]));
    let ran = installation.run(&["names", "suggest", "aliev"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("did you mean aliyev?"), "{ran:?}");
}

#[test]
fn explain_backtest_and_search_answer_what_was_mistyped() {
    let feeds = FeedServer::start();
    feeds.answer("/rss", [Reply::feed(feed(&["CSTO and Azerbaijan", "Grain is cheap"]))]);
    let installation = installation(&feeds);
    installation.json(&["poll", "--all"]);
    let entities = "[[entity]]\nid = \"csto\"\nkind = \"org\"\nacronyms = [\"CSTO\"]\n";
    installation.write("tried/entities.toml", entities);
    installation.write("tried/grain.toml", "query = \"Grain\"\n");
    installation.write("tried/broken.toml", "query = \"Grain AND (\"\n");
    let tried = |name: &str| installation.path("tried").join(name).display().to_string();
    let (entities, grain, broken) = (tried("entities.toml"), tried("grain.toml"), tried("broken.toml"));
    for (arguments, code, words) in [
        (&["explain", "csto-azerbaijan", "1"][..], 0, "entry 1: CSTO and Azerbaijan (Example)"),
        (&["explain", "csto-azerbaijan", "www.example.org/Grain-is-cheap"], 1, "does not match"),
        (&["explain", "csto-azerbajan", "1"], 2, "did you mean csto-azerbaijan?"),
        (&["explain", "grain", "-"], 2, "there are: csto-azerbaijan"),
        (&["explain", "csto-azerbaijan", "77"], 1, "`wirewatch why` says what is known of an address"),
        (&["backtest", &grain], 0, "no watchlist is called grain yet"),
        (&["backtest", &grain], 0, "tried: 1 match, 1 of them mailed, 1.0 a day"),
        (&["backtest", &entities], 0, "entities on 2 items stored since"),
        (&["backtest", &entities], 0, "no entity gains or loses a mention"),
        (&["backtest", &broken], 1, "broken.toml:1:20: error: this bracket is never closed"),
        (&["backtest", &grain, "--since", "soon"], 2, "a duration needs a number"),
        (&["search", "grain"], 0, "1 found"),
        (&["search", "grain and oil"], 1, "operators are written AND"),
        (&["search", "grain", "--limit", "0"], 2, "--limit"),
    ] {
        let ran = installation.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {ran:?}");
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains(words), "{arguments:?}: {words}: {ran:?}");
    }
    let ran = installation.run(&["backtest", &broken]);
    assert!(!ran.stderr.contains("warning"), "what others use is no matter here: {ran:?}");
    // The file that a failing example refuses is the one to ask about.
    installation.write("watchlists/oil.toml", "query = \"oil\"\n[[test]]\nmatch = \"Grain is cheap\"\n");
    let oil = installation.path("watchlists/oil.toml").display().to_string();
    let ran = installation.run(&["check"]);
    assert!(ran.stdout.contains("oil.toml -` reads these words"), "{ran:?}");
    let ran = installation.run(&["explain", &oil, "2"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("oil does not match\n  oil is missing"), "{ran:?}");
}

#[test]
fn a_reader_that_has_gone_away_makes_no_command_panic() {
    let feeds = FeedServer::start();
    feeds.answer("/rss", [Reply::feed(feed(&["Grain is cheap"]))]);
    let installation = installation(&feeds);
    installation.json(&["poll", "--all"]);
    for (arguments, code) in
        [(&["search", "grain"][..], 0), (&["search", "grain AND ("], 1), (&["status"], 0)]
    {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let mut command = installation.command(arguments);
        command.stdout(std::process::Stdio::null()).stderr(writer);
        let status = command.status().expect("the program is built and can be started");
        assert_eq!(status.code(), Some(code), "{arguments:?}");
    }
}
