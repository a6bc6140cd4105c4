//! `/api/v1` as programs meet it: cursors, tokens, what a reader may see, and the description that they are given.

use std::collections::BTreeSet;
use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use testkit::{FeedServer, InstalledProgram, Reply, RunningProgram, SmtpServer, VisitedPage, Visitor};

/// A proxy that says who asks, as some desks have.
const AUTH: &str = "[web.auth]\nheader = \"Remote-Email\"\ntrusted = [\"127.0.0.1/32\"]\n";

const ANALYST: &str = "analyst@example.org";

/// Three watchlists, of which the analyst gets the first, and `open` is open to every reader.
struct Desk {
    installation: InstalledProgram,
    feeds: FeedServer,
    _mail: SmtpServer,
    address: SocketAddr,
}

fn feed(items: &[(&str, &str)]) -> Reply {
    let item = |(title, text): &(&str, &str)| {
        format!(
            "<item><guid>{title}</guid><link>https://wire.example/{title}</link><title>{title}</title>\
             <description>{text}</description></item>"
        )
    };
    let items: String = items.iter().map(item).collect();
    Reply::feed(format!("<rss version='2.0'><channel><title>Wire</title>{items}</channel></rss>"))
}

const NEWS: [(&str, &str); 4] = [
    ("Pact", "The CSTO and Azerbaijan hold talks in Almaty. Nothing else was said."),
    ("Gas", "Gas is cheap in Baku this winter, traders say."),
    ("Secret", "The secret plan of the ministry was published."),
    ("Weather", "Rain and wind in the mountains."),
];

impl Desk {
    fn new() -> Self {
        let (feeds, mail) = (FeedServer::start(), SmtpServer::start());
        let free = TcpListener::bind("127.0.0.1:0").expect("loopback has ports");
        let address = free.local_addr().expect("it is bound");
        let installation =
            InstalledProgram::new(env!("CARGO_BIN_EXE_wirewatch"), &feeds.url("/rss"), mail.address);
        installation.write(
            "feeds.toml",
            &format!(
                "[[feed]]\nurl = \"{}\"\ntitle = \"Wire\"\nlang = \"en\"\nevery = \"1s\"\nfull_text = false\n",
                feeds.url("/rss")
            ),
        );
        let desk = Self { installation, feeds, _mail: mail, address };
        desk.list(&format!(
            "[[subscriber]]\nemail = \"{ANALYST}\"\nwatchlists = [\"csto-azerbaijan\"]\nalerts = false\n"
        ));
        let open = "title = \"Gas\"\nquery = \"gas\"\nvisible = \"signed-in\"\n";
        desk.installation.write("watchlists/open.toml", open);
        desk.installation.write("watchlists/closed.toml", "title = \"Closed\"\nquery = \"secret\"\n");
        let settings = fs::read_to_string(desk.installation.path("wirewatch.toml")).expect("it is there");
        desk.installation
            .write("wirewatch.toml", &format!("{settings}[web]\nlisten = \"{address}\"\n{AUTH}"));
        desk.feeds.answer("/rss", [feed(&NEWS)]);
        desk.installation.json(&["poll", "--all"]);
        desk
    }

    fn list(&self, subscribers: &str) {
        self.installation.write("subscribers.toml", subscribers);
    }

    fn token(&self) -> String {
        self.installation.json(&["token", ANALYST])["token"].as_str().expect("it is text").to_owned()
    }

    fn program(&self, token: &str) -> Visitor {
        Visitor::new(self.address).with_header("authorization", &format!("Bearer {token}"))
    }
}

/// The lines of an answer, and the cursor.
fn lines(page: &VisitedPage) -> (Vec<Value>, i64) {
    assert_eq!(page.status, 200, "{page:?}");
    let lines =
        page.body.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect();
    let cursor = page.header("wirewatch-cursor").and_then(|cursor| cursor.parse().ok());
    (lines, cursor.unwrap_or(-1))
}

fn all(values: &[Value], key: &str) -> Vec<String> {
    values.iter().map(|value| value[key].to_string().replace('"', "")).collect()
}

