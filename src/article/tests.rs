//! Pages of every kind, made here: what is read of them and what they are taken for.

use feeds::PageExcess;
use url::Url;

use super::page::PageKind;
use super::{WebPage, read_page};

const SENTENCE: &str =
    "The secretariat of the alliance said on Sunday that the talks in Almaty would go on for another week. ";

fn address() -> Url {
    Url::parse("https://news.example.org/world/talks-resume").expect("a plain address")
}

fn read(html: &str) -> WebPage {
    read_page(html, Some(&address()), 0).expect("the page is of a sane shape")
}

fn page(head: &str, body: &str) -> String {
    format!("<!doctype html><html lang=\"en-GB\"><head>{head}</head><body>{body}</body></html>")
}

fn article(head: &str, sentences: usize) -> String {
    let paragraphs: String = (0..sentences).map(|n| format!("<p>{n}. {SENTENCE}{SENTENCE}</p>")).collect();
    let frame = "<nav><a href=/>Home</a> <a href=/world>World</a></nav>";
    let related = "<aside><h3>Related</h3><ul><li><a href=/x>Mirov wins in Tarvin</a></li></ul></aside>";
    page(head, &format!("{frame}<main><article><h1>Talks resume</h1>{paragraphs}</article></main>{related}"))
}

#[test]
fn the_text_of_an_article_is_taken_without_its_frame() {
    let read = read(&article("<title>Talks resume - Example News</title>", 6));
    assert_eq!(read.kind, PageKind::Article);
    assert!(read.article.text.contains("5. The secretariat"), "{}", read.article.text);
    assert!(!read.article.text.contains("Mirov"), "{}", read.article.text);
    assert_eq!(read.article.lang.as_deref(), Some("en-GB"));
}

#[test]
fn what_the_publisher_says_in_data_is_read() {
    let data = r#"<script type="application/ld+json">{"@context": "https://schema.org", "@type": "NewsArticle",
        "headline": "Talks resume in Almaty", "datePublished": "2026-11-29T08:00:00+04:00",
        "dateModified": "2026-11-29T05:30:00", "author": [{"@type": "Person", "name": "A. Writer"}],
        "inLanguage": "en", "correction": "An earlier version named the wrong city."}</script>"#;
    let canonical = "<link rel=\"canonical\" href=\"/world/talks-resume?id=7\">";
    let read = read(&article(&format!("{data}{canonical}"), 6)).article;
    assert_eq!(read.title, "Talks resume in Almaty");
    assert_eq!(read.byline.as_deref(), Some("A. Writer"));
    assert_eq!(read.published.map(|at| at.to_string()).as_deref(), Some("2026-11-29T04:00:00Z"));
    assert_eq!(read.modified.map(|at| at.to_string()).as_deref(), Some("2026-11-29T05:30:00Z"));
    assert_eq!(read.canonical.as_deref(), Some("https://news.example.org/world/talks-resume?id=7"));
    assert_eq!(read.correction.as_deref(), Some("An earlier version named the wrong city."));
}

#[test]
fn a_body_in_the_data_is_taken_where_it_says_clearly_more() {
    let body = SENTENCE.repeat(12);
    let data = format!(
        r#"<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "<p>{body}</p>"}}</script>"#
    );
    let read = read(&article(&data, 1));
    assert_eq!(read.article.text.matches("Almaty").count(), 12, "{}", read.article.text);
    assert!(!read.article.text.contains("<p>"), "{}", read.article.text);
}

#[test]
fn a_canonical_address_is_believed_within_its_site_only() {
    for (href, expected) in [
        ("https://www.example.org/a", Some("https://www.example.org/a")),
        ("//m.example.org/a", Some("https://m.example.org/a")),
        ("https://news.example.org/", None),
        ("/", None),
        ("https://aggregator.example.net/a", None),
        ("javascript:void(0)", None),
        ("https://[", None),
    ] {
        let read = read(&article(&format!("<link rel=canonical href=\"{href}\">"), 4));
        assert_eq!(read.article.canonical.as_deref(), expected, "{href}");
    }
}

