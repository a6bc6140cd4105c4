//! What kind of answer a page is, told by what it holds and not by its status.

use super::consent::is_consent;
use super::head::PageHead;
use super::page::PageKind;
use super::phrases::wants_a_script;
use super::reported::is_reported;
use super::words::count_words;

/// Fewer words than this are no article: what is left of a player, a gallery or an empty shell.
const FEWEST_WORDS: usize = 20;

/// Up to so many words a page may be a wall or a login; a longer text was written for readers.
const MOST_OF_A_WALL: usize = 120;

/// So many words of what calls itself an article are one, whatever else stands on its page: forms to log in, scripts against
/// robots, requests to let scripts run for comments.
const WRITTEN: usize = 2 * FEWEST_WORDS;

/// Up to so many words a paywalled page is a teaser.
const MOST_OF_A_TEASER: usize = 200;

/// What pages say that ask whether one is human; lower case.
const WALLS: [&str; 19] = [
    "just a moment",
    "attention required",
    "checking your browser",
    "verify you are human",
    "verifying you are human",
    "are you a robot",
    "not a robot",
    "not a bot",
    "unusual traffic",
    "access denied",
    "request blocked",
    "ddos protection",
    "enable cookies",
    "проверка браузера",
    "вы не робот",
    "доступ ограничен",
    "доступ запрещен",
    "robot değil",
    "captcha",
];

/// Titles of pages that want a name and a password, lower case.
const LOGINS: [&str; 14] = [
    "log in",
    "login",
    "sign in",
    "subscriber login",
    "anmelden",
    "anmeldung",
    "connexion",
    "se connecter",
    "iniciar sesión",
    "accedi",
    "вход",
    "войти",
    "giriş",
    "daxil ol",
];

/// Marks in the source of walls, whatever their page says; lower case.
const WALL_MARKS: [&str; 12] = [
    "cf-chl-",
    "/cdn-cgi/challenge-platform/h/",
    "ddos-guard",
    "_incapsula_resource",
    "captcha-delivery.com",
    "px-captcha",
    "awswafintegration",
    "within.website/x/cmd/anubis",
    "bobcmn",
    "/tspd/",
    "servicepipe",
    "qrator",
];

/// What a page is judged by.
#[derive(Debug)]
pub(super) struct Evidence<'a> {
    pub html: &'a str,
    pub head: &'a PageHead,
    /// All of its text, menus and notices too.
    pub visible: &'a str,
    /// What was taken for the article's text.
    pub text: &'a str,
    /// How many words its feed gave of it already; 0 where no feed is asked.
    pub feed_words: usize,
}

pub(super) fn judge(page: &Evidence) -> PageKind {
    let Evidence { html, head, visible, text, feed_words } = *page;
    let words = count_words(text);
    let said = visible.to_lowercase();
    let title = head.title.as_deref().unwrap_or_default().to_lowercase();
    let holds = |text: &str, list: &[&str]| list.iter().any(|word| text.contains(word));
    let asks = LOGINS.iter().any(|word| title.starts_with(word) || title.ends_with(word));
    let is_marked_up = head.has_article && !asks && !holds(&title, &WALLS);
    let is_written = words >= WRITTEN && (head.is_article || head.structured.is_some() || is_marked_up);
    if words <= MOST_OF_A_WALL && !is_written {
        let short = count_words(visible) <= 2 * MOST_OF_A_WALL;
        let source = html[..html.floor_char_boundary(64 << 10)].to_ascii_lowercase();
        let is_marked = words < WRITTEN && holds(&source, &WALL_MARKS);
        let is_of_a_wall = |said: &str| holds(said, &WALLS) || wants_a_script(said);
        let speaks = is_of_a_wall(&said) || holds(&title, &WALLS);
        if short && (is_marked || speaks && !is_reported(text, is_of_a_wall)) {
            return PageKind::Wall;
        }
        if short && (head.has_password_field || asks) {
            return PageKind::Login;
        }
    }
    let claims = head.is_article && head.structured.is_some();
    if !claims && is_consent(if words < FEWEST_WORDS { visible } else { text }) {
        return PageKind::Wall;
    }
    let paywalled = head.structured.as_ref().is_some_and(|article| article.free == Some(false));
    if words < FEWEST_WORDS {
        return if paywalled && words > 0 { PageKind::Teaser } else { PageKind::Other };
    }
    if words < feed_words || paywalled && words <= MOST_OF_A_TEASER {
        return PageKind::Teaser;
    }
    PageKind::Article
}
