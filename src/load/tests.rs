//! The statements C 1 to 18 that the configuration was asked to hold; each test is named after its statement.

use std::fs;
use std::time::Instant;

use crate::diagnostic::Severity;
use crate::diagnostic::finding::Finding;
use crate::feed::{HeaderText, SourceKind};
use crate::settings::units::parse_duration;
use crate::settings::{Security, TransportSettings};

use super::test_files::TestFiles;
use super::{Loaded, Rejected};

#[track_caller]
fn rejected(installation: &TestFiles) -> Vec<Finding> {
    let Err(Rejected { findings }) = installation.load() else { panic!("the files are refused") };
    findings
}

#[track_caller]
fn loaded(installation: &TestFiles) -> Loaded {
    installation.load().unwrap_or_else(|rejected| {
        panic!("refused: {:?}", rejected.findings.iter().map(Finding::headline).collect::<Vec<_>>())
    })
}

/// Overwrites one file of a good installation and lists what is found.
#[track_caller]
fn check(name: &str, text: &str, expected: &[&str]) {
    let installation = TestFiles::good();
    installation.write(name, text);
    assert_eq!(installation.headlines(), expected);
}

#[test]
fn a_good_installation_loads_with_every_default() {
    let installation = TestFiles::good();
    let loaded = loaded(&installation);
    assert_eq!((loaded.counts.feeds, loaded.counts.watchlists, loaded.counts.subscribers), (1, 1, 1));
    assert!(loaded.warnings.is_empty());
    assert_eq!(loaded.settings.store.database, installation.path("wirewatch.db"));
    assert_eq!(loaded.settings.fetch, crate::settings::FetchSettings::default());
    assert_eq!(loaded.settings.mail.transport, TransportSettings::Folder(installation.path("mail")));
    assert!(loaded.subscribers[0].wants("csto") && !loaded.subscribers[0].wants("other"));
}

#[test]
fn the_settings_of_a_mail_server_are_read() {
    let files = TestFiles::good();
    files.write(
        "wirewatch.toml",
        "[store]\nretention = \"30d\"\n[mail]\ntransport = \"smtp\"\nfrom = \"W <w@example.org>\"\n\
         [mail.smtp]\nhost = \"mail.example.org\"\npassword_file = \"smtp-password\"\n\
         [web]\nlisten = \"127.0.0.1:8710\"\npublic_url = \"https://watch.example.org\"\n",
    );
    files.write("smtp-password", "x");
    let settings = loaded(&files).settings;
    let TransportSettings::Smtp(smtp) = settings.mail.transport else { panic!("smtp was chosen") };
    assert_eq!((smtp.host.as_str(), smtp.port, smtp.security), ("mail.example.org", 587, Security::StartTls));
    assert_eq!(smtp.password_file, Some(files.path("smtp-password")));
    assert_eq!(Ok(settings.store.retention), parse_duration("30d"));
    assert!(settings.web.is_some_and(|web| web.public_url.is_some()));
}

#[test]
fn a_retention_of_nothing_keeps_all() {
    let files = TestFiles::good();
    files.write("wirewatch.toml", "operators = [\"ops@example.org\"]\n[store]\nretention = \"0\"\n");
    let century = std::time::Duration::from_hours(36_500 * 24);
    assert_eq!(loaded(&files).settings.store.retention, century);
}

#[test]
fn c1_every_finding_begins_with_its_place_and_columns_count_characters() {
    let texts = ["\u{feff}# 日本é\nx = 1\n", "# 日本é\r\nx = 1\r\n", "\t\t# tab\nx = 1\n"];
    for text in texts {
        check("wirewatch.toml", text, &["wirewatch.toml:2:1: error: unknown key `x`"]);
    }
    check(
        "wirewatch.toml",
        "operators = [\"ops@日本é,example.org\"]\r\n",
        &["wirewatch.toml:1:22: error: the name of a mail server cannot hold `,`"],
    );
}

#[test]
fn c2_one_run_shows_all_mistakes_of_all_files_sorted_and_once() {
    let installation = TestFiles::good();
    installation.write("wirewatch.toml", "[fetch]\nevry = \"15m\"\nper_host = 900\n");
    installation.write("feeds.toml", "[[feed]]\nulr = \"https://example.org\"\n");
    installation.write(
        "subscribers.toml",
        "[[subscriber]]\nemail = \"a@b@c\"\nwatchlists = [\"cstoo\"]\ndigest = \"99 7 * * *\"\ntimezone = \"Asia/Bakoo\"\n",
    );
    assert_eq!(
        installation.headlines(),
        [
            "feeds.toml:1:1: error: `url` is missing in [[feed]]",
            "feeds.toml:2:1: error: unknown key `ulr` in [[feed]]",
            "subscribers.toml:2:11: error: a mail address has one `@`",
            "subscribers.toml:3:15: error: there is no watchlist `cstoo`",
            "subscribers.toml:4:11: error: `99` is not a minute",
            "subscribers.toml:5:13: error: there is no time zone `Asia/Bakoo`",
            "wirewatch.toml:2:1: error: unknown key `evry` in [fetch]",
            "wirewatch.toml:3:12: error: `per_host` must be between 1 and 64",
        ]
    );
}

#[test]
fn c3_an_unknown_key_is_an_error_and_names_the_nearest() {
    let installation = TestFiles::good();
    installation.write("wirewatch.toml", "[mail.smtp]\nhost = \"a.example\"\nusrname = \"x\"\n");
    let findings = rejected(&installation);
    assert_eq!(findings[0].problem.help.as_deref(), Some("did you mean `username`?"));
}