#[test]
fn programs_read_by_cursor_what_the_reader_may_see() {
    let desk = Desk::new();
    let _running = RunningProgram::start(&desk.installation);
    let mut program = desk.program(&desk.token());
    let (found, cursor) = lines(&program.get("/api/v1/matches"));
    let mut seen = all(&found, "watchlist");
    seen.sort();
    assert_eq!(seen, ["csto-azerbaijan", "open"], "what the analyst follows, and what is open to readers");
    assert!(found.windows(2).all(|two| two[0]["id"].as_i64() < two[1]["id"].as_i64()));
    assert_eq!(lines(&program.get(&format!("/api/v1/matches?after={cursor}"))), (Vec::new(), cursor));
    let (first, at) = lines(&program.get("/api/v1/matches?limit=1"));
    let (second, _) = lines(&program.get(&format!("/api/v1/matches?limit=1&after={at}")));
    assert_eq!([first, second].concat(), found, "page by page it is the same");
    let (pact, _) = lines(&program.get("/api/v1/matches?q=talks"));
    assert_eq!(all(&pact, "title"), ["Pact"]);
    assert_eq!(pact[0]["matched"], serde_json::json!(["CSTO", "Azerbaijan"]));
    assert_eq!(
        program.get("/api/v1/matches?watchlist=closed").status,
        404,
        "it does not exist for the analyst"
    );
    assert_eq!(lines(&program.get("/api/v1/matches?watchlist=open")).0.len(), 1);

    let (revisions, _) = lines(&program.get("/api/v1/revisions?limit=3"));
    let (rest, _) = lines(&program.get(&format!("/api/v1/revisions?after={}", revisions[2]["id"])));
    assert_eq!((revisions.len(), rest.len()), (3, 1));
    let titles: BTreeSet<String> = all(&revisions, "title").into_iter().chain(all(&rest, "title")).collect();
    assert_eq!(titles.len(), NEWS.len());

    let entry: Value =
        serde_json::from_str(&program.get(&format!("/api/v1/entry/{}", pact[0]["entry"])).body)
            .expect("it is JSON");
    assert_eq!(
        (&entry["title"], &entry["matches"][0]["watchlist"]),
        (&"Pact".into(), &"csto-azerbaijan".into())
    );
    let secret = revisions.iter().chain(&rest).find(|line| line["title"] == "Secret").expect("it is stored");
    let secret: Value =
        serde_json::from_str(&program.get(&format!("/api/v1/entry/{}", secret["entry"])).body)
            .expect("it is JSON");
    assert_eq!(secret["matches"], serde_json::json!([]), "nobody hears of a watchlist that is not theirs");
    assert_eq!(program.get("/api/v1/entry/999").status, 404);

    let (searched, _) = lines(&program.get("/api/v1/search?q=baku%20OR%20almaty"));
    let by_command = desk.installation.run(&["--json", "search", "baku OR almaty"]).stdout;
    let by_command: Vec<Value> =
        by_command.lines().map(|line| serde_json::from_str(line).expect("it is JSON")).collect();
    assert_eq!(searched, by_command, "entry for entry what the command answers");
}

/// Words of the libraries underneath: whoever reads them learns nothing.
const FOREIGN_WORDS: [&str; 7] = [
    "digit found",
    "missing field",
    "unknown field",
    "unknown variant",
    "deserialize",
    "invalid type",
    "rejection",
];

/// Questions that are wrong, and what is said of each.
const MISTAKES: &[(&str, &str)] = &[
    ("search?q=a%20AND", "q:1:"),
    ("search", "q: write what to search for, in the language of watchlists; nothing was given"),
    ("matches?q=(", "q:1:"),
    ("matches?limit=0", "limit: write a whole number from 1 to 10000, not “0”"),
    ("matches?limit=ten&after=x", "; after: write the whole number that the answer before gave, not “x”"),
    ("matches?aftr=1", "aftr: write “after”, or another of after, limit, wait, watchlist and q, not “aftr”"),
    ("matches?after=1&after=2", "after: write it once (“1”), not “2”"),
    ("matches?wait=soon", "wait: write a time such as 30s, at most 1m, not “soon”"),
    ("revisions?q=gas", "q: write only after, limit and wait, not “q”"),
    ("revisions?after=%ff", "after: write the whole number"),
    ("search?q=gas&since=yesterday", "since: write a time such as 2026-11-30T00:00:00Z, not “yesterday”"),
    ("search?q=gas&lang=zz", "lang: write the code of a language, such as en, ru, az or sr-Latn, not “zz”"),
    ("revisions?after=999&wait=30s", "after: write a cursor of this database, which ends at 4 (a copy may"),
    ("matches?after=999&wait=30s", "after: write a cursor of this database, which ends at "),
    ("matches?after=-1", "after: write the whole number that the answer before gave, not “-1”"),
    ("entry/1?lang=en", "lang: write no parameter at this address"),
];