#[test]
fn every_kind_of_answer_is_told_apart() {
    let paywall = r#"<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>"#;
    let login_in_the_frame = article("", 6).replace("<aside>", "<form><input type=password></form><aside>");
    let consent = "<p>We and our partners store cookies on your device. With your consent we process personal data. \
        You may accept all cookies, reject all, or read our privacy policy. Our partners rely on legitimate interest.</p>";
    let about_consent = article("<meta property=og:type content=article><title>Court on cookies</title>", 20);
    for (name, html, expected) in [
        ("an article", article("", 6), PageKind::Article),
        ("an article with a login form in its frame", login_in_the_frame, PageKind::Article),
        ("the free part before a paywall", article(paywall, 2), PageKind::Teaser),
        ("a paywalled article that is given whole", article(paywall, 12), PageKind::Article),
        (
            "a short article with a login form, a noscript and a script against robots",
            article("", 3).replace(
                "</article>",
                "</article><form><input type=password></form><noscript>Please enable JavaScript to view comments</noscript>\
                 <script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>",
            ),
            PageKind::Article,
        ),
        (
            "nothing but the headline before a paywall",
            article(paywall, 0).replace("</h1>", "</h1><p>Subscribe to read on.</p>"),
            PageKind::Teaser,
        ),
        (
            "a challenge",
            page("<title>Just a moment...</title>", "<p>Checking your browser.</p>"),
            PageKind::Wall,
        ),
        (
            "a script wall",
            page(
                "",
                "<script src=/TSPD/0801?type=1></script><noscript>Please enable JavaScript to view the page content.</noscript>",
            ),
            PageKind::Wall,
        ),
        ("a consent page", page("<title>Before you continue</title>", &consent.repeat(3)), PageKind::Wall),
        ("an article on consent", about_consent, PageKind::Article),
        (
            "a login",
            page("<title>Sign in</title>", "<form>Name <input name=n> <input type='password'></form>"),
            PageKind::Login,
        ),
        ("a shell that scripts fill", page("<title>News</title>", "<div id=root></div>"), PageKind::Other),
        ("no page", "%PDF-1.7 …".to_owned(), PageKind::Other),
        ("nothing", String::new(), PageKind::Other),
        ("data", format!("{{\"body\": \"{}\"}}", SENTENCE.repeat(20)), PageKind::Other),
        (
            "a feed",
            format!("<?xml version=\"1.0\"?><rss><channel><title>{}</title>", SENTENCE.repeat(20)),
            PageKind::Other,
        ),
        ("a text", SENTENCE.repeat(20), PageKind::Other),
    ] {
        assert_eq!(read(&html).kind, expected, "{name}");
    }
}

#[test]
fn news_of_walls_is_told_from_walls() {
    for (title, text) in [
        (
            "A check of browsers kept blind voters away",
            "A commission found on Monday that blind voters could not register, because a captcha asked each of them to verify you \
             are human. Nobody had tried the page with a screen reader, its report said. The check was removed in May.",
        ),
        (
            "DDoS-атака закрыла сайт порта",
            "Сайт порта шесть часов показывал страницу «Проверка браузера», сообщили во вторник в его пресс-службе. Атака шла с \
             сорока тысяч адресов. Посетителей просили включить JavaScript. Суда пришли по расписанию, добавил капитан порта.",
        ),
        (
            "Access denied to observers at the bridge",
            "The observers were turned away at the bridge on Tuesday, their mission said. You have no permission to pass, a guard \
             told them. The mission will try again on Friday and will bring a letter of the minister.",
        ),
    ] {
        let html = page(&format!("<title>{title}</title>"), &format!("<h1>{title}</h1><p>{text}</p>"));
        assert_eq!(read(&html).kind, PageKind::Article, "{title}");
    }
    for (title, text) in [
        (
            "Attention Required!",
            "Please complete the security check to access this site. Why do I have to complete a captcha? Completing it proves you \
             are human and gives you access for a while. What can I do to prevent this? If you are at home, run a scan of your \
             device. If you are at an office, ask the administrator of your network to look for devices that are infected.",
        ),
        (
            "Проверка браузера",
            "Проверка браузера перед входом на сайт. Этот процесс не требует от вас ничего, страница откроется через пять секунд. \
             Если вы считаете, что доступ закрыт по ошибке, сообщите нам об этом по почте и укажите номер запроса и ваш адрес.",
        ),
        (
            "Доступ ограничен",
            "Доступ к этой странице ограничен, потому что ваш браузер похож на робота. Включите JavaScript и обновите страницу. \
             Если ошибка повторится, напишите в поддержку сайта и приложите снимок экрана, номер запроса, время и ваш адрес.",
        ),
        (
            "Robot değil misiniz?",
            "Devam etmeden önce robot değil olduğunuzu doğrulayın. Bu sayfa, ağınızdan gelen istekler olağan dışı olduğu için \
             gösteriliyor. Tarayıcınızda JavaScript ve çerezleri açın, sayfayı yenileyin ya da birkaç dakika bekleyip yeniden gelin.",
        ),
        (
            "Access denied",
            "Access denied. The owner of this site has set rules for its guests, and your request was found to break one of them. \
             Several things can bring this about: a word in a form, a command, or data that is not well made. Write to the owner \
             and say what you did when this page came up, and give the number of the request below.",
        ),
    ] {
        let html = page(&format!("<title>{title}</title>"), &format!("<h1>{title}</h1><p>{text}</p>"));
        assert_eq!(read(&html).kind, PageKind::Wall, "{title}");
    }
}