#[test]
fn c4_ranges_choices_and_missing_keys_are_named() {
    check(
        "wirewatch.toml",
        "[mail]\ntransport = \"smtp\"\n[mail.smtp]\nport = 0\nsecurity = \"ssl\"\n",
        &[
            "wirewatch.toml:1:1: error: `from` is missing in [mail]",
            "wirewatch.toml:3:1: error: `host` is missing in [mail.smtp]",
            "wirewatch.toml:4:8: error: `port` must be between 1 and 65535",
            "wirewatch.toml:5:12: error: `security` is one of \"starttls\", \"tls\", \"none\", not \"ssl\"",
        ],
    );
    check(
        "wirewatch.toml",
        "[fetch]\nevery = \"2d\"\nmax_every = \"1h\"\nmax_body = \"9GiB\"\n",
        &[
            "wirewatch.toml:2:1: error: `every` (48h) is longer than `max_every` (1h)",
            "wirewatch.toml:4:12: error: `max_body` must be between 1KiB and 1GiB",
        ],
    );
    check(
        "wirewatch.toml",
        "[mail]\ntransport = \"smtp\"\nfrom = \"a@example.org\"\n",
        &["wirewatch.toml:1:1: error: `smtp` is missing in [mail]"],
    );
    check(
        "wirewatch.toml",
        "[mail.smtp]\nhost = \"mail.example.org\"\nsecurity = \"none\"\n",
        &[
            "wirewatch.toml:3:1: error: `security = \"none\"` would send mail and password in the open to mail.example.org",
        ],
    );
}

#[test]
fn c5_what_is_listed_twice_points_to_both_places() {
    let installation = TestFiles::good();
    let twice = "[[subscriber]]\nemail = \"A@example.org\"\nwatchlists = [\"*\"]\n";
    installation.write("subscribers.toml", format!("{twice}{}", twice.replace("A@", "a@")));
    let findings = rejected(&installation);
    assert_eq!(findings[0].place(), (5, 9));
    let also = findings[0].problem.also.clone().expect("a second place");
    assert_eq!(&findings[0].source[also.0], "\"A@example.org\"");

    let installation = TestFiles::good();
    let feed = "[[feed]]\nurl = \"https://example.org/rss\"\n";
    installation.write("wirewatch.toml", "feeds = \"lists\"\n");
    installation.write("lists/a.toml", feed);
    installation.write("lists/b.toml", format!("{feed}[[feed]]\nurl = \"HTTPS://EXAMPLE.org:443/rss\"\n"));
    let loaded = loaded(&installation);
    assert_eq!((loaded.feeds.len(), loaded.warnings.len()), (1, 2));
    let help = loaded.warnings[0].problem.help.clone().unwrap_or_default();
    assert!(help.ends_with("lists/a.toml:2:7"), "{help}");
}

#[test]
fn c6_mistakes_in_a_text_point_to_their_own_characters() {
    check(
        "subscribers.toml",
        "[[subscriber]]\nemail = \"a@exa mple.org\"\nwatchlists = [\"*\"]\ndigest = \"0 7 * * MOM\"\nquiet = \"22:00-26:30\"\n",
        &[
            "subscribers.toml:2:15: error: a mail address holds no blanks",
            "subscribers.toml:4:19: error: `MOM` is not a day of the week",
            "subscribers.toml:5:16: error: `26:30` is not a time of day",
        ],
    );
    check(
        "feeds.toml",
        "[[feed]]\nurl = \"https://example.org/a b\"\nevery = \"1h30x\"\n",
        &[
            "feeds.toml:2:29: error: an address holds no blanks",
            "feeds.toml:3:14: error: unknown unit `x`: one of s, m, h, d, w",
        ],
    );
}

#[test]
fn a_feed_filter_that_fits_no_feed_is_a_warning() {
    let check = |filter: &str, expected: &[&str]| {
        let installation = TestFiles::good();
        let feeds = "[[feed]]\nurl = \"https://a.example/rss\"\nlang = \"az\"\ncountry = \"AZ\"\ntags = [\"State\"]\n\
                     [[feed]]\nurl = \"https://b.example/rss\"\n";
        installation.write("feeds.toml", feeds);
        installation.write("watchlists/csto.toml", format!("query = \"CSTO\"\nfeeds = {{ {filter} }}\n"));
        assert_eq!(installation.headlines(), expected, "{filter}");
    };
    for filter in ["tags = ['state', 'x']", "lang = ['ru']", "tags = ['state'], lang = ['az']", "tags = []"] {
        check(filter, &[]);
    }
    let warning = |words: &str| format!("watchlists/csto.toml:2:1: warning: `csto` reads nothing: {words}");
    for (filter, words) in [
        ("tags = ['stat', 'x']", "no feed has one of the tags stat, x"),
        ("country = ['RU']", "no feed is from one of the countries ru"),
        ("tags = ['state'], lang = ['ru']", "no one feed fits all of `tags`, `lang` and `country`"),
    ] {
        check(filter, &[&warning(words)]);
    }
}