#[test]
fn a_mistake_is_answered_in_json_and_in_words_that_name_it() {
    let desk = Desk::new();
    let _running = RunningProgram::start(&desk.installation);
    let mut program = desk.program(&desk.token());
    let schema: Value = serde_json::from_str(&program.get("/api/v1/openapi.json").body).expect("it is JSON");
    let error = schema.pointer("/components/schemas/Error").expect("it is described");
    let mut check = |method: &str, asked: &str, status: u16, words: &str| {
        let page = program.send(method, &format!("/api/v1/{asked}"), if method == "GET" { "" } else { "{}" });
        let said: Value = serde_json::from_str(&page.body).unwrap_or_else(|_| panic!("{asked}: {page:?}"));
        let told = said["error"].as_str().unwrap_or_default();
        assert!(page.status == status && told.contains(words), "{asked}: {page:?}");
        assert_eq!(page.header("content-type"), Some("application/json"), "{asked}");
        assert_eq!(mismatch(&schema, error, &said), None, "{asked}");
        assert!(FOREIGN_WORDS.iter().all(|word| !page.body.contains(word)), "{asked}: {page:?}");
        page
    };
    for &(asked, words) in MISTAKES {
        check("GET", asked, 400, words);
    }
    check(
        "GET",
        "matches?watchlist=closed",
        404,
        "one that you may see: csto-azerbaijan and open, not “closed”",
    );
    for asked in ["entry/999", "entry/x", "entry/%ff"] {
        check("GET", asked, 404, "there is no such entry");
    }
    check("GET", "matchs", 404, "there is no address /api/v1/matchs; /api/v1/openapi.json");
    for method in ["POST", "DELETE", "PUT"] {
        let page =
            check(method, "matches", 405, &format!("this address is read with GET; {method} was sent"));
        assert!(page.header("allow").is_some_and(|allow| allow.contains("GET")), "{page:?}");
    }
    let mut other = desk.program("wirewatch_wrong");
    for page in [other.get("/api/v1/matches?limit=x"), Visitor::new(desk.address).get("/api/v1/entry/x")] {
        assert!(
            page.status == 401 && page.body.contains("{\"error\":\"bring a token that holds"),
            "{page:?}"
        );
    }
    let strange = Visitor::new(desk.address).with_header("host", "evil.example").get("/api/v1/matches");
    assert!(strange.status == 421 && strange.body.starts_with("{\"error\":"), "{strange:?}");
}

#[test]
fn a_question_that_waits_is_answered_as_soon_as_something_is_found() {
    let desk = Desk::new();
    let _running = RunningProgram::start(&desk.installation);
    let mut program = desk.program(&desk.token());
    let (_, cursor) = lines(&program.get("/api/v1/matches"));
    let begun = Instant::now();
    assert_eq!(
        lines(&program.get(&format!("/api/v1/matches?after={cursor}&wait=1s"))).0,
        Vec::<Value>::new()
    );
    assert!(begun.elapsed() >= Duration::from_secs(1));
    let waiting = thread::spawn(move || {
        lines(&program.get(&format!("/api/v1/matches?after={cursor}&wait=30s&watchlist=csto-azerbaijan")))
    });
    desk.feeds.answer("/rss", [feed(&[("Pact again", "Azerbaijan and the CSTO talk once more."), NEWS[1]])]);
    let (found, _) = waiting.join().expect("it is answered");
    assert_eq!(all(&found, "title"), ["Pact again"]);
    assert!(begun.elapsed() < Duration::from_secs(25), "{:?}", begun.elapsed());
}

#[test]
fn a_token_is_of_one_reader_and_ends_with_it() {
    let desk = Desk::new();
    let running = RunningProgram::start(&desk.installation);
    let status = |token: &str| desk.program(token).get("/api/v1/matches").status;
    let first = desk.token();
    assert_eq!((status(&first), status("wirewatch_wrong")), (200, 401));
    let without = Visitor::new(desk.address).get("/api/v1/revisions");
    assert_eq!((without.status, without.header("www-authenticate")), (401, Some("Bearer")));
    let second = desk.token();
    assert_eq!((status(&first), status(&second)), (401, 200), "the one before has ended");
    assert_eq!(desk.installation.run(&["token", "stranger@example.org"]).code, Some(2));
    let stored = fs::read(desk.installation.path("wirewatch.db")).expect("it is there");
    let wal = fs::read(desk.installation.path("wirewatch.db-wal")).unwrap_or_default();
    let secret = second.as_bytes();
    assert!(!stored.windows(secret.len()).chain(wal.windows(secret.len())).any(|bytes| bytes == secret));
    desk.list("[[subscriber]]\nemail = \"other@example.org\"\nwatchlists = [\"*\"]\n");
    assert_eq!(desk.installation.run(&["reload", "--force"]).code, Some(0));
    assert_eq!(status(&second), 401, "the files name the reader no more");
    drop(running);
}

