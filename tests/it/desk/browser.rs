//! The web face in a real browser: by keyboard alone, without a script, narrow and wide, in light and in dark.

use std::path::PathBuf;

use jiff::ToSpan;
use serde_json::Value;
use testkit::{Chromium, RunningProgram};

use super::installed::{ANALYST, Desk, feed, now, wait_until};

/// The first and the second text of an article.
const EDITIONS: [&str; 2] = [
    "The CSTO and Azerbaijan hold talks in Almaty on six points.",
    "The CSTO and Azerbaijan hold talks in Almaty on eight points.",
];

/// Where axe-core lies, which knows the rules of WCAG; `.ci/run` fetches it.
fn axe() -> Option<String> {
    let path = std::env::var_os("WIREWATCH_AXE").map(PathBuf::from)?;
    Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// What axe finds that is serious on the page as it stands.
fn serious(browser: &mut Chromium, axe: &str) -> Vec<String> {
    browser.value(&format!("{axe}; true"));
    let found = browser.value(
        "axe.run(document).then(found => found.passes.length < 5 ? ['it has not looked'] : found.violations
            .filter(one => one.impact === 'serious' || one.impact === 'critical')
            .map(one => one.id + ': ' + one.nodes.map(node => node.html).join(' ')))",
    );
    found.as_array().map_or_else(Vec::new, |found| found.iter().map(Value::to_string).collect())
}

/// Presses what has the focus, and waits for the page that follows.
fn follow(browser: &mut Chromium) {
    let before = browser.loads();
    browser.press("Enter");
    browser.wait_for_load(before);
}

fn path(browser: &mut Chromium) -> String {
    browser.value("location.pathname + location.search").as_str().unwrap_or_default().to_owned()
}

fn sign_in(browser: &mut Chromium, desk: &Desk, base: &str) {
    browser.open(&format!("{base}/"));
    assert_eq!(path(browser), "/sign-in");
    browser.tab_to("it.name === 'email'");
    browser.write(ANALYST);
    follow(browser);
    wait_until(|| !desk.codes(ANALYST).is_empty());
    browser.tab_to("it.name === 'code'");
    browser.write(&desk.codes(ANALYST)[0]);
    follow(browser);
    assert_eq!(path(browser), "/");
}

/// Looks at a page narrow and wide, in light and in dark.
fn look_at(browser: &mut Chromium, address: &str, axe: Option<&str>) {
    browser.open(address);
    for dark in [false, true] {
        for width in [320, 1_000] {
            browser.look(width, dark);
            let wide = browser.value("document.documentElement.scrollWidth - innerWidth");
            assert!(wide.as_i64().is_some_and(|wide| wide <= 0), "{address} at {width}: {wide} too wide");
        }
        if let Some(axe) = axe {
            assert_eq!(serious(browser, axe), [""; 0], "{address}, dark: {dark}");
        }
    }
}

#[test]
fn a_reader_signs_in_searches_compares_pauses_and_leaves_by_keyboard() {
    let Some(mut browser) = Chromium::start() else {
        println!("left out: no Chromium is installed here");
        return;
    };
    let desk = Desk::new("");
    desk.feeds.answer("/rss", [feed(&[])]);
    desk.poll_at(now() - 50.hours());
    for (text, ago) in EDITIONS.iter().zip([5, 1]) {
        desk.feeds.answer("/rss", [feed(&[("Pact talks", text), ("Weather", "Rain.")])]);
        desk.poll_at(now() - ago.hours());
    }
    let _daemon = RunningProgram::start(&desk.installation);
    let base = format!("http://{}", desk.address);
    let axe = axe();
    if axe.is_none() {
        println!("left out: WIREWATCH_AXE does not say where axe-core is, so nothing is said of its rules");
    }

    sign_in(&mut browser, &desk, &base);
    browser.tab_to("it.getAttribute('href') === '/search'");
    follow(&mut browser);
    browser.tab_to("it.name === 'q'");
    browser.write("talks AND Almaty");
    follow(&mut browser);
    browser.tab_to("it.textContent === 'Pact talks'");
    follow(&mut browser);
    let entry = path(&mut browser);
    browser.tab_to("it.textContent.startsWith('with revision')");
    follow(&mut browser);
    let diff = path(&mut browser);
    assert_eq!(
        browser.value("[...document.querySelectorAll('del,ins')].map(one => one.textContent).join(' ')"),
        "six eight"
    );

    let pages =
        ["/", "/w/csto-azerbaijan", "/search?q=talks", "/search?q=a+or", &entry, &diff, "/feeds", "/me"];
    for page in pages {
        look_at(&mut browser, &format!("{base}{page}"), axe.as_deref());
    }

    browser.open(&format!("{base}/me"));
    let day = (now() + 240.hours()).strftime("%Y-%m-%d").to_string();
    browser.value(&format!("document.querySelector('[name=pause_until]').value = '{day}'"));
    browser.tab_to("it.value === 'pause'");
    follow(&mut browser);
    assert!(browser.value("document.body.innerText").to_string().contains("Paused: no mail before"));
    browser.tab_to("it.value === 'leave'");
    follow(&mut browser);
    assert_eq!(browser.value("document.querySelector('h1').textContent"), "You have left");
    browser.open(&format!("{base}/"));
    assert_eq!(path(&mut browser), "/sign-in");
    let elsewhere = browser
        .requested()
        .iter()
        .find(|url| !url.starts_with(&base) && !url.starts_with("about:") && !url.starts_with("data:"));
    assert_eq!(elsewhere, None, "a page asks another host");
    if let Some(axe) = &axe {
        assert_eq!(serious(&mut browser, axe), [""; 0], "the page to sign in");
    }
}