#[test]
fn a_mistake_draws_no_warnings_after_it() {
    let installation = TestFiles::good();
    let entity = "[[entity]]\nid = \"csto\"\nkind = \"org\"\nacronyms = [\"CSTO\"]\n";
    installation.write("watchlists/entities.toml", entity);
    for query in ["@cst", "gas AND (@csto", "gas OR @csto)", "gas and @csto", "gas OR oil AND @csto"] {
        installation.write("watchlists/csto.toml", format!("query = \"{query}\"\n"));
        let headlines = installation.headlines();
        assert!(headlines.iter().all(|line| line.contains("error")), "{query}: {headlines:?}");
    }
    // A subscriber whose address is wrong is still meant to get the list.
    let installation = TestFiles::good();
    installation
        .write("subscribers.toml", "[[subscriber]]\nemail = \"a at example\"\nwatchlists = [\"csto\"]\n");
    let headlines = installation.headlines();
    assert!(headlines.len() == 1 && headlines[0].contains("error"), "{headlines:?}");
    installation.write("subscribers.toml", "");
    assert_eq!(installation.headlines(), ["watchlists/csto.toml:1:1: warning: nobody subscribes to `csto`"]);
}

#[test]
fn c7_warnings_refuse_nothing() {
    let installation = TestFiles::good();
    installation.write(
        "subscribers.toml",
        "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = []\ndigest = \"30 2 * * *\"\ntimezone = \"Europe/Berlin\"\n",
    );
    let codes: Vec<_> = loaded(&installation).warnings.iter().map(|finding| finding.problem.code).collect();
    assert_eq!(codes, ["no-watchlist", "clock-change", "unused-watchlist"]);
}

#[test]
fn c8_findings_have_a_form_for_programs() {
    let installation = TestFiles::good();
    installation.write("wirewatch.toml", "[fetch]\nevry = \"15m\"\n");
    let json = rejected(&installation)[0].to_json();
    let place = (json["line"].as_u64(), json["column"].as_u64(), json["end"]["column"].as_u64());
    assert_eq!(place, (Some(2), Some(1), Some(5)));
    assert_eq!((json["code"].as_str(), json["severity"].as_str()), (Some("unknown-key"), Some("error")));
    assert_eq!(json["help"].as_str(), Some("did you mean `every`?"));
}

#[test]
fn c9_nothing_but_the_files_is_needed_and_nothing_is_written() {
    let installation = TestFiles::good();
    let smtp = "[mail]\ntransport = \"smtp\"\nfrom = \"a@wire.invalid\"\n[mail.smtp]\nhost = \"mail.invalid\"\nusername = \"x\"\n";
    installation.write("wirewatch.toml", smtp);
    let count = || fs::read_dir(installation.path("")).expect("a folder").count();
    let before = count();
    assert!(loaded(&installation).warnings.is_empty());
    assert_eq!(count(), before);
}

#[test]
fn c12_other_names_are_ignored_and_links_are_followed() {
    let installation = TestFiles::good();
    for name in [".hidden.toml", "#csto.toml", "csto.toml~", "csto.toml.swp", "notes.txt", "folder.toml/x"] {
        installation.write(&format!("watchlists/{name}"), "this is [ not TOML");
    }
    let before = loaded(&installation);
    assert_eq!(before.counts.watchlists, 1);
    #[cfg(unix)]
    {
        installation.write("elsewhere/two.toml", "title = \"Two\"\nquery = \"two\"\n");
        std::os::unix::fs::symlink(
            installation.path("elsewhere/two.toml"),
            installation.path("watchlists/two.toml"),
        )
        .expect("a link can be made");
        let linked = installation.load().expect("the link is followed");
        assert_eq!(linked.counts.watchlists, 2);
        installation.write("elsewhere/two.toml", "title = \"Two\"\nquery = \"three\"\n");
        assert_ne!(installation.load().expect("still right").hash, linked.hash);
        installation.remove("elsewhere/two.toml");
        assert!(installation.headlines()[0].contains("two.toml:1:1: error: cannot read the file"));
    }
}

#[test]
fn c16_paths_are_relative_to_their_file_and_nothing_is_expanded() {
    let installation = TestFiles::good();
    installation.write("deep/down/wirewatch.toml", "feeds = \"../../feeds.toml\"\nsubscribers = \"../../subscribers.toml\"\nwatchlists = \"../../watchlists\"\n");
    let now = "2026-11-23T12:00:00Z".parse().expect("a time");
    let loaded =
        super::load(&installation.path("deep/down/wirewatch.toml"), now).expect("all files are found");
    assert_eq!(loaded.settings.store.database, installation.path("deep/down/wirewatch.db"));
    check(
        "wirewatch.toml",
        "watchlists = \"~/lists\"\n[store]\ndatabase = \"$HOME/w.db\"\n",
        &[
            "wirewatch.toml:1:15: error: `~` is not expanded",
            "wirewatch.toml:3:13: error: `$HOME` is not expanded",
        ],
    );
    check(
        "wirewatch.toml",
        "subscribers = \"people.toml\"\n",
        &["wirewatch.toml:1:15: error: cannot read people.toml: there is no such file or folder"],
    );
}