#[test]
fn a_reader_makes_a_token_on_a_page_and_takes_lists_along_as_tables() {
    let desk = Desk::new();
    let _running = RunningProgram::start(&desk.installation);
    let mut reader = Visitor::new(desk.address).with_header("Remote-Email", ANALYST);
    let own = reader.get("/me");
    let form = own.hidden("form").expect("the page has forms");
    assert_eq!(reader.post("/me/token", &[("form", "another")]).status, 403, "only a page of ours makes one");
    let made = reader.post("/me/token", &[("form", &form)]);
    let token = made.body.split_once("wirewatch_").and_then(|(_, rest)| rest.get(..64)).expect("it is shown");
    let mut program = desk.program(&format!("wirewatch_{token}"));
    assert_eq!(lines(&program.get("/api/v1/matches")).0.len(), 2);
    assert!(!reader.get("/me").body.contains(token), "it is shown once");

    let listed = reader.get("/w/csto-azerbaijan");
    assert!(listed.body.contains("href=\"/w/csto-azerbaijan/archive.csv\""), "{}", listed.body);
    let table = reader.get("/w/csto-azerbaijan/archive.csv");
    assert_eq!(table.header("content-type"), Some("text/csv; charset=utf-8"));
    let rows: Vec<&str> = table.body.lines().collect();
    assert!(
        rows[0].starts_with("\u{feff}id,title,url")
            && rows[1].contains(",Pact,https://wire.example/Pact,Wire,")
    );
    assert_eq!(rows.len(), 2);
    assert_eq!(reader.get("/w/closed/archive.csv").status, 404, "it does not exist for the analyst");
    assert_eq!(Visitor::new(desk.address).get("/w/csto-azerbaijan/archive.csv").status, 303);
    let by_command = desk.installation.run(&["search", "--csv", "baku OR almaty"]).stdout;
    assert_eq!(reader.get("/search.csv?q=baku%20OR%20almaty").body, by_command);
}

/// Whether a value is what a schema says, as far as these schemas go; in words where it is not.
fn mismatch(whole: &Value, schema: &Value, value: &Value) -> Option<String> {
    let schema = match schema["$ref"].as_str() {
        Some(name) => whole.pointer(name.trim_start_matches('#')).expect("what is referred to is there"),
        None => schema,
    };
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !(kinds.contains(&kind) || kind == "integer" && kinds.contains(&"number")) {
        return Some(format!("{value} is no {kinds:?}"));
    }
    if let Value::Array(items) = value {
        return items.iter().find_map(|item| mismatch(whole, &schema["items"], item));
    }
    let Value::Object(fields) = value else { return None };
    let known = schema["properties"].as_object()?;
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for name in required {
        if !fields.contains_key(name) {
            return Some(format!("`{name}` is missing in {value}"));
        }
    }
    fields.iter().find_map(|(name, field)| match known.get(name) {
        Some(schema) => mismatch(whole, schema, field).map(|words| format!("{name}: {words}")),
        None => Some(format!("`{name}` is not described")),
    })
}

#[test]
fn every_answer_is_what_the_description_says() {
    let desk = Desk::new();
    let _running = RunningProgram::start(&desk.installation);
    let mut program = desk.program(&desk.token());
    let described = Visitor::new(desk.address).get("/api/v1/openapi.json");
    let whole: Value = serde_json::from_str(&described.body).expect("it is JSON");
    let paths = whole["paths"].as_object().expect("there are paths");
    assert_eq!(paths.len(), 5);
    for (path, operations) in paths {
        let get = &operations["get"];
        let parameters: Vec<&Value> = get["parameters"].as_array().into_iter().flatten().collect();
        let sample = |name: &str| match name {
            "q" => "q=CSTO".to_owned(),
            "wait" => "wait=0s".to_owned(),
            "watchlist" => "watchlist=csto-azerbaijan".to_owned(),
            "since" => "since=2020-01-01T00:00:00Z".to_owned(),
            "lang" => "lang=en".to_owned(),
            "before" => "before=1000".to_owned(),
            "limit" => "limit=10".to_owned(),
            other => format!("{other}=0"),
        };
        let of_query = parameters.iter().filter(|parameter| parameter["in"] == "query");
        let query: Vec<String> =
            of_query.map(|parameter| sample(parameter["name"].as_str().expect("it has a name"))).collect();
        let answer = program.get(&format!("{}?{}", path.replace("{id}", "1"), query.join("&")));
        let content = &get["responses"]["200"]["content"];
        let (kind, schema) =
            content.as_object().and_then(|kinds| kinds.iter().next()).expect("it has a kind");
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some(kind.as_str())),
            "{path}: {answer:?}"
        );
        let values: Vec<Value> = if kind == "application/x-ndjson" {
            lines(&answer).0
        } else {
            vec![serde_json::from_str(&answer.body).expect("it is JSON")]
        };
        assert!(!values.is_empty(), "{path} has nothing to be held against");
        for value in values {
            assert_eq!(mismatch(&whole, &schema["schema"], &value), None, "{path}");
        }
        if path != "/api/v1/openapi.json" {
            assert_eq!(Visitor::new(desk.address).get(path).status, 401, "{path}");
        }
    }
}
