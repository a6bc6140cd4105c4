//! Lists that are found on pages which nobody has written selectors for.

use std::fmt::Write as _;

use crate::sketch_list;

const PAGE: &str = "https://gov.example/en/news";

/// A page with `count` items, each of the markup that `item` makes of its number, amid what pages have around lists.
fn page(count: usize, before: &str, after: &str, item: impl Fn(usize) -> String) -> String {
    let mut html = String::from(
        "<!DOCTYPE html><html lang=en><head><title>News of the office</title></head><body>
        <header class=header><nav class=menu><ul><li><a href=/en/about-the-ministry-and-its-work>About the ministry and its work</a></li>
        <li><a href=/en/structure>The structure of the ministry</a></li><li><a href=/en/law>Laws and other acts of ours</a></li><li><a href=/en/contact>Contact</a></li></ul></nav></header>",
    );
    html.push_str(before);
    (1..=count).for_each(|n| html.push_str(&item(n)));
    html.push_str(after);
    html.push_str("<footer><ul><li><a href=/en/accessibility>Accessibility of this site for all</a></li><li><a href=/en/privacy-policy>Our policy of privacy and cookies</a></li><li><a href=/en/map>A map of all pages of the site</a></li></ul></footer></body></html>");
    html
}

fn title(n: usize) -> String {
    format!("The delegation number {n} held talks in Almaty")
}

/// What is proposed for a page, a line a part, and how many entries and dates that brings.
fn sketched(html: &str) -> String {
    let Some(sketch) = sketch_list(html.as_bytes(), Some("text/html; charset=utf-8"), PAGE) else {
        return "nothing".to_owned();
    };
    let mut text = format!("item={}", sketch.item);
    for (name, part) in [("link", sketch.link), ("title", sketch.title), ("date", sketch.date)] {
        if let Some(part) = part {
            let _ = write!(text, " {name}={part}");
        }
    }
    let dated = sketch.feed.entries.iter().filter(|entry| entry.published.is_some()).count();
    let first = sketch.feed.entries.first().map(crate::ParsedEntry::plain_title).unwrap_or_default();
    let _ = write!(text, " | {} entries, {dated} dated, {first}", sketch.feed.entries.len());
    text
}

#[test]
fn the_structure_that_repeats_is_the_list() {
    let t = title;
    for (html, expected) in [
        // Articles with all a reader wants.
        (
            page(10, "<main>", "</main>", |n| {
                format!(
                    "<article class='teaser post-{n}77'><a href=/en/news/{n}><img alt=x></a><h2><a href=/en/news/{n}>{}</a></h2><time datetime='2026-11-{n:02}T10:00:00Z'>{n} November</time><a href=/en/tag/talks>Talks</a></article>",
                    t(n)
                )
            }),
            "item=article.teaser title=h2 | 10 entries, 10 dated, The delegation number 1 held talks in Almaty",
        ),
        // The time before the day.
        (
            page(12, "<div class='news-list'>", "</div>", |n| {
                format!(
                    "<div class='news-list__item'><span class='news-date'>09:{n:02} | {n:02}.11.2026</span><a class='news-link' href='/en/news/view?id={n}'>{}</a></div>",
                    t(n)
                )
            }),
            "item=div.news-list__item date=span.news-date | 12 entries, 12 dated, The delegation number 1 held talks in Almaty",
        ),
        // No class on the items.
        (
            page(8, "<ul id=events>", "</ul>", |n| format!("<li><a href=/en/news/{n}>{}</a></li>", t(n))),
            "item=#events > li | 8 entries, 0 dated, The delegation number 1 held talks in Almaty",
        ),
        // A table, as ministries make them.
        (
            page(9, "<table class=acts><tbody>", "</tbody></table>", |n| {
                format!("<tr><td>{n:02}.11.2026</td><td><a href=/en/news/{n}.html>{}</a></td></tr>", t(n))
            }),
            "item=tr date=td | 9 entries, 9 dated, The delegation number 1 held talks in Almaty",
        ),
        // A category stands before the article.
        (
            page(7, "<section>", "</section>", |n| {
                format!(
                    "<div class=card><a class=cat href=/en/politics>Politics</a><a class=name href=/en/news/{n}>{}</a><p>Words of a lead.</p></div>",
                    t(n)
                )
            }),
            "item=div.card link=a.name | 7 entries, 0 dated, The delegation number 1 held talks in Almaty",
        ),
        // All of an item is a link.
        (
            page(6, "<div class=grid>", "</div>", |n| {
                format!(
                    "<a class=tile href=/en/news/{n}><img alt=''><span class=d>{n} noyabr 2026</span><p>{}</p></a>",
                    t(n)
                )
            }),
            "item=a.tile title=p date=span.d | 6 entries, 6 dated, The delegation number 1 held talks in Almaty",
        ),
    ] {
        assert_eq!(sketched(&html), expected, "{html}");
    }
}