#[test]
fn c17_secrets_are_refused_and_a_password_that_others_can_read_is_told() {
    check(
        "wirewatch.toml",
        "[mail.smtp]\nhost = \"localhost\"\npassword = \"hunter2\"\n",
        &["wirewatch.toml:3:1: error: `password` in [mail.smtp]: secrets do not stand in these files"],
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let installation = TestFiles::good();
        let smtp = "[mail]\ntransport = \"smtp\"\nfrom = \"a@wire.invalid\"\n[mail.smtp]\nhost = \"mail.example.org\"\npassword_file = \"secret\"\n";
        installation.write("wirewatch.toml", smtp);
        installation.write("secret", "hunter2");
        let mode = |mode| fs::set_permissions(installation.path("secret"), fs::Permissions::from_mode(mode));
        mode(0o644).expect("the mode can be set");
        assert_eq!(loaded(&installation).warnings[0].problem.code, "password-file");
        assert!(!format!("{:?}", loaded(&installation)).contains("hunter2"));
        mode(0o640).expect("the mode can be set");
        assert!(loaded(&installation).warnings.is_empty());
    }
}

#[test]
fn c17_a_secret_is_not_repeated_where_it_is_refused() {
    let installation = TestFiles::good();
    installation.write("wirewatch.toml", "[mail.smtp]\nhost = \"localhost\"\npassword = \"hunter2\"\n");
    let shown: String = rejected(&installation).iter().map(Finding::render).collect();
    assert!(shown.contains("password_file") && !shown.contains("hunter2"), "{shown}");
}

#[test]
fn c18_too_much_is_refused_clearly_and_soon() {
    let began = Instant::now();
    let huge = "# a comment of some length\n".repeat(1 << 16);
    check("subscribers.toml", &huge, &["subscribers.toml:1:1: error: the file is larger than 1 MiB"]);
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        for depth in [65, 200_000] {
            let text = format!("operators = {}1{}", open.repeat(depth), close.repeat(depth));
            let installation = TestFiles::good();
            installation.write("wirewatch.toml", text);
            let findings = rejected(&installation);
            assert!(findings.iter().any(|finding| finding.problem.message.contains("within one another")));
        }
    }
    let many = "[[subscriber]]\nemail = \"a@b.org\"\nwatchlists = [\"*\"]\n".repeat(10_001);
    check(
        "subscribers.toml",
        &many,
        &["subscribers.toml:1:3: error: 10001 of [[subscriber]] in one file, at most 10000 are read"],
    );
    assert!(began.elapsed().as_secs() < 6, "{:?}", began.elapsed());
}

#[test]
fn files_in_other_encodings_are_told_apart() {
    let installation = TestFiles::good();
    installation.write("feeds.toml", b"# caf\xe9\n");
    installation.write("subscribers.toml", b"\xff\xfe#\0");
    assert_eq!(
        installation.headlines(),
        [
            "feeds.toml:1:6: error: this character is not UTF-8",
            "subscribers.toml:1:1: error: the file is UTF-16",
        ]
    );
}

#[test]
fn every_finding_has_a_code_and_its_message_keeps_the_house_style() {
    let installation = TestFiles::good();
    installation.write(
        "wirewatch.toml",
        "feeds = 1\noperators = \"x\"\n[fetch]\nevery = 15m\ntimeout = \"\"\n[web]\n",
    );
    for finding in rejected(&installation) {
        let message = &finding.problem.message;
        assert!(!message.ends_with('.') && !message.starts_with(char::is_uppercase), "{message}");
        assert_eq!(finding.problem.severity, Severity::Error);
        assert!(finding.problem.code.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase()));
    }
}

#[test]
fn a_file_of_certificates_must_be_there_and_hold_some() {
    let settings = |installation: &TestFiles| {
        let text = fs::read_to_string(installation.path("wirewatch.toml")).expect("it is there");
        format!("{text}\n[fetch]\nca_file = \"ca.pem\"\n")
    };
    let installation = TestFiles::good();
    installation.write("wirewatch.toml", settings(&installation));
    assert!(rejected(&installation)[0].headline().contains("ca.pem"));
    installation.write("ca.pem", "no certificate");
    assert!(rejected(&installation)[0].headline().ends_with("it holds no certificate"));
    installation.write("ca.pem", "-----BEGIN CERTIFICATE-----\n");
    assert_eq!(loaded(&installation).settings.fetch.ca_file, Some(installation.path("ca.pem")));
}

#[test]
fn a_feed_that_is_listed_twice_is_told_whatever_its_spelling() {
    let twice =
        |other: &str| format!("[[feed]]\nurl = \"https://a.example/rss\"\n[[feed]]\nurl = \"{other}\"\n");
    for (other, feeds, said) in [
        ("HTTPS://A.Example:443/./rss#top", 1, Some("this feed is listed twice")),
        ("http://www.a.example/rss/?utm_source=x", 2, Some("two addresses that differ little")),
        ("https://a.example/rss2", 2, None),
    ] {
        let installation = TestFiles::good();
        installation.write("feeds.toml", twice(other));
        let loaded = loaded(&installation);
        let found: Vec<&str> = loaded.warnings.iter().map(|found| found.problem.message.as_str()).collect();
        assert_eq!((loaded.feeds.len(), found.len()), (feeds, usize::from(said.is_some())), "{found:?}");
        assert!(found.iter().all(|found| said.is_some_and(|said| found.starts_with(said))), "{found:?}");
    }
}

#[test]
fn a_file_may_be_as_large_alone_as_among_the_others() {
    let files = TestFiles::good();
    let large = format!("{}query = \"CSTO OR ОДКБ\"\n", "# a long comment\n".repeat(70_000));
    files.write("watchlists/csto.toml", &large);
    let now = "2026-11-23T12:00:00Z".parse().expect("a time");
    let too_large = |findings: &[Finding]| -> Vec<String> {
        findings.iter().map(|finding| finding.problem.message.clone()).collect()
    };
    let alone = super::check_alone(&files.path("watchlists/csto.toml"), None, now).findings;
    let with_entities =
        super::watchlist_alone(&files.path("watchlists/csto.toml"), None).expect_err("too large");
    let together = super::watchlists_in(&files.path("watchlists")).expect_err("too large");
    for findings in [alone, with_entities, together, rejected(&files)] {
        assert_eq!(too_large(&findings), ["the file is larger than 1 MiB"]);
    }
}