#[test]
fn dates_of_pages_are_read_as_those_of_feeds() {
    let claimed = |claim: &str| format!("<meta property=article:published_time content=\"{claim}\">");
    for claim in [
        "2026-11-29T14:05:00+04:00",
        "2026-11-29T14:05+0400",
        "2026-11-29 14:05:00 +04:00",
        "Sun, 29 Nov 2026 14:05:00 +0400",
        "29 ноября 2026, 10:05",
    ] {
        let published = read(&article(&claimed(claim), 6)).article.published;
        assert_eq!(published.map(|at| at.to_string()).as_deref(), Some("2026-11-29T10:05:00Z"), "{claim}");
    }
    let timed = claimed("2026-11-29");
    let timed =
        article(&timed, 6).replace("</h1>", "</h1><time datetime=\"2026-11-29T14:05+04:00\">14:05</time>");
    assert_eq!(
        read(&timed).article.published.map(|at| at.to_string()).as_deref(),
        Some("2026-11-29T10:05:00Z")
    );
    for shown in [
        "29 ноября 2026, 10:05",
        "29 noyabr 2026, 10:05",
        "29 листопада 2026, 10:05",
        "29 de noviembre de 2026, 10:05",
    ] {
        let html = article("", 6).replace("</h1>", &format!("</h1><span class=\"post-date\">{shown}</span>"));
        let published = read(&html).article.published.map(|at| at.to_string());
        assert_eq!(published.as_deref(), Some("2026-11-29T10:05:00Z"), "{shown}");
    }
    let timed = "</h1><time datetime=\"2026-11-29T14:05:00+04:00\">29 November 2026, 14:05</time>";
    let html = article("", 6).replace("</h1>", timed);
    let published = read(&html).article.published;
    assert_eq!(published.map(|at| at.to_string()).as_deref(), Some("2026-11-29T10:05:00Z"));
}

#[test]
fn the_address_that_a_page_calls_its_own_holds_no_password() {
    let canonical = "<link rel=canonical href=\"https://desk:secret@news.example.org/world/talks#top\">";
    let read = read(&article(canonical, 6)).article;
    assert_eq!(read.canonical.as_deref(), Some("https://news.example.org/world/talks"));
}

#[test]
fn less_than_the_feed_gave_is_a_teaser() {
    let html = article("", 3);
    assert_eq!(read_page(&html, None, 60).expect("a sane shape").kind, PageKind::Article);
    assert_eq!(read_page(&html, None, 400).expect("a sane shape").kind, PageKind::Teaser);
}

#[test]
fn a_page_that_would_kill_the_extractor_is_refused() {
    assert_eq!(read_page(&"<div>".repeat(5_000), None, 0), Err(PageExcess::Depth(256)));
}

#[test]
fn a_day_that_is_made_of_a_lone_year_is_none() {
    let footed = |foot: &str| article("", 6).replace("</main>", &format!("</main><footer>{foot}</footer>"));
    for (foot, expected) in [("\u{a9} 2026", None), ("\u{a9} 2001-2026", None)] {
        assert_eq!(
            read(&footed(foot)).article.published.map(|at| at.to_string()).as_deref(),
            expected,
            "{foot}"
        );
    }
    let dated = article("<meta property=article:published_time content=2026-01-01T08:00:00Z>", 6);
    assert!(read(&dated).article.published.is_some());
}

#[test]
fn a_language_is_declared_unless_the_text_says_otherwise() {
    let russian =
        "<p>Генеральный секретарь организации сообщил, что заседание пройдёт в Астане в декабре.</p>"
            .repeat(6);
    for (html, expected) in [
        (article("", 6), Some("en-GB")),
        (article("", 6).replace(" lang=\"en-GB\"", ""), Some("en")),
        (page("", &format!("<article><h1>Заседание</h1>{russian}</article>")), Some("ru")),
    ] {
        assert_eq!(read(&html).article.lang.as_deref(), expected);
    }
}