#[test]
fn what_stands_around_a_list_is_no_part_of_it() {
    let t = title;
    for (html, expected) in [
        // The picture leads there first, and the title has a class of no meaning.
        (
            page(5, "<div class=newslist>", "</div>", |n| {
                format!(
                    "<div class='row-fluid newsitem'><div class=col1><a href=/en/news/{n}><img src=x alt=''></a></div><div class=col2><p class=date>{n:02}.11.2026</p><a class=t href=/en/news/{n}>{}</a><p>Words of a lead that is longer than any title of this list of news can be.</p></div></div>",
                    t(n)
                )
            }),
            "item=div.newsitem title=a.t date=p.date | 5 entries, 5 dated, The delegation number 1 held talks in Almaty",
        ),
        // Only "read more" leads on.
        (
            page(5, "<div>", "</div>", |n| {
                format!(
                    "<div class='item css-1x2y3z'><h3>{}</h3><p>Words of a lead.</p><a href=/en/news/{n}>More</a></div>",
                    t(n)
                )
            }),
            "item=div.item title=h3 | 5 entries, 0 dated, The delegation number 1 held talks in Almaty",
        ),
        // Rows of a grid, and a list of what is read most beside it.
        (
            page(
                9,
                "<div class=row>",
                "</div><div class=most><ol><li><a href=/en/news/1>The delegation number 1 held talks</a></li><li><a href=/en/news/2>The delegation number 2 held talks</a></li><li><a href=/en/news/3>The delegation number 3 held talks</a></li></ol></div>",
                |n| {
                    format!(
                        "<div class=col-md-4><div class=box><a href=/en/news/{n}><h4 class=box-title>{}</h4></a><small>{n:02}/11/2026</small></div></div>",
                        t(n)
                    )
                },
            ),
            "item=div.col-md-4 title=h4 date=small | 9 entries, 9 dated, The delegation number 1 held talks in Almaty",
        ),
        // Armenian, short words; addresses elsewhere on the site.
        (
            page(4, "<div class=view-content>", "</div>", |n| {
                format!(
                    "<div class='views-row views-row-{n}'><div class=views-field-title><span><a href='https://www.gov.example/hy/lur/{n}'>Վարչապետն ընդունել է պատվիրակությանը {n}</a></span></div><div class=views-field-created>{n:02}.11.2026 12:30</div></div>"
                )
            }),
            "item=div.views-row title=div.views-field-title date=div.views-field-created | 4 entries, 4 dated, Վարչապետն ընդունել է պատվիրակությանը 1",
        ),
        (page(2, "<div>", "</div>", |n| format!("<p><a href=/en/news/{n}>{}</a></p>", t(n))), "nothing"),
        (page(0, "<p>Welcome.", "", |_| String::new()), "nothing"),
        (String::new(), "nothing"),
    ] {
        assert_eq!(sketched(&html), expected, "{html}");
    }
}

#[test]
fn pages_of_any_size_are_looked_at_within_bounds() {
    let items = |n: usize| {
        format!("<div class=item><span>1.2.2026</span><a href=/en/news/{n}>{}</a></div>", title(n))
    };
    assert!(sketched(&page(20_000, "<div>", "</div>", items)).starts_with("item=div.item"));
    let deep = "<div class=a><a href=/x>The delegation held talks in Almaty</a>".repeat(300);
    assert_eq!(sketched(&deep), "nothing");
    let words = "word ".repeat(100_000);
    let long =
        page(5, "<div>", "</div>", |n| format!("<div class=item><a href=/en/news/{n}>{words}</a></div>"));
    assert!(sketched(&long).starts_with("item=div.item"));
}

#[test]
fn items_with_classes_of_their_own_are_one_list_and_two_lists_are_two() {
    let item = |class: &str, n: usize, link: &str| {
        format!("<div class='{class}'><a href=/en/{link}/{n}>{}</a></div>", title(n))
    };
    let slugs = ["talks-in-almaty", "grain-prices", "school-year", "new-road", "visit-to-baku"];
    for (html, expected) in [
        // A number that says where it stands.
        (
            page(6, "<div>", "</div>", |n| item(&format!("item-{n}"), n, "news")),
            "item=div[class^=\"item-\"] | 6 entries",
        ),
        (
            page(6, "<div class=news>", "</div>", |n| item(&format!("item{n}"), n, "news")),
            "item=div[class^=\"item\"] | 6 entries",
        ),
        // The name of the article, and its section.
        (
            page(5, "<div class=news>", "</div>", |n| item(slugs[n - 1], n, "news")),
            "item=.news > div | 5 entries",
        ),
        (
            page(5, "<div class=news>", "</div>", |n| item(&format!("{} node", slugs[n - 1]), n, "news")),
            "item=div.node | 5 entries",
        ),
        // One of them is lifted out.
        (
            page(5, "<div class=news>", "</div>", |n| {
                item(if n == 1 { "lead node" } else { "node" }, n, "news")
            }),
            "item=div.node | 5 entries",
        ),
        // Two lists in one place are told apart by what each calls its items, and the longer one is proposed.
        (
            page(9, "<div class=all>", "</div>", |n| {
                item(if n % 3 == 0 { "notice" } else { "news" }, n, "news")
            }),
            "item=div.news | 6 entries",
        ),
        (
            page(9, "<div class=all>", "</div>", |n| {
                item(&if n % 3 == 0 { "notice".to_owned() } else { format!("news-{n}") }, n, "news")
            }),
            "item=div[class^=\"news-\"] | 6 entries",
        ),
    ] {
        let sketch = sketched(&html);
        assert!(sketch.starts_with(expected), "{expected}: {sketch}");
    }
}