#[test]
fn a_pause_ends_when_its_day_begins_where_the_reader_lives() {
    let files = TestFiles::good();
    let subscriber = |keys: &str| {
        files.write(
            "subscribers.toml",
            format!("[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\n{keys}\n"),
        );
        loaded(&files).subscribers[0].clone()
    };
    let paused = |keys: &str| subscriber(keys).pause_until.map(|end| end.to_string());
    assert_eq!(paused(""), None);
    let baku = "timezone = \"Asia/Baku\"\npause_until = \"2026-12-10\"";
    assert_eq!(paused(baku).as_deref(), Some("2026-12-09T20:00:00Z"));
    assert_eq!(paused("pause_until = \"2026-12-10T12:00:00Z\"").as_deref(), Some("2026-12-10T12:00:00Z"));
    assert_eq!(subscriber("").alert_every.as_secs(), 600);
    assert_eq!(subscriber("alert_every = \"0s\"").alert_every.as_secs(), 0);
    check(
        "subscribers.toml",
        "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\npause_until = \"soon\"\n",
        &["subscribers.toml:4:16: error: `soon` is not a day"],
    );
}

#[test]
fn a_reader_has_further_parts_that_take_over_what_they_leave_out() {
    let files = TestFiles::good();
    files.write("watchlists/officials.toml", "query = \"Begov\"\n");
    let reader = "[[subscriber]]\nemail = \"a@example.org\"\nwatchlists = [\"*\"]\ndigest = \"hourly\"\n\
                  timezone = \"Asia/Baku\"\n[[subscriber.also]]\n";
    let also = "watchlists = [\"officials\"]\ndigest = \"0 8 * * MON\"\nalerts = false\n";
    files.write("subscribers.toml", format!("{reader}{also}"));
    let loaded = loaded(&files);
    assert_eq!((loaded.counts.subscribers, loaded.subscribers.len()), (1, 2));
    let [whole, part] = &loaded.subscribers[..] else { panic!("a reader and a part") };
    assert!(whole.wants("csto") && !whole.wants("officials"), "told once");
    assert!(part.wants("officials") && !part.wants("csto"));
    assert_eq!(
        (part.times.as_ref().expect("it is written").as_str(), part.alerts, part.part),
        ("0 8 * * MON", false, 1)
    );
    assert_eq!((&part.email, &part.timezone), (&whole.email, &whole.timezone));

    files.write("subscribers.toml", format!("{reader}watchlists = [\"csto\", \"csto\"]\n"));
    let loaded = self::loaded(&files);
    assert_eq!(loaded.subscribers[1].times, loaded.subscribers[0].times);
    assert!(
        loaded.warnings.iter().any(|warning| warning.headline().contains("listed twice for this reader"))
    );

    files.write("subscribers.toml", format!("{reader}watchlists = [\"offcials\"]\n"));
    assert!(rejected(&files)[0].headline().contains("there is no watchlist `offcials`"));
}

#[test]
fn what_is_wrong_between_machines_is_said() {
    let bus = |lines: &str| format!("[bus]\nurl = \"nats://127.0.0.1\"\n{lines}\n");
    for (lines, expected) in [
        ("role = \"pol\"", "wirewatch.toml:3:8: error: "),
        (
            "role = \"poll\"\nshare = \"5/4\"",
            "wirewatch.toml:4:10: error: the part is at most the number of parts",
        ),
        ("role = \"poll\"\nshare = \"0/4\"", "wirewatch.toml:4:10: error: parts are counted from 1"),
        ("role = \"desk\"\nshare = \"1/4\"", "wirewatch.toml:4:10: error: a desk takes what all machines"),
        ("role = \"poll\"\nkeep = \"all\"", "wirewatch.toml:4:1: error: a machine that polls stores all"),
        ("role = \"desk\"\nstream = \"a.b\"", "wirewatch.toml:4:11: error: a stream is named by"),
    ] {
        let files = TestFiles::good();
        files.write("wirewatch.toml", bus(lines));
        let found = files.headlines();
        assert!(found.iter().any(|found| found.starts_with(expected)), "{lines}: {found:?}");
    }
    let files = TestFiles::good();
    files.write("wirewatch.toml", "[bus]\nurl = \"https://127.0.0.1\"\nrole = \"desk\"\n");
    assert!(files.headlines()[0].contains("begins with nats:// or tls://"), "{:?}", files.headlines());
}

#[test]
fn a_machine_of_several_needs_only_the_files_of_its_role() {
    let files = TestFiles::good();
    files.remove("subscribers.toml");
    files.write("wirewatch.toml", "[bus]\nurl = \"nats://127.0.0.1\"\nrole = \"poll\"\n");
    assert_eq!(files.headlines(), Vec::<String>::new());
    files.write("wirewatch.toml", "[bus]\nurl = \"nats://127.0.0.1\"\nrole = \"desk\"\n");
    assert!(files.headlines()[0].contains("cannot read subscribers.toml"), "{:?}", files.headlines());
    files.write("subscribers.toml", "[[subscriber]]\nemail = \"a@w.test\"\nwatchlists = [\"csto\"]\n");
    assert!(files.headlines()[0].contains("a desk polls nothing"), "{:?}", files.headlines());
    files.remove("feeds.toml");
    assert_eq!(files.headlines(), Vec::<String>::new());
}

#[test]
fn what_a_source_is_and_how_it_is_asked_is_read() {
    let files = TestFiles::good();
    files.write("key", "secret\n");
    files.write(
        "feeds.toml",
        "[[feed]]\nurl = \"https://a.example/news\"\nkind = \"list\"\nname = \"Office\"\nitem = \"article\"\n\
         title = \"h2\"\ndate_format = \"%d.%m.%Y\"\nkeep = \"/news/*\"\n\
         [[feed]]\nurl = \"https://t.me/s/office\"\ntitle = \"Channel\"\nuser_agent = \"Mozilla/5.0\"\n\
         headers = { \"Accept-Language\" = \"hy\", \"X-Key\" = { file = \"key\" } }\n",
    );
    let feeds = loaded(&files).feeds;
    let list = feeds[0].source.list.clone().expect("it is a list");
    assert_eq!((feeds[0].kind(), feeds[0].title.as_deref()), (SourceKind::List, Some("Office")));
    assert_eq!((list.item.as_str(), list.title.as_deref(), list.link), ("article", Some("h2"), None));
    assert_eq!((feeds[1].kind(), feeds[1].title.as_deref()), (SourceKind::Telegram, Some("Channel")));
    let headers: Vec<_> = feeds[1].request.headers.iter().collect();
    assert_eq!(headers[1], (&"X-Key".to_owned(), &HeaderText::File(files.path("key"))));
    assert_eq!(feeds[1].request.user_agent.as_deref(), Some("Mozilla/5.0"));
}

#[test]
fn an_output_is_one_receiver_of_a_kind_that_is_known() {
    let said = |keys: &str, expected: &[&str]| {
        let text = format!("[[output]]\nid = \"a\"\nwatchlists = [\"*\"]\n{keys}\n");
        check("subscribers.toml", &text, expected);
    };
    let to = |line: &str| format!("subscribers.toml:{line}");
    said("", &[&to("1:1: error: `to` is missing in [[output]]")]);
    said("to = {}", &[&to("4:6: error: this output goes nowhere")]);
    said(
        "to = { webhok = \"https://a.example/w\" }",
        &[
            &to("4:6: error: this output goes nowhere"),
            &to("4:8: error: unknown key `webhok` in [output.to]"),
        ],
    );
    said(
        "to = { slack_file = \"x\", command = [\"/bin/true\"] }",
        &[&to("4:26: error: this output goes to `slack_file` already")],
    );
    said(
        "to = { slack_file = \"x\", secret_file = \"y\" }",
        &[
            &to("4:21: warning: cannot read x: there is no such file or folder"),
            &to("4:26: error: `secret_file` says nothing of `slack_file`"),
        ],
    );
    said("to = { command = [\"/bin/true\"] }", &[&to("4:8: error: the settings allow no commands")]);
    said("to = { telegram = \"desk\" }", &[&to("4:20: error: `desk` is no chat of Telegram")]);
    said(
        "when = \"dayly\"\nto = { ntfy = \"https://ntfy.example/desk\" }",
        &[&to("4:9: error: a cron line has five fields, this one has 1")],
    );
    said(
        "to = { webhook = \"http://127.0.0.1:9/w\" }",
        &[
            &to("4:6: warning: nothing signs what is posted there"),
            &to("4:18: warning: this output lies in a private network, and nothing is posted there"),
        ],
    );
    said(
        "to = { ntfy = \"https://ntfy.example/a\" }\n[[output]]\nid = \"a\"\nwatchlists = [\"*\"]\n\
         to = { ntfy = \"https://ntfy.example/a\" }",
        &[&to("6:6: error: this output is listed twice")],
    );
}

#[test]
fn what_the_file_of_an_output_holds_is_looked_at_and_not_repeated() {
    let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let said = |to: &str, held: &str| {
        let files = TestFiles::good();
        files.write("held", held);
        let ours = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(files.path("held"), ours).expect("it is ours");
        files.write(
            "subscribers.toml",
            format!("[[output]]\nid = \"a\"\nwatchlists = [\"*\"]\nto = {{ {to} }}\n"),
        );
        let lines = files.headlines();
        assert!(lines.iter().all(|line| !line.contains("hunter")), "{lines:?}");
        lines
            .iter()
            .map(|line| line.rsplit_once("held").map_or("", |(_, words)| words).to_owned())
            .collect::<Vec<_>>()
    };
    let webhook = "webhook = \"https://a.example/w\", secret_file = \"held\"";
    let ntfy = "ntfy = \"https://a.example/desk\", token_file = \"held\"";
    let telegram = "telegram = \"@desk\", token_file = \"held\"";
    let none: [&str; 0] = [];
    for (to, held) in [
        (webhook, good.to_owned()),
        (webhook, format!("{good}\n\n{good}\n")),
        (ntfy, "tk_hunter2\n".to_owned()),
        (telegram, "12345:hunter2".to_owned()),
        ("slack_file = \"held\"", "https://hooks.example/hunter2\n".to_owned()),
    ] {
        assert_eq!(said(to, &held), none, "{to}");
    }
    let no_secret = ": secret 1 of the file is not `whsec_` and 24 to 64 bytes of base64";
    for (to, held, words) in [
        (webhook, "", " is empty"),
        (webhook, " \n\n", " is empty"),
        (webhook, "hunter2", no_secret),
        (webhook, "whsec_c2hvcnQ=", no_secret),
        (ntfy, "", " is empty"),
        (telegram, "", " is empty"),
        (telegram, "hunter 2", " holds more than a token"),
        ("slack_file = \"held\"", "", " is empty"),
        ("discord_file = \"held\"", "hunter2", " holds no address"),
    ] {
        assert_eq!(said(to, held), [words], "{to}: {held}");
    }
}

#[test]
fn an_output_is_a_subscriber_that_is_told_at_once_or_at_its_times() {
    let installation = TestFiles::good();
    installation.write("hook-secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let subscribers = "[[output]]\nid = \"hook\"\nwatchlists = [\"*\"]\n\
         to = { webhook = \"https://a.example/w\", secret_file = \"hook-secret\" }\n\
         [[output]]\nid = \"daily\"\nwatchlists = [\"*\"]\nwhen = \"daily 07:00\"\n\
         timezone = \"Asia/Baku\"\nto = { matrix = \"!a:b.example\", server = \"https://b.example\", token_file = \"hook-secret\" }\n";
    installation.write("subscribers.toml", subscribers);
    let loaded = loaded(&installation);
    let [hook, daily] = &loaded.subscribers[..] else { panic!("{:?}", loaded.subscribers) };
    assert_eq!((hook.email.as_str(), &hook.times, hook.alerts), ("output:hook", &None, true));
    assert_eq!((daily.schedule().as_str(), daily.alerts), ("at 07:00 every day", false));
    let kinds: Vec<(&str, &str)> =
        loaded.outputs.iter().map(|output| (output.id.as_str(), output.to.kind())).collect();
    assert_eq!(kinds, [("hook", "webhook"), ("daily", "matrix")]);
    assert_eq!(loaded.counts.subscribers, 2);
}

#[test]
fn what_is_wrong_with_a_source_is_said_with_its_place() {
    let said = |keys: &str, expected: &[&str]| {
        let text = format!("[[feed]]\nurl = \"https://a.example/news\"\n{keys}");
        check("feeds.toml", &text, expected);
    };
    let list = "kind = \"list\"\n";
    said(list, &["feeds.toml:1:1: error: `item` is missing in [[feed]]"]);
    said("item = \"li\"\n", &["feeds.toml:3:1: error: `item` is a key of lists"]);
    let selector = format!("{list}item = \"li\"\nlink = \"a[\"\n");
    let files = TestFiles::good();
    files.write("feeds.toml", format!("[[feed]]\nurl = \"https://a.example/news\"\n{selector}"));
    let found = rejected(&files)[0].headline();
    assert!(found.contains("feeds.toml:5:9: error: this is no CSS selector:"), "{found}");
    said(
        &format!("{list}item = \"li\"\ndate_format = \"%d.%m.\"\n"),
        &["feeds.toml:5:16: error: no whole date can be read in this format"],
    );
    said(
        &format!("{list}item = \"li\"\ntitle = \"Office of the President\"\n"),
        &["feeds.toml:5:9: warning: where kind = \"list\", `title` is the selector of an item's title"],
    );
    said(
        "kind = \"page\"\n",
        &[
            "feeds.toml:3:8: error: `kind` is one of \"feed\", \"sitemap\", \"telegram\", \"list\", not \"page\"",
        ],
    );
    said("kind = \"telegram\"\n", &["feeds.toml:2:1: error: a Telegram channel is read in its preview"]);
    said(
        "headers = { \"Cookie\" = \"a=1\", \"Host\" = \"b\", \"X Y\" = \"c\", \"X-Z\" = 1 }\n",
        &[
            "feeds.toml:3:24: warning: everybody who reads this file can use it",
            "feeds.toml:3:31: error: `Host` is set by each request itself",
            "feeds.toml:3:45: error: this is no name of a header",
            "feeds.toml:3:66: error: `X-Z` must be a text or { file = \"…\" }, found a whole number",
        ],
    );
    said(
        "user_agent = \"a\\nb\"\n",
        &["feeds.toml:3:16: error: a header holds printable ASCII characters only"],
    );
    let files = TestFiles::good();
    files.write(
        "feeds.toml",
        "[[feed]]\nurl = \"https://a.example/rss\"\nheaders.X-Key = { file = \"missing\" }\n",
    );
    let found = files.headlines();
    assert!(found[0].starts_with("feeds.toml:3:26: warning: cannot read "), "{found:?}");
}

#[test]
fn what_would_pass_silently_is_said() {
    let said = |name: &str, text: &str, code: &str| {
        let files = TestFiles::good();
        files.write(name, text);
        let findings = match files.load() {
            Ok(loaded) => loaded.warnings,
            Err(rejected) => rejected.findings,
        };
        let found = findings.iter().any(|finding| finding.problem.code == code);
        let all: Vec<_> = findings.iter().map(Finding::headline).collect();
        assert!(found, "{name} {code}: {all:?}");
    };
    let person = |names: &str| format!("[[entity]]\nid = \"x\"\nkind = \"person\"\n{names}\n");
    said("watchlists/two.toml", "title = \"csto\"\nquery = \"gas OR oil\"\n", "same-title");
    said("watchlists/entities.toml", &person("names.ru = [\"@cfb\"]"), "name");
    said("watchlists/entities.toml", &person("name = \"Ana Ruiz\"\nnot = [\"Ana Ruiz\"]"), "own-name");
    said("watchlists/entities.toml", &person("name = \"President Ana Ruiz\""), "office");
    said("watchlists/entity.toml", &person("name = \"Ana Ruiz\""), "entities");
    said("watchlists/FERRY.TOML", "", "overlooked");
    said("watchlists/more/x.toml", "", "overlooked");
    said("feeds.toml", "", "no-feeds");
    said("feeds.toml", "[[feed]]\nurl = \"http://127.0.0.1:81/rss\"\n", "never-asked");
    said("feeds.toml", "[[feed]]\nurl = \"https://a.example/rss?a=1&amp;b=2\"\n", "odd-address");
    said("feeds.toml", "[[feed]]\nurl = \"https://a.example/\u{200b}rss\"\n", "odd-address");
    let mail = "[mail]\ntransport = \"sendmail\"\nfrom = \"W <digest@example.org>\"\n";
    said("wirewatch.toml", mail, "placeholder");
    let web = "[web]\nlisten = \"0.0.0.0:80\"\npublic_url = \"http://watch.wire.invalid\"\n";
    said("wirewatch.toml", web, "open");
    let listens = "[web]\nlisten = \"127.0.0.1:8710\"\n[metrics]\nlisten = \"0.0.0.0:8710\"\n";
    said("wirewatch.toml", listens, "shared-listener");
    said("wirewatch.toml", "[translate]\nurl = \"https://translate.wire.invalid/t\"\n", "leaves");
    let bus = "[bus]\nurl = \"nats://bus.wire.invalid\"\nrole = \"poll\"\n";
    said("wirewatch.toml", bus, "open");
    said("wirewatch.toml", "[store]\ndatabase = \"nowhere/w.db\"\n", "unreadable");
    said("wirewatch.toml", "[store]\ndatabase = \"feeds.toml\"\n", "unreadable");
    said("watchlists/csto.toml", "query = \"CSTO\"\n[[test]]\ntitle = \"T\"\nmatch = \"CSTO\"\n", "title");
}

#[test]
fn help_says_what_was_meant() {
    let help = |name: &str, text: &str| {
        let files = TestFiles::good();
        files.write(name, text);
        rejected(&files)[0].problem.help.clone().unwrap_or_default()
    };
    let subscriber = |keys: &str| format!("[[subscriber]]\nwatchlists = [\"*\"]\n{keys}\n");
    for (name, text, expected) in [
        ("wirewatch.toml", "[fetch]\nevery = 15\n".to_owned(), "write it with its unit, such as \"15m\""),
        ("wirewatch.toml", "[fetch]\nallow_private_addresses = yes\n".to_owned(), "write true, or \"yes\""),
        (
            "subscribers.toml",
            subscriber("email = \"a@b.org\"\ntimezone = \"MSK\""),
            "did you mean `Europe/Moscow`?",
        ),
        (
            "subscribers.toml",
            subscriber("email = \"ana@b.org, eva@b.org\""),
            "give each its own [[subscriber]]",
        ),
        (
            "feeds.toml",
            "[[feed]]\nurl = \"https://a.example\"\ncountry = \"kaz\"\n".to_owned(),
            "write its two letters: \"KZ\"",
        ),
        (
            "watchlists/csto.toml",
            "query = \"@a OR \"B C\"\"\n".to_owned(),
            "the text has quotes of its own: put it between single quotes, '@a OR \"B C\"'",
        ),
        (
            "watchlists/csto.toml",
            "query = \"CSTO\"\n[[test]]\nmatch = \"CSTO\"\nalert = \"digest\"\n".to_owned(),
            "it belongs to the file itself",
        ),
    ] {
        let found = help(name, &text);
        assert!(found.starts_with(expected), "{text}: {found}");
    }
}

#[test]
fn an_example_of_the_wrong_kind_is_one_mistake() {
    check(
        "watchlists/csto.toml",
        "query = \"CSTO\"\n[[test]]\nmatch = true\n",
        &["watchlists/csto.toml:3:9: error: `match` must be text in quotes, found true or false"],
    );
}

#[test]
fn a_draft_is_tried_with_the_entities_and_refuses_nothing() {
    let files = TestFiles::good();
    let entity = "[[entity]]\nid = \"csto\"\nkind = \"org\"\nacronyms = [\"CSTO\"]\n";
    files.write("watchlists/entities.toml", entity);
    files.write("watchlists/csto.toml", "query = \"@csto\"\n");
    files.write("watchlists/drafts/try.toml", "query = \"@csto AND gas\"\n");
    files.write("watchlists/drafts/bad.toml", "query = \"@cstoo\"\n");
    assert_eq!(loaded(&files).counts.watchlists, 1);
    let drafts = super::drafts(&files.path("watchlists"));
    let said: Vec<_> = drafts.iter().map(|one| (one.is_error(), one.problem.code)).collect();
    assert_eq!(said, [(false, "unknown-entity")]);
    assert!(super::watchlist_alone(&files.path("watchlists/drafts/try.toml"), None).is_ok());
    files.write("elsewhere/try.toml", "query = \"@csto AND gas\"\n");
    let elsewhere = files.path("elsewhere/try.toml");
    assert!(super::watchlist_alone(&elsewhere, None).is_err());
    assert!(super::watchlist_alone(&elsewhere, Some(&files.path("watchlists"))).is_ok());
}
